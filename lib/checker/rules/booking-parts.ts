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

export function checkBookingParts({ claims }: History, findings: Findings): void {
  for (const claim of claims.values()) {
    const counted = areasWithoutNamedTickets(claim);
    for (const { booking, call } of claim.told) {
      findings.applied['booking-parts'] += 1;
      const flaw = flawOfBooking(claim, booking) ?? flawOfOrder(booking, counted);
      if (flaw !== undefined)
        report(findings, 'booking-parts', `${nameOf(call)}: the booking ${booking.id} ${flaw}.`, [call]);
    }
    checkOrder(claim, findings);
    for (const cancellation of claim.cancellations) checkRefund(claim, cancellation, findings);
  }
}

// One answer

function flawOfBooking({ id }: Claim, booking: Booking): string | undefined {
  const { places, status, refunds, refunded } = booking;
  const ids = places.flatMap(({ tickets }) => tickets.map(ticket => ticket.id));
  if (ids.some((ticketId, i) => ticketId !== ticketIdOf(id, i + 1))) return `has the tickets ${ids.join(', ')}`;
  if (places.some(place => place.tickets.length !== ('seatId' in place ? 1 : place.quantity)))
    return 'has more or fewer tickets than places';
  if ((status === 'cancelled') !== places.every(place => keptIn(place) === 0))
    return `is ${status}, and its tickets are not`;
  if (refunds.some(({ number }, i) => number !== i + 1))
    return `has the refunds ${refunds.map(({ number }) => number).join(', ')}`;
  const [returned, worth] = [sumOf(refunds.map(({ amount }) => amount.amount)), voidValueOf(booking)];
  return refunded.amount === worth && returned === worth
    ? undefined
    : `has cancelled places for ${worth}, refunds of ${returned}, and says that ${refunded.amount} is refunded`;
}

/** The areas of which no call names tickets, so that places are only counted. */
function areasWithoutNamedTickets({ areas, units, cancellations }: Claim): Set<string> {
  const ids = cancellations.flatMap(({ first }) => (first.body as NewCancellation | undefined)?.tickets ?? []);
  const named = new Set(ids.map(id => units[(parseTicketId(id)?.number ?? 0) - 1]));
  return new Set(areas.flatMap(({ areaId }) => (named.has(areaId) ? [] : [areaId])));
}

/** Of an area, the places with the highest ticket numbers are cancelled. */
function flawOfOrder({ places }: Booking, counted: Set<string>): string | undefined {
  const place = places.find(
    ({ tickets, ...one }) =>
      'areaId' in one &&
      counted.has(one.areaId) &&
      tickets.every(({ status }) => status !== 'redeemed') &&
      tickets.some(({ status }, i) => status === 'void' && tickets[i + 1]?.status === 'valid'),
  );
  return place && `has cancelled places of ${placeIdOf(place)}, and not those with the highest ticket numbers`;
}

const sumOf = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

const voidValueOf = ({ places }: Booking): number => sumOf(places.map(place => voidIn(place) * place.price.amount));

// The answers of one booking

/** Every later read shows a cancellation or refund that an answer has shown. */
function checkOrder({ told }: Claim, findings: Findings): void {
  const changed = told.filter(({ booking }) => voidTicketsOf(booking).size > 0);
  for (const later of told.filter(({ call }) => isPresent(call))) {
    const earlier = changed.find(({ booking, call }) => call.to < later.call.from && !isWithin(booking, later.booking));
    if (!earlier) continue;
    const detail = `The booking ${later.booking.id} has lost a cancellation or a refund: ${nameOf(earlier.call)}, and ${nameOf(later.call)}.`;
    report(findings, 'booking-parts', detail, [earlier.call, later.call]);
  }
}

/** Whether the call reads the booking as it is then. Lists may lag behind until everything has settled. */
const isPresent = ({ key, isFinal, operation }: Call): boolean =>
  key === undefined && (isFinal || operation === 'read-booking');

/** Whether each cancellation and refund of one booking is in the other, too. */
function isWithin(one: Booking, other: Booking): boolean {
  const left = voidTicketsOf(other);
  return (
    [...voidTicketsOf(one)].every(id => left.has(id)) &&
    one.refunds.every(({ number, amount, status }) => {
      const same = other.refunds[number - 1];
      return same?.amount.amount === amount.amount && (status === 'refunding' || same.status === 'refunded');
    })
  );
}

/** The answer to a cancellation shows its part as cancelled, and a refund of its price. */
function checkRefund(claim: Claim, cancellation: KeyedOperation, findings: Findings): void {
  const { success } = cancellation;
  const answer = success?.answer?.document as Cancellation | undefined;
  if (!success || !answer) return;
  const { booking, refund } = answer;
  const { amount } = refund;
  const { isWhole, quantities } = partOfOperation(claim, cancellation);
  const named = booking.places.filter(place => quantities.has(placeIdOf(place)));
  const price = sumOf(named.map(place => (quantities.get(placeIdOf(place)) ?? 0) * place.price.amount));
  const isVoid = named.every(place => voidIn(place) >= (quantities.get(placeIdOf(place)) ?? 0));
  const isRight = isWhole ? booking.status === 'cancelled' : isVoid && amount.amount === price;
  if (isRight && (amount.amount === 0 || booking.refunds.at(-1)?.amount.amount === amount.amount)) return;
  const detail = `${nameOf(success)}: it is not the cancellation that was requested, or not the refund of its price.`;
  report(findings, 'booking-parts', detail, [success]);
}
