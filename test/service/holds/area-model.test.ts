/**
 * Random lives of an event with seats and areas against a reference model. Every answer must be the model's, the numbers
 * of a refusal among them, and in the end every count, seat and hold (P1, P4, P5, P9). What can happen is a list of acts:
 * a new verb is one more of them.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import type { Bucket } from '../../../lib/domain/model.ts';
import {
  type ApiResponse,
  bucketsOf,
  expire,
  extend,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  readHold,
  release,
  sweep,
  type World,
} from '../../support/world.ts';

const SEATS = ['a/A-1', 'a/A-2', 'a/A-3'];
const SEAT_PRICE = 100;
const HOLD_MS = 300_000;
const PLACES_MAX = 40;

interface ModelArea {
  capacity: number;
  /** Kept from sale by the organizer. */
  blocked: number;
  price: number;
}

interface ModelHold {
  id: string;
  owner: number;
  seats: string[];
  /** How many of which area. */
  quantities: Record<string, number>;
  status: 'active' | 'confirmed' | 'released' | 'expired';
  createdAt: number;
  expiresAt: number;
  windowUsed: boolean;
  extensions: number;
}

/** What a hold is asked for, and what the answer must be. */
type Wish = Pick<ModelHold, 'seats' | 'quantities'>;
type Expected = { status: 201; total: number } | { status: number; code: string; conflicts?: object[] };

/** What the promises say, in as few words as they allow. */
class Model {
  now = 0;
  holds: ModelHold[] = [];
  readonly areas: Record<string, ModelArea>;
  readonly seats: Record<string, { isBlocked: boolean; price: number }>;

  constructor(areas: Record<string, ModelArea>) {
    this.areas = areas;
    this.seats = Object.fromEntries(SEATS.map(seatId => [seatId, { isBlocked: false, price: SEAT_PRICE }]));
  }

  statusOf(held: ModelHold): ModelHold['status'] {
    return held.status === 'active' && held.expiresAt <= this.now ? 'expired' : held.status;
  }
  private having(status: ModelHold['status']): ModelHold[] {
    return this.holds.filter(held => this.statusOf(held) === status);
  }
  counts(areaId: string): { available: number; held: number; booked: number; blocked: number } {
    const { capacity, blocked } = this.areas[areaId] as ModelArea;
    const sum = (holds: ModelHold[]) => holds.reduce((all, { quantities }) => all + (quantities[areaId] ?? 0), 0);
    const [held, booked] = [sum(this.having('active')), sum(this.having('confirmed'))];
    return { available: capacity - blocked - held - booked, held, booked, blocked };
  }
  seatStatus(seatId: string): string {
    const isIn = (holds: ModelHold[]) => holds.some(({ seats }) => seats.includes(seatId));
    if (isIn(this.having('confirmed'))) return 'booked';
    if (isIn(this.having('active'))) return 'held';
    return this.seats[seatId]?.isBlocked ? 'blocked' : 'available';
  }

  /** In the order of refusals that api.md documents. */
  place({ seats, quantities }: Wish): Expected {
    const places = seats.length + Object.values(quantities).reduce((sum, each) => sum + each, 0);
    if (places > PLACES_MAX) return { status: 422, code: 'too-many-places' };
    const taken = seats.filter(seatId => this.seatStatus(seatId) !== 'available');
    if (taken.length > 0) {
      const conflicts = taken.map(seatId => ({ seatId, reason: this.seatStatus(seatId) }));
      return { status: 409, code: 'seats-unavailable', conflicts };
    }
    const short = Object.entries(quantities).filter(([areaId, asked]) => this.counts(areaId).available < asked);
    if (short.length > 0) {
      const conflicts = short.map(([areaId]) => {
        return { areaId, reason: 'sold-out', available: Math.max(0, this.counts(areaId).available) };
      });
      return { status: 409, code: 'area-sold-out', conflicts };
    }
    const ofSeats = seats.reduce((sum, seatId) => sum + (this.seats[seatId]?.price ?? 0), 0);
    const ofAreas = Object.entries(quantities).map(([id, asked]) => asked * (this.areas[id] as ModelArea).price);
    return { status: 201, total: ofAreas.reduce((sum, each) => sum + each, ofSeats) };
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

/** One life: the event itself, through two functions, and the model of it. */
interface Life {
  world: World;
  functions: World[];
  people: Person[];
  event: Event;
  model: Model;
  /** As they were last seen. */
  buckets: Map<string, Bucket>;
}

/** Something that may happen: how often, with what, and what it does to both. */
interface Act<Fields> {
  weight: number;
  fields: fc.Arbitrary<Fields>;
  take(life: Life, fields: Fields): Promise<void>;
}
const act = <Fields>(made: Act<Fields>): Act<Fields> => made;

const which = fc.nat(9);
const through = fc.nat(1);
const holdOf = ({ model }: Life, index: number): ModelHold | undefined =>
  model.holds[index % Math.max(1, model.holds.length)];

/** An act on one of the holds, by its owner. */
const onHold = <Fields>(
  weight: number,
  fields: fc.Arbitrary<Fields>,
  take: (life: Life, held: ModelHold, own: { world: World; owner: Person }, fields: Fields) => Promise<void>,
) =>
  act({
    weight,
    fields: fc.record({ which, through, fields }),
    async take(life, { which: index, through: i, fields: rest }) {
      const held = holdOf(life, index);
      if (!held) return;
      const own = { world: life.functions[i] ?? life.world, owner: life.people[held.owner] as Person };
      await take(life, held, own, rest);
    },
  });

const quantity = (max: number) => fc.oneof(fc.constant(0), fc.nat(max), fc.constant(max));

const ACTS = {
  place: act({
    weight: 6,
    fields: fc.record({
      who: fc.nat(1),
      through,
      seats: fc.oneof(
        { weight: 3, arbitrary: fc.constant<string[]>([]) },
        { weight: 1, arbitrary: fc.subarray(SEATS) },
      ),
      pit: quantity(39),
      nook: quantity(2),
    }),
    async take(life, { who, through: i, seats, pit, nook }) {
      const { model, people } = life;
      const quantities = { ...(pit > 0 && { pit }), ...(nook > 0 && { nook }) };
      if (seats.length + pit + nook === 0) return;
      const expected = model.place({ seats, quantities });
      const { status, body } = await place(life, life.functions[i] ?? life.world, people[who] as Person, {
        seats,
        quantities,
      });
      if (!('total' in expected)) {
        expect({ status, code: body.code }).toEqual({ status: expected.status, code: expected.code });
        if (expected.conflicts) expect(body.conflicts).toMatchObject(expected.conflicts);
        return;
      }
      expect([status, body.code]).toEqual([201, undefined]);
      expect(body.total.amount).toBe(expected.total);
      const at = { createdAt: model.now, expiresAt: model.now + HOLD_MS, windowUsed: false, extensions: 0 };
      model.holds.push({ id: body.id, owner: who, seats, quantities, status: 'active', ...at });
    },
  }),
  pay: onHold(2, fc.constantFrom('sim_ok', 'sim_ok', 'sim_declined'), async ({ model }, held, own, paymentMethod) => {
    const expected = model.pay(held, paymentMethod);
    expect((await pay(own.world, own.owner, held, { paymentMethod })).status).toBe(expected);
  }),
  release: onHold(2, fc.constant(0), async ({ model }, held, { world, owner }) => {
    expect((await release(world, owner, held)).status).toBe(model.release(held));
  }),
  extend: onHold(1, fc.constant(0), async ({ model }, held, { world, owner }) => {
    expect((await extend(world, owner, held)).status).toBe(model.extend(held));
  }),
  expire: onHold(1, fc.constant(0), async (_life, held, { world }) => void (await expire(world, held))),
  sweep: act({ weight: 1, fields: fc.constant(0), take: async ({ world }) => void (await sweep(world)) }),
  wait: act({
    weight: 3,
    fields: fc.constantFrom(0, 1, 1_000, 100_000, HOLD_MS - 1, HOLD_MS),
    async take({ world }, ms) {
      world.now += ms;
    },
  }),
};

type Step = { [Name in keyof typeof ACTS]: { act: Name; fields: unknown } }[keyof typeof ACTS];

const step: fc.Arbitrary<Step> = fc.oneof(
  ...Object.entries(ACTS).map(([name, { weight, fields }]) => ({
    weight,
    arbitrary: fc.record({ act: fc.constant(name as keyof typeof ACTS), fields: fields as fc.Arbitrary<unknown> }),
  })),
);

describe('an event with seats and areas', () => {
  let world: World;
  let people: Person[];
  let functions: World[];
  beforeAll(async () => {
    world = await openWorld();
    people = [await world.person(), await world.person()];
    functions = [world, await world.another()];
  });

  it('is at every step what the model says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 35 }), async steps => {
        const life = await begin();
        for (const taken of steps) {
          await takeStep(life, taken);
          await bucketsAddUp(life);
        }
        await agrees(life);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  }, 240_000);

  /** Three buckets, and one that is tiny. */
  async function begin(): Promise<Life> {
    const areas = {
      pit: { capacity: 120, blocked: 0, price: 30 },
      nook: { capacity: 2, blocked: 0, price: 7 },
    };
    const event = await publish(world, {
      placesPerHoldMax: PLACES_MAX,
      sections: [
        { id: 'a', name: 'A', kind: 'seated', price: SEAT_PRICE, rows: [{ row: 'A', count: SEATS.length }] },
        ...Object.entries(areas).map(([id, { capacity, price }]) => {
          return { id, name: id, kind: 'area' as const, price, capacity };
        }),
      ],
    });
    return { world, functions, people, event, model: new Model(areas), buckets: new Map() };
  }
});

async function takeStep(life: Life, { act: name, fields }: Step): Promise<void> {
  life.model.now = life.world.now;
  await (ACTS[name] as Act<unknown>).take(life, fields);
  life.model.now = life.world.now;
}

function place({ event }: Life, through: World, as: Person, wish: Wish): Promise<ApiResponse<Hold & ProblemFields>> {
  const areas = Object.entries(wish.quantities).map(([areaId, asked]) => ({ areaId, quantity: asked }));
  const body = { ...(wish.seats.length > 0 && { seats: wish.seats }), ...(areas.length > 0 && { areas }) };
  return through.invoke('place-hold', { as, key: newKey(), params: { eventId: event.id }, body });
}

/** Every place of every bucket is in exactly one state, and what was freed only grows. */
async function bucketsAddUp({ world, event, buckets }: Life): Promise<void> {
  for (const bucket of await bucketsOf(world, event)) {
    const { areaId, number, capacity, available, booked, blocked, claims, freed } = bucket;
    const claimed = Object.values(claims).reduce((sum, each) => sum + each.quantity, 0);
    expect([available >= 0, available + booked + blocked + claimed]).toEqual([true, capacity]);
    expect(freed).toBeGreaterThanOrEqual(buckets.get(`${areaId}/${number}`)?.freed ?? 0);
    buckets.set(`${areaId}/${number}`, bucket);
  }
}

async function agrees({ world, people, event, model }: Life): Promise<void> {
  const buckets = await bucketsOf(world, event);
  for (const areaId of Object.keys(model.areas)) {
    expect(
      countsIn(
        buckets.filter(bucket => bucket.areaId === areaId),
        world.now,
      ),
    ).toEqual(model.counts(areaId));
  }
  for (const seatId of SEATS) expect(await world.seatStatus(event, seatId)).toBe(model.seatStatus(seatId));
  for (const held of model.holds) {
    const { body } = await readHold(world, people[held.owner] as Person, held);
    expect(body).toMatchObject({ status: model.statusOf(held), expiresAt: new Date(held.expiresAt).toISOString() });
  }
}

/** Counted here by hand, so that the model's judge is not what it judges. */
function countsIn(buckets: Bucket[], now: number) {
  const counts = { available: 0, held: 0, booked: 0, blocked: 0 };
  for (const { available, booked, blocked, claims } of buckets) {
    counts.available += available;
    counts.booked += booked;
    counts.blocked += blocked;
    for (const { quantity, expiresAt } of Object.values(claims)) {
      if (expiresAt > now) counts.held += quantity;
      else counts.available += quantity;
    }
  }
  return counts;
}
