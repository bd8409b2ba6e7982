/** Reads from an answer how a payment went. Pure. */
import type { Answer, Schemas } from '../../../tools/client/src/types.ts';

export type Outcome =
  | { is: 'booked'; bookingId: string }
  /** `clientSecret`: the bank wants to ask the customer something. */
  | { is: 'pending'; paymentId: string; clientSecret?: string }
  | { is: 'declined' }
  /** The time was over before the payment was complete, and the places are gone. */
  | { is: 'late' }
  /** The hold has another state than this page shows. */
  | { is: 'changed' }
  | { is: 'elsewhere' }
  /** Not decided, or refused for another reason: the error says which. */
  | { is: 'failed' };

/** `isRepeated`: an earlier request with this key had no known outcome, so the customer may have been asked for money. */
export function outcomeOf(answer: Answer<'confirm-booking'>, isRepeated: boolean): Outcome {
  if (answer.ok) {
    if (answer.status === 201) return { is: 'booked', bookingId: answer.body.id };
    const { paymentId, clientSecret } = answer.body;
    return { is: 'pending', paymentId, ...(clientSecret !== undefined && { clientSecret }) };
  }
  switch (answer.problem.code) {
    case 'payment-declined':
      return { is: 'declined' };
    case 'hold-expired':
      return { is: isRepeated ? 'late' : 'changed' };
    case 'hold-released':
    case 'hold-confirmed':
      return { is: 'changed' };
    case 'payment-in-progress':
      return { is: 'elsewhere' };
    default:
      return { is: 'failed' };
  }
}

/** The outcome of a payment that was pending. */
export function outcomeOfPayment({ id, state, bookingId }: Schemas['Payment']): Outcome {
  if (bookingId !== undefined) return { is: 'booked', bookingId };
  if (state === 'declined') return { is: 'declined' };
  return state === 'voided' || state === 'refunded' ? { is: 'late' } : { is: 'pending', paymentId: id };
}
