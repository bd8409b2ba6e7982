/** Reading events, lists of events, seat maps and availability. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CachedAnswer, SeatMapQuery } from '../../../lib/ports/seat-maps.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { listEvents } from '../../../lib/usecases/events/list-events.ts';
import { readEvent } from '../../../lib/usecases/events/read-event.ts';
import { readAvailability, readSeats } from '../../../lib/usecases/events/read-seats.ts';
import { requireOwnEvent } from '../../../lib/usecases/events/require-own-event.ts';
import { callBy, HOUR, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext } from '../ports.ts';
import { ABSENT, ADMIN, EVENT_STARTS, iso, ORGANIZER, placed, publish, refusalOf } from '../sales.ts';

const NOT_FOUND = { code: 'event-not-found', details: {} };
const DAY = 24 * HOUR;
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const call = () => ({ now: useCases.now, requestId: 'request-1' });

describe('reading an event', () => {
  it('shows whether it sells at this time', async () => {
    const id = await publish(useCases, { salesOpenAt: iso(START + HOUR) });
    const statusAt = async (now: number) => (await readEvent(useCases, { ...call(), now }, id)).status;
    expect(await statusAt(START + HOUR - 1)).toBe('upcoming');
    expect(await statusAt(START + HOUR)).toBe('open');
    expect(await statusAt(EVENT_STARTS - 1)).toBe('open');
    expect(await statusAt(EVENT_STARTS)).toBe('closed');
  });

  it('does not find an absent event, and looks for it in the table first', async () => {
    expect(await refusalOf(readEvent(useCases, call(), `evt_${ABSENT}`))).toEqual(NOT_FOUND);
    const id = await publish(useCases);
    answerNext(useCases.events, 'cached', undefined);
    expect((await readEvent(useCases, call(), id)).id).toBe(id);
  });
});

describe('the right to an event', () => {
  it('has its organizer and every admin, and no other organizer', async () => {
    const facts = await useCases.events.fresh(await publish(useCases));
    const refused = (caller: typeof ORGANIZER, of = facts) =>
      refusalOf(async () => requireOwnEvent(of, callBy(useCases, caller)));
    expect(requireOwnEvent(facts, callBy(useCases, ORGANIZER))).toBe(facts);
    expect(requireOwnEvent(facts, callBy(useCases, ADMIN))).toBe(facts);
    expect(await refused(person('organizer'))).toEqual({ code: 'not-your-event', details: {} });
    expect(await refusalOf(async () => requireOwnEvent(undefined, callBy(useCases, ADMIN)))).toEqual(NOT_FOUND);
  });
});

describe('the list of events', () => {
  const starting = (startsAt: number, more = {}) =>
    publish(useCases, { startsAt: iso(startsAt), endsAt: iso(startsAt + HOUR), ...more });
  const list = async (query: Parameters<typeof listEvents>[2], page = { limit: 10 }) =>
    (await listEvents(useCases, call(), query, page)).items.map(({ id }) => id);

  it('begins with events that start exactly now, the soonest first', async () => {
    const [later, sooner] = [await starting(START + 2 * HOUR), await starting(START + HOUR)];
    useCases.now = START + HOUR;
    expect(await list({})).toEqual([sooner, later]);
    useCases.now += 1;
    expect(await list({})).toEqual([later]);
  });

  it('has the events of a day in UTC, from its first to its last millisecond, also past ones', async () => {
    const day = Math.floor(START / DAY) * DAY + DAY;
    await starting(day - 1);
    const first = await starting(day);
    const last = await starting(day + DAY - 1);
    await starting(day + DAY);
    useCases.now = day + 10 * DAY;
    expect(await list({ date: iso(day).slice(0, 10) })).toEqual([first, last]);
  });

  it('has events from one time to another, exclusive', async () => {
    const first = await starting(START + HOUR);
    await starting(START + 2 * HOUR);
    expect(await list({ from: iso(START + HOUR), to: iso(START + 2 * HOUR) })).toEqual([first]);
    expect(await list({ from: iso(START + 2 * HOUR), to: iso(START + HOUR) })).toEqual([]);
    expect(await list({ from: iso(-1) })).toHaveLength(2);
  });

  it('filters by kind, words, route and service together', async () => {
    const train = {
      kind: 'train',
      title: 'Night train',
      route: { origin: 'Köln', destination: 'Ulm' },
      service: { number: 'NJ 1', carrier: 'Rail' },
    };
    const id = await starting(START + HOUR, train);
    await starting(START + HOUR, { ...train, route: { origin: 'Ulm', destination: 'Köln' } });
    await starting(START + HOUR, { title: 'Night concert' });
    const route = { origin: 'koln', destination: 'ULM' };
    expect(await list({ kind: 'train', q: 'night', ...route, service: 'nj 1' })).toEqual([id]);
    expect(await list({ kind: 'concert', q: 'night', ...route })).toEqual([]);
  });

  it('does not list an event that is being prepared or was deleted', async () => {
    const id = await starting(START + HOUR);
    await starting(START + HOUR, { sections: [{ id: 's', name: 'S', kind: 'area', price: 1, capacity: 10_001 }] });
    expect(await list({})).toEqual([id]);
    await editEvent(useCases, callBy(useCases, ORGANIZER), id, { status: 'cancelled' });
    expect((await listEvents(useCases, call(), {}, { limit: 1 })).items).toMatchObject([{ status: 'cancelled' }]);
  });

  it('continues after a page', async () => {
    const ids = [await starting(START + HOUR), await starting(START + 2 * HOUR), await starting(START + 3 * HOUR)];
    const first = await listEvents(useCases, call(), {}, { limit: 2 });
    const second = await listEvents(useCases, call(), {}, { limit: 2, after: first.next ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second).not.toHaveProperty('next');
  });
});

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
