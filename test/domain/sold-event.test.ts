/** The event of a booking compared with its sale: the facts that differ, whether it is moved, and the owner's deadline. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cancellableUntil, ownerMayCancelUntil } from '../../lib/domain/cancellation.ts';
import type { Event } from '../../lib/domain/model.ts';
import { changesSinceSale, isMoved, SHOWN_FACTS } from '../../lib/domain/sold-event.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/domain/time.ts';

const STARTS = Date.UTC(2027, 2, 31, 19);
const SOLD = { title: 'An evening', venue: 'The hall', startsAt: STARTS, endsAt: STARTS + 2 * HOUR_MS };
const CLOSES = STARTS - HOUR_MS;
const SALE = { event: SOLD, cancellableUntil: CLOSES };

type Changes = Partial<Pick<Event, 'title' | 'startsAt' | 'endsAt' | 'state' | 'cancellationClosesMinutes'>> & {
  venue?: string | undefined;
};
/** The event as it is now. A venue that is undefined is removed. */
function eventWith(changes: Changes) {
  const { venue, ...event } = {
    ...SOLD,
    state: 'published' as Event['state'],
    cancellationClosesMinutes: 60,
    ...changes,
  };
  return { ...event, ...(venue !== undefined && { venue }) };
}
const SOLD_WITHOUT_VENUE = { ...SALE, event: { title: SOLD.title, startsAt: STARTS, endsAt: SOLD.endsAt } };

describe('the facts that differ from the sale', () => {
  it.each<[string, Changes, string[]]>([
    ['none, for an unchanged event', {}, []],
    ['the title', { title: 'Another evening' }, ['title']],
    ['the venue, if it is another one', { venue: 'The barn' }, ['venue']],
    ['the venue, if it is removed', { venue: undefined }, ['venue']],
    ['the start, also if it differs by a second', { startsAt: STARTS + SECOND_MS }, ['startsAt']],
    ['the end', { endsAt: SOLD.endsAt - 1 }, ['endsAt']],
    ['the status of a cancelled event', { state: 'cancelled' }, ['status']],
    ['nothing of an event whose sales are closed', { state: 'closed' }, []],
    ['nothing of another closing time', { cancellationClosesMinutes: 5 }, []],
    [
      'all of them, in a fixed order',
      { state: 'cancelled', endsAt: STARTS + DAY_MS, startsAt: STARTS + HOUR_MS, venue: 'The barn', title: 'x' },
      [...SHOWN_FACTS],
    ],
    ['nothing, if a text is only in another form of Unicode', { title: 'An evening ' }, []],
  ])('are %s', (_name, changes, expected) => {
    expect(changesSinceSale(SOLD, eventWith(changes))).toEqual(expected);
  });

  it('compare texts in NFC, because earlier versions stored them as they were sent', () => {
    const [composed, decomposed] = ['Caf\u00e9', 'Cafe\u0301'];
    expect(changesSinceSale({ ...SOLD, venue: decomposed }, eventWith({ venue: composed }))).toEqual([]);
    expect(isMoved({ ...SOLD, venue: decomposed }, eventWith({ venue: composed }))).toBe(false);
  });

  it('include a venue that was added', () => {
    expect(changesSinceSale(SOLD_WITHOUT_VENUE.event, eventWith({}))).toEqual(['venue']);
  });
});

describe('the deadline of the owner', () => {
  const shifted = (ms: number): Changes => ({ startsAt: STARTS + ms });

  it.each<[string, Changes, number]>([
    ['the closing time of an unchanged event', {}, CLOSES],
    ['the new closing time, if the start is 14:59 later', shifted(15 * MINUTE_MS - SECOND_MS), CLOSES + 899_000],
    ['the start, if it is 15:00 later', shifted(15 * MINUTE_MS), STARTS + 15 * MINUTE_MS],
    ['the closing time at purchase, if the start is 14:59 earlier', shifted(-899_000), CLOSES],
    ['the start, if it is 15:00 earlier', shifted(-15 * MINUTE_MS), STARTS - 15 * MINUTE_MS],
    ['the start, if it is earlier than the old closing time', shifted(-2 * HOUR_MS), STARTS - 2 * HOUR_MS],
    ['the start, if it is ten days later', shifted(10 * DAY_MS), STARTS + 10 * DAY_MS],
    ['the start, if the venue is another one', { venue: 'The barn' }, STARTS],
    ['the start, if the venue is removed', { venue: undefined }, STARTS],
    ['the closing time, if only title and end differ', { title: 'x', endsAt: STARTS + DAY_MS }, CLOSES],
    ['the closing time, if the sales are closed', { state: 'closed' }, CLOSES],
    [
      'the start, if it is moved and the closing time is far earlier',
      { ...shifted(DAY_MS), cancellationClosesMinutes: 100_000 },
      STARTS + DAY_MS,
    ],
    ['none, if the event is cancelled', { ...shifted(-DAY_MS), state: 'cancelled' }, Number.POSITIVE_INFINITY],
  ])('is %s', (_name, changes, expected) => {
    expect(ownerMayCancelUntil(SALE, eventWith(changes))).toBe(expected);
  });

  it('is the start, if a venue is added', () => {
    expect(ownerMayCancelUntil(SOLD_WITHOUT_VENUE, eventWith({}))).toBe(STARTS);
  });

  it('is the one at purchase, if the event was deleted', () => {
    expect(ownerMayCancelUntil(SALE, undefined)).toBe(CLOSES);
  });

  it('depends on the sale and the present, not on the edits between', () => {
    const minutes = fc.integer({ min: -3_000, max: 3_000 });
    const venue = fc.constantFrom('The hall', 'The barn', undefined);
    fc.assert(
      fc.property(minutes, minutes, venue, (before, after, place) => {
        const sale = { ...SALE, event: { ...SOLD, startsAt: STARTS + before * MINUTE_MS } };
        const now = eventWith({ ...shifted(after * MINUTE_MS), venue: place });
        const hasMoved = Math.abs(after - before) >= 15 || place !== SOLD.venue;
        const closes = Math.max(sale.cancellableUntil, cancellableUntil(now));
        expect(isMoved(sale.event, now)).toBe(hasMoved);
        expect(ownerMayCancelUntil(sale, now)).toBe(hasMoved ? now.startsAt : Math.min(now.startsAt, closes));
      }),
    );
  });
});
