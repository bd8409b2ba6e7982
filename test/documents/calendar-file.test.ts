/** The calendar file of a booking, by RFC 5545. */
import { describe, expect, it } from 'vitest';
import { calendarFile } from '../../lib/documents/calendar-file.ts';
import type { DocumentFacts } from '../../lib/domain/documents.ts';
import { FACTS, ofLength, tickets, withEvent } from './facts.ts';

/** The properties of the entry, unfolded, with plain spaces. */
function propertiesOf(file: string): Record<string, string> {
  const lines = file.replaceAll('\r\n ', '').replaceAll('\u00a0', ' ').split('\r\n');
  return Object.fromEntries(
    lines
      .filter(line => line !== '')
      .map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

describe('a calendar file', () => {
  it('has the event in UTC, under the id of the booking', () => {
    expect(propertiesOf(calendarFile(FACTS))).toMatchObject({
      VERSION: '2.0',
      METHOD: 'PUBLISH',
      UID: 'bkg_7c1mz5q0xk4wr9t2ydb8hv6ne',
      SEQUENCE: '3',
      DTSTAMP: '20261130T120000Z',
      DTSTART: '20271231T183000Z',
      DTEND: '20271231T210000Z',
      SUMMARY: 'New Year’s Concert',
      LOCATION: String.raw`Great Hall\, Musterstraße 5\, Berlin`,
      DESCRIPTION: [
        'Booking reference: 7C3MZ5QX',
        String.raw`Friday\, 31 December 2027 at 19:30 CET (Europe/Berlin)`,
        String.raw`Stalls left\, Row 12\, Seat 7`,
      ].join(String.raw`\n`),
    });
  });

  it('has a later sequence after an edit of the event, so that it replaces the earlier file', () => {
    const [before, after] = [FACTS, withEvent({ version: 4, startsAt: Date.UTC(2028, 0, 1, 18) })].map(calendarFile);
    const [first, second] = [propertiesOf(before ?? ''), propertiesOf(after ?? '')];
    expect(second.UID).toBe(first.UID);
    expect([first.SEQUENCE, second.SEQUENCE]).toEqual(['3', '4']);
  });

  it('counts places of an area, and names the route and the service of a journey', async () => {
    const areas = (await tickets(3)).map(ticket => ({ ...ticket, place: { area: 'Second class' } }));
    const facts = withEvent(
      {
        kind: 'train',
        route: { origin: 'Praha', destination: 'Kraków' },
        service: { number: 'EC 111', carrier: 'Rail' },
      },
      { tickets: areas },
    );
    const { venue: _none, ...event } = facts.event;
    const { DESCRIPTION, LOCATION } = propertiesOf(calendarFile({ ...facts, event }));
    expect(DESCRIPTION).toContain('Second class (3 ×)');
    expect(DESCRIPTION).toContain('Praha – Kraków');
    expect(DESCRIPTION).toContain(String.raw`EC 111\, Rail`);
    expect(LOCATION).toBe('Praha');
  });

  it.each<[string, DocumentFacts]>([
    ['a title with separators and line breaks', withEvent({ title: 'a;b,c\\d\r\nATTENDEE:mailto:x@example.org' })],
    ['a long title of several bytes a character', withEvent({ title: ofLength('王小明🎸', 200) })],
    ['a long venue', withEvent({ venue: ofLength('محمد ', 200) })],
  ])('escapes and folds: %s', (_name, facts) => {
    const file = calendarFile(facts);
    const lines = file.split('\r\n');
    expect(lines.filter(line => Buffer.byteLength(line) > 75)).toEqual([]);
    expect(lines.filter(line => line.startsWith('ATTENDEE'))).toEqual([]);
    expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(propertiesOf(file).SUMMARY).not.toContain('\uFFFD');
    expect(propertiesOf(file)).toMatchObject({ UID: 'bkg_7c1mz5q0xk4wr9t2ydb8hv6ne' });
  });

  it('has the same bytes for the same facts', () => {
    expect(calendarFile(FACTS)).toBe(calendarFile(structuredClone(FACTS)));
  });
});
