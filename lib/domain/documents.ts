/**
 * The facts that the documents of a booking show: its tickets as PDF, and its event as a calendar file. The name of a document is
 * the digest of its facts, so the same facts are never two documents.
 */
import { referenceOf } from './booking-reference.ts';
import { digestOf } from './document-digest.ts';
import { gatesFor } from './gates.ts';
import type { RandomPart } from './ids.ts';
import { DEFAULT_LANGUAGE, type Language } from './languages.ts';
import type { Claim, Event, EventFacts, Place } from './model.ts';
import { type Paper, paperOf } from './paper.ts';
import { areaNameOf, seatNamesOf } from './place-names.ts';
import { voidReasonOf } from './ticket-rules.ts';
import { type Ticket, ticketsOf } from './tickets.ts';
import { soldTypeOf } from './totals.ts';

export interface DocumentFacts {
  claimId: RandomPart;
  /** The booking's reference, which people read out. */
  reference: string;
  language: Language;
  paper: Paper;
  /** Epoch ms, as all times here. */
  confirmedAt: number;
  /** The name of the booking's owner. */
  holder: string;
  /** The name of the organization, if it has one. */
  organizer?: string;
  currency: string;
  event: DocumentEvent;
  /** The tickets that have a code, in order. */
  tickets: DocumentTicket[];
}

/** The event as it is now. Its version tells calendars which of two files is the newer one. */
export type DocumentEvent = Pick<
  Event,
  'id' | 'version' | 'kind' | 'title' | 'doorsAt' | 'startsAt' | 'endsAt' | 'timeZone' | 'venue' | 'service' | 'route'
>;

export interface DocumentTicket {
  /** From 1, within the booking. Numbers of void tickets are left out. */
  number: number;
  place: DocumentPlace;
  /** The names of the gates that admit the ticket; empty if the event has none. */
  gates: string[];
  /** The name of its ticket type, as it was sold. */
  type?: string;
  /** The price when it was held, after the discount, in minor units. */
  price: number;
  /** The amount that a code took off. Absent: nothing. */
  discount?: number;
  /** The signed code, which the QR code shows. */
  code: string;
}

/** The place of a ticket by its names: a seat, or one place of an area. */
export type DocumentPlace = { section: string; row?: string; seat: string } | { area: string };

/** A booking with all that its documents show. */
export interface DocumentedBooking {
  claim: Claim;
  facts: EventFacts;
  holder: { name: string; language?: Language };
  organizer?: string;
  /** The codes of tickets, by their numbers. A ticket without a code has no page. */
  codes: ReadonlyMap<number, string>;
}

/** Collects the facts. The claim must be a booking. */
export function documentFactsOf({ claim, facts, holder, organizer, codes }: DocumentedBooking): DocumentFacts {
  if (!claim.booking) throw new Error(`claim ${claim.id} is no booking, so it has no documents`);
  return {
    claimId: claim.id,
    reference: referenceOf(claim),
    language: holder.language ?? DEFAULT_LANGUAGE,
    paper: paperOf(facts.event.timeZone),
    confirmedAt: claim.booking.confirmedAt,
    holder: holder.name,
    ...(organizer !== undefined && { organizer }),
    currency: claim.currency,
    event: eventOf(facts.event),
    tickets: ticketsOf(claim).flatMap(ticket => {
      const code = codes.get(ticket.number);
      return code === undefined ? [] : [documentTicketOf(ticket, { claim, facts, code })];
    }),
  };
}

function documentTicketOf(
  ticket: Ticket,
  { claim, facts, code }: { claim: Claim; facts: EventFacts; code: string },
): DocumentTicket {
  const { number, place, price, discount } = ticket;
  const type = soldTypeOf(claim, ticket);
  return {
    number,
    place: placeOf(place, facts),
    gates: gatesFor(facts.event.gates ?? [], place).map(({ name }) => name),
    ...(type && { type: type.name }),
    price,
    ...(discount !== undefined && { discount }),
    code,
  };
}

function eventOf(event: Event): DocumentEvent {
  const { id, version, kind, title, doorsAt, startsAt, endsAt, timeZone, venue, service, route } = event;
  return {
    id,
    version,
    kind,
    title,
    ...(doorsAt !== undefined && { doorsAt }),
    startsAt,
    endsAt,
    timeZone,
    ...(venue !== undefined && { venue }),
    ...(service && { service }),
    ...(route && { route }),
  };
}

const placeOf = (place: Place, facts: EventFacts): DocumentPlace =>
  'seatId' in place ? seatNamesOf(facts, place.seatId) : { area: areaNameOf(facts, place.areaId) };

/** Raise it with each change of how documents look: then all documents are made again when they are asked for. */
const DOCUMENT_FORMAT = 1;

/** The digest of the facts: the name of their documents. */
export const documentDigest = (facts: DocumentFacts): string => digestOf([DOCUMENT_FORMAT, facts]);

/**
 * The digest of what must not be outdated in a document: its valid tickets with the versions of their codes, and the event. A worker
 * without the key of the codes compares it with the rows that it reads. Undefined if no ticket is valid.
 */
export function documentBasis(claim: Claim, facts: EventFacts | undefined): string | undefined {
  const valid = ticketsOf(claim).filter(ticket => voidReasonOf(ticket, facts?.event) === undefined);
  if (!facts || valid.length === 0) return undefined;
  // Each edit raises the version, also an edit of what documents do not show.
  const { version: _version, ...event } = eventOf(facts.event);
  return digestOf([valid.map(({ number, version }) => [number, version]), event]);
}
