/**
 * Makes the calendar file of a booking (RFC 5545). It has one entry, whose id is the booking's: a later file replaces an earlier one.
 * Times are in UTC, because the instant is known, and the library would write a zone without its rules.
 */
import { ICalCalendar, ICalCalendarMethod } from 'ical-generator';
import type { DocumentFacts, DocumentPlace } from '../domain/documents.ts';
import { bookingIdOf } from '../domain/ids.ts';
import { formatDateTime } from '../messages/formats.ts';
import { messagesOf } from '../messages/messages-of.ts';

export function calendarFile(facts: DocumentFacts): string {
  const { claimId, confirmedAt, event, language } = facts;
  const calendar = new ICalCalendar({
    prodId: { company: 'Holdfast', product: 'Holdfast', language: language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: bookingIdOf(claimId),
    sequence: event.version,
    // A clock would give other bytes each time.
    stamp: new Date(confirmedAt),
    start: new Date(event.startsAt),
    end: new Date(event.endsAt),
    summary: event.title,
    location: locationOf(facts) ?? null,
    description: descriptionOf(facts),
  });
  return `${calendar.toString()}\r\n`;
}

const locationOf = ({ event: { venue, route } }: DocumentFacts): string | undefined => venue ?? route?.origin;

/** The reference, the local time and the places. */
function descriptionOf(facts: DocumentFacts): string {
  const { language, reference, event, tickets } = facts;
  const { booking, event: words } = messagesOf(language);
  const { route, service } = event;
  return [
    `${booking.reference}: ${reference}`,
    `${formatDateTime(language, event.startsAt, event.timeZone)} (${event.timeZone})`,
    ...(route ? [`${words.route}: ${route.origin} – ${route.destination}`] : []),
    ...(service ? [`${words.service}: ${service.number}, ${service.carrier}`] : []),
    ...countedPlaces(
      facts,
      tickets.map(({ place }) => place),
    ),
  ].join('\n');
}

/** Places with the same name are counted: `Standing area (3 ×)`. */
function countedPlaces({ language }: DocumentFacts, places: DocumentPlace[]): string[] {
  const { place: words } = messagesOf(language);
  const counts = new Map<string, number>();
  for (const place of places) {
    const name = nameOf(place, language);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} (${words.quantity(count)})`));
}

function nameOf(place: DocumentPlace, language: DocumentFacts['language']): string {
  if ('area' in place) return place.area;
  const { place: words } = messagesOf(language);
  const row = place.row === undefined ? [] : [words.row(place.row)];
  return [place.section, ...row, words.seat(place.seat)].join(', ');
}
