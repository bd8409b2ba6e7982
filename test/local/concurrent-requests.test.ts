/** Seat maps for many requests of one process at once: they share a read that is in flight. */
import { beforeEach, describe, expect, it } from 'vitest';
import { SEAT_MAP_AGE_MAX_MS } from '../../lib/domain/limits.ts';
import { shareSeatMapReads } from '../../lib/local/concurrent-requests.ts';
import type { CachedAnswer, SeatMapReader } from '../../lib/ports/seat-maps.ts';

interface Read {
  of: string;
  end: PromiseWithResolvers<CachedAnswer | undefined>;
}
let reads: Read[];
let shared: SeatMapReader;
beforeEach(() => {
  reads = [];
  const read = (of: string) => {
    const end = Promise.withResolvers<CachedAnswer | undefined>();
    reads.push({ of, end });
    return end.promise;
  };
  shared = shareSeatMapReads({
    seats: (eventId, { since }) => read(`seats ${eventId} ${since}`),
    availability: eventId => read(`availability ${eventId}`),
  });
});

const answerOf = (json: string, ageMs = 0): CachedAnswer => ({ answer: { json }, ageMs });
const QUERY = { fresh: false, now: 1 };
const lastOf = (all: Read[]): Read => all.at(-1) as Read;

describe('concurrent requests for a seat map', () => {
  it('share the read that is in flight', async () => {
    const answers = [1, 2, 3].map(now => shared.seats('e', { fresh: false, now }));
    await Promise.resolve();
    expect(reads).toHaveLength(1);
    const answer = answerOf('map');
    lastOf(reads).end.resolve(answer);
    expect(await Promise.all(answers)).toEqual([answer, answer, answer]);
    const next = shared.seats('e', QUERY);
    await Promise.resolve();
    expect(reads).toHaveLength(2);
    lastOf(reads).end.resolve(undefined);
    expect(await next).toBeUndefined();
  });

  it('share nothing with a request for another event, for other changes, for availability, or for fresh rows', async () => {
    void shared.seats('e', QUERY);
    void shared.seats('f', QUERY);
    void shared.seats('e', { ...QUERY, since: 1 });
    void shared.availability('e', QUERY);
    void shared.seats('e', { ...QUERY, fresh: true });
    void shared.availability('e', { ...QUERY, fresh: true });
    await Promise.resolve();
    expect(reads).toHaveLength(6);
  });

  it.each<[string, (read: Read) => void]>([
    ['is too old', ({ end }) => end.resolve(answerOf('old', SEAT_MAP_AGE_MAX_MS + 1))],
    ['fails', ({ end }) => end.reject(new Error('busy'))],
  ])('read for themselves if the shared read %s', async (_case, endFirst) => {
    const first = shared.seats('e', QUERY).catch(() => 'failed');
    const second = shared.seats('e', QUERY);
    await Promise.resolve();
    endFirst(lastOf(reads));
    await first;
    await new Promise(resolve => setImmediate(resolve));
    expect(reads).toHaveLength(2);
    lastOf(reads).end.resolve(answerOf('new'));
    expect((await second)?.answer.json).toBe('new');
  });
});
