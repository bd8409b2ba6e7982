/**
 * Writes of a new event whose reply was lost are repeated, and may arrive once more when the event is on sale. They change
 * nothing then (P1, P2).
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event, SeatMap } from '../../../lib/contract/events/responses.ts';
import { PLACES_PER_BUCKET, RETRY_ATTEMPTS_MAX } from '../../../lib/domain/limits.ts';
import { publishLargeEvent, runJobs } from '../../support/import.ts';
import {
  bucketsOf,
  countsOf,
  edit,
  expectBucketsAddUp,
  hold,
  holdPlaces,
  newEvent,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  publishArea,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
let alice: Person;
let bob: Person;
beforeEach(async () => {
  world = await openWorld();
  [organizer, alice, bob] = await Promise.all([world.person('organizer'), world.person(), world.person()]);
});

/** The writes outside transactions. Batches are among them so that these tests also fail if batches come back. */
const WRITES: Record<string, new (input: never) => PutCommand | BatchWriteCommand> = {
  PutCommand,
  BatchWriteCommand,
};

/**
 * Publishes an event by `act`. The first attempt of each write outside the transaction has no reply and is repeated. Returns
 * the event, and a function that delivers the first attempts and resolves to what DynamoDB answers.
 */
async function publishWithLateWrites(act: () => Promise<Event>) {
  const late = new Map<string, PutCommand | BatchWriteCommand>();
  world.faults.inject(({ name, input }) => {
    const Write = WRITES[name];
    const write = JSON.stringify(input);
    if (!Write || late.has(write)) return undefined;
    late.set(write, new Write(input as never));
    return 'lost-request';
  });
  const event = await act();
  world.faults.clear();
  const deliver = () => Promise.allSettled([...late.values()].map(write => world.table.documents.send(write as never)));
  return { event, deliver };
}

/** Every late write found its row. */
function expectAllRefused(outcomes: PromiseSettledResult<unknown>[], writes: number): void {
  expect(outcomes).toHaveLength(writes);
  for (const outcome of outcomes) {
    expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(ConditionalCheckFailedException);
  }
}

const seatIdsShown = async ({ id }: Event): Promise<string[]> => {
  // Of a large event only a caller with a token may have the rows read.
  const request = { as: organizer, params: { eventId: id }, query: { fresh: 'true' } };
  const { body } = await world.invoke<SeatMap>('read-seats', request);
  return body.sections.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats.map(({ seatId }) => seatId)));
};
const addRow = { addRows: [{ row: 'Z', count: 2 }] };

describe('a write of a new event that arrives when the event is on sale', () => {
  it('leaves held and booked seats to their buyers: it used to sell them twice', async () => {
    const { event, deliver } = await publishWithLateWrites(() => publish(world, {}, organizer));
    const booked = (await hold(world, alice, event, ['a/A-1'])).body;
    expect((await pay(world, alice, booked)).status).toBe(201);
    const held = (await hold(world, alice, event, ['a/A-2'])).body;
    const outcomes = await deliver();

    const refused = await hold(world, bob, event, ['a/A-1', 'a/A-2', 'a/A-3']);
    expect([refused.status, refused.body.code]).toEqual([409, 'seats-unavailable']);
    expect(refused.body.conflicts).toMatchObject([
      { seatId: 'a/A-1', reason: 'booked' },
      { seatId: 'a/A-2', reason: 'held' },
    ]);
    expect((await pay(world, alice, held)).status).toBe(201);
    expectAllRefused(outcomes, 100 + 1);
  });

  it('leaves the held and booked places of an area to their buyers: it used to sell them twice', async () => {
    const { event, deliver } = await publishWithLateWrites(() => publishArea(world, 2 * PLACES_PER_BUCKET));
    const first = (await holdPlaces(world, alice, event, 3)).body;
    expect((await pay(world, alice, first)).status).toBe(201);
    const second = (await holdPlaces(world, alice, event, 4)).body;
    const outcomes = await deliver();

    expect(await countsOf(world, event)).toEqual({ available: 2 * PLACES_PER_BUCKET - 7, held: 4, booked: 3 });
    await expectBucketsAddUp(world, event);
    expect((await pay(world, alice, second)).status).toBe(201);
    expectAllRefused(outcomes, (await bucketsOf(world, event)).length);
  });

  it('leaves the seats that an edit added on sale: it used to take them out of the layout', async () => {
    const { event, deliver } = await publishWithLateWrites(() => publish(world, {}, organizer));
    expect((await edit(world, organizer, event, { sections: [{ id: 'a', ...addRow }] })).status).toBe(200);
    await deliver();
    expect(await seatIdsShown(event)).toContain('a/Z-2');
    expect((await hold(await world.another(), alice, event, ['a/Z-1'])).status).toBe(201);
  });

  it('leaves the seats that an edit added to a large event on sale', async () => {
    const { event, deliver } = await publishWithLateWrites(() => publishLargeEvent(world));
    await runJobs(world);
    const admin = await world.person('admin');
    expect((await edit(world, admin, event, { sections: [{ id: 's3', ...addRow }] })).status).toBe(200);
    await deliver();
    expect(await seatIdsShown(event)).toContain('s3/Z-2');
    expect((await hold(await world.another(), alice, event, ['s3/Z-1'])).status).toBe(201);
  });
});

describe('publishing into a busy table', () => {
  const throttle = (attempts: number) => {
    const refused = new Map<unknown, number>();
    world.faults.inject(({ name, input }) => {
      if (name !== 'PutCommand') return undefined;
      const row = JSON.stringify(input);
      const times = refused.get(row) ?? 0;
      refused.set(row, times + 1);
      return times < attempts ? 'request-throttle' : undefined;
    });
    return refused;
  };

  it('waits for each row that is throttled, and publishes the event whole', async () => {
    throttle(RETRY_ATTEMPTS_MAX - 1);
    const event = await publish(world, {}, organizer);
    world.faults.clear();
    expect(await seatIdsShown(event)).toHaveLength(100);
    expect((await hold(world, alice, event, ['a/A-1', 'a/J-10'])).status).toBe(201);
  });

  it('answers busy and begins no further row after one stays throttled; no event appears', async () => {
    const refused = throttle(RETRY_ATTEMPTS_MAX);
    const { status, body } = await world.invoke<ProblemFields>('publish-event', { as: organizer, body: newEvent() });
    world.faults.clear();
    expect([status, body.code]).toEqual([503, 'busy']);
    expect(refused.size).toBeLessThan(100);
    expect((await world.invoke<{ items: Event[] }>('list-events')).body.items).toEqual([]);
  });
});
