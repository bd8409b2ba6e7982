/** The page of an event: its head tells search engines and messengers about the event, and no text can leave its place. */
import { describe, expect, it } from 'vitest';
import { eventPage } from '../../lib/contract/events/event-page.ts';
import type { Event } from '../../lib/contract/events/responses.ts';

const INDEX = '<html><head><title>Holdfast</title>\n<!--head--></head><body></body></html>';
const ADDRESS = 'https://tickets.example/events/evt_1';
const EVENT = {
  id: 'evt_1',
  title: 'An evening',
  startsAt: '2027-03-01T19:00:00.000Z',
  endsAt: '2027-03-01T21:00:00.000Z',
  timeZone: 'Europe/Berlin',
  venue: 'Elbufer Arena',
  imageUrl: 'https://example.org/picture.jpg',
  description: 'A line.\nAnother line.',
  status: 'open',
  currency: 'EUR',
  sections: [
    { id: 'a', name: 'A', kind: 'seated', price: 5_000, capacity: 10 },
    { id: 'b', name: 'B', kind: 'area', price: 1_250, capacity: 10 },
  ],
} as Event;

const dataOf = (html: string) => JSON.parse(/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? '');

describe('the page of an event', () => {
  it('has title, description, picture and address in its head', () => {
    const html = eventPage(INDEX, EVENT, ADDRESS);
    expect(html).toContain('<title>An evening – Holdfast</title>');
    expect(html).toContain('content="2027-03-01 (Europe/Berlin), Elbufer Arena. A line."');
    expect(html).toContain('<meta property="og:image" content="https://example.org/picture.jpg">');
    expect(html).toContain(`<link rel="canonical" href="${ADDRESS}">`);
    expect(html).not.toContain('<!--head-->');
  });

  it('says the event in the words of schema.org', () => {
    expect(dataOf(eventPage(INDEX, EVENT, ADDRESS))).toMatchObject({
      '@type': 'Event',
      name: 'An evening',
      startDate: EVENT.startsAt,
      eventStatus: 'https://schema.org/EventScheduled',
      location: { name: 'Elbufer Arena' },
      url: ADDRESS,
    });
    const cancelled = eventPage(INDEX, { ...EVENT, status: 'cancelled' }, ADDRESS);
    expect(dataOf(cancelled).eventStatus).toBe('https://schema.org/EventCancelled');
  });

  it('names the lowest price of a place in decimals of its currency', () => {
    const offersOf = (event: Event) => dataOf(eventPage(INDEX, event, ADDRESS)).offers;
    const offers = { '@type': 'AggregateOffer', lowPrice: '12.50', priceCurrency: 'EUR', url: ADDRESS };
    expect(offersOf(EVENT)).toEqual(offers);
    expect(offersOf({ ...EVENT, currency: 'JPY' }).lowPrice).toBe('1250');
    const price = { amount: 905, currency: 'EUR' };
    const tiers = [{ id: 't', name: 'Back', sectionId: 'a', price, rows: ['Z'] }];
    expect(offersOf({ ...EVENT, prices: { tiers } }).lowPrice).toBe('9.05');
  });

  it('names the day on which the event begins at its place', () => {
    const late = { ...EVENT, startsAt: '2027-03-01T23:30:00.000Z' };
    expect(eventPage(INDEX, late, ADDRESS)).toContain('content="2027-03-02 (Europe/Berlin)');
  });

  it('shortens a long description without cutting a character in two', () => {
    const [, content = ''] = /name="description" content="([^"]*)"/.exec(
      eventPage(INDEX, { ...EVENT, description: '🎻'.repeat(400) }, ADDRESS),
    ) as RegExpExecArray;
    expect([content.isWellFormed(), [...content].length, content.endsWith('🎻…')]).toEqual([true, 300, true]);
  });

  it('lets no text of the organizer end its place', () => {
    const evil = '"><script>alert(1)</script>$&$`</title>';
    const html = eventPage(INDEX, { ...EVENT, title: evil, description: evil, venue: evil }, ADDRESS);
    expect(html).not.toContain('<script>');
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html.match(/<\/title>/g)).toHaveLength(1);
    expect(dataOf(html).name).toBe(evil);
  });
});
