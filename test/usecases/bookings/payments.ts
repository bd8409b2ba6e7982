/** Payments in the states that tests of payments begin with. */
import type { Claim } from '../../../lib/domain/model.ts';
import type { GatewayAnswer } from '../../../lib/ports/payment-gateway.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { keyedCall, type UseCases } from '../open-use-cases.ts';
import { answerNext } from '../ports.ts';
import { claimOf, paid, refusalOf, withBooking, withHold } from '../sales.ts';

type EventInput = Parameters<typeof withHold>[1];

/** A hold whose payment has begun, and whose gateway has not received the request. */
export async function withIntent(useCases: UseCases, changes: EventInput = {}) {
  const held = await withHold(useCases, changes);
  answerNext(useCases.gateway, 'authorise', { says: 'unknown' });
  await refusalOf(paid(useCases, held.owner, held.hold));
  return { ...held, claim: await claimOf(useCases, held.hold), paymentId: `pay_${held.hold.id.slice(4)}_1` };
}

/** A booking whose capture has no answer yet. */
export async function withAuthorised(useCases: UseCases, changes: EventInput = {}) {
  answerNext(useCases.gateway, 'capture', { says: 'unknown' });
  const booked = await withBooking(useCases, changes);
  return { ...booked, claim: await claimOf(useCases, booked.hold), paymentId: `pay_${booked.hold.id.slice(4)}_1` };
}

/** A cancelled booking whose refund gets `answer` from the gateway: by default a final refusal. */
export async function withRefund(useCases: UseCases, answer: GatewayAnswer = { says: 'refused' }) {
  const booked = await withBooking(useCases);
  answerNext(useCases.gateway, 'refund', answer);
  const call = keyedCall(useCases, booked.owner, 'cancel-booking');
  await cancelBooking(useCases, call, { bookingId: booked.booking.id });
  return { ...booked, claim: await claimOf(useCases, booked.hold), paymentId: `pay_${booked.hold.id.slice(4)}_1` };
}

/** The payment and the status of a claim, in the form that tests compare. */
export const standingOf = ({ status, payments }: Claim) => ({ status, ...payments.at(-1) });
