/** The event cache of a warm function: entries have a short lifetime, and absence is not cached. */
import { describe, expect, it } from 'vitest';
import { cacheEvents } from '../../lib/caches/event-cache.ts';
import { EVENT_CACHE_MS } from '../../lib/domain/limits.ts';
import type { EventFacts } from '../../lib/domain/model.ts';

const FACTS = {
  event: { id: 'evt_1', currency: 'EUR' },
  sections: [{ id: 'a', name: 'A', kind: 'seated', price: 1, capacity: 1, rows: [{ row: 'A', count: 1 }] }],
} as EventFacts;

function countingStore() {
  const store = {
    reads: 0,
    facts: FACTS as EventFacts | undefined,
    readEvent: async () => {
      store.reads += 1;
      return store.facts;
    },
  };
  return store;
}

describe('the event cache', () => {
  it('reads an event again after its lifetime, and not before', async () => {
    const store = countingStore();
    let time = 1_000;
    const events = cacheEvents(store, () => time);
    await events.cached('evt_1');
    time += EVENT_CACHE_MS;
    expect(await events.cached('evt_1')).toBe(FACTS);
    expect(store.reads).toBe(1);
    time += 1;
    await events.cached('evt_1');
    expect(store.reads).toBe(2);
  });

  it('answers every concurrent caller if the event is absent', async () => {
    const store = countingStore();
    store.facts = undefined;
    const events = cacheEvents(store, () => 1_000);
    const read = async () => (await events.cached('evt_1')) ?? (await events.fresh('evt_1'));
    const answers = await Promise.allSettled(Array.from({ length: 30 }, read));
    expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true);
  });

  it('does not cache that an event is absent, and removes an entry when a fresh read finds no event', async () => {
    const store = countingStore();
    const events = cacheEvents(store, () => 1_000);
    await events.cached('evt_1');
    store.facts = undefined;
    expect(await events.cached('evt_1')).toBe(FACTS);
    expect(await events.fresh('evt_1')).toBeUndefined();
    expect(await events.cached('evt_1')).toBeUndefined();
    expect(await events.cached('evt_1')).toBeUndefined();
    expect(store.reads).toBe(4);
  });

  it('does not cache an event in preparation', async () => {
    const store = countingStore();
    store.facts = { ...FACTS, event: { ...FACTS.event, state: 'preparing' } } as EventFacts;
    const events = cacheEvents(store, () => 1_000);
    await events.cached('evt_1');
    await events.cached('evt_1');
    expect(store.reads).toBe(2);
  });
});
