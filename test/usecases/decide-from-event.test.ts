/** Decisions from an event: the cache may grant and never refuses, and a duplicate comes before a refusal. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventFacts } from '../../lib/domain/model.ts';
import { refuse } from '../../lib/domain/refusals.ts';
import type { EventReader } from '../../lib/ports/caches.ts';
import { decideFromEvent, decideFromFreshEvent, findEvent } from '../../lib/usecases/decide-from-event.ts';

const OLD = { event: { title: 'old' }, sections: [] } as unknown as EventFacts;
const NEW = { event: { title: 'new' }, sections: [] } as unknown as EventFacts;
const GRANTED = { is: 'granted' } as const;
const REFUSAL = refuse('event-not-found');

/** The steps, in their order. */
let steps: string[];
let cached: EventFacts | undefined;
let fresh: EventFacts | undefined;
beforeEach(() => {
  steps = [];
  [cached, fresh] = [OLD, NEW];
});

const events: EventReader = {
  async cached() {
    steps.push('cached');
    return cached;
  },
  async fresh() {
    steps.push('fresh');
    return fresh;
  },
};
/** Grants from these facts only. */
const grantFrom = (granting: EventFacts | undefined) => (facts: EventFacts | undefined) => {
  steps.push(`decide ${facts?.event.title}`);
  return facts === granting ? GRANTED : REFUSAL;
};
const findNoDuplicate = async () => {
  steps.push('find duplicate');
  return undefined;
};

describe('a decision from the cache', () => {
  it('that grants needs no further read', async () => {
    expect(await decideFromEvent({ events }, 'evt', grantFrom(OLD), { findDuplicate: findNoDuplicate })).toBe(GRANTED);
    expect(steps).toEqual(['cached', 'decide old']);
  });

  it('that refuses is made again from the current event, after a search for a duplicate', async () => {
    expect(await decideFromEvent({ events }, 'evt', grantFrom(NEW), { findDuplicate: findNoDuplicate })).toBe(GRANTED);
    expect(steps).toEqual(['cached', 'decide old', 'find duplicate', 'fresh', 'decide new']);
  });

  it('that refuses twice is refused, with the facts that it rests on', async () => {
    expect(await decideFromEvent({ events }, 'evt', grantFrom(undefined))).toEqual({
      is: 'refused',
      refusal: REFUSAL,
      facts: NEW,
    });
  });

  it('ends with a duplicate, without a second read', async () => {
    const duplicate = { is: 'duplicate' };
    const found = decideFromEvent({ events }, 'evt', grantFrom(NEW), { findDuplicate: async () => duplicate });
    expect(await found).toBe(duplicate);
    expect(steps).toEqual(['cached', 'decide old']);
  });

  it('is refused at once if the event cannot change the refusal', async () => {
    const dependsOnEvent = () => false;
    const options = { dependsOnEvent, findDuplicate: findNoDuplicate };
    expect(await decideFromEvent({ events }, 'evt', grantFrom(NEW), options)).toMatchObject({ facts: OLD });
    expect(steps).toEqual(['cached', 'decide old']);
  });

  it('is made for an absent event too', async () => {
    [cached, fresh] = [undefined, undefined];
    expect(await decideFromEvent({ events }, 'evt', grantFrom(NEW))).toEqual({
      is: 'refused',
      refusal: REFUSAL,
      facts: undefined,
    });
  });
});

describe('a decision from the current event', () => {
  it('does not read the cache', async () => {
    expect(await decideFromFreshEvent({ events }, 'evt', grantFrom(NEW))).toBe(GRANTED);
    expect(steps).toEqual(['fresh', 'decide new']);
  });
});

describe('finding an event', () => {
  it('reads the table only if the cache has none', async () => {
    expect(await findEvent({ events }, 'evt')).toBe(OLD);
    expect(steps).toEqual(['cached']);
    cached = undefined;
    expect(await findEvent({ events }, 'evt')).toBe(NEW);
    fresh = undefined;
    expect(await findEvent({ events }, 'evt')).toBeUndefined();
  });
});
