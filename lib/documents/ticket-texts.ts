/** The texts of a ticket: what stands beside its code, in the language of the booking's owner. */
import type { DocumentFacts, DocumentPlace, DocumentTicket } from '../domain/documents.ts';
import { JOURNEY_KINDS } from '../domain/model.ts';
import { formatAmount, formatDateTime, formatNear } from '../messages/formats.ts';
import { messagesOf } from '../messages/messages-of.ts';

/** A text with its label. */
export interface Field {
  label: string;
  value: string;
}

export interface TicketTexts {
  organizer: string;
  /** `Ticket 1 of 2`. */
  position: string;
  title: string;
  /** The start, in the time zone of the event. */
  start: string;
  /** The end, the doors and the time zone. */
  times: string;
  venue: string | undefined;
  place: Field[];
  details: Field[];
  reference: string;
  code: string;
  admits: string;
}

/** Gates beyond these are counted. A ticket that so many gates admit needs no list of them. */
const GATES_LISTED_MAX = 4;

export function ticketTexts(facts: DocumentFacts, ticket: DocumentTicket): TicketTexts {
  const { language, event, reference } = facts;
  const { ticket: words } = messagesOf(language);
  return {
    organizer: facts.organizer ?? words.heading,
    position: words.numbered(facts.tickets.indexOf(ticket) + 1, facts.tickets.length),
    title: event.title,
    start: formatDateTime(language, event.startsAt, event.timeZone),
    times: timesOf(facts),
    venue: event.venue,
    place: [...placeFields(ticket.place, facts), ...gateField(ticket.gates, facts)],
    details: detailsOf(facts, ticket),
    reference,
    code: words.code(reference),
    admits: words.admits,
  };
}

const isJourney = ({ event }: DocumentFacts): boolean => JOURNEY_KINDS.includes(event.kind);

/** `Doors open 18:30 CET · Until 22:00 CET · Europe/Berlin`. */
function timesOf(facts: DocumentFacts): string {
  const { language, event } = facts;
  const { event: words } = messagesOf(language);
  const near = (at: number): string => formatNear(language, at, event.startsAt, event.timeZone);
  const doors =
    event.doorsAt === undefined ? [] : [`${isJourney(facts) ? words.boarding : words.doors} ${near(event.doorsAt)}`];
  const end = `${isJourney(facts) ? words.arrival : words.until} ${near(event.endsAt)}`;
  return [...doors, end, event.timeZone].join(' · ');
}

function placeFields(place: DocumentPlace, { language }: DocumentFacts): Field[] {
  const { ticket: words } = messagesOf(language);
  if ('area' in place) return [{ label: words.area, value: place.area }];
  return [
    { label: words.section, value: place.section },
    ...(place.row === undefined ? [] : [{ label: words.row, value: place.row }]),
    { label: words.seat, value: place.seat },
  ];
}

function gateField(gates: string[], { language }: DocumentFacts): Field[] {
  if (gates.length === 0) return [];
  const further = gates.length - GATES_LISTED_MAX;
  const listed = gates.slice(0, GATES_LISTED_MAX).join(', ');
  return [{ label: messagesOf(language).ticket.gate, value: further > 0 ? `${listed} +${further}` : listed }];
}

function detailsOf(facts: DocumentFacts, { type, price, discount }: DocumentTicket): Field[] {
  const { language, event, holder, reference } = facts;
  const { ticket, booking, event: words } = messagesOf(language);
  const { route, service } = event;
  return [
    { label: ticket.holder, value: holder },
    { label: booking.reference, value: reference },
    ...(route ? [{ label: words.route, value: `${route.origin} – ${route.destination}` }] : []),
    ...(service ? [{ label: words.service, value: `${service.number}, ${service.carrier}` }] : []),
    ...(type === undefined ? [] : [{ label: ticket.type, value: type }]),
    { label: ticket.price, value: priceText(facts, price, discount) },
  ];
}

/** `€40.00 (discount: €10.00)`. */
function priceText({ language, currency }: DocumentFacts, price: number, discount = 0): string {
  const { ticket, booking } = messagesOf(language);
  const paid = price === 0 ? booking.free : formatAmount(language, price, currency);
  return discount === 0 ? paid : `${paid} (${ticket.discount(formatAmount(language, discount, currency))})`;
}
