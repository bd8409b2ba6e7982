/**
 * The head of the page of an event: title, description, picture, and the event in the vocabulary of schema.org. Search engines and
 * messengers read it without running scripts. Pure.
 */
import { decimalAmount } from '../../domain/currencies.ts';
import { localDayOf } from '../../domain/local-day.ts';
import type { Event } from './responses.ts';

/** The place in index.html where the head of a page goes. */
export const HEAD_MARK = '<!--head-->';
const TITLE = /<title>[^<]*<\/title>/;
const DESCRIPTION_LENGTH_MAX = 300;

/** The page of the app with the head of this event. `address` is that of the page. */
export const eventPage = (indexHtml: string, event: Event, address: string): string =>
  indexHtml
    .replace(TITLE, () => `<title>${escaped(`${event.title} – Holdfast`)}</title>`)
    .replace(HEAD_MARK, () => headOf(event, address));

function headOf(event: Event, address: string): string {
  const description = descriptionOf(event);
  const metas = [
    ['name', 'description', description],
    ['property', 'og:type', 'website'],
    ['property', 'og:title', event.title],
    ['property', 'og:description', description],
    ['property', 'og:url', address],
    ...(event.imageUrl === undefined ? [] : [['property', 'og:image', event.imageUrl]]),
  ];
  return [
    ...metas.map(([kind, name, content = '']) => `<meta ${kind}="${name}" content="${escaped(content)}">`),
    `<link rel="canonical" href="${escaped(address)}">`,
    // A block of data, which no browser runs. `<` is escaped, so that no text can end it.
    `<script type="application/ld+json">${JSON.stringify(schemaOf(event, address)).replaceAll('<', '\\u003c')}</script>`,
  ].join('\n    ');
}

/** The day and the place of the event, and the first line of its description. */
function descriptionOf({ description, startsAt, timeZone, venue, route }: Event): string {
  const place = route ? `${route.origin} – ${route.destination}` : venue;
  const day = localDayOf(Date.parse(startsAt), timeZone);
  const facts = [`${day} (${timeZone})`, place].filter(Boolean).join(', ');
  const text = description?.split('\n')[0]?.trim();
  return beginningOf(`${facts}${text ? `. ${text}` : ''}`);
}

/** By code points, so that no character is cut in two. */
function beginningOf(text: string): string {
  const points = [...text];
  return points.length <= DESCRIPTION_LENGTH_MAX ? text : `${points.slice(0, DESCRIPTION_LENGTH_MAX - 1).join('')}…`;
}

const STATUSES: Record<Event['status'], string> = {
  preparing: 'EventScheduled',
  upcoming: 'EventScheduled',
  open: 'EventScheduled',
  closed: 'EventScheduled',
  cancelled: 'EventCancelled',
};

/** https://schema.org/Event. */
function schemaOf(event: Event, address: string): object {
  const { title, startsAt, endsAt, doorsAt, venue, route, description, imageUrl, status } = event;
  const place = venue ?? route?.origin;
  return {
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: title,
    startDate: startsAt,
    endDate: endsAt,
    ...(doorsAt !== undefined && { doorTime: doorsAt }),
    eventStatus: `https://schema.org/${STATUSES[status]}`,
    ...(place !== undefined && { location: { '@type': 'Place', name: place, address: place } }),
    ...(description !== undefined && { description }),
    ...(imageUrl !== undefined && { image: imageUrl }),
    url: address,
    ...offersOf(event, address),
  };
}

/** The lowest price of a place, before ticket types and fees, as a decimal number in the event's currency. */
function offersOf({ currency, sections, prices }: Event, address: string): object {
  const amounts = [...sections.map(({ price }) => price), ...(prices?.tiers ?? []).map(({ price }) => price.amount)];
  if (amounts.length === 0) return {};
  const lowPrice = decimalAmount(Math.min(...amounts), currency);
  return { offers: { '@type': 'AggregateOffer', lowPrice, priceCurrency: currency, url: address } };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
