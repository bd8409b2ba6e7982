/** The mails about bookings: the kind that follows from an entry of a booking's history, and the facts that the mail shows. */
import { referenceOf } from './booking-reference.ts';
import { cancellationsOf, isCancellation } from './cancellation-entries.ts';
import { DEFAULT_LANGUAGE, type Language } from './languages.ts';
import type { BookingMailKind } from './mail.ts';
import type {
  BookingMailFacts,
  FactsOf,
  MailEvent,
  MailLine,
  MailOrganizer,
  MailPlace,
  MailTotal,
} from './mail-facts.ts';
import type { Claim, EventFacts, HistoryEntry } from './model.ts';
import type { Organization } from './organization.ts';
import { areaNameOf, seatNamesOf } from './place-names.ts';
import { priceOf, remainingTicketsOf, type Ticket, ticketsOf } from './tickets.ts';
import { UTC } from './time-zones.ts';
import { keptOf, linesOf, soldTypeOf, type TaxLine, taxesOf } from './totals.ts';

/** The reason in the history of each booking that ends because its event was cancelled. */
export const EVENT_CANCELLED_REASON = 'the event was cancelled';

/** The kind of mail that an entry of a booking's history causes; undefined if it causes none. */
export function bookingMailKind({
  action,
  actor,
  reason,
}: Pick<HistoryEntry, 'action' | 'actor' | 'reason'>): BookingMailKind | undefined {
  if (action === 'booking.confirmed') return 'booking-confirmed';
  if (action === 'booking.places-cancelled') return 'booking-places-cancelled';
  if (action !== 'booking.cancelled') return undefined;
  // The owner may give any reason, also this one.
  return actor !== 'owner' && reason === EVENT_CANCELLED_REASON ? 'event-cancelled' : 'booking-cancelled';
}

/** The facts of a mail that the booking's own row does not have. */
export interface BookingSurroundings {
  /** Without a name if the address may be that of somebody else. */
  owner: { name?: string; language?: Language };
  /** The event as it is now; undefined if it is gone. */
  facts: EventFacts | undefined;
  organizer: MailOrganizer;
  /** The page that shows the booking. */
  link: string;
}

/** The facts of the mail that an entry of the booking's history causes, without documents; undefined if it causes none. */
export function bookingMailFacts(
  booking: Claim,
  position: number,
  surroundings: BookingSurroundings,
): FactsOf<BookingMailKind> | undefined {
  const entry = booking.history[position];
  const kind = entry && bookingMailKind(entry);
  if (!kind || !booking.booking) return undefined;
  const { facts } = surroundings;
  const language = surroundings.owner.language ?? DEFAULT_LANGUAGE;
  const base = { language, ...factsOfBooking(booking, surroundings) };
  if (kind === 'booking-confirmed') {
    const { cancellableUntil, confirmedAt } = booking.booking;
    const places = mailPlaces(booking, ticketsOf(booking).map(undiscounted), facts);
    const total = totalAsSold(booking);
    return { ...base, kind, places, total, ...(cancellableUntil > confirmedAt && { cancellableUntil }) };
  }
  const cancellation = cancellationOf(booking, entry, facts);
  if (kind === 'event-cancelled') return { ...base, kind, ...cancellation.amounts };
  if (kind === 'booking-cancelled') return { ...base, kind, ...cancellation.amounts, ...cancellation.cause };
  const left = remainingTicketsOf(booking);
  const places = mailPlaces(booking, left, facts);
  const remaining = totalWith(left, keptOf(booking), taxesOf(booking));
  return { ...base, kind, ...cancellation.amounts, ...cancellation.cause, places, remaining };
}

/** The organization as a mail names it. */
export const organizerOf = ({ name, contactEmail }: Pick<Organization, 'name' | 'contactEmail'>): MailOrganizer => ({
  ...(name !== undefined && { name }),
  ...(contactEmail !== undefined && { email: contactEmail }),
});

/** The facts of every mail about a booking. */
export function factsOfBooking(
  booking: Claim,
  { owner, facts, organizer, link }: BookingSurroundings,
): BookingMailFacts {
  const event = facts?.event ?? eventAsSold(booking);
  const { name } = owner;
  const { currency } = booking;
  return { ...(name !== undefined && { name }), event, organizer, reference: referenceOf(booking), currency, link };
}

function eventAsSold({ id, booking }: Claim): MailEvent {
  if (!booking) throw new Error(`claim ${id} is no booking`);
  return { kind: 'other', timeZone: UTC, ...booking.event };
}

/** The cancellation that an entry records, as a mail shows it. */
function cancellationOf(booking: Claim, entry: HistoryEntry, facts: EventFacts | undefined) {
  // Two entries of one history may have the same time, so the entry is found by its place among the cancellations.
  const number = booking.history.filter(isCancellation).indexOf(entry);
  const cancellation = cancellationsOf(booking)[number];
  if (!cancellation) throw new Error(`an entry of claim ${booking.id} is no cancellation`);
  const { by, amount, reason, tickets, taxes = [], feesKept } = cancellation;
  const cancelled = ticketsOf(booking).filter(ticket => tickets.includes(ticket.number));
  // If the payment failed, nothing was charged, or the gateway has returned it already.
  const refund = by === 'system' || !entry.payment ? 0 : (entry.payment.refund?.amount ?? amount);
  return {
    amounts: {
      cancelled: mailPlaces(booking, cancelled, facts, false),
      // If the gateway returns another amount, its tax is not known.
      ...(refund > 0 && { refund: totalWith(cancelled, refund, refund === amount ? taxes : []) }),
      // If the gateway returns another amount, or nothing was charged, these fees are not what the seller keeps.
      ...(feesKept !== undefined && by !== 'system' && refund === amount && { feesKept }),
    },
    // The reasons of Holdfast itself are for operators. A customer knows the own reason; and if the address is that of somebody else, any
    // text, also with a link, would reach its owner.
    cause: { by, ...(by === 'organizer' && reason !== undefined && { reason }) },
  };
}

const undiscounted = ({ discount = 0, ...ticket }: Ticket): Ticket => ({ ...ticket, price: ticket.price + discount });

/** The total of the sale, with its discount and its fees. */
function totalAsSold(booking: Claim): MailTotal {
  const lines = linesOf(booking).flatMap((line): MailLine[] => {
    if (line.kind === 'places') return [];
    if (line.kind === 'discount') return [line];
    const { kind, name, quantity, amount } = line;
    return [{ kind, name, quantity, amount }];
  });
  return { lines, amount: booking.total, taxes: taxesOf({ ...booking, tickets: [] }) };
}

/** An amount of which the prices of tickets are a part. The rest are fees. */
function totalWith(tickets: Ticket[], amount: number, taxes: TaxLine[]): MailTotal {
  const fees = amount - priceOf(tickets);
  return { lines: fees > 0 ? [{ kind: 'fees', amount: fees }] : [], amount, taxes };
}

/**
 * The places of tickets: each seat, and the places of an area by type and price. With `marks`, void tickets are shown as cancelled.
 */
function mailPlaces(booking: Claim, tickets: Ticket[], facts: EventFacts | undefined, marks = true): MailPlace[] {
  const byName = new Map<string, MailPlace>();
  for (const ticket of tickets) {
    const { place, status, price } = ticket;
    const isCancelled = marks && status === 'void';
    const id = 'seatId' in place ? place.seatId : place.areaId;
    const type = soldTypeOf(booking, ticket);
    const key = `${isCancelled} ${price} ${type?.id ?? ''} ${id}`;
    const quantity = (byName.get(key)?.quantity ?? 0) + 1;
    const names = 'seatId' in place ? seatNamesOf(facts, place.seatId) : { section: areaNameOf(facts, place.areaId) };
    byName.set(key, {
      ...names,
      quantity,
      ...(type && { type: type.name }),
      price,
      ...(isCancelled && { isCancelled }),
    });
  }
  return [...byName.values()];
}
