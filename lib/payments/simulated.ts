/**
 * The simulated gateway: answers by the payment method's name, the same answer to the same payment id for ever, except
 * the timeouts, whose first asking is lost on the way back. Like a real gateway it never charges a payment id twice.
 */
import type { GatewayAnswer, PaymentGateway } from '../usecases/gateway.ts';

/** What each test method answers; any other is declined, as a gateway declines a card it does not know. */
const METHODS = new Map<string, { answer: GatewayAnswer['says']; losesFirstReply?: boolean; isSlow?: boolean }>([
  ['sim_ok', { answer: 'authorised' }],
  ['sim_declined', { answer: 'declined' }],
  ['sim_timeout_then_ok', { answer: 'authorised', losesFirstReply: true }],
  ['sim_timeout_then_declined', { answer: 'declined', losesFirstReply: true }],
  ['sim_slow', { answer: 'authorised', isSlow: true }],
]);
const SLOW_MS = 2_000;
const PAYMENTS_REMEMBERED_MAX = 100_000;

export function createSimulatedGateway({ pause }: { pause: (ms: number) => Promise<unknown> }): PaymentGateway {
  const asked = new Set<string>();
  return {
    async authorise({ paymentId, method }) {
      const { answer, losesFirstReply, isSlow } = METHODS.get(method) ?? { answer: 'declined' as const };
      const isFirst = !asked.has(paymentId);
      if (asked.size >= PAYMENTS_REMEMBERED_MAX) asked.clear();
      asked.add(paymentId);
      if (isSlow) await pause(SLOW_MS);
      return { says: losesFirstReply && isFirst ? 'unknown' : answer };
    },
    capture: async () => ({ says: 'captured' }),
    void: async () => ({ says: 'voided' }),
    refund: async () => ({ says: 'refunded' }),
  };
}
