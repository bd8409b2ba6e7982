/** The event cache of a warm function: short-lived, with one read for concurrent callers, and without absent events. */
import { describe, expect, it } from 'vitest';
import { cacheEvents } from '../../lib/caches/event-cache.ts';
import { EVENT_CACHE_MS } from '../../lib/domain/limits.ts';
import type { EventFacts } from '../../lib/domain/model.ts';
import type { Store } from '../../lib/ports/store.ts';

const FACTS = {
  event: { id: 'evt_1', currency: 'EUR' },
  sections: [{ id: 'a', name: 'A', kind: 'seated', price: 1, capacity: 1, rows: [{ row: 'A', count: 1 }] }],
} as EventFacts;

function createCountingStore() {
  const reads = { events: 0 };
  let present: EventFacts | undefined = FACTS;
  const store = {
    readEvent: async () => {
      reads.events += 1;
      return present;
    },
  } as unknown as Store;
  return {
    reads,
    store,
    absent: () => {
      present = undefined;
    },
  };
}

describe('the event cache', () => {
  it('reads once for concurrent callers, and again after its lifetime', async () => {
    const { reads, store } = createCountingStore();
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

  it('answers all waiting callers when the event is absent or another read replaces theirs', async () => {
    const { store, absent } = createCountingStore();
    absent();
    const events = cacheEvents(store, () => 1_000);
    const readEvent = async () => (await events.cached('evt_1')) ?? (await events.fresh('evt_1'));
    const answers = await Promise.allSettled(Array.from({ length: 30 }, readEvent));
    expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true);
  });

  it('does not cache an absent event, and drops one that became absent', async () => {
    const { reads, store, absent } = createCountingStore();
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
