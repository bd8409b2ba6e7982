/**
 * Notices as they go over the wire, made from facts that never change: the entry itself, the entries of its claim before it, and the
 * claim's places and price. What happened later has no effect, so that the bus and the log say the same, whenever they are written.
 */
import { referenceOf } from '../../domain/booking-reference.ts';
import { cancellationsOf } from '../../domain/cancellation-entries.ts';
import type { EventEdit } from '../../domain/event-edits.ts';
import { bookingIdOf, paymentIdOf, ticketIdOf } from '../../domain/ids.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import type { Claim, HistoryEntry } from '../../domain/model.ts';
import type { ClaimNoticeName, EventNoticeName, NoticeName } from '../../domain/notice-names.ts';
import { restReturned } from '../../domain/tally.ts';
import { pricesOf } from '../../domain/tickets.ts';
import { linesOf } from '../../domain/totals.ts';
import { entriesOf, isInEntry } from '../holds/price-presenter.ts';
import { money, timestamp } from '../presenter-parts.ts';
import { NOTICE_VERSION, type Notice, type NoticeOf } from './notices.ts';

type Told<Entry, Name extends NoticeName> = Entry & { action: Name };
type FactsOf<Name extends NoticeName> = Omit<NoticeOf<Name>, keyof NoticeOf<'event.published'>>;

/** The notice of an entry in the journal of an event. */
export function eventNotice(
  { subjectId: eventId, position, action: name, at, edit }: Told<JournalEntry, EventNoticeName>,
  organizationId: string,
): Notice {
  const common = commonFacts(name, { subjectId: eventId, position, at }, { organizationId, eventId });
  return name === 'event.edited' ? { ...common, name, changed: edit ? changedIn(edit) : [] } : { ...common, name };
}

/** The notice of the entry at this position of a claim's history. The entry must have the action of a notice. */
export function claimNotice(claim: Claim, position: number, organizationId: string): Notice {
  const entry = claim.history[position] as Told<HistoryEntry, ClaimNoticeName> | undefined;
  if (!entry) throw new Error(`the claim ${claim.id} has no entry ${position}`);
  const { action: name, at } = entry;
  const common = commonFacts(name, { subjectId: claim.id, position, at }, { organizationId, eventId: claim.eventId });
  return { ...common, ...FACTS[name](claim, position, entry) } as Notice;
}

const commonFacts = <Name extends NoticeName>(
  name: Name,
  { subjectId, position, at }: Pick<JournalEntry, 'subjectId' | 'position' | 'at'>,
  { organizationId, eventId }: { organizationId: string; eventId: string },
) => ({
  id: noticeIdOf(subjectId, position),
  name,
  version: NOTICE_VERSION as typeof NOTICE_VERSION,
  at: timestamp(at),
  organizationId,
  eventId,
});

/** The id of the notice of an entry. */
export const noticeIdOf = (subjectId: string, position: number): string => `ntc_${subjectId}_${position}`;

/** The names of the fields of an edit, as its request has them. */
function changedIn({ facts, sections, addSections, removeSections, blockSeats, unblockSeats }: EventEdit): string[] {
  const hasSections = sections.length + addSections.length + removeSections.length > 0;
  const hasBlocks = blockSeats.length + unblockSeats.length > 0;
  return [
    ...Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    ...(hasSections ? ['sections'] : []),
    ...(hasBlocks ? ['blocks'] : []),
  ];
}

/** The facts of each notice about a claim. */
const FACTS: {
  [Name in ClaimNoticeName]: (claim: Claim, position: number, entry: HistoryEntry) => FactsOf<Name>;
} = {
  'booking.confirmed': claim => ({
    bookingId: bookingIdOf(claim.id),
    reference: referenceOf(claim),
    places: placesWithTickets(claim),
    total: money(claim.total, claim.currency),
    ...feesIn(claim),
    ...(claim.sale?.code && { code: claim.sale.code.id }),
  }),
  'booking.places-cancelled': cancellationFacts,
  'booking.cancelled': cancellationFacts,
  'payment.refunded': refundFacts,
  'payment.refund-failed': refundFacts,
  'ticket.admitted': scanFacts,
  'ticket.left': scanFacts,
  'ticket.refused': scanFacts,
  'ticket.reissued': ({ id }, position, { reissued }) => {
    const { ticket, version } = known(reissued, id, position, 'reissued');
    return { bookingId: bookingIdOf(id), ticketId: ticketIdOf(id, ticket), ticketVersion: version };
  },
};

/** The places as they were booked, each with the ids of its tickets. */
function placesWithTickets({ id, places, currency }: Claim): NoticeOf<'booking.confirmed'>['places'] {
  const units = places.flatMap((place, placeIndex) => pricesOf([place]).map(unit => ({ ...unit, placeIndex })));
  return entriesOf(places).map(entry => {
    const { place, quantity, type, price, discount } = entry;
    return {
      ...('seatId' in place ? { seatId: place.seatId } : { areaId: place.areaId, quantity }),
      ...(type !== undefined && { type }),
      price: money(price, currency),
      ...(discount !== undefined && { discount: money(discount, currency) }),
      tickets: units.flatMap((unit, i) => (isInEntry(unit, entry) ? [ticketIdOf(id, i + 1)] : [])),
    };
  });
}

/** The fees as they were sold. */
function feesIn(claim: Claim): Pick<NoticeOf<'booking.confirmed'>, 'fees'> {
  const fees = linesOf(claim).flatMap(line =>
    line.kind === 'fee' ? [{ id: line.id, amount: money(line.amount, claim.currency) }] : [],
  );
  return fees.length > 0 ? { fees } : {};
}

function cancellationFacts(claim: Claim, position: number): FactsOf<'booking.cancelled'> {
  const cancellations = cancellationsOf({ ...claim, history: claim.history.slice(0, position + 1) });
  const { by, tickets, amount } = known(cancellations.at(-1), claim.id, position, 'cancelled');
  return {
    bookingId: bookingIdOf(claim.id),
    reference: referenceOf(claim),
    by,
    tickets: tickets.map(number => ticketIdOf(claim.id, number)),
    amount: money(amount, claim.currency),
  };
}

/** A payment that was never captured returns no money. */
function refundFacts({ id, history, currency }: Claim, position: number, entry: HistoryEntry) {
  const { action, from } = entry;
  const { number, amount, refund } = known(entry.payment, id, position, 'payment');
  const isBooked = history.slice(0, position).some(earlier => earlier.action === 'booking.confirmed');
  const returned = restReturned(history, position) ?? refund?.amount ?? amount;
  const movedMoney = action === 'payment.refund-failed' || from === 'captured';
  return {
    ...(isBooked && { bookingId: bookingIdOf(id) }),
    paymentId: paymentIdOf(id, number),
    ...(refund && { refund: refund.number }),
    amount: money(movedMoney ? returned : 0, currency),
  };
}

function scanFacts({ id }: Claim, position: number, { scan }: HistoryEntry): FactsOf<'ticket.admitted'> {
  const { ticket, outcome, direction, gate, scannedAt, isOffline, isReadmission } = known(scan, id, position, 'scan');
  return {
    bookingId: bookingIdOf(id),
    ticketId: ticketIdOf(id, ticket),
    outcome,
    direction,
    ...(gate !== undefined && { gate }),
    ...(scannedAt !== undefined && { scannedAt: timestamp(scannedAt) }),
    isOffline: isOffline === true,
    isReadmission: isReadmission === true,
  };
}

function known<Part>(part: Part | undefined, claimId: string, position: number, name: string): Part {
  if (part === undefined) throw new Error(`entry ${position} of the claim ${claimId} has no ${name}`);
  return part;
}
