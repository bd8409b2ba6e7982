/** The caches of a warm function: short, single-flight, and without a memory for absence. */
import { describe, expect, it } from 'vitest';
import { EVENT_CACHE_MS, SEAT_MAP_AGE_MAX_MS, SEAT_MAP_CACHE_MS } from '../../lib/domain/limits.ts';
import type { EventFacts, Seat } from '../../lib/domain/model.ts';
import { cacheEvents, cacheSeatMaps } from '../../lib/lambda/caches.ts';
import type { Store } from '../../lib/usecases/dependencies.ts';

const FACTS = {
  event: { id: 'evt_1', currency: 'EUR' },
  sections: [{ id: 'a', name: 'A', kind: 'seated', price: 1, capacity: 1, rows: [{ row: 'A', count: 1 }] }],
} as EventFacts;

function counted() {
  const reads = { events: 0, seats: 0 };
  let present: EventFacts | undefined = FACTS;
  let seat: Seat = { seatId: 'a/A-1', status: 'available', changedAt: 0 };
  const store = {
    readEvent: async () => {
      reads.events += 1;
      return present;
    },
    readSeats: async () => {
      reads.seats += 1;
      return new Map([[seat.seatId, seat]]);
    },
  } as unknown as Store;
  return {
    reads,
    store,
    absent: () => {
      present = undefined;
    },
    change: (to: Seat) => {
      seat = to;
    },
  };
}

describe('the event cache', () => {
  it('reads once for many at the same moment, and again after its time', async () => {
    const { reads, store } = counted();
    let time = 1_000;
    const events = cacheEvents(store, () => time);
    await Promise.all(Array.from({ length: 20 }, () => events.cached('evt_1')));
    time += EVENT_CACHE_MS;
    await events.cached('evt_1');
    expect(reads.events).toBe(1);
    time += 1;
    await events.cached('evt_1');
    expect(reads.events).toBe(2);
  });

  it('answers everybody who waits, though the event proves absent or another read replaces it', async () => {
    const { store, absent } = counted();
    absent();
    const events = cacheEvents(store, () => 1_000);
    const ask = async () => (await events.cached('evt_1')) ?? (await events.fresh('evt_1'));
    const answers = await Promise.allSettled(Array.from({ length: 30 }, ask));
    expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true);
  });

  it('does not remember that an event was absent, and forgets one that is', async () => {
    const { reads, store, absent } = counted();
    const events = cacheEvents(store, () => 1_000);
    await events.cached('evt_1');
    absent();
    expect(await events.cached('evt_1')).toBe(FACTS);
    expect(await events.fresh('evt_1')).toBeUndefined();
    expect(await events.cached('evt_1')).toBeUndefined();
    expect(await events.cached('evt_1')).toBeUndefined();
    expect(reads.events).toBe(4);
  });
});

describe('the seat-map cache', () => {
  it('answers as of its reading, never older than promised, and fresh on request', async () => {
    const { reads, store, change } = counted();
    let time = 1_000;
    const maps = cacheSeatMaps(
      store,
      cacheEvents(store, () => time),
      () => time,
    );
    const at = (now: number, fresh = false) => maps.availability('evt_1', { fresh, now });
    const answers = await Promise.all(Array.from({ length: 20 }, () => at(5_000)));
    expect(reads.seats).toBe(1);
    expect(new Set(answers.map(answer => answer?.asOf))).toEqual(new Set(['1970-01-01T00:00:05.000Z']));
    change({ seatId: 'a/A-1', status: 'booked', changedAt: 1 });
    time += SEAT_MAP_CACHE_MS;
    expect(await at(5_000 + SEAT_MAP_CACHE_MS)).toMatchObject({ available: 1 });
    expect(await at(5_000 + SEAT_MAP_CACHE_MS, true)).toMatchObject({ available: 0, booked: 1 });
    time += 1;
    expect(await at(5_001 + SEAT_MAP_CACHE_MS)).toMatchObject({ available: 0, booked: 1 });
  });

  it('lets nobody wait for a reading that began longer ago than a map may be old', async () => {
    const { reads, store } = counted();
    let time = 1_000;
    const { readSeats } = store;
    const gates: (() => void)[] = [];
    store.readSeats = async facts => {
      await new Promise<void>(resolve => gates.push(resolve));
      return readSeats(facts);
    };
    const maps = cacheSeatMaps(
      store,
      cacheEvents(store, () => time),
      () => time,
    );
    const ask = (now: number) => maps.availability('evt_1', { fresh: false, now });
    const settled = () => new Promise(resolve => setImmediate(resolve));
    const slow = ask(1_000);
    const joined = ask(1_000);
    await settled();
    time += SEAT_MAP_CACHE_MS + 1;
    const late = ask(time);
    await settled();
    expect(gates).toHaveLength(2);
    // The later reading ends first, and the earlier one does not take its place.
    gates[1]?.();
    expect((await late)?.asOf).toBe(new Date(time).toISOString());
    gates[0]?.();
    expect((await slow)?.asOf).toBe((await joined)?.asOf);
    expect((await ask(time))?.asOf).toBe(new Date(time).toISOString());
    expect(reads.seats).toBe(2);
  });

  it('keeps many maps apart', async () => {
    const { store } = counted();
    const maps = cacheSeatMaps(
      store,
      cacheEvents(store, () => 1_000),
      () => 1_000,
    );
    const many = Array.from({ length: 30 }, (_, i) => maps.seats(`evt_${i}`, { fresh: false, now: 9_000 }));
    expect((await Promise.all(many)).every(map => map !== undefined)).toBe(true);
    expect(SEAT_MAP_CACHE_MS).toBeLessThan(SEAT_MAP_AGE_MAX_MS);
  });
});
