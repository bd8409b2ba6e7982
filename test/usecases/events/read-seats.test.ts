/** Reading the seat map and the availability of an event. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CachedAnswer, SeatMapQuery } from '../../../lib/ports/seat-maps.ts';
import { readAvailability, readSeats } from '../../../lib/usecases/events/read-seats.ts';
import { openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways } from '../ports.ts';
import { ABSENT, iso, placed, publish, refusalOf } from '../sales.ts';

const NOT_FOUND = { code: 'event-not-found', details: {} };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const call = () => ({ now: useCases.now, requestId: 'request-1' });

describe('the seat map and the availability', () => {
  it('are read for the time of the request, with the caller’s own time if it has one', async () => {
    const asked: (SeatMapQuery & { since?: number })[] = [];
    const answer: CachedAnswer = { answer: { json: '{}' }, ageMs: 0 };
    useCases.seatMaps.seats = async (_id, query) => {
      asked.push(query);
      return answer;
    };
    const eventId = `evt_${ABSENT}`;
    expect(await readSeats(useCases, call(), { eventId, fresh: false, since: iso(START - 5) })).toBe(answer);
    await readSeats(useCases, call(), { eventId, fresh: true });
    expect(asked).toEqual([
      { fresh: false, now: START, since: START - 5 },
      { fresh: true, now: START },
    ]);
  });

  it('count a seat as held until a millisecond before the deadline', async () => {
    const eventId = await publish(useCases);
    await placed(useCases, person(), eventId, ['a/A-1']);
    const availableAt = async (now: number): Promise<number> => {
      useCases.now = now;
      const { answer } = await readAvailability(useCases, call(), { eventId, fresh: true });
      return JSON.parse(answer.json).available;
    };
    expect(await availableAt(START + 5 * 60_000 - 1)).toBe(9);
    expect(await availableAt(START + 5 * 60_000)).toBe(10);
  });

  it('are not found for an absent event, or one that was deleted meanwhile', async () => {
    const query = { eventId: `evt_${ABSENT}`, fresh: false };
    expect(await refusalOf(readSeats(useCases, call(), query))).toEqual(NOT_FOUND);
    answerAlways(useCases.seatMaps, 'availability', undefined);
    expect(await refusalOf(readAvailability(useCases, call(), query))).toEqual(NOT_FOUND);
  });
});
