/**
 * How a hold allocates counted places under competition: emptied buckets, lapsed claims that are extended or paid,
 * stale caches, areas that have grown, and lost replies (P1 to P5, P8, P9).
 */
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { bucketCountOf } from '../../../lib/domain/buckets.ts';
import { areasOf } from '../../../lib/domain/layout.ts';
import { PLACES_PER_HOLD_MAX } from '../../../lib/domain/limits.ts';
import type { BucketShare } from '../../../lib/domain/model.ts';
import { eventRow } from '../../../lib/table/events/event-rows.ts';
import { newBucketRow } from '../../../lib/table/events/place-rows.ts';
import { bucketKey } from '../../../lib/table/keys.ts';
import type { SentRequest } from '../../support/faults.ts';
import {
  bucketsOf,
  countsOf,
  expectBucketsAddUp,
  expire,
  extend,
  holdPlaces,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  publishArea,
  release,
  type World,
} from '../../support/world.ts';

let world: World;
let alice: Person;
let bob: Person;

beforeEach(async () => {
  world = await openWorld();
  alice = await world.person();
  bob = await world.person();
});

/** Publishes an area with the given number of places left in each bucket of 50; the others are booked. */
async function publishWithLeft(...left: number[]): Promise<Event> {
  const event = await publishArea(world, 50 * left.length, { holdSeconds: 60, placesPerHoldMax: 40 });
  await Promise.all(left.map((available, number) => setAvailable(event, number, available)));
  return event;
}
const setAvailable = (event: Event, number: number, available: number) =>
  world.table.documents.send(
    new UpdateCommand({
      TableName: world.table.name,
      Key: bucketKey(event.id, 'standing', number),
      UpdateExpression: 'SET available = :available, booked = :booked',
      ExpressionAttributeValues: { ':available': available, ':booked': 50 - available },
    }),
  );
const sharesOf = async (hold: Hold): Promise<BucketShare[]> =>
  (await world.claimOf(hold)).places.flatMap(place => ('areaId' in place ? place.shares : []));

/** Runs `act` once, before this function sends its nth request of that name. */
function beforeRequest(nth: number, name: string, act: () => Promise<unknown>): void {
  let left = nth;
  world.faults.beforeRequests(async request => {
    if (request.name !== name) return;
    left -= 1;
    if (left === 0) await act();
  });
}
const namesSince = (from: number): string[] => world.faults.requests.slice(from).map(({ name }) => name);

describe('the last places, one in each bucket', () => {
  it('are sold together when another buyer empties a bucket between the read and the write', async () => {
    const event = await publishWithLeft(1, 1, 1, 1, 1);
    const other = await world.another();
    // The first two attempts are guesses. The third follows a read, and by then bob has one of the places.
    let taken: BucketShare[] = [];
    beforeRequest(3, 'TransactWriteCommand', async () => {
      taken = await sharesOf((await holdPlaces(other, bob, event, 1)).body);
    });
    const { status, body } = await holdPlaces(world, alice, event, 4);
    expect(status).toBe(201);
    const shares = await sharesOf(body);
    expect(shares.map(({ quantity }) => quantity)).toEqual([1, 1, 1, 1]);
    expect(shares.map(({ bucket }) => bucket)).not.toContain(taken[0]?.bucket);
    await expectBucketsAddUp(world, event);
  });

  it('are refused with the number left when another buyer emptied a needed bucket', async () => {
    const event = await publishWithLeft(1, 1, 1, 1);
    const other = await world.another();
    beforeRequest(3, 'TransactWriteCommand', () => holdPlaces(other, bob, event, 1));
    const { status, body } = await holdPlaces(world, alice, event, 4);
    expect([status, body.conflicts]).toEqual([409, [{ areaId: 'standing', reason: 'sold-out', available: 3 }]]);
    expect(await countsOf(world, event)).toMatchObject({ available: 3, held: 1 });
    await expectBucketsAddUp(world, event);
  });

  it('are sold together when one bucket has only a lapsed claim', async () => {
    const event = await publishWithLeft(1, 2, 1);
    const lapsed = await holdPlaces(world, bob, event, 2);
    world.now = Date.parse(lapsed.body.expiresAt);
    const { status, body } = await holdPlaces(world, alice, event, 4);
    expect(status).toBe(201);
    expect((await sharesOf(body)).map(({ quantity }) => quantity)).toEqual([2, 1, 1]);
    expect(await countsOf(world, event)).toMatchObject({ available: 0, held: 4 });
    expect((await pay(world, bob, lapsed.body)).body.code).toBe('hold-expired');
    expect((await pay(world, alice, body)).status).toBe(201);
    await expectBucketsAddUp(world, event);
  });

  it(`in ${PLACES_PER_HOLD_MAX} buckets can be held, extended, paid and released in one transaction each`, async () => {
    const event = await publishWithLeft(...Array(PLACES_PER_HOLD_MAX).fill(1));
    const held = await holdPlaces(world, alice, event, PLACES_PER_HOLD_MAX);
    expect(held.status).toBe(201);
    expect(await sharesOf(held.body)).toHaveLength(PLACES_PER_HOLD_MAX);
    world.now += 1;
    expect((await extend(world, alice, held.body)).status).toBe(200);
    expect((await release(world, alice, held.body)).status).toBe(204);
    expect(await countsOf(world, event)).toMatchObject({ available: PLACES_PER_HOLD_MAX, held: 0 });
    const again = await holdPlaces(world, bob, event, PLACES_PER_HOLD_MAX);
    expect((await pay(world, bob, again.body)).status).toBe(201);
    expect((await holdPlaces(world, alice, event, 1)).body.code).toBe('area-sold-out');
    await expectBucketsAddUp(world, event);
  });
});

describe('a lapsed claim that changes between the read and the write', () => {
  let event: Event;
  let lapsed: Hold;
  beforeEach(async () => {
    event = await publishArea(world, 10, { holdSeconds: 60 });
    lapsed = (await holdPlaces(world, bob, event, 8)).body;
    world.now = Date.parse(lapsed.expiresAt);
  });
  /**
   * Alice requests 5 places where 2 are available and 8 have lapsed: no guess can succeed, so her function reads first.
   */
  const holdAfter = async (change: () => Promise<unknown>) => {
    beforeRequest(1, 'TransactWriteCommand', change);
    return holdPlaces(world, alice, event, 5);
  };

  it('keeps its places if a function whose clock is behind has extended it', async () => {
    const behind = await world.another({ skew: -1_000 });
    const { status, body } = await holdAfter(() => extend(behind, bob, lapsed));
    expect([status, body.conflicts[0]?.available]).toEqual([409, 2]);
    expect(await countsOf(world, event)).toEqual({ available: 2, held: 8, booked: 0 });
  });

  it('keeps its places if a function whose clock is behind has confirmed it', async () => {
    const behind = await world.another({ skew: -1_000 });
    const { status, body } = await holdAfter(() => pay(behind, bob, lapsed));
    expect([status, body.conflicts[0]?.available]).toEqual([409, 2]);
    expect(await countsOf(world, event)).toEqual({ available: 2, held: 0, booked: 8 });
  });

  it.each(['released', 'expired'])('gives its places to the new hold if it was %s', async how => {
    const behind = await world.another({ skew: how === 'released' ? -1_000 : 0 });
    const { status } = await holdAfter(() =>
      how === 'released' ? release(behind, bob, lapsed) : expire(behind, lapsed),
    );
    expect(status).toBe(201);
    expect(await countsOf(world, event)).toEqual({ available: 5, held: 5, booked: 0 });
    expect((await world.claimOf(lapsed)).status).toBe(how);
    await expectBucketsAddUp(world, event);
  });

  it('leaves the remaining places if another hold has taken some of them', async () => {
    const other = await world.another();
    const carol = await world.person();
    const { status } = await holdAfter(() => holdPlaces(other, carol, event, 5));
    expect(status).toBe(201);
    expect(await countsOf(world, event)).toEqual({ available: 0, held: 10, booked: 0 });
    await expectBucketsAddUp(world, event);
  });
});

describe('a hold that has lost one of its shares', () => {
  it.each(['release', 'expire', 'pay'])('does not change that share by a late %s (P5)', async how => {
    const event = await publishWithLeft(3, 2, 0);
    const { body: late } = await holdPlaces(world, alice, event, 5);
    expect(await sharesOf(late)).toHaveLength(2);
    world.now = Date.parse(late.expiresAt);
    const { body: taken } = await holdPlaces(world, bob, event, 3);
    expect(await sharesOf(taken)).toEqual([{ bucket: 0, quantity: 3 }]);
    if (how === 'release') expect((await release(world, alice, late)).status).toBe(204);
    if (how === 'expire') await expire(world, late);
    if (how === 'pay') expect((await pay(world, alice, late)).body.code).toBe('hold-expired');
    expect(await countsOf(world, event)).toMatchObject({ available: 2, held: 3 });
    expect((await pay(world, bob, taken)).status).toBe(201);
    await expire(world, late);
    expect(await countsOf(world, event)).toMatchObject({ available: 2, held: 0 });
    await expectBucketsAddUp(world, event);
  });

  it('cannot be confirmed by a payment that started in time, which is voided', async () => {
    const event = await publishWithLeft(3, 2);
    const { body: late } = await holdPlaces(world, alice, event, 5);
    const method = { key: 'pay', paymentMethod: 'sim_timeout_then_ok' };
    expect((await pay(world, alice, late, method)).status).toBe(503);
    world.now = Date.parse(late.expiresAt) + 60_000;
    expect((await holdPlaces(world, bob, event, 3)).status).toBe(201);
    expect((await pay(world, alice, late, method)).body.code).toBe('hold-expired');
    expect((await world.claimOf(late)).payments).toMatchObject([{ state: 'voided' }]);
    expect(await countsOf(world, event)).toMatchObject({ available: 2, held: 3 });
    await expectBucketsAddUp(world, event);
  });
});

describe('an idempotency key of a hold on an area', () => {
  it('places one hold for concurrent requests on functions that would choose different buckets', async () => {
    const event = await publishArea(world, 400);
    const functions = await Promise.all(Array.from({ length: 8 }, () => world.another()));
    for (const [i, each] of functions.entries()) each.table.clock.random = () => i / 8;
    const answers = await Promise.all(functions.map(each => holdPlaces(each, alice, event, 3, { key: 'k' })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await countsOf(world, event)).toMatchObject({ available: 397, held: 3 });
  });

  it.each([
    ['the reply is lost and the retry uses other buckets', ['lost-reply', { conflictOn: 3 }]],
    ['all replies are lost', Array(9).fill('lost-reply')],
  ] as const)('has one effect when %s', async (_name, faults) => {
    const event = await publishArea(world, 400);
    let draws = 0;
    world.table.clock.random = () => (draws++ % 8) / 8;
    world.faults.injectIntoTransactions(...faults);
    const first = await holdPlaces(world, alice, event, 3, { key: 'k' });
    expect(first.status).toBe(201);
    const again = await holdPlaces(world, alice, event, 3, { key: 'k' });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await countsOf(world, event)).toMatchObject({ available: 397, held: 3 });
  });

  it('returns its stored response also after the hold took the last places', async () => {
    const event = await publishArea(world, 3);
    const first = await holdPlaces(world, alice, event, 3, { key: 'k' });
    const other = await world.another();
    for (const each of [world, other]) {
      const again = await holdPlaces(each, alice, event, 3, { key: 'k' });
      expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([201, first.body, 'true']);
    }
  });

  it('is not refused as sold out when all replies were lost and the hold itself took the last places', async () => {
    const event = await publishArea(world, 3);
    world.faults.injectIntoTransactions(...Array(7).fill('lost-reply'));
    const { status } = await holdPlaces(world, alice, event, 3, { key: 'k' });
    expect(status).toBe(201);
    expect(await countsOf(world, event)).toEqual({ available: 0, held: 3, booked: 0 });
  });
});

describe('the buckets that a function has cached', () => {
  it('never refuse a hold: places released by another function are sold at once', async () => {
    const event = await publishArea(world, 100);
    const other = await world.another();
    const holds = await Promise.all(Array.from({ length: 10 }, () => holdPlaces(other, bob, event, 10)));
    expect((await holdPlaces(world, alice, event, 1)).body.code).toBe('area-sold-out');
    await release(other, bob, (holds[0] as { body: Hold }).body);
    expect((await holdPlaces(world, alice, event, 10)).status).toBe(201);
    expect((await holdPlaces(world, alice, event, 1)).body.conflicts[0]?.available).toBe(0);
  });

  it('never refuse a hold: lapsed places are sold at their deadline', async () => {
    const event = await publishArea(world, 100, { holdSeconds: 60 });
    for (let i = 0; i < 10; i++) await holdPlaces(world, bob, event, 10);
    expect((await holdPlaces(world, alice, event, 1)).body.code).toBe('area-sold-out');
    world.now += 60_000;
    for (let i = 0; i < 10; i++) expect((await holdPlaces(world, alice, event, 10)).status).toBe(201);
    await expectBucketsAddUp(world, event);
  });

  it('let a warm function place a hold in one request, without a read', async () => {
    const event = await publishArea(world, 200);
    await holdPlaces(world, alice, event, 1);
    const from = world.faults.requests.length;
    await holdPlaces(world, alice, event, 4);
    expect(namesSince(from)).toEqual(['TransactWriteCommand']);
  });

  it('do not save the reads of a refusal: two of the buckets and one of the record', async () => {
    const event = await publishArea(world, 10);
    await holdPlaces(world, alice, event, 10);
    const from = world.faults.requests.length;
    expect((await holdPlaces(world, alice, event, 1)).status).toBe(409);
    const names = namesSince(from);
    expect(names.filter(name => name === 'TransactWriteCommand')).toEqual([]);
    expect(names.at(-1) === 'GetCommand' || names.at(-2) === 'GetCommand').toBe(true);
  });
});

describe('a place that moves between buckets while places are counted', () => {
  it('is found, so that the area is not refused as sold out', async () => {
    const event = await publishWithLeft(1, ...Array(19).fill(0), 1);
    const { body: theirs } = await holdPlaces(world, bob, event, 1);
    const [{ bucket } = { bucket: -1 }] = await sharesOf(theirs);
    expect([0, 20]).toContain(bucket);
    const [held, free] = bucket === 0 ? ['BLOCK#0', 20] : ['BLOCK#1', 0];
    // One partition is read while its place is held. Then this place is released and the other place is sold. Only then
    // the other partition is read.
    const own = await world.another();
    const { promise: isRead, resolve: wasRead } = Promise.withResolvers<void>();
    let queries = 0;
    own.faults.wrap(client => {
      const send = async (command: { constructor: { name: string }; input: object }): Promise<unknown> => {
        const query = command.constructor.name === 'QueryCommand' ? JSON.stringify(command.input) : '';
        if (!query.includes('BLOCK#') || queries === 2) return client.send(command as never);
        queries += 1;
        if (query.includes(held)) return client.send(command as never).finally(wasRead);
        await isRead;
        await release(world, bob, theirs);
        await setAvailable(event, free, 0);
        return client.send(command as never);
      };
      return { send } as never;
    });
    const { status, body } = await holdPlaces(own, alice, event, 1);
    expect([status, body.code]).toEqual([201, undefined]);
    expect(await sharesOf(body)).toEqual([{ bucket, quantity: 1 }]);
  });
});

describe('an area that has grown since a function cached the event', () => {
  /** Adds buckets as an edit of the capacity does. */
  async function grow(event: Event, capacity: number): Promise<void> {
    const { store } = world.service.dependencies;
    const facts = await store.readEvent(event.id);
    const [area] = facts ? areasOf(facts) : [];
    if (!facts || !area) throw new Error('the event is missing');
    const buckets = bucketCountOf(capacity);
    for (let number = area.buckets; number < buckets; number++) {
      const Item = newBucketRow(event.id, 'standing', number, 50);
      await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
    }
    const Item = eventRow({ ...facts, sections: [{ ...area, capacity, buckets }] });
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
  }

  it.each([
    ['in an existing partition', 100, 150],
    ['in a new partition', 1_000, 1_050],
  ])('sells its new places %s', async (_name, from, to) => {
    const event = await publishArea(world, from, { placesPerHoldMax: 40 });
    const stale = await world.another();
    expect((await holdPlaces(stale, alice, event, 1)).status).toBe(201);
    for (const { number } of await bucketsOf(world, event)) await setAvailable(event, number, 0);
    await grow(event, to);
    const { status, body } = await holdPlaces(stale, alice, event, 40);
    expect(status).toBe(201);
    expect(await sharesOf(body)).toEqual([{ bucket: from / 50, quantity: 40 }]);
    expect((await holdPlaces(stale, bob, event, 11)).body.conflicts[0]?.available).toBe(10);
  });
});

describe('a hold on several areas', () => {
  const publishTwo = (pit: number, lawn: number) =>
    publish(world, {
      sections: [
        { id: 'pit', name: 'Pit', kind: 'area', price: 5_000, capacity: pit },
        { id: 'lawn', name: 'Lawn', kind: 'area', price: 2_000, capacity: lawn },
      ],
    });
  const holdBoth = (as: Person, event: Event, pit: number, lawn: number, key: string) =>
    world.invoke<Hold & { code: string; conflicts: unknown }>('place-hold', {
      as,
      key,
      params: { eventId: event.id },
      body: {
        areas: [
          { areaId: 'lawn', quantity: lawn },
          { areaId: 'pit', quantity: pit },
        ],
      },
    });

  it('adds up the prices of the areas', async () => {
    const event = await publishTwo(60, 60);
    const { status, body } = await holdBoth(alice, event, 2, 3, 'a');
    expect([status, body.total]).toEqual([201, { amount: 16_000, currency: 'EUR' }]);
    expect(await countsOf(world, event)).toEqual({ available: 115, held: 5, booked: 0 });
    expect((await pay(world, alice, body)).status).toBe(201);
    expect((await world.claimOf(body)).tickets).toHaveLength(5);
  });

  it('is placed completely or not at all, and the refusal names each area that is short', async () => {
    const event = await publishTwo(1, 2);
    const one = await holdBoth(alice, event, 2, 2, 'a');
    expect([one.status, one.body.conflicts]).toEqual([409, [{ areaId: 'pit', reason: 'sold-out', available: 1 }]]);
    const both = await holdBoth(alice, event, 2, 3, 'b');
    expect(both.body.conflicts).toEqual([
      { areaId: 'lawn', reason: 'sold-out', available: 2 },
      { areaId: 'pit', reason: 'sold-out', available: 1 },
    ]);
    expect(await countsOf(world, event)).toEqual({ available: 3, held: 0, booked: 0 });
    expect((await holdBoth(alice, event, 1, 2, 'c')).status).toBe(201);
  });

  it('names all areas that are short, also if a function has cached only one of them', async () => {
    const event = await publishTwo(2, 2);
    const other = await world.another();
    await holdBoth(alice, event, 2, 2, 'a');
    const pit = { areas: [{ areaId: 'pit', quantity: 1 }] };
    await other.invoke('place-hold', { as: bob, key: 'b', params: { eventId: event.id }, body: pit });
    const body = { areas: ['pit', 'lawn'].map(areaId => ({ areaId, quantity: 1 })) };
    const both = await other.invoke<ProblemFields>('place-hold', {
      as: bob,
      key: 'c',
      params: { eventId: event.id },
      body,
    });
    expect(both.body.conflicts).toMatchObject([{ areaId: 'pit' }, { areaId: 'lawn' }]);
  });

  it('is placed for one of two buyers who need the last places of both areas', async () => {
    const event = await publishTwo(1, 1);
    const other = await world.another();
    const answers = await Promise.all([
      holdBoth(alice, event, 1, 1, 'a'),
      other.invoke<Hold>('place-hold', {
        as: bob,
        key: 'b',
        params: { eventId: event.id },
        body: { areas: ['pit', 'lawn'].map(areaId => ({ areaId, quantity: 1 })) },
      }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

describe('a throttled table', () => {
  it('leads to a 503 and not to a refusal as sold out, and the same key works later', async () => {
    const event = await publishArea(world, 10);
    await holdPlaces(world, bob, event, 8);
    world.faults.inject(({ name }) => (name === 'QueryCommand' ? 'request-throttle' : undefined));
    const first = await holdPlaces(world, alice, event, 3, { key: 'k' });
    expect([first.status, first.body.code, first.headers['retry-after']]).toEqual([503, 'busy', '1']);
    world.faults.clear();
    expect((await holdPlaces(world, alice, event, 3, { key: 'k' })).body.conflicts[0]?.available).toBe(2);
    expect((await holdPlaces(world, alice, event, 2, { key: 'k2' })).status).toBe(201);
  });

  it('with endless conflicts leads to a 503 if enough places are left, and to a 409 if not', async () => {
    const event = await publishArea(world, 10);
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? { conflictOn: 3 } : undefined));
    expect((await holdPlaces(world, alice, event, 3)).status).toBe(503);
    world.faults.clear();
    expect(await countsOf(world, event)).toMatchObject({ available: 10 });
    const other = await world.another();
    await holdPlaces(world, alice, event, 1);
    await holdPlaces(other, bob, event, 8);
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? { conflictOn: 3 } : undefined));
    const { status, body } = await holdPlaces(world, alice, event, 3);
    expect([status, body.conflicts[0]?.available]).toEqual([409, 1]);
  });
});

describe('an area of 50,000 places', () => {
  it('is published, held in one request, and sold down to the last place', async () => {
    const { store, ids } = world.service.dependencies;
    const pattern = await store.readEvent((await publishArea(world, 1, { placesPerHoldMax: 40 })).id);
    if (!pattern) throw new Error('the event is missing');
    const event = { id: `evt_${ids.next()}` } as Event;
    const area = { ...areasOf(pattern)[0], capacity: 50_000, buckets: bucketCountOf(50_000) };
    const facts = { event: { ...pattern.event, id: event.id }, sections: [area as never] };
    const entry = { subjectId: event.id, position: 0, eventId: event.id, at: world.now, actor: 'x', requestId: 'r' };
    const countOf = async (act: () => Promise<unknown>): Promise<SentRequest[]> => {
      const from = world.faults.requests.length;
      await act();
      return world.faults.requests.slice(from);
    };
    const publishing = await countOf(() => store.publishEvent(facts, { ...entry, action: 'a', to: 'published' }));
    expect(tallyOf(publishing)).toEqual({ PutCommand: 1_000, TransactWriteCommand: 1 });
    expect(await countsOf(world, event)).toEqual({ available: 50_000, held: 0, booked: 0 });
    await holdPlaces(world, alice, event, 1);
    expect((await countOf(() => holdPlaces(world, alice, event, 40))).map(({ name }) => name)).toEqual([
      'TransactWriteCommand',
    ]);

    // Three places are left, in three distant buckets.
    const last = [7, 500, 999];
    const numbers = Array.from({ length: 1_000 }, (_, number) => number);
    for (let from = 0; from < 1_000; from += 50) {
      await Promise.all(
        numbers.slice(from, from + 50).map(each => setOnlyAvailable(event, each, last.includes(each) ? 1 : 0)),
      );
    }
    const held = await countOf(async () => {
      const { status, body } = await holdPlaces(world, alice, event, 3);
      expect(status).toBe(201);
      expect((await sharesOf(body)).map(({ bucket }) => bucket).sort((a, b) => a - b)).toEqual(last);
    });
    const refused = await countOf(async () => {
      expect((await holdPlaces(world, bob, event, 1)).body.conflicts[0]?.available).toBe(0);
    });
    // Two guesses fail, one read of 50 partitions, one write. The refusal needs two reads.
    expect(tallyOf(held)).toEqual({ TransactWriteCommand: 3, QueryCommand: 50, GetCommand: 1 });
    expect(refused.length).toBeLessThanOrEqual(2 * 50 + 3);
  });

  const tallyOf = (requests: SentRequest[]): Record<string, number> =>
    Object.fromEntries([...Map.groupBy(requests, ({ name }) => name)].map(([name, same]) => [name, same.length]));

  /** Sets the available places of a bucket, books the others and removes its claims. */
  const setOnlyAvailable = (event: Event, number: number, available: number) =>
    world.table.documents.send(
      new UpdateCommand({
        TableName: world.table.name,
        Key: bucketKey(event.id, 'standing', number),
        UpdateExpression: 'SET available = :available, booked = :booked, claims = :none',
        ExpressionAttributeValues: { ':available': available, ':booked': 50 - available, ':none': {} },
      }),
    );
});
