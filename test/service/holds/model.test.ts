/**
 * Random lives of a small event against a reference model: two customers, four seats, and whatever comes in whatever
 * order. After each step every answer, every seat and every hold must be what the model says (P1, P4, P5).
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
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
const HOLD_MS = 300_000;

interface ModelHold {
  id: string;
  owner: number;
  seats: string[];
  status: 'active' | 'confirmed' | 'released' | 'expired';
  createdAt: number;
  expiresAt: number;
  windowUsed: boolean;
  extensions: number;
}

/** What the promises say, in as few words as they allow. */
class Model {
  now = 0;
  holds: ModelHold[] = [];

  statusOf(held: ModelHold): ModelHold['status'] {
    return held.status === 'active' && held.expiresAt <= this.now ? 'expired' : held.status;
  }
  seatStatus(seatId: string): string {
    const has = (status: string) =>
      this.holds.some(held => held.seats.includes(seatId) && this.statusOf(held) === status);
    return has('confirmed') ? 'booked' : has('active') ? 'held' : 'available';
  }
  place(seats: string[]): number {
    return seats.every(seatId => this.seatStatus(seatId) === 'available') ? 201 : 409;
  }
  extend(held: ModelHold): number {
    if (this.statusOf(held) !== 'active') return 409;
    const cap = held.createdAt + 3 * HOLD_MS;
    const to = Math.min(this.now + HOLD_MS, cap);
    if (held.extensions >= 10 || held.expiresAt >= cap || to < held.expiresAt) return 409;
    Object.assign(held, { expiresAt: to, extensions: held.extensions + 1 });
    return 200;
  }
  pay(held: ModelHold, method: string): number {
    if (this.statusOf(held) !== 'active') return 409;
    if (!held.windowUsed && held.expiresAt < this.now + 60_000) {
      Object.assign(held, { expiresAt: this.now + 60_000, windowUsed: true });
    }
    if (method === 'sim_declined') return 402;
    held.status = 'confirmed';
    return 201;
  }
  release(held: ModelHold): number {
    const status = this.statusOf(held);
    if (status === 'confirmed') return 409;
    held.status = status === 'active' ? 'released' : status;
    return 204;
  }
}

const which = fc.nat(7);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      who: fc.nat(1),
      seats: fc.subarray(SEATS, { minLength: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('pay' as const), which, method: fc.constantFrom('sim_ok', 'sim_declined') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('release' as const, 'extend' as const, 'expire' as const), which }),
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

  it('is at every step what the model says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async steps => {
        const event = await publish(world, {
          placesPerHoldMax: 4,
          sections: [{ id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: SEATS.length }] }],
        });
        const model = new Model();
        for (const taken of steps) await take(world, people, event, model, taken);
        await agrees(world, people, event, model);
      }),
      { numRuns: 30, endOnFailure: false },
    );
  });
});

type Step = typeof step extends fc.Arbitrary<infer Taken> ? Taken : never;

async function take(world: World, people: Person[], event: Event, model: Model, taken: Step): Promise<void> {
  model.now = world.now;
  if (taken.do === 'wait') {
    world.now += taken.ms;
    model.now = world.now;
    return;
  }
  if (taken.do === 'sweep') return void (await sweep(world));
  if (taken.do === 'place') {
    const expected = model.place(taken.seats);
    const { status, body } = await hold(world, people[taken.who] as Person, event, taken.seats);
    expect(status).toBe(expected);
    if (status !== 201) return;
    model.holds.push({
      id: body.id,
      owner: taken.who,
      seats: taken.seats,
      status: 'active',
      createdAt: world.now,
      expiresAt: world.now + HOLD_MS,
      windowUsed: false,
      extensions: 0,
    });
    return;
  }
  const held = model.holds[taken.which % Math.max(1, model.holds.length)];
  if (!held) return;
  const owner = people[held.owner] as Person;
  if (taken.do === 'expire') await expire(world, held);
  if (taken.do === 'release') expect((await release(world, owner, held)).status).toBe(model.release(held));
  if (taken.do === 'extend') expect((await extend(world, owner, held)).status).toBe(model.extend(held));
  if (taken.do === 'pay') {
    const expected = model.pay(held, taken.method);
    expect((await pay(world, owner, held, { paymentMethod: taken.method })).status).toBe(expected);
  }
}

async function agrees(world: World, people: Person[], event: Event, model: Model): Promise<void> {
  model.now = world.now;
  for (const seatId of SEATS) expect(await world.seatStatus(event, seatId)).toBe(model.seatStatus(seatId));
  for (const held of model.holds) {
    const { body } = await readHold(world, people[held.owner] as Person, held);
    expect(body).toMatchObject({ status: model.statusOf(held), expiresAt: new Date(held.expiresAt).toISOString() });
  }
}
