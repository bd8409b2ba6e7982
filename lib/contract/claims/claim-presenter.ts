/** Answers made from what the rules know: pure projections, and the only place where a time becomes text. */

import { holdStatusAt } from '../../domain/hold-policy.ts';
import { bookingIdOf, bookingReferenceOf, holdIdOf, paymentIdOf } from '../../domain/ids.ts';
import type { Claim, Event as EventOfDomain, EventSummary, Payment, Place } from '../../domain/model.ts';
import { isFinished } from '../../domain/payment-lifecycle.ts';
import { salesStateAt } from '../../domain/sales-window.ts';
import type { Event, Money } from '../events/messages.ts';
import type { Booking, Hold, Payment as PaymentMessage, Refund } from './messages.ts';

/** Epoch milliseconds as RFC 3339 in UTC. */
export const timestamp = (epochMs: number): string => new Date(epochMs).toISOString();

export const money = (amount: number, currency: string): Money => ({ amount, currency });

/** An event as clients see it at `now`. */
export function eventAnswer({ event, sections }: EventSummary, now: number): Event {
  const { id, kind, title, venue, service, route, holdSeconds, placesPerHoldMax, placesPerCustomerMax, currency } =
    event;
  return {
    id,
    kind,
    title,
    ...times(event),
    ...(venue !== undefined && { venue }),
    ...(service && { service }),
    ...(route && { route }),
    status: salesStateAt(event, now),
    holdSeconds,
    placesPerHoldMax,
    ...(placesPerCustomerMax !== undefined && { placesPerCustomerMax }),
    cancellationClosesMinutes: event.cancellationClosesMinutes,
    currency,
    sections: sections.map(sectionAnswer),
  };
}

const times = ({ startsAt, endsAt, salesOpenAt, salesCloseAt }: EventOfDomain) => ({
  startsAt: timestamp(startsAt),
  endsAt: timestamp(endsAt),
  ...(salesOpenAt !== undefined && { salesOpenAt: timestamp(salesOpenAt) }),
  salesCloseAt: timestamp(salesCloseAt),
});

const sectionAnswer = ({
  id,
  name,
  kind,
  price,
  capacity,
  attributes,
}: EventSummary['sections'][number]): Event['sections'][number] => ({
  id,
  name,
  kind,
  price,
  capacity,
  ...(attributes && { attributes }),
});

/** A hold as its owner sees it at `now`. */
export function holdAnswer(claim: Claim, now: number): Hold {
  const status = holdStatusAt(claim, now);
  return {
    id: holdIdOf(claim.id),
    eventId: claim.eventId,
    status,
    places: placesAnswer(claim),
    total: money(claim.total, claim.currency),
    expiresAt: timestamp(claim.expiresAt),
    maxExpiresAt: timestamp(claim.maxExpiresAt),
    createdAt: timestamp(claim.createdAt),
    ...(status === 'confirmed' && { bookingId: bookingIdOf(claim.id) }),
  };
}

/** A booking as its owner sees it now; `undefined` while the claim is none. */
export function bookingAnswer(claim: Claim): Booking | undefined {
  const { booking } = claim;
  if (!booking || (claim.status !== 'confirmed' && claim.status !== 'cancelled')) return undefined;
  const payment = booking.paymentNumber === undefined ? undefined : claim.payments[booking.paymentNumber - 1];
  const { title, startsAt, endsAt, venue } = booking.event;
  return {
    id: bookingIdOf(claim.id),
    reference: bookingReferenceOf(claim.id),
    eventId: claim.eventId,
    status: claim.status,
    places: placesAnswer(claim),
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
      ...(venue !== undefined && { venue }),
    },
  };
}

/**
 * A booking as the transaction that confirmed it wrote it, whatever has changed since: the answer a replay repeats.
 * All of it is immutable but the statuses, and those are what confirming makes them.
 */
export function bookingAnswerAsConfirmed(claim: Claim): Booking | undefined {
  const payments = claim.payments.map((payment): Payment => ({ ...payment, state: 'authorised' }));
  if (!claim.booking) return undefined;
  const { cancelledAt: _later, ...booking } = claim.booking;
  return bookingAnswer({ ...claim, status: 'confirmed', payments, booking });
}

/** What a booking's cancellation gives back, and whether the gateway has done it. */
export function refundAnswer(claim: Claim): Refund {
  const number = claim.booking?.paymentNumber;
  const payment = number === undefined ? undefined : claim.payments[number - 1];
  const isDone = !payment || (payment.wanted === 'refunded' && isFinished(payment));
  return { status: isDone ? 'refunded' : 'refunding', amount: money(payment?.amount ?? 0, claim.currency) };
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

const placesAnswer = ({ places, currency }: Claim) =>
  places.map((place: Place) =>
    'seatId' in place
      ? { seatId: place.seatId, price: money(place.price, currency) }
      : { areaId: place.areaId, quantity: place.quantity, price: money(place.price, currency) },
  );
