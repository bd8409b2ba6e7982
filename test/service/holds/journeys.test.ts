/**
 * Acceptance scenario 12: a customer cannot have holds on overlapping journeys, at any interleaving of two calls.
 * Lapsed, released and cancelled claims leave the itinerary (P4, P5).
 */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { JOURNEY_KEPT_SECONDS } from '../../../lib/domain/limits.ts';
import { SECOND_MS } from '../../../lib/domain/time.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { itineraryKey } from '../../../lib/table/keys.ts';
import { reconcile } from '../../support/payments.ts';
import {
  type ApiResponse,
  cancel,
  expire,
  extend,
  hold,
  MINUTE,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  release,
  START,
  sweep,
  type World,
} from '../../support/world.ts';

const HOUR = 60 * MINUTE;
let world: World;
let gateway: LedgerGateway;
let alice: Person;

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  alice = await world.person();
});

/** Publishes a train between two hours of the next day. */
const train = (from: number, to: number, changes: Partial<NewEvent> = {}): Promise<Event> =>
  publish(world, {
    kind: 'train',
    startsAt: new Date(START + (24 + from) * HOUR).toISOString(),
    endsAt: new Date(START + (24 + to) * HOUR).toISOString(),
    ...changes,
  });
const codeOf = ({ status, body }: ApiResponse<Hold & ProblemFields>) => [status, body.code];
const OVERLAPS = [409, 'overlapping-journey'];

async function itinerary(): Promise<string[]> {
  const Key = itineraryKey(alice.userId);
  const { Item = {} } = await world.table.documents.send(
    new GetCommand({ TableName: world.table.name, Key, ConsistentRead: true }),
  );
  return Object.keys(Item).filter(name => !['pk', 'sk', 'version'].includes(name));
}

describe('holds on two journeys', () => {
  it.each<[string, [number, number], boolean]>([
    ['are allowed if the second ends when the first starts', [8, 10], true],
    ['are allowed if the second starts when the first ends', [12, 14], true],
    ['are refused if the second ends during the first', [9, 11], false],
    ['are refused if the second starts during the first', [11, 13], false],
    ['are refused if the second is within the first', [10.5, 11], false],
    ['are refused if the first is within the second', [9, 13], false],
    ['are refused if both have the same times', [10, 12], false],
  ])('%s', async (_name, [from, to], isAllowed) => {
    const [first, second] = [await train(10, 12), await train(from, to)];
    const taken = await hold(world, alice, first, ['a/A-1']);
    const answer = await hold(world, alice, second, ['a/A-1']);
    expect(codeOf(answer)).toEqual(isAllowed ? [201, undefined] : OVERLAPS);
    if (isAllowed) return;
    expect(answer.body).toMatchObject({
      journeys: [{ eventId: first.id, startsAt: first.startsAt, endsAt: first.endsAt }],
    });
    expect(await world.seatStatus(second, 'a/A-1')).toBe('available');
    // A booking conflicts as a hold does.
    await pay(world, alice, taken.body);
    expect(codeOf(await hold(world, alice, second, ['a/A-2']))).toEqual(OVERLAPS);
    expect((await hold(world, await world.person(), second, ['a/A-1'])).status).toBe(201);
  });

  it('are allowed for concerts, which are not journeys', async () => {
    const [one, other] = [await publish(world), await publish(world)];
    await hold(world, alice, one, ['a/A-1']);
    expect((await hold(world, alice, other, ['a/A-1'])).status).toBe(201);
    expect(await itinerary()).toEqual([]);
  });

  it('are allowed on the same train', async () => {
    const [event, other] = [await train(10, 12), await train(11, 13)];
    const one = await hold(world, alice, event, ['a/A-1']);
    expect((await hold(world, alice, event, ['a/A-2'])).status).toBe(201);
    const refused = await hold(world, alice, other, ['a/A-1']);
    const journey = { eventId: event.id, startsAt: event.startsAt, endsAt: event.endsAt };
    expect(refused.body, 'one journey, though of two holds').toMatchObject({ journeys: [journey] });
    await release(world, alice, one.body);
    expect(codeOf(await hold(world, alice, other, ['a/A-1']))).toEqual(OVERLAPS);
  });

  it.each<[string, (held: Hold, event: Event) => Promise<unknown>]>([
    ['released', held => release(world, alice, held)],
    [
      'expired',
      async held => {
        passDeadline(held);
        await expire(world, held);
      },
    ],
    ['lapsed, although no job has run', async held => passDeadline(held)],
    [
      'swept',
      async held => {
        passDeadline(held);
        await sweep(world);
      },
    ],
    ['cancelled', async held => cancel(world, alice, (await pay(world, alice, held)).body)],
  ])('are allowed after the first is %s', async (_state, end) => {
    const [first, second] = [await train(10, 12), await train(11, 13)];
    const { body } = await hold(world, alice, first, ['a/A-1']);
    await end(body, first);
    await end(body, first);
    const again = await hold(world, alice, second, ['a/A-1']);
    expect(again.status).toBe(201);
    expect(codeOf(await hold(world, alice, first, ['a/A-3']))).toEqual(OVERLAPS);
    expect(await itinerary()).toContain(again.body.id.slice(4));
  });

  it('are refused until the new deadline of an extended hold', async () => {
    const [first, second] = [await train(10, 12), await train(11, 13)];
    const { body } = await hold(world, alice, first, ['a/A-1']);
    world.now += 4 * MINUTE;
    await extend(world, alice, body);
    world.now += 4 * MINUTE;
    expect(codeOf(await hold(world, alice, second, ['a/A-1']))).toEqual(OVERLAPS);
    world.now += MINUTE;
    expect((await hold(world, alice, second, ['a/A-1'])).status).toBe(201);
  });

  it('remove all of many past journeys from the itinerary', async () => {
    const event = await train(10, 12);
    const past = Array.from({ length: 650 }, (_, i) => [
      String(i).padStart(25, '0'),
      { eventId: 'evt_past', startsAt: START - 5 * HOUR, endsAt: START - HOUR },
    ]);
    const Item = { ...itineraryKey(alice.userId), version: 650, ...Object.fromEntries(past) };
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
    const { status, body } = await hold(world, alice, event, ['a/A-1']);
    expect(status).toBe(201);
    expect(await itinerary()).toEqual([body.id.slice(4)]);
  });

  it('remove a past journey from the itinerary', async () => {
    const [first, later] = [await train(1, 2), await train(40, 41)];
    await pay(world, alice, (await hold(world, alice, first, ['a/A-1'])).body);
    world.now = Date.parse(first.endsAt) + JOURNEY_KEPT_SECONDS * SECOND_MS;
    const { body } = await hold(world, alice, later, ['a/A-1']);
    expect(await itinerary()).toEqual([body.id.slice(4)]);
  });
});

const passDeadline = (held: Hold): void => {
  world.now = Math.max(world.now, Date.parse(held.expiresAt));
};

describe('concurrent holds on overlapping journeys', () => {
  it('have one winner at every interleaving', async () => {
    const [first, second] = [await train(10, 12), await train(11, 13)];
    // Counts the requests of a hold, so that the other hold can come before and after each of them.
    const undisturbed = await world.another({ gateway });
    const bob = await world.person();
    await hold(undisturbed, bob, first, ['a/J-10']);
    for (let at = 1; at <= undisturbed.faults.requests.length + 1; at++) {
      alice = await world.person();
      const [one, other] = [await world.another({ gateway }), await world.another({ gateway })];
      const seat = [`a/A-${at}`];
      let otherAnswer: ApiResponse<Hold & ProblemFields> | undefined;
      one.faults.beforeRequests(async () => {
        if (one.faults.requests.length === at) otherAnswer = await hold(other, alice, second, seat);
      });
      const answer = await hold(one, alice, first, seat);
      otherAnswer ??= await hold(other, alice, second, seat);
      expect([answer, otherAnswer].map(({ status }) => status).sort()).toEqual([201, 409]);
      expect([answer, otherAnswer].map(codeOf)).toContainEqual(OVERLAPS);
      expect(await itinerary()).toHaveLength(1);
    }
  });

  it('have one winner when the first hold is lapsed by one clock and paid by a function whose clock is behind', async () => {
    const [first, second] = [await train(10, 12), await train(11, 13)];
    const undisturbed = await world.another({ gateway });
    await hold(undisturbed, await world.person(), second, ['a/J-10']);
    for (let at = 1; at <= undisturbed.faults.requests.length + 1; at++) {
      alice = await world.person();
      const [one, behind] = [await world.another({ gateway }), await world.another({ gateway, skew: -5_000 })];
      const { body: held } = await hold(world, alice, first, [`a/A-${at}`]);
      world.now = Date.parse(held.expiresAt);
      let paid: { status: number } | undefined;
      one.faults.beforeRequests(async () => {
        if (one.faults.requests.length === at) paid = await pay(behind, alice, held);
      });
      const answer = await hold(one, alice, second, [`a/B-${at}`]);
      paid ??= await pay(behind, alice, held);
      expect([answer.status, paid.status].sort(), `before request ${at}`).toEqual([201, 409]);
      expect(await itinerary()).toHaveLength(1);
    }
  });

  it('have one winner among many, over several functions', async () => {
    const trains = await Promise.all(Array.from({ length: 8 }, (_, i) => train(10 + i / 8, 12)));
    const functions = await Promise.all(Array.from({ length: 4 }, () => world.another({ gateway })));
    const answers = await Promise.all(
      trains.map((event, i) => hold(functions[i % 4] as World, alice, event, ['a/A-1'])),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 201).map(codeOf)).toEqual(Array(7).fill(OVERLAPS));
    expect(await itinerary()).toHaveLength(1);
  });

  it('are all placed if the journeys do not overlap', async () => {
    const trains = await Promise.all([1, 2, 3, 4].map(hour => train(hour, hour + 1)));
    const functions = await Promise.all(trains.map(() => world.another({ gateway })));
    const answers = await Promise.all(trains.map((event, i) => hold(functions[i] as World, alice, event, ['a/A-1'])));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(await itinerary()).toHaveLength(4);
  });
});

describe('a late payment of a journey', () => {
  it.each([
    ['is confirmed if the customer has no other journey', false, 'confirmed', 5_000],
    ['is voided if the customer has an overlapping journey', true, 'active', 0],
  ] as const)('%s', async (_name, hasOther, status, kept) => {
    gateway.decide = () => 'pending';
    const [first, second] = [await train(10, 12), await train(11, 13)];
    const { body } = await hold(world, alice, first, ['a/A-1']);
    await pay(world, alice, body);
    world.now += 6 * MINUTE;
    const other = await hold(world, alice, second, ['a/A-1']);
    expect(other.status).toBe(201);
    if (!hasOther) await release(world, alice, other.body);
    gateway.settle(`pay_${body.id.slice(4)}_1`, 'authorised');
    await reconcile(world);
    expect([(await world.claimOf(body)).status, gateway.kept, gateway.outstanding]).toEqual([status, kept, 0]);
    expect(await itinerary()).toEqual([(hasOther ? other.body : body).id.slice(4)]);
    if (!hasOther) expect(codeOf(await hold(world, alice, second, ['a/A-2']))).toEqual(OVERLAPS);
  });
});
