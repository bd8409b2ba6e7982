/** The search of the events page: its address, its request, and the part that the app does itself. */
import { describe, expect, it } from 'vitest';
import { type Event, fits, paramsOf, queryOf, type Search, searchOf } from '../../../web/features/events/search.ts';

const search = (fields: Partial<Search>): Search => ({ ...searchOf(new URLSearchParams()), ...fields });
const train = (fields: Partial<Event> = {}): Event =>
  ({
    kind: 'train',
    title: 'Subarna Express 702',
    startsAt: '2026-12-31T18:30:00Z',
    timeZone: 'Asia/Dhaka',
    route: { origin: 'Dhaka (Kamalapur)', destination: 'Tromsø' },
    ...fields,
  }) as Event;

describe('the address of a search', () => {
  it('has the fields of its form, and gives them back', () => {
    const asked = search({ kind: 'train', origin: ' Dhaka ', destination: 'Sylhet', date: '2026-12-31' });
    const params = paramsOf(asked);
    expect(params.toString()).toBe('kind=train&origin=Dhaka&destination=Sylhet&date=2026-12-31');
    expect(searchOf(params)).toEqual({ ...asked, origin: 'Dhaka' });
  });

  it('leaves out fields that the form of the kind does not have', () => {
    expect(paramsOf(search({ kind: 'concert', origin: 'Dhaka', q: 'opera' })).toString()).toBe('kind=concert&q=opera');
  });

  it('ignores a kind that does not exist', () => {
    expect(searchOf(new URLSearchParams('kind=boat')).kind).toBe('');
  });
});

describe('the request of a search', () => {
  it('asks for all words, because the service does not know their fields', () => {
    expect(queryOf(search({ kind: 'train', origin: 'Dhaka', destination: 'Sylhet' }))).toMatchObject({
      kind: 'train',
      q: 'Dhaka Sylhet',
    });
  });

  it('asks for the days in every time zone', () => {
    const { from, to } = queryOf(search({ from: '2026-12-31', to: '2026-12-31' }));
    expect([from, to]).toEqual(['2026-12-30T10:00:00.000Z', '2027-01-01T12:00:00.000Z']);
  });

  it('leaves out what is no day', () => {
    expect(queryOf(search({ from: '2026-13-99', to: 'x', date: 'tomorrow' }))).toEqual({ limit: 60 });
  });
});

describe('an event', () => {
  it('fits by words of its route in the right direction, without accents and case', () => {
    expect(fits(train(), search({ origin: 'dhaka', destination: 'tromso' }))).toBe(true);
    expect(fits(train(), search({ origin: 'tromso', destination: 'dhaka' }))).toBe(false);
  });

  it('fits by the day in its own time zone', () => {
    expect(fits(train(), search({ from: '2027-01-01', to: '2027-01-01' }))).toBe(true);
    expect(fits(train(), search({ to: '2026-12-31' }))).toBe(false);
  });

  it('fits by its venue', () => {
    const concert = train({ kind: 'concert', venue: 'Elbufer Arena, Hamburg' });
    expect(fits(concert, search({ place: 'hamburg arena' }))).toBe(true);
    expect(fits(concert, search({ place: 'Berlin' }))).toBe(false);
  });
});
