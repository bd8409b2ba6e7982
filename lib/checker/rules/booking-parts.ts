/**
 * Each place of a booking is cancelled once, and its price is refunded once (P3, P6): the void tickets of a booking, its refunds
 * and its status agree in every answer, and only grow.
 */
import type { NewCancellation } from '../../contract/bookings/requests.ts';
import type { Booking, Cancellation } from '../../contract/bookings/responses.ts';
import { parseTicketId, ticketIdOf } from '../../domain/ids.ts';
import type { Call } from '../calls.ts';
import { keptIn, partOfOperation, placeIdOf, voidIn, voidTicketsOf } from '../cancelled-parts.ts';
import type { Claim } from '../claims.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import type { KeyedOperation } from '../keyed-operations.ts';
import { type BookedFees, feesOfClaim, isWithin, returnedBy, returnedForPart } from '../prices/returned-amounts.ts';

export function checkBookingParts(history: History, findings: Findings): void {
  for (const claim of history.claims.values()) {
    const [first] = claim.told;
    if (!first) continue;
    const counted = areasWithoutNamedTickets(claim);
    const fees = feesOfClaim(history, claim, first.booking);
    for (const { booking, call } of claim.told) {
      findings.applied['booking-parts'] += 1;
      const flaw = flawOfBooking(claim, booking) ?? flawOfAmounts(booking, fees) ?? flawOfOrder(booking, counted);
      if (flaw !== undefined)
        report(findings, 'booking-parts', `${nameOf(call)}: the booking ${booking.id} ${flaw}.`, [call]);
    }
    checkOrder(claim, findings);
    for (const cancellation of claim.cancellations) checkRefund(claim, cancellation, fees, findings);
  }
}

// One answer

function flawOfBooking({ id }: Claim, booking: Booking): string | undefined {
  const { places, status, refunds } = booking;
  const ids = inOrder(places.flatMap(({ tickets }) => tickets)).map(ticket => ticket.id);
  if (ids.some((ticketId, i) => ticketId !== ticketIdOf(id, i + 1))) return `has the tickets ${ids.join(', ')}`;
  if (places.some(place => place.tickets.length !== ('seatId' in place ? 1 : place.quantity)))
    return 'has more or fewer tickets than places';
  if ((status === 'cancelled') !== places.every(place => keptIn(place) === 0))
    return `is ${status}, and its tickets are not`;
  return refunds.some(({ number }, i) => number !== i + 1)
    ? `has the refunds ${refunds.map(({ number }) => number).join(', ')}`
    : undefined;
}

/** The tickets by their numbers: equal places of an area are one entry, also if others are between them. */
const inOrder = (tickets: Ticket[]): Ticket[] => tickets.toSorted((one, other) => numberOf(one) - numberOf(other));
const numberOf = ({ id }: Ticket): number => parseTicketId(id)?.number ?? 0;
type Ticket = Booking['places'][number]['tickets'][number];

/** The refunds are what the cancelled places return, and the rest of the total is kept. */
function flawOfAmounts(booking: Booking, fees: BookedFees): string | undefined {
  const { status, refunds, refunded, total, kept = total } = booking;
  const [returned, range] = [sumOf(refunds.map(({ amount }) => amount.amount)), returnedBy(booking, fees)];
  if (refunded.amount !== returned || !isWithin(returned, range)) {
    const worth = range.least === range.most ? `${range.least}` : `${range.least} to ${range.most}`;
    return `has cancelled places for ${worth}, refunds of ${returned}, and says that ${refunded.amount} is refunded`;
  }
  const isKept = booking.kept === undefined || status !== 'confirmed' || kept.amount === total.amount - returned;
  return isKept ? undefined : `keeps ${kept.amount}, after refunds of ${returned} of ${total.amount}`;
}

/** The areas of which no call names tickets or types, so that places are only counted. */
function areasWithoutNamedTickets({ areas, units, cancellations }: Claim): Set<string> {
  const ids = cancellations.flatMap(({ first }) => (first.body as NewCancellation | undefined)?.tickets ?? []);
  const typed = cancellations.flatMap(({ first }) =>
    ((first.body as NewCancellation | undefined)?.areas ?? []).filter(({ type }) => type !== undefined),
  );
  const named = new Set([
    ...ids.map(id => units[(parseTicketId(id)?.number ?? 0) - 1]),
    ...typed.map(({ areaId }) => areaId),
  ]);
  return new Set(areas.flatMap(({ areaId }) => (named.has(areaId) ? [] : [areaId])));
}

/** Of an area, the places with the highest ticket numbers are cancelled. */
function flawOfOrder({ places }: Booking, counted: Set<string>): string | undefined {
  const areas = Map.groupBy(
    places.filter(place => 'areaId' in place && counted.has(place.areaId)),
    placeIdOf,
  );
  const wrong = [...areas].find(([, parts]) => {
    const tickets = inOrder(parts.flatMap(part => part.tickets));
    return (
      tickets.every(({ status }) => status !== 'redeemed') &&
      tickets.some(({ status }, i) => status === 'void' && tickets[i + 1]?.status === 'valid')
    );
  });
  return wrong && `has cancelled places of ${wrong[0]}, and not those with the highest ticket numbers`;
}

const sumOf = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

// The answers of one booking

/** Every later read shows a cancellation or refund that an answer has shown. */
function checkOrder({ told }: Claim, findings: Findings): void {
  const changed = told.filter(({ booking }) => voidTicketsOf(booking).size > 0);
  for (const later of told.filter(({ call }) => isPresent(call))) {
    const earlier = changed.find(({ booking, call }) => call.to < later.call.from && !hasAllOf(booking, later.booking));
    if (!earlier) continue;
    const detail = `The booking ${later.booking.id} has lost a cancellation or a refund: ${nameOf(earlier.call)}, and ${nameOf(later.call)}.`;
    report(findings, 'booking-parts', detail, [earlier.call, later.call]);
  }
}

/** Whether the call reads the booking as it is then. Lists may lag behind until everything has settled. */
const isPresent = ({ key, isFinal, operation }: Call): boolean =>
  key === undefined && (isFinal || operation === 'read-booking');

/** Whether each cancellation and refund of one booking is in the other, too. */
function hasAllOf(one: Booking, other: Booking): boolean {
  const left = voidTicketsOf(other);
  return (
    [...voidTicketsOf(one)].every(id => left.has(id)) &&
    one.refunds.every(({ number, amount, status }) => {
      const same = other.refunds[number - 1];
      return same?.amount.amount === amount.amount && (status === 'refunding' || same.status === 'refunded');
    })
  );
}

/** The answer to a cancellation shows its part as cancelled, and a refund of what it returns. */
function checkRefund(claim: Claim, cancellation: KeyedOperation, fees: BookedFees, findings: Findings): void {
  const { success } = cancellation;
  const answer = success?.answer?.document as Cancellation | undefined;
  if (!success || !answer) return;
  const { booking, refund } = answer;
  const { amount } = refund;
  const { isWhole, quantities } = partOfOperation(claim, cancellation);
  const cancelled = (placeId: string): number =>
    sumOf(booking.places.map(place => (placeIdOf(place) === placeId ? voidIn(place) : 0)));
  const isVoid = [...quantities].every(([placeId, quantity]) => cancelled(placeId) >= quantity);
  const isRight = isWhole
    ? booking.status === 'cancelled'
    : isVoid && isWithin(amount.amount, returnedForPart(booking, quantities, fees));
  if (isRight && (amount.amount === 0 || booking.refunds.at(-1)?.amount.amount === amount.amount)) return;
  const detail = `${nameOf(success)}: it is not the cancellation that was requested, or not the refund of its price.`;
  report(findings, 'booking-parts', detail, [success]);
}
