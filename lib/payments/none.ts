/** The gateway of a stage without payments: it charges nothing, declines nothing, and logs the reason once. */
import type { Log } from '../ports/observability.ts';
import type { GatewayAnswer, PaymentGateway } from '../ports/payment-gateway.ts';

/**
 * Answers `unknown`, so that a caller who wants to pay is told that payments are unavailable. A payment that was given
 * up was never charged.
 */
export function createNoGateway(log: Pick<Log, 'error'>): PaymentGateway {
  let isSaid = false;
  const answer = async (): Promise<GatewayAnswer> => {
    if (!isSaid) log.error('this stage has no payment gateway: deploy it with -c gateway=stripe');
    isSaid = true;
    return { says: 'unknown' };
  };
  return {
    authorise: answer,
    capture: answer,
    void: async () => ({ says: 'voided' }),
    refund: answer,
    readRefund: answer,
    canExpress: () => true,
  };
}
