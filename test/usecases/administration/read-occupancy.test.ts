/** Reading how full events are: of one event, of an organizer's, and of all. */
import { beforeEach, describe, expect, it } from 'vitest';
import { OCCUPANCY_PLACES_MAX } from '../../../lib/domain/limits.ts';
import { readOccupancy } from '../../../lib/usecases/administration/read-occupancy.ts';
import { callBy, HOUR, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, countCalls } from '../ports.ts';
import { ABSENT, ADMIN, iso, ORGANIZER, publish, refusalOf, withHold } from '../sales.ts';

const DAY = 24 * HOUR;
const PAGE = { limit: 10 };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

describe('the occupancy', () => {
  const read = (
    query: Parameters<typeof readOccupancy>[2] = {},
    by = ADMIN,
    page: { limit: number; after?: string } = PAGE,
  ) => readOccupancy(useCases, callBy(useCases, by), query, page);
  const starting = (startsAt: number, by = ORGANIZER) =>
    publish(useCases, { startsAt: iso(startsAt), endsAt: iso(startsAt + HOUR) }, by);

  it('of one event counts its places by section', async () => {
    const { eventId } = await withHold(useCases);
    const { items } = await read({ eventId }, ORGANIZER);
    expect(items).toMatchObject([
      {
        eventId,
        capacity: 10,
        held: 1,
        available: 9,
        percentage: 10,
        sections: [{ id: 'a', name: 'Section A', held: 1 }],
      },
    ]);
  });

  it('of one event is refused to another organizer, and not found if it is absent or deleted meanwhile', async () => {
    const { eventId } = await withHold(useCases);
    expect(await refusalOf(read({ eventId }, person('organizer')))).toEqual({
      code: 'not-your-event',
      details: { roles: ['owner', 'editor', 'box-office', 'finance'] },
    });
    const absent = { code: 'event-not-found', details: {} };
    expect(await refusalOf(read({ eventId: `evt_${ABSENT}` }))).toEqual(absent);
    answerAlways(useCases.seatMaps, 'availability', undefined);
    expect(await refusalOf(read({ eventId }))).toEqual(absent);
  });

  it('lists an organizer’s own events, and all events for an admin', async () => {
    const other = person('organizer');
    const [mine, theirs] = [await starting(START + HOUR), await starting(START + 2 * HOUR, other)];
    const idsOf = async (by: typeof ADMIN) => (await read({}, by)).items.map(({ eventId }) => eventId);
    expect(await idsOf(ORGANIZER)).toEqual([mine]);
    expect(await idsOf(other)).toEqual([theirs]);
    expect(await idsOf(ADMIN)).toEqual([mine, theirs]);
  });

  it('lists events that ended less than a day ago by default, and events from `from` until before `to`', async () => {
    const eventId = await starting(START + HOUR);
    const found = async (now: number, query = {}) => {
      useCases.now = now;
      return (await read(query)).items.length;
    };
    const ends = START + 2 * HOUR;
    expect(await found(ends + DAY - 1)).toBe(1);
    expect(await found(ends + DAY)).toBe(0);
    expect(await found(START, { from: iso(START + HOUR), to: iso(START + HOUR + 1) })).toBe(1);
    expect(await found(START, { to: iso(START + HOUR) })).toBe(0);
    expect(await found(START, { from: '0001-01-01T00:00:00Z' })).toBe(1);
    expect((await read({ from: iso(START) })).items[0]?.eventId).toBe(eventId);
  });

  it('leaves out an event that was deleted after it was found', async () => {
    await starting(START + HOUR);
    const second = await starting(START + 2 * HOUR);
    answerNext(useCases.seatMaps, 'availability', undefined);
    expect((await read()).items.map(({ eventId }) => eventId)).toEqual([second]);
  });

  it('ends a page at its limit, and continues after it', async () => {
    for (let hours = 1; hours <= 7; hours++) await starting(START + hours * HOUR);
    const first = await read({}, ADMIN, { limit: 6 });
    expect(first.items).toHaveLength(6);
    const second = await read({}, ADMIN, { limit: 6, after: first.next ?? '' });
    expect(second.items).toHaveLength(1);
    expect(second).not.toHaveProperty('next');
  });

  it('ends a page after very many places, or after a list that took too long, with a position', async () => {
    const availability = { answer: { json: JSON.stringify({ total: OCCUPANCY_PLACES_MAX, sections: [] }) }, ageMs: 0 };
    answerAlways(useCases.seatMaps, 'availability', availability);
    const facts = await useCases.events.fresh(await starting(START + HOUR));
    if (!facts) throw new Error('the event was not published');
    answerAlways(useCases.store, 'listEvents', { items: [facts], next: 'there' });
    expect(await read()).toMatchObject({ items: { length: 1 }, next: 'there' });
    answerAlways(useCases.store, 'listEvents', { items: [], next: 'there' });
    const lists = countCalls(useCases.store, 'listEvents');
    expect(await read()).toEqual({ items: [], next: 'there' });
    expect(lists.calls).toBe(1);
  });
});
