/** Checks that the tickets of a booking match its places, and the refunds of a payment match what the cancellations return (P6, P12). */
import { type Violation, type ViolationKind, versionsOf } from './integrity.ts';
import type { Claim, Payment } from './model.ts';
import { isOpen, refundsOf, requestedSum } from './refunds.ts';
import { countUnits } from './tickets.ts';
import { keptOf } from './totals.ts';

/** Finds tickets that do not match the places of a claim, or its status. */
export function ticketViolations(claim: Claim): Violation[] {
  const detail = faultOfTickets(claim);
  return detail === undefined ? [] : [violationOf(claim, 'tickets-off', detail)];
}

function faultOfTickets({ status, tickets, places }: Claim): string | undefined {
  const isBooking = status === 'confirmed' || status === 'cancelled';
  if (!isBooking) return tickets.length > 0 ? 'The hold has tickets, but it is no booking.' : undefined;
  const units = countUnits(places);
  if (tickets.length !== units) return `The booking has ${tickets.length} tickets for ${units} places.`;
  const remaining = tickets.filter(ticket => ticket !== 'void').length;
  if (status === 'confirmed' && remaining === 0) return 'The booking is confirmed, but all of its tickets are void.';
  if (status === 'cancelled' && remaining > 0)
    return `The booking is cancelled, but ${remaining} of its tickets are not void.`;
  return undefined;
}

/**
 * Returns the claim with exactly one ticket for each of its places, so that the other checks can run. A missing ticket is valid in
 * a confirmed claim, and void in any other.
 */
export function withTicketForEachUnit(claim: Claim): Claim {
  const { status, tickets, places } = claim;
  const units = countUnits(places);
  if (tickets.length === 0 || tickets.length === units) return claim;
  const missing = Array.from({ length: Math.max(0, units - tickets.length) }, () =>
    status === 'confirmed' ? ('valid' as const) : ('void' as const),
  );
  return { ...claim, tickets: [...tickets.slice(0, units), ...missing] };
}

/**
 * Finds payments whose refunds exceed the payment, or differ from what the cancellations return. The claim must have one ticket
 * for each unit. `isTotalOff`: the sum of the refunds in the row differs from their list.
 */
export function refundViolations(claim: Claim, isTotalOff: boolean): Violation[] {
  const faults = claim.payments.flatMap(payment => faultOfRefunds(claim, payment) ?? []);
  if (isTotalOff) faults.push('The sum of the refunds in the row differs from their list.');
  return faults.map(detail => violationOf(claim, 'refunds-off', detail));
}

function faultOfRefunds(claim: Claim, payment: Payment): string | undefined {
  const { number, amount, state, wanted } = payment;
  const refunds = refundsOf(payment);
  const sum = requestedSum(payment);
  if (refunds.some((refund, i) => refund.number !== i + 1))
    return `The refunds of payment ${number} are not numbered in their order.`;
  if (sum > amount) return `The refunds of payment ${number} are ${sum}, which is more than its amount, ${amount}.`;
  if ((state === 'refunded' || state === 'voided') && refunds.some(isOpen))
    return `Payment ${number} is ${state}, but has an open refund.`;
  const isReturned = wanted !== 'captured' && (state === 'captured' || state === 'refunded');
  if (isReturned && sum !== amount && !wasReturnedAsWhole(claim, number))
    return `Payment ${number} is to be returned, but its refunds are ${sum} of ${amount}.`;
  return claim.booking?.paymentNumber === number && claim.tickets.length > 0
    ? faultOfKept(claim, payment, keptOf(claim))
    : undefined;
}

/** The payment of a booking keeps the prices and fees that no cancellation has returned, and is returned if there are none (P6). */
function faultOfKept({ status, tickets }: Claim, payment: Payment, kept: number): string | undefined {
  const { number, wanted, amount } = payment;
  const isEnded = status === 'cancelled' && tickets.every(ticket => ticket === 'void');
  if (wanted !== 'captured')
    return isEnded && kept > 0 ? `Payment ${number} is to be returned, but ${kept} of it is to be kept.` : undefined;
  const sum = requestedSum(payment);
  return sum === amount - kept
    ? undefined
    : `The refunds of payment ${number} are ${sum}, but the cancellations return ${amount - kept}.`;
}

/** Whether the gateway, or a person, has returned all of the payment at once. Its refunds are then only those of earlier parts. */
const wasReturnedAsWhole = ({ history }: Claim, number: number): boolean =>
  history.some(
    ({ action, payment }) =>
      action === 'payment.refunded' && payment?.number === number && payment.refund === undefined,
  );

const violationOf = (claim: Claim, kind: ViolationKind, detail: string): Violation => ({
  kind,
  detail,
  claimIds: [claim.id],
  seenIn: versionsOf([claim]),
});
