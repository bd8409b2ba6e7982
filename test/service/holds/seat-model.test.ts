/**
 * Random operations of two customers on an event of four seats, compared with a reference model. Every response, and in
 * the end every seat and hold, must equal the model (P1, P4, P5).
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { HOLD_MS, HoldModel } from '../../support/hold-model.ts';
import { runSize } from '../../support/randomized.ts';
import {
  expire,
  extend,
  hold,
  openWorld,
  type Person,
  pay,
  publish,
  readHold,
  release,
  sweep,
  type World,
} from '../../support/world.ts';

const SEATS = ['a/A-1', 'a/A-2', 'a/A-3', 'a/A-4'];

/** The reference model of one event. */
class Model extends HoldModel {
  seatStatus(seatId: string): string {
    const has = (status: string) =>
      this.holds.some(held => held.seats.includes(seatId) && this.statusOf(held) === status);
    return has('confirmed') ? 'booked' : has('active') ? 'held' : 'available';
  }
  place(seats: string[]): number {
    return seats.every(seatId => this.seatStatus(seatId) === 'available') ? 201 : 409;
  }
}

const holdIndex = fc.nat(7);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      owner: fc.nat(1),
      seats: fc.subarray(SEATS, { minLength: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      holdIndex,
      method: fc.constantFrom('sim_ok', 'sim_declined'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('release' as const, 'extend' as const, 'expire' as const), holdIndex }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(0, 1, 1_000, 100_000, HOLD_MS - 1, HOLD_MS),
    }),
  },
);

describe('a small event', () => {
  let world: World;
  let people: Person[];
  beforeAll(async () => {
    world = await openWorld();
    people = [await world.person(), await world.person()];
  });

  it('equals the model after every step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async steps => {
        const event = await publish(world, {
          placesPerHoldMax: 4,
          sections: [{ id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: SEATS.length }] }],
        });
        const model = new Model();
        for (const each of steps) await perform(world, people, event, model, each);
        await expectEqualToModel(world, people, event, model);
      }),
      { numRuns: runSize(30, 120), endOnFailure: false },
    );
  });
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function perform(world: World, people: Person[], event: Event, model: Model, step: Step): Promise<void> {
  model.now = world.now;
  if (step.do === 'wait') {
    world.now += step.ms;
    model.now = world.now;
    return;
  }
  if (step.do === 'sweep') return void (await sweep(world));
  if (step.do === 'place') {
    const expected = model.place(step.seats);
    const { status, body } = await hold(world, people[step.owner] as Person, event, step.seats);
    expect(status).toBe(expected);
    if (status !== 201) return;
    model.addHold({ id: body.id, owner: step.owner, seats: step.seats });
    return;
  }
  const held = model.holds[step.holdIndex % Math.max(1, model.holds.length)];
  if (!held) return;
  const person = people[held.owner] as Person;
  if (step.do === 'expire') await expire(world, held);
  if (step.do === 'release') expect((await release(world, person, held)).status).toBe(model.release(held));
  if (step.do === 'extend') expect((await extend(world, person, held)).status).toBe(model.extend(held));
  if (step.do === 'pay') {
    const expected = model.pay(held, step.method);
    expect((await pay(world, person, held, { paymentMethod: step.method })).status).toBe(expected);
  }
}

async function expectEqualToModel(world: World, people: Person[], event: Event, model: Model): Promise<void> {
  model.now = world.now;
  for (const seatId of SEATS) expect(await world.seatStatus(event, seatId)).toBe(model.seatStatus(seatId));
  for (const held of model.holds) {
    const { body } = await readHold(world, people[held.owner] as Person, held);
    expect(body).toMatchObject({ status: model.statusOf(held), expiresAt: new Date(held.expiresAt).toISOString() });
  }
}
