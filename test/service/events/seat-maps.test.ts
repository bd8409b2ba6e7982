/** Seat maps shared by many functions: their age, the function that reads the rows, and failures of that function. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, test } from 'vitest';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Availability, Event, SeatMap, SeatMapChanges } from '../../../lib/contract/events/responses.ts';
import {
  CHANGES_REMEMBERED_MS,
  SEAT_MAP_AGE_MAX_MS,
  SEAT_MAP_CACHE_MS,
  SEAT_MAP_DIRECT_PLACES_MAX,
  SEAT_MAP_SPREAD_MS,
} from '../../../lib/domain/limits.ts';
import { createSeatMapStore } from '../../../lib/table/events/seat-map-snapshots.ts';
import {
  hold,
  holdPlaces,
  openWorld,
  type Person,
  pay,
  publish,
  type World,
  type WorldOptions,
} from '../../support/world.ts';

/** More places than a function reads without a shared snapshot. */
const SECTIONS: NewEvent['sections'] = [
  { id: 'a', name: 'A', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: SEAT_MAP_DIRECT_PLACES_MAX }] },
  { id: 'b', name: 'B', kind: 'seated', price: 4_000, rows: [{ row: 'A', count: 2 }] },
  { id: 'standing', name: 'Standing', kind: 'area', price: 3_000, capacity: 120 },
];

let world: World;
let organizer: Person;
let buyer: Person;
let event: Event;
/** Uses the test's clock for everything. */
const options = (more: WorldOptions = {}): WorldOptions => ({
  stopwatch: () => world?.now ?? 1,
  random: () => 0.5,
  ...more,
});

beforeEach(async () => {
  world = await openWorld(options());
  organizer = await world.person('organizer');
  buyer = await world.person();
  event = await publish(world, { sections: SECTIONS }, organizer);
});

const request = (query: Record<string, string> = {}, headers: Record<string, string> = {}) => ({
  params: { eventId: event.id },
  query,
  headers,
});
const seatMap = async (from: World, query = {}) => (await from.invoke<SeatMap>('read-seats', request(query))).body;
const changesSince = async (from: World, since: string) =>
  (await from.invoke<SeatMapChanges>('read-seats', request({ since }))).body;
const availability = async (from: World, query = {}) =>
  (await from.invoke<Availability>('read-availability', request(query))).body;
const statusesIn = ({ sections }: SeatMap) =>
  new Map(sections.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats.map(seat => [seat.seatId, seat.status]))));
const ageOf = ({ asOf }: { asOf: string }): number => world.now - Date.parse(asOf);

/** Counts how often the rows of the event's first section were read. */
const countReads = (...worlds: World[]): number =>
  worlds
    .flatMap(({ faults }) => faults.requests)
    .filter(({ name, input }) => {
      const { ':pk': pk } = (input.ExpressionAttributeValues ?? {}) as { ':pk'?: string };
      return name === 'QueryCommand' && pk?.endsWith('SECTION#a') === true;
    }).length;
const namesSent = ({ faults }: World): string[] => faults.requests.map(({ name }) => name);
const openServices = (n: number, more?: WorldOptions) =>
  Promise.all(Array.from({ length: n }, () => world.another(options(more))));

describe('several functions', () => {
  it('read the rows once a second in total, and return no map older than allowed', async () => {
    let number = 0.5;
    const random = () => {
      number = (number * 7_919 + 0.123_457) % 1;
      return number;
    };
    const worlds = await openServices(20, { random, pause: () => sleep(100) });
    const seconds = 8;
    for (let tenth = 0; tenth < 10 * seconds; tenth++) {
      const asking = worlds.filter(() => tenth === 0 || random() < 0.7);
      const answers = await Promise.all(asking.map((from, i) => (i % 2 ? seatMap(from) : availability(from))));
      for (const answer of answers) expect(ageOf(answer)).toBeLessThanOrEqual(SEAT_MAP_CACHE_MS + SEAT_MAP_SPREAD_MS);
      if (tenth % 7 === 0) await hold(world, buyer, event, [`a/A-${tenth + 1}`]);
      world.now += 100;
    }
    expect(countReads(...worlds)).toBeLessThanOrEqual(seconds);
    expect(countReads(...worlds)).toBeGreaterThan(seconds / 2);
  });

  it('return the same map', async () => {
    const worlds = await openServices(5);
    await hold(world, buyer, event, ['a/A-1']);
    const maps = await Promise.all(worlds.map(from => seatMap(from)));
    expect(new Set(maps.map(map => JSON.stringify(map))).size).toBe(1);
    expect(maps[0] && statusesIn(maps[0]).get('a/A-1')).toBe('held');
    expect(countReads(...worlds)).toBe(1);
  });
});

describe('one function', () => {
  it('uses its cache for a second, then the snapshot of another function, and then reads the rows', async () => {
    const [one, other] = (await openServices(2)) as [World, World];
    await seatMap(one);
    one.faults.requests.length = 0;
    world.now += SEAT_MAP_CACHE_MS;
    await seatMap(one);
    await availability(one);
    expect(namesSent(one)).toEqual([]);
    world.now += SEAT_MAP_SPREAD_MS;
    await seatMap(other);
    await seatMap(one);
    expect(namesSent(one)).toEqual(['QueryCommand']);
    expect(countReads(one, other)).toBe(1);
    world.now += SEAT_MAP_CACHE_MS + SEAT_MAP_SPREAD_MS;
    const map = await seatMap(one);
    expect(ageOf(map)).toBe(0);
    // The shared snapshot, the lease, the event's version, three partitions of places, the new snapshot.
    expect(namesSent(one).slice(1)).toEqual([
      'QueryCommand',
      'PutCommand',
      'GetCommand',
      ...Array(3).fill('QueryCommand'),
      'PutCommand',
    ]);
  });

  it('reads a small event directly, without a snapshot', async () => {
    event = await publish(world);
    world.faults.requests.length = 0;
    await seatMap(world);
    await availability(world);
    await seatMap(world);
    expect(countReads(world)).toBe(1);
    expect(namesSent(world)).not.toContain('PutCommand');
  });

  it('reads the rows for a request with `fresh`, also when its cache is valid', async () => {
    await seatMap(world);
    await hold(world, buyer, event, ['b/A-1']);
    expect(statusesIn(await seatMap(world)).get('b/A-1')).toBe('available');
    expect(statusesIn(await seatMap(world, { fresh: 'true' })).get('b/A-1')).toBe('held');
    expect(await availability(world, { fresh: 'true' })).toMatchObject({ held: 1 });
  });

  it('answers 404 for an unknown event', async () => {
    event = { ...event, id: `evt_${'0'.repeat(25)}` };
    expect((await world.invoke('read-seats', request())).status).toBe(404);
    expect((await world.invoke('read-availability', request())).status).toBe(404);
  });
});

describe('when the function that reads the rows fails', () => {
  /** Makes the read of the event hang forever. */
  const hang = (from: World): void =>
    from.faults.beforeRequests(({ name }) =>
      name === 'GetCommand' ? new Promise(() => undefined) : Promise.resolve(),
    );
  const waitForLease = (from: World): Promise<void> =>
    new Promise(resolve => {
      const check = (): unknown => (namesSent(from).includes('GetCommand') ? resolve() : setTimeout(check, 5));
      check();
    });

  it('the others wait for its lease to expire, and one of them reads', async () => {
    const [crashing] = (await openServices(1)) as [World];
    const waiting = await openServices(3, {
      pause: async ms => {
        await sleep(5);
        world.now += ms / 4;
      },
    });
    hang(crashing);
    void seatMap(crashing);
    await waitForLease(crashing);
    const began = world.now;
    const maps = await Promise.all(waiting.map(from => seatMap(from)));
    expect(countReads(...waiting)).toBe(1);
    expect(world.now - began).toBeGreaterThanOrEqual(SEAT_MAP_CACHE_MS);
    for (const { asOf } of maps) expect(Date.parse(asOf)).toBeGreaterThanOrEqual(began + SEAT_MAP_CACHE_MS);
  });

  it('the others return the last snapshot until its maximum age, and then wait', async () => {
    const [crashing, other] = (await openServices(2)) as [World, World];
    const before = await seatMap(other);
    hang(crashing);
    world.now += SEAT_MAP_CACHE_MS + SEAT_MAP_SPREAD_MS;
    void seatMap(crashing);
    await waitForLease(crashing);
    expect((await seatMap(other)).asOf).toBe(before.asOf);
    const sent = other.faults.requests.length;
    expect((await seatMap(other)).asOf).toBe(before.asOf);
    expect(other.faults.requests).toHaveLength(sent);
    world.now += SEAT_MAP_AGE_MAX_MS - SEAT_MAP_CACHE_MS - SEAT_MAP_SPREAD_MS;
    expect((await seatMap(other)).asOf).toBe(before.asOf);
    world.now += 1;
    // Waiting takes no time in this test, so the lease never expires. The function reads alone and shares nothing.
    const own = await seatMap(other);
    expect(ageOf(own)).toBe(0);
  });

  it.each(['lost-reply', 'lost-request'] as const)(
    'a %s of the lease and the snapshot still costs only one read',
    async fault => {
      const [one, other] = (await openServices(2)) as [World, World];
      const faults = [fault, undefined, fault];
      one.faults.inject(({ name }) => (name === 'PutCommand' ? faults.shift() : undefined));
      const map = await seatMap(one);
      expect(await seatMap(other)).toEqual(map);
      expect(countReads(one, other)).toBe(1);
      expect(namesSent(one).filter(name => name === 'PutCommand')).toHaveLength(4);
    },
  );

  it('the last map is returned until its maximum age while the table is throttled', async () => {
    const before = await seatMap(world);
    world.faults.inject(() => 'request-throttle');
    world.now += SEAT_MAP_AGE_MAX_MS;
    const cached = await world.invoke<SeatMap>('read-seats', request());
    expect([cached.status, cached.body.asOf]).toEqual([200, before.asOf]);
    expect(cached.headers['cache-control']).toBe('public, max-age=0');
    world.now += 1;
    expect((await world.invoke('read-seats', request())).status).toBe(503);
    world.faults.clear();
    expect(ageOf(await seatMap(world))).toBe(0);
  });

  it('a snapshot from a function whose clock is ahead is not used, and does not block the others', async () => {
    const [ahead] = (await openServices(1, { skew: 60_000 })) as [World];
    const [one, other] = (await openServices(2)) as [World, World];
    await seatMap(ahead);
    await hold(world, buyer, event, ['a/A-1']);
    const map = await seatMap(one);
    expect([ageOf(map), statusesIn(map).get('a/A-1')]).toEqual([0, 'held']);
    expect((await seatMap(other)).asOf).toBe(map.asOf);
    expect(countReads(one, other)).toBe(1);
  });

  it('a late snapshot does not replace a newer one', async () => {
    const store = createSeatMapStore(world.table);
    await seatMap(world);
    const { snapshot } = await store.read(event.id);
    if (!snapshot) throw new Error('no snapshot was shared');
    await store.share(event.id, { ...snapshot, asOf: snapshot.asOf - 1 }, world.now);
    expect((await store.read(event.id)).snapshot?.asOf).toBe(snapshot.asOf);
    await store.share(event.id, { ...snapshot, asOf: snapshot.asOf + 1 }, world.now);
    expect((await store.read(event.id)).snapshot?.asOf).toBe(snapshot.asOf + 1);
  });
});

describe('an edit', () => {
  const edit = async (body: object) => {
    const { status } = await world.invoke('edit-event', { as: organizer, params: { eventId: event.id }, body });
    expect(status).toBe(200);
  };

  it('is visible everywhere within two seconds, with all seats of the new layout', async () => {
    const [one, other] = (await openServices(2)) as [World, World];
    await hold(world, buyer, event, ['b/A-1']);
    await Promise.all([seatMap(one), seatMap(other)]);
    await edit({ sections: [{ id: 'a', addRows: [{ row: 'Z', count: 2 }], price: 7_000 }] });
    world.now += SEAT_MAP_CACHE_MS + SEAT_MAP_SPREAD_MS;
    for (const from of [one, other]) {
      const map = await seatMap(from);
      const statuses = statusesIn(map);
      expect(map.sections[0]?.price).toEqual({ amount: 7_000, currency: 'EUR' });
      expect([statuses.size, statuses.get('a/Z-1'), statuses.get('b/A-1')]).toEqual([204, 'available', 'held']);
    }
    expect(countReads(one, other)).toBeLessThanOrEqual(2);
    // Also on a function without the event in its cache.
    const [third] = (await openServices(1)) as [World];
    expect(statusesIn(await seatMap(third)).size).toBe(204);
  });

  it('makes requests for changes since an older map return the whole map', async () => {
    const before = await seatMap(world);
    await edit({ sections: [{ id: 'a', price: 7_000 }] });
    world.now += 2 * SEAT_MAP_CACHE_MS;
    const answer = await changesSince(world, before.asOf);
    expect(answer).not.toHaveProperty('changes');
    expect(answer).toHaveProperty('sections');
  });

  it('that deletes the event makes its seat map a 404', async () => {
    await seatMap(world);
    expect((await world.invoke('delete-event', { as: organizer, params: { eventId: event.id } })).status).toBe(204);
    world.now += 2 * SEAT_MAP_CACHE_MS;
    expect((await world.invoke('read-seats', request())).status).toBe(404);
  });
});

describe('availability', () => {
  it('counts seats and area places as held, booked, and available again exactly at the deadline', async () => {
    const placed = await holdPlaces(world, buyer, event, 3, { seats: ['a/A-1', 'b/A-1'] });
    const other = await holdPlaces(world, await world.person(), event, 2);
    world.now += 1;
    expect((await pay(world, buyer, placed.body)).status).toBe(201);
    world.now += 2 * SEAT_MAP_CACHE_MS;
    const counted = await availability(world);
    expect(counted.sections).toEqual([
      { id: 'a', total: 200, available: 199, held: 0, booked: 1, blocked: 0 },
      { id: 'b', total: 2, available: 1, held: 0, booked: 1, blocked: 0 },
      { id: 'standing', total: 120, available: 115, held: 2, booked: 3, blocked: 0 },
    ]);
    expect(counted).toMatchObject({ total: 322, available: 315, held: 2, booked: 5, blocked: 0 });
    world.now = Date.parse(other.body.expiresAt) - 1;
    expect(await availability(world)).toMatchObject({ available: 315, held: 2 });
    world.now = Date.parse(other.body.expiresAt);
    expect(await availability(world, { fresh: 'true' })).toMatchObject({ available: 317, held: 0 });
  });

  it('includes areas, while the seat map has only seats', async () => {
    expect((await seatMap(world)).sections.map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

describe('the changes since an earlier map', () => {
  it('lead to the current map, across functions and including lapsed holds', async () => {
    const [one, other] = (await openServices(2)) as [World, World];
    const first = await seatMap(one);
    const shown = statusesIn(first);
    let { asOf } = first;
    const placed = await hold(world, buyer, event, ['a/A-7', 'b/A-2']);
    for (const wait of [2_000, 1_500, Date.parse(placed.body.expiresAt) - world.now - 3_500, 1_000]) {
      world.now += wait;
      const answer = await changesSince(wait === 1_500 ? one : other, asOf);
      if (!answer.changes) continue;
      expect(answer.since).toBe(asOf);
      for (const { seatId, status } of answer.changes) shown.set(seatId, status);
      expect(shown).toEqual(statusesIn(await seatMap(world, { fresh: 'true' })));
      asOf = answer.asOf;
    }
    expect(shown.get('a/A-7')).toBe('held');
  });

  it('list only the seats that changed', async () => {
    const { asOf } = await seatMap(world);
    world.now += 1_500;
    expect(await changesSince(world, asOf)).toMatchObject({ changes: [], since: asOf });
    await hold(world, buyer, event, ['a/A-1']);
    world.now += 1_500;
    expect((await changesSince(world, asOf)).changes).toEqual([{ seatId: 'a/A-1', status: 'held' }]);
  });

  it('are the whole map if the given time is too old or in the future', async () => {
    const { asOf } = await seatMap(world);
    world.now += CHANGES_REMEMBERED_MS + 5_000;
    expect(await changesSince(world, asOf)).toHaveProperty('sections');
    expect(await changesSince(world, new Date(world.now + 1).toISOString())).toHaveProperty('sections');
  });

  it('need a valid time, and are available for seat maps only', async () => {
    expect((await world.invoke('read-seats', request({ since: 'yesterday' }))).status).toBe(400);
    const since = new Date(world.now).toISOString();
    expect((await world.invoke('read-availability', request({ since }))).status).toBe(400);
  });
});

describe('an unchanged response', () => {
  test.each(['read-seats', 'read-availability'] as const)(
    'of %s is a 304, also when the rows were read again',
    async operation => {
      const first = await world.invoke<SeatMap>(operation, request());
      const { etag = '' } = first.headers;
      expect(etag).toMatch(/^W\/"0-[\w-]{22}"$/);
      expect(first.headers['cache-control']).toBe('public, max-age=1');
      world.now += 2 * SEAT_MAP_CACHE_MS;
      const again = await world.invoke(operation, request({}, { 'if-none-match': `"other", ${etag}` }));
      expect([again.status, again.body, again.headers.etag]).toEqual([304, '', etag]);
      expect(again.headers.vary).toBe('accept-encoding');
      await hold(world, buyer, event, ['a/A-1']);
      world.now += 2 * SEAT_MAP_CACHE_MS;
      const changed = await world.invoke(operation, request({}, { 'if-none-match': etag }));
      expect(changed.status).toBe(200);
      expect(changed.headers.etag).not.toBe(etag);
    },
  );

  it('must not be cached if the request has `fresh`', async () => {
    const fresh = await world.invoke('read-seats', request({ fresh: 'true' }));
    expect(fresh.headers['cache-control']).toBe('no-store');
  });
});

test('shared snapshots and leases expire by TTL', async () => {
  await seatMap(world);
  const puts = world.faults.requests.filter(({ name }) => name === new PutCommand({} as never).constructor.name);
  const items = puts
    .map(({ input }) => input.Item as { pk: string; ttl?: number })
    .filter(({ pk }) => pk.startsWith('SEATMAP#'));
  expect(items).toHaveLength(2);
  for (const { ttl } of items) expect(ttl).toBe(world.now / 1000 + 3600);
});
