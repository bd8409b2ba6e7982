/**
 * Random operations on an event with seats and areas, compared with a reference model. Every response, including the
 * numbers of a refusal, and in the end every count, seat and hold must equal the model (P1, P4, P5, P9).
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import type { Bucket } from '../../../lib/domain/model.ts';
import { HOLD_MS, HoldModel, type ModelHold } from '../../support/hold-model.ts';
import { runSize } from '../../support/randomized.ts';
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
const PLACES_MAX = 40;

interface ModelArea {
  capacity: number;
  /** Blocked by the organizer. */
  blocked: number;
  price: number;
}

interface AreaHold extends ModelHold {
  /** The quantity by area. */
  quantities: Record<string, number>;
}

/** The places of a requested hold, and the expected response. */
type HoldRequest = Pick<AreaHold, 'seats' | 'quantities'>;
type Expected = { status: 201; total: number } | { status: number; code: string; conflicts?: object[] };

/** The reference model of one event. */
class Model extends HoldModel<AreaHold> {
  readonly areas: Record<string, ModelArea>;
  readonly seats: Record<string, { isBlocked: boolean; price: number }>;

  constructor(areas: Record<string, ModelArea>) {
    super();
    this.areas = areas;
    this.seats = Object.fromEntries(SEATS.map(seatId => [seatId, { isBlocked: false, price: SEAT_PRICE }]));
  }

  private having(status: ModelHold['status']): AreaHold[] {
    return this.holds.filter(held => this.statusOf(held) === status);
  }
  counts(areaId: string): { available: number; held: number; booked: number; blocked: number } {
    const { capacity, blocked } = this.areas[areaId] as ModelArea;
    const sum = (holds: AreaHold[]) => holds.reduce((all, { quantities }) => all + (quantities[areaId] ?? 0), 0);
    const [held, booked] = [sum(this.having('active')), sum(this.having('confirmed'))];
    return { available: capacity - blocked - held - booked, held, booked, blocked };
  }
  seatStatus(seatId: string): string {
    const isIn = (holds: AreaHold[]) => holds.some(({ seats }) => seats.includes(seatId));
    if (isIn(this.having('confirmed'))) return 'booked';
    if (isIn(this.having('active'))) return 'held';
    return this.seats[seatId]?.isBlocked ? 'blocked' : 'available';
  }

  /** Checks the refusals in their documented order. */
  place({ seats, quantities }: HoldRequest): Expected {
    const places = seats.length + Object.values(quantities).reduce((sum, each) => sum + each, 0);
    if (places > PLACES_MAX) return { status: 422, code: 'too-many-places' };
    const taken = seats.filter(seatId => this.seatStatus(seatId) !== 'available');
    if (taken.length > 0) {
      const conflicts = taken.map(seatId => ({ seatId, reason: this.seatStatus(seatId) }));
      return { status: 409, code: 'seats-unavailable', conflicts };
    }
    const short = Object.entries(quantities).filter(([areaId, each]) => this.counts(areaId).available < each);
    if (short.length > 0) {
      const conflicts = short.map(([areaId]) => {
        return { areaId, reason: 'sold-out', available: Math.max(0, this.counts(areaId).available) };
      });
      return { status: 409, code: 'area-sold-out', conflicts };
    }
    const ofSeats = seats.reduce((sum, seatId) => sum + (this.seats[seatId]?.price ?? 0), 0);
    const ofAreas = Object.entries(quantities).map(([id, each]) => each * (this.areas[id] as ModelArea).price);
    return { status: 201, total: ofAreas.reduce((sum, each) => sum + each, ofSeats) };
  }
}

/** One run: the event, two functions that use it, and its model. */
interface Run {
  world: World;
  functions: World[];
  people: Person[];
  event: Event;
  model: Model;
  /** The buckets as they were last read. */
  buckets: Map<string, Bucket>;
}

/** An operation of the run: its weight, its random fields, and its effect on event and model. */
interface Operation<Fields> {
  weight: number;
  fields: fc.Arbitrary<Fields>;
  perform(run: Run, fields: Fields): Promise<void>;
}
const operation = <Fields>(made: Operation<Fields>): Operation<Fields> => made;

const holdIndex = fc.nat(9);
const functionIndex = fc.nat(1);
const holdOf = ({ model }: Run, index: number): ModelHold | undefined =>
  model.holds[index % Math.max(1, model.holds.length)];

/** An operation on one of the holds, by its owner. */
const onHold = <Fields>(
  weight: number,
  fields: fc.Arbitrary<Fields>,
  perform: (run: Run, held: ModelHold, own: { world: World; owner: Person }, fields: Fields) => Promise<void>,
) =>
  operation({
    weight,
    fields: fc.record({ holdIndex, functionIndex, fields }),
    async perform(run, { holdIndex: index, functionIndex: i, fields: rest }) {
      const held = holdOf(run, index);
      if (!held) return;
      const own = { world: run.functions[i] ?? run.world, owner: run.people[held.owner] as Person };
      await perform(run, held, own, rest);
    },
  });

const quantity = (max: number) => fc.oneof(fc.constant(0), fc.nat(max), fc.constant(max));

const OPERATIONS = {
  place: operation({
    weight: 6,
    fields: fc.record({
      owner: fc.nat(1),
      functionIndex,
      seats: fc.oneof(
        { weight: 3, arbitrary: fc.constant<string[]>([]) },
        { weight: 1, arbitrary: fc.subarray(SEATS) },
      ),
      pit: quantity(39),
      nook: quantity(2),
    }),
    async perform(run, { owner, functionIndex: i, seats, pit, nook }) {
      const { model, people } = run;
      const quantities = { ...(pit > 0 && { pit }), ...(nook > 0 && { nook }) };
      if (seats.length + pit + nook === 0) return;
      const expected = model.place({ seats, quantities });
      const { status, body } = await place(run, run.functions[i] ?? run.world, people[owner] as Person, {
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
      model.addHold({ id: body.id, owner, seats, quantities });
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
  expire: onHold(1, fc.constant(0), async (_run, held, { world }) => void (await expire(world, held))),
  sweep: operation({ weight: 1, fields: fc.constant(0), perform: async ({ world }) => void (await sweep(world)) }),
  wait: operation({
    weight: 3,
    fields: fc.constantFrom(0, 1, 1_000, 100_000, HOLD_MS - 1, HOLD_MS),
    async perform({ world }, ms) {
      world.now += ms;
    },
  }),
};

type Step = { [Name in keyof typeof OPERATIONS]: { name: Name; fields: unknown } }[keyof typeof OPERATIONS];

const step: fc.Arbitrary<Step> = fc.oneof(
  ...Object.entries(OPERATIONS).map(([name, { weight, fields }]) => ({
    weight,
    arbitrary: fc.record({
      name: fc.constant(name as keyof typeof OPERATIONS),
      fields: fields as fc.Arbitrary<unknown>,
    }),
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

  it('equals the model after every step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 35 }), async steps => {
        const run = await startRun();
        for (const each of steps) {
          await performStep(run, each);
          await expectBucketsAddUp(run);
        }
        await expectEqualToModel(run);
      }),
      { numRuns: runSize(20, 80), endOnFailure: true },
    );
  }, 240_000);

  /** Publishes an event with an area of three buckets and an area of two places. */
  async function startRun(): Promise<Run> {
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

async function performStep(run: Run, { name, fields }: Step): Promise<void> {
  run.model.now = run.world.now;
  await (OPERATIONS[name] as Operation<unknown>).perform(run, fields);
  run.model.now = run.world.now;
}

function place(
  { event }: Run,
  on: World,
  as: Person,
  { seats, quantities }: HoldRequest,
): Promise<ApiResponse<Hold & ProblemFields>> {
  const areas = Object.entries(quantities).map(([areaId, each]) => ({ areaId, quantity: each }));
  const body = { ...(seats.length > 0 && { seats }), ...(areas.length > 0 && { areas }) };
  return on.invoke('place-hold', { as, key: newKey(), params: { eventId: event.id }, body });
}

/** Checks that every place of every bucket is in exactly one state, and that `freed` only grows. */
async function expectBucketsAddUp({ world, event, buckets }: Run): Promise<void> {
  for (const bucket of await bucketsOf(world, event)) {
    const { areaId, number, capacity, available, booked, blocked, claims, freed } = bucket;
    const claimed = Object.values(claims).reduce((sum, each) => sum + each.quantity, 0);
    expect([available >= 0, available + booked + blocked + claimed]).toEqual([true, capacity]);
    expect(freed).toBeGreaterThanOrEqual(buckets.get(`${areaId}/${number}`)?.freed ?? 0);
    buckets.set(`${areaId}/${number}`, bucket);
  }
}

async function expectEqualToModel({ world, people, event, model }: Run): Promise<void> {
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

/** Counts the places without the code under test. */
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
