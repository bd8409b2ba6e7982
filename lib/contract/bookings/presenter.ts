/** The representation of bookings and payments in responses: pure projections. */
import { referenceOf } from '../../domain/booking-reference.ts';
import { ownerMayCancelUntil } from '../../domain/cancellation.ts';
import { cancellationsOf, isCancellation } from '../../domain/cancellation-entries.ts';
import { bookingIdOf, holdIdOf, paymentIdOf, ticketIdOf } from '../../domain/ids.ts';
import type { BookingFacts, Claim, EventFacts, Payment } from '../../domain/model.ts';
import { isFinished, paymentOfBooking } from '../../domain/payment-lifecycle.ts';
import { isOpen, keptAmount, refundsOf } from '../../domain/refunds.ts';
import { attendanceStatusOf, changesSinceSale } from '../../domain/sold-event.ts';
import { ticketsOf } from '../../domain/tickets.ts';
import { keptOf } from '../../domain/totals.ts';
import { entriesOf, isInEntry, placesAnswer, saleAnswer } from '../holds/price-presenter.ts';
import { money, timestamp } from '../presenter-parts.ts';
import type { Booking, BookingCancellation, NumberedRefund, Payment as PaymentMessage, Refund } from './responses.ts';

/**
 * A booking as its owner sees it, with the event as it is now; undefined if the claim is no booking. `facts` are undefined if
 * the event was deleted.
 */
export function bookingAnswer(claim: Claim, facts: EventFacts | undefined): Booking | undefined {
  const { booking } = claim;
  return booking && answerWith(claim, booking, facts, presentParts(claim, booking, facts));
}

/**
 * A booking as it was when it was confirmed, which a replay repeats even if the booking or its event has changed since. The names
 * of places and the event's time zone are not stored with the claim, so the response has the current ones.
 */
export function bookingAnswerAsConfirmed(claim: Claim, facts: EventFacts | undefined): Booking | undefined {
  const payments = claim.payments.map(({ refunds: _later, ...payment }): Payment => {
    return { ...payment, state: 'authorised', wanted: 'captured' };
  });
  if (!claim.booking) return undefined;
  const { cancelledAt: _later, ...booking } = claim.booking;
  const tickets = claim.tickets.map(() => 'valid' as const);
  const history = claim.history.filter(entry => !isCancellation(entry));
  return answerWith({ ...claim, status: 'confirmed', payments, booking, tickets, history }, booking, facts, {
    until: booking.cancellableUntil,
    event: {
      ...shownFacts(booking.event),
      ...(facts && { timeZone: facts.event.timeZone }),
      status: 'scheduled',
    },
  });
}

/** The parts of an answer that depend on the event. */
interface EventParts {
  /** The owner's deadline (epoch ms). Infinity if there is none. */
  until: number;
  event: Booking['event'];
}

function presentParts({ status }: Claim, booking: BookingFacts, facts: EventFacts | undefined): EventParts {
  const { event: sold } = booking;
  const until = status === 'confirmed' ? ownerMayCancelUntil(booking, facts?.event) : Number.POSITIVE_INFINITY;
  if (!facts) return { until, event: shownFacts(sold) };
  const { event } = facts;
  const changedSince = changesSinceSale(sold, event);
  return {
    until,
    event: {
      ...shownFacts(event),
      ...(event.doorsAt !== undefined && { doorsAt: timestamp(event.doorsAt) }),
      timeZone: event.timeZone,
      status: attendanceStatusOf(event),
      ...(changedSince.length > 0 && { changedSince }),
    },
  };
}

const shownFacts = ({ title, venue, startsAt, endsAt }: BookingFacts['event']) => ({
  title,
  ...(venue !== undefined && { venue }),
  startsAt: timestamp(startsAt),
  endsAt: timestamp(endsAt),
});

function answerWith(
  claim: Claim,
  booking: BookingFacts,
  facts: EventFacts | undefined,
  { until, event }: EventParts,
): Booking | undefined {
  if (claim.status !== 'confirmed' && claim.status !== 'cancelled') return undefined;
  const payment = paymentOfBooking(claim);
  return {
    id: bookingIdOf(claim.id),
    reference: referenceOf(claim),
    eventId: claim.eventId,
    status: claim.status,
    places: placesWithTickets(claim, facts),
    total: money(claim.total, claim.currency),
    ...saleAnswer(claim, facts),
    ...(claim.sale && { kept: money(keptOf(claim), claim.currency) }),
    refunded: money(
      refundsAnswer(claim).reduce((sum, { amount }) => sum + amount.amount, 0),
      claim.currency,
    ),
    refunds: refundsAnswer(claim),
    ...(payment && { payment: paymentSummary(claim, payment) }),
    confirmedAt: timestamp(booking.confirmedAt),
    ...(Number.isFinite(until) && { cancellableUntil: timestamp(until) }),
    ...(booking.cancelledAt !== undefined && {
      cancelledAt: timestamp(booking.cancelledAt),
      refund: refundAnswer(claim),
    }),
    ...cancellationsAnswer(claim),
    event,
  };
}

/** The places of a booking, each with its tickets. */
const placesWithTickets = (claim: Claim, facts: EventFacts | undefined) => {
  const tickets = ticketsOf(claim);
  const places = placesAnswer(claim, facts);
  return entriesOf(claim.places).flatMap((entry, i) => ({
    ...(places[i] as (typeof places)[number]),
    tickets: tickets
      .filter(ticket => isInEntry(ticket, entry))
      .map(({ number, status }) => ({ id: ticketIdOf(claim.id, number), status })),
  }));
};

function cancellationsAnswer(claim: Claim): { cancellations?: BookingCancellation[] } {
  const inCurrency = (amount: number) => money(amount, claim.currency);
  const cancellations = cancellationsOf(claim).map(({ at, tickets, amount, taxes, feesKept, ...rest }) => ({
    at: timestamp(at),
    ...rest,
    tickets: tickets.map(number => ticketIdOf(claim.id, number)),
    amount: inCurrency(amount),
    ...(taxes && {
      taxes: taxes.map(({ percent, gross, tax }) => ({ percent, gross: inCurrency(gross), tax: inCurrency(tax) })),
    }),
    ...(feesKept !== undefined && { feesKept: inCurrency(feesKept) }),
  }));
  return cancellations.length > 0 ? { cancellations } : {};
}

/** The sum of all refunds of a cancelled booking, and whether the gateway has made all of them. */
function refundAnswer(claim: Claim): Refund {
  const payment = paymentOfBooking(claim);
  const isDone = !payment || isFinished(payment);
  const amount = refundsAnswer(claim).reduce((sum, refund) => sum + refund.amount.amount, 0);
  return { status: isDone ? 'refunded' : 'refunding', amount: money(amount, claim.currency) };
}

/**
 * The refunds of a booking in their order. If a booking is cancelled before the capture, its last refund is not requested yet,
 * but is listed.
 */
function refundsAnswer(claim: Claim): NumberedRefund[] {
  const payment = paymentOfBooking(claim);
  if (!payment) return [];
  const { currency } = claim;
  const requested = refundsOf(payment).map(refund => ({
    number: refund.number,
    status: isOpen(refund) ? ('refunding' as const) : ('refunded' as const),
    amount: money(refund.amount, currency),
  }));
  const rest = payment.wanted === 'refunded' ? keptAmount(payment) : 0;
  if (rest === 0) return requested;
  const status = isFinished(payment) ? 'refunded' : 'refunding';
  return [...requested, { number: requested.length + 1, status, amount: money(rest, currency) }];
}

/** The refund that a cancellation adds: `before` and `after` are the claim around it. */
export function lastRefundAnswer(before: Claim, after: Claim): Refund {
  const [refund] = refundsAnswer(after).slice(refundsAnswer(before).length);
  if (!refund) return { status: 'refunded', amount: money(0, after.currency) };
  return { status: refund.status, amount: refund.amount };
}

/** A payment as the owner of its claim sees it. */
export function paymentAnswer(claim: Claim, payment: Payment): PaymentMessage {
  return {
    id: paymentIdOf(claim.id, payment.number),
    holdId: holdIdOf(claim.id),
    state: payment.state,
    amount: money(payment.amount, claim.currency),
    ...(claim.booking?.paymentNumber === payment.number && { bookingId: bookingIdOf(claim.id) }),
  };
}

const paymentSummary = (claim: Claim, { number, state }: Payment) => ({ id: paymentIdOf(claim.id, number), state });
