/** The gateway of a stage that has none: nothing is charged, nobody is declined, and the log says once why. */
import type { Log } from '../ports/observability.ts';
import type { GatewayAnswer, PaymentGateway } from '../ports/payment-gateway.ts';

/** Answers `unknown`, so that whoever would pay is told that payments are unavailable; what was given up was never charged. */
export function createNoGateway(log: Pick<Log, 'error'>): PaymentGateway {
  let isSaid = false;
  const answer = async (): Promise<GatewayAnswer> => {
    if (!isSaid) log.error('this stage has no payment gateway: deploy it with -c gateway=stripe');
    isSaid = true;
    return { says: 'unknown' };
  };
  return { authorise: answer, capture: answer, void: async () => ({ says: 'voided' }), refund: answer };
}
