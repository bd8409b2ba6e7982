/**
 * Nobody is on two journeys at once: acceptance scenario 12, one customer's holds on overlapping trains that meet at every
 * step; and an itinerary that forgets what lapsed, was given back or cancelled (P4, P5).
 */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { itineraryKey } from '../../../lib/table/keys.ts';
import { LedgerGateway } from '../../support/gateway.ts';
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

/** A train from one hour of the next day to another. */
const train = (from: number, to: number, changes: Partial<NewEvent> = {}): Promise<Event> =>
  publish(world, {
    kind: 'train',
    startsAt: new Date(START + (24 + from) * HOUR).toISOString(),
    endsAt: new Date(START + (24 + to) * HOUR).toISOString(),
    ...changes,
  });
const told = ({ status, body }: ApiResponse<Hold & ProblemFields>) => [status, body.code];
const OVERLAPS = [409, 'overlapping-journey'];

async function itinerary(): Promise<string[]> {
  const Key = itineraryKey(alice.userId);
  const { Item = {} } = await world.table.documents.send(
    new GetCommand({ TableName: world.table.name, Key, ConsistentRead: true }),
  );
  return Object.keys(Item).filter(name => !['pk', 'sk', 'version'].includes(name));
}

describe('journeys', () => {
  it.each<[string, [number, number], boolean]>([
    ['that ends as the other begins', [8, 10], true],
    ['that begins as the other ends', [12, 14], true],
    ['that ends within the other', [9, 11], false],
    ['that begins within the other', [11, 13], false],
    ['within the other', [10.5, 11], false],
    ['around the other', [9, 13], false],
    ['at the same time', [10, 12], false],
  ])('one %s', async (_how, [from, to], isAllowed) => {
    const [first, second] = [await train(10, 12), await train(from, to)];
    const taken = await hold(world, alice, first, ['a/A-1']);
    const answer = await hold(world, alice, second, ['a/A-1']);
    expect(told(answer)).toEqual(isAllowed ? [201, undefined] : OVERLAPS);
    if (isAllowed) return;
    expect(answer.body).toMatchObject({
      journeys: [{ eventId: first.id, startsAt: first.startsAt, endsAt: first.endsAt }],
    });
    expect(await world.seatStatus(second, 'a/A-1')).toBe('available');
    // What is booked stands in the way as what is held.
    await pay(world, alice, taken.body);
    expect(told(await hold(world, alice, second, ['a/A-2']))).toEqual(OVERLAPS);
    expect((await hold(world, await world.person(), second, ['a/A-1'])).status).toBe(201);
  });

  it('of one train are no overlap for others, and concerts are no journeys', async () => {
    const [one, other] = [await publish(world), await publish(world)];
    await hold(world, alice, one, ['a/A-1']);
    expect((await hold(world, alice, other, ['a/A-1'])).status).toBe(201);
    expect(await itinerary()).toEqual([]);
  });

  it('on the same train are one, with as many seats as there are people', async () => {
    const [event, other] = [await train(10, 12), await train(11, 13)];
    const one = await hold(world, alice, event, ['a/A-1']);
    expect((await hold(world, alice, event, ['a/A-2'])).status).toBe(201);
    await release(world, alice, one.body);
    expect(told(await hold(world, alice, other, ['a/A-1']))).toEqual(OVERLAPS);
  });

  it.each<[string, (held: Hold, event: Event) => Promise<unknown>]>([
    ['released', held => release(world, alice, held)],
    [
      'expired',
      async held => {
        forward(held);
        await expire(world, held);
      },
    ],
    ['lapsed, though nothing has run', async held => forward(held)],
    [
      'swept',
      async held => {
        forward(held);
        await sweep(world);
      },
    ],
    ['cancelled', async held => cancel(world, alice, (await pay(world, alice, held)).body)],
  ])('are free again once one is %s', async (_how, end) => {
    const [first, second] = [await train(10, 12), await train(11, 13)];
    const { body } = await hold(world, alice, first, ['a/A-1']);
    await end(body, first);
    await end(body, first);
    const again = await hold(world, alice, second, ['a/A-1']);
    expect(again.status).toBe(201);
    expect(told(await hold(world, alice, first, ['a/A-3']))).toEqual(OVERLAPS);
    expect(await itinerary()).toContain(again.body.id.slice(4));
  });

  it('that are extended stand in the way until their new deadline', async () => {
    const [first, second] = [await train(10, 12), await train(11, 13)];
    const { body } = await hold(world, alice, first, ['a/A-1']);
    world.now += 4 * MINUTE;
    await extend(world, alice, body);
    world.now += 4 * MINUTE;
    expect(told(await hold(world, alice, second, ['a/A-1']))).toEqual(OVERLAPS);
    world.now += MINUTE;
    expect((await hold(world, alice, second, ['a/A-1'])).status).toBe(201);
  });

  it('that are over are forgotten, however many they are', async () => {
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

  it('that are over are forgotten', async () => {
    const [first, later] = [await train(1, 2), await train(40, 41)];
    await pay(world, alice, (await hold(world, alice, first, ['a/A-1'])).body);
    world.now = Date.parse(first.endsAt);
    const { body } = await hold(world, alice, later, ['a/A-1']);
    expect(await itinerary()).toEqual([body.id.slice(4)]);
  });
});

const forward = (held: Hold): void => {
  world.now = Math.max(world.now, Date.parse(held.expiresAt));
};

describe('two holds at once on overlapping journeys', () => {
  it('are one hold, wherever the one meets the other', async () => {
    const [first, second] = [await train(10, 12), await train(11, 13)];
    // How many requests a hold takes, so that the other can come before each of them, and after.
    const calm = await world.another({ gateway });
    const bob = await world.person();
    await hold(calm, bob, first, ['a/J-10']);
    for (let at = 1; at <= calm.faults.requests.length + 1; at++) {
      alice = await world.person();
      const [one, other] = [await world.another({ gateway }), await world.another({ gateway })];
      const seat = [`a/A-${at}`];
      let met: ApiResponse<Hold & ProblemFields> | undefined;
      one.faults.beforeRequests(async () => {
        if (one.faults.requests.length === at) met = await hold(other, alice, second, seat);
      });
      const answer = await hold(one, alice, first, seat);
      met ??= await hold(other, alice, second, seat);
      expect([answer, met].map(({ status }) => status).sort()).toEqual([201, 409]);
      expect([answer, met].map(told)).toContainEqual(OVERLAPS);
      expect(await itinerary()).toHaveLength(1);
    }
  });

  it('are one, where the other is over by one clock and just paid for by another', async () => {
    const [first, second] = [await train(10, 12), await train(11, 13)];
    const calm = await world.another({ gateway });
    await hold(calm, await world.person(), second, ['a/J-10']);
    for (let at = 1; at <= calm.faults.requests.length + 1; at++) {
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

  it('are one hold of many, over several functions', async () => {
    const trains = await Promise.all(Array.from({ length: 8 }, (_, i) => train(10 + i / 8, 12)));
    const functions = await Promise.all(Array.from({ length: 4 }, () => world.another({ gateway })));
    const answers = await Promise.all(
      trains.map((event, i) => hold(functions[i % 4] as World, alice, event, ['a/A-1'])),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 201).map(told)).toEqual(Array(7).fill(OVERLAPS));
    expect(await itinerary()).toHaveLength(1);
  });

  it('that do not overlap are both placed', async () => {
    const trains = await Promise.all([1, 2, 3, 4].map(hour => train(hour, hour + 1)));
    const functions = await Promise.all(trains.map(() => world.another({ gateway })));
    const answers = await Promise.all(trains.map((event, i) => hold(functions[i] as World, alice, event, ['a/A-1'])));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(await itinerary()).toHaveLength(4);
  });
});

describe('a late payment of a journey', () => {
  it.each([
    ['is booked where the customer is still free', false, 'confirmed', 5_000],
    ['is given back where the customer has gone elsewhere', true, 'active', 0],
  ] as const)('%s', async (_what, goesElsewhere, status, kept) => {
    gateway.decide = () => 'pending';
    const [first, second] = [await train(10, 12), await train(11, 13)];
    const { body } = await hold(world, alice, first, ['a/A-1']);
    await pay(world, alice, body);
    world.now += 6 * MINUTE;
    const other = await hold(world, alice, second, ['a/A-1']);
    expect(other.status).toBe(201);
    if (!goesElsewhere) await release(world, alice, other.body);
    gateway.settle(`pay_${body.id.slice(4)}_1`, 'authorised');
    await reconcile(world);
    expect([(await world.claimOf(body)).status, gateway.kept, gateway.reserved]).toEqual([status, kept, 0]);
    expect(await itinerary()).toEqual([(goesElsewhere ? other.body : body).id.slice(4)]);
    if (!goesElsewhere) expect(told(await hold(world, alice, second, ['a/A-2']))).toEqual(OVERLAPS);
  });
});
