/**
 * Drives one payment as far as it goes: authorise, confirm the booking, capture; or decline, void or refund. Each step
 * is idempotent and starts from what the claim says. So the call itself, a retry with its key, a webhook and the
 * reconciler may all drive the same payment, at any time and at once (P6).
 */
import { paymentIdOf } from '../../domain/ids.ts';
import { DECISIONS_MAX, REFUNDING_MS_MAX } from '../../domain/limits.ts';
import type { Claim } from '../../domain/model.ts';
import { initiatedAtOf, isStuck, nextStepOf, paymentOf, resumptionsIn } from '../../domain/payment-lifecycle.ts';
import { refundsOf } from '../../domain/refunds.ts';
import { busy } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { GatewayPayment } from '../../ports/payment-gateway.ts';
import { type PaymentDependencies, type PaymentWaits, STEPS } from './payment-steps.ts';

export interface DrivenPayment {
  /**
   * `pending`: the gateway answers later. `unknown`: it did not answer; retrying with the same payment id is safe.
   * `confirmed`: also if the booking has been cancelled since.
   */
  outcome: 'confirmed' | 'declined' | 'given-up' | 'pending' | 'unknown';
  claim: Claim;
  /** With `pending`: the customer's browser needs it to continue the payment. */
  clientSecret?: string;
}

/** No payment takes more steps than these, besides one for each refund. */
const STEPS_MAX = 5;

/** `reference` is the gateway's own id of the payment, if a webhook brings it before the claim has it. */
export async function drivePayment(
  dependencies: PaymentDependencies,
  call: Call,
  claim: Claim,
  number: number,
  reference?: string,
): Promise<DrivenPayment> {
  let current = claim;
  const began = dependencies.stopwatch();
  const timeLeft = (): number => REFUNDING_MS_MAX - (dependencies.stopwatch() - began);
  // If another driver was faster, the step is repeated from the claim as it is now, a bounded number of times.
  const stepsMax = STEPS_MAX + refundsOf(paymentOf(claim, number)).length + DECISIONS_MAX;
  for (let taken = 0; taken < stepsMax; taken++) {
    const payment = paymentOf(current, number);
    const step = nextStepOf(payment);
    // A stuck payment is left to a person. Otherwise both Holdfast and the person could return the money.
    if (step === 'none' || isStuck(payment)) return outcomeOf(current, number);
    const gatewayPayment = gatewayPaymentOf(current, number, reference);
    const result = await STEPS[step]({ dependencies, call, claim: current, number, gatewayPayment, timeLeft });
    if (result.is === 'waits') return outcomeOf(current, number, result);
    current = result.claim;
    if (step === 'refund' && timeLeft() <= 0) return outcomeOf(current, number);
  }
  throw busy();
}

function outcomeOf(claim: Claim, number: number, waits?: PaymentWaits): DrivenPayment {
  const { state, wanted } = paymentOf(claim, number);
  if (state === 'declined') return { outcome: 'declined', claim };
  if (wanted === 'voided') return { outcome: 'given-up', claim };
  if (state !== 'initiated') return { outcome: 'confirmed', claim };
  const { clientSecret } = waits ?? {};
  return { outcome: waits?.for ?? 'unknown', claim, ...(clientSecret !== undefined && { clientSecret }) };
}

/** The payment as the gateway needs to know it. `hinted` is the gateway's own id, if the claim may not have it yet. */
export function gatewayPaymentOf(claim: Claim, number: number, hinted?: string): GatewayPayment {
  const { method, amount, reference = hinted } = paymentOf(claim, number);
  return {
    paymentId: paymentIdOf(claim.id, number),
    method,
    amount,
    currency: claim.currency,
    initiatedAt: initiatedAtOf(claim, number),
    resumptions: resumptionsIn(claim.history, number).length,
    ...(reference !== undefined && { reference }),
  };
}
