/** The representation of bookings and payments in responses: pure projections. */
import { referenceOf } from '../../domain/booking-reference.ts';
import { bookingIdOf, holdIdOf, paymentIdOf } from '../../domain/ids.ts';
import type { TimedJourney } from '../../domain/itineraries.ts';
import type { Claim, EventFacts, Payment } from '../../domain/model.ts';
import { isFinished } from '../../domain/payment-lifecycle.ts';
import { placesAnswer } from '../holds/presenter.ts';
import { money, timestamp } from '../presenter-parts.ts';
import type { Booking, Payment as PaymentMessage, Refund } from './responses.ts';

/** A booking as its owner sees it; undefined if the claim is no booking. `facts` are undefined if the event was deleted. */
export function bookingAnswer(claim: Claim, facts: EventFacts | undefined): Booking | undefined {
  const { booking } = claim;
  if (!booking || (claim.status !== 'confirmed' && claim.status !== 'cancelled')) return undefined;
  const payment = booking.paymentNumber === undefined ? undefined : claim.payments[booking.paymentNumber - 1];
  const { title, startsAt, endsAt, venue } = booking.event;
  return {
    id: bookingIdOf(claim.id),
    reference: referenceOf(claim),
    eventId: claim.eventId,
    status: claim.status,
    places: placesAnswer(claim, facts),
    total: money(claim.total, claim.currency),
    ...(payment && { payment: paymentSummary(claim, payment) }),
    confirmedAt: timestamp(booking.confirmedAt),
    ...(booking.cancelledAt !== undefined && {
      cancelledAt: timestamp(booking.cancelledAt),
      refund: refundAnswer(claim),
    }),
    event: {
      title,
      startsAt: timestamp(startsAt),
      endsAt: timestamp(endsAt),
      ...(facts && { timeZone: facts.event.timeZone }),
      ...(venue !== undefined && { venue }),
    },
  };
}

/**
 * A booking as it was when it was confirmed, which a replay repeats even if it has changed since. Only statuses change, so
 * they are set to their values of that time. The names of places and the event's time zone are not stored with the claim, so
 * the response has the current ones.
 */
export function bookingAnswerAsConfirmed(claim: Claim, facts: EventFacts | undefined): Booking | undefined {
  const payments = claim.payments.map((payment): Payment => ({ ...payment, state: 'authorised' }));
  if (!claim.booking) return undefined;
  const { cancelledAt: _later, ...booking } = claim.booking;
  return bookingAnswer({ ...claim, status: 'confirmed', payments, booking }, facts);
}

/** The refund of a cancelled booking, and whether the gateway has made it. */
export function refundAnswer(claim: Claim): Refund {
  const number = claim.booking?.paymentNumber;
  const payment = number === undefined ? undefined : claim.payments[number - 1];
  const isDone = !payment || (payment.wanted === 'refunded' && isFinished(payment));
  return { status: isDone ? 'refunded' : 'refunding', amount: money(payment?.amount ?? 0, claim.currency) };
}

/** The other booked journeys at the time of a booking. */
export const overlapsAnswer = (journeys: TimedJourney[]): NonNullable<Booking['overlappingJourneys']> =>
  journeys.map(({ eventId, startsAt, endsAt }) => ({
    eventId,
    startsAt: timestamp(startsAt),
    endsAt: timestamp(endsAt),
  }));

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
