/**
 * A gateway that continues with the accounts of an earlier version, and counts what each payment kept and returned. That version
 * has refunded a payment as a whole, without a number: such an account is `refunded`, and has no money to return.
 */
import type {
  GatewayAnswer,
  GatewayPayment,
  PaymentGateway,
  RefundedPayment,
} from '../../lib/ports/payment-gateway.ts';

/** An account of the earlier version, as the gateway of the simulator had it. */
export interface Account {
  state: 'pending' | 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded';
  amount: number;
}
interface CountedAccount extends Account {
  /** The amounts of the refunds that were made here, by their numbers. */
  refunds: Map<number, number>;
}

export class StageGateway implements PaymentGateway {
  /** While it is down, no call has an effect or an answer. */
  isDown = false;
  private readonly accounts: Map<string, CountedAccount>;
  private readonly refundCalls: RefundedPayment[] = [];

  constructor(accounts: Record<string, Account>) {
    this.accounts = new Map(Object.entries(accounts).map(([id, account]) => [id, { ...account, refunds: new Map() }]));
  }

  authorise = async ({ paymentId, amount }: GatewayPayment): Promise<GatewayAnswer> => {
    if (this.isDown) return { says: 'unknown' };
    const account = this.accounts.get(paymentId) ?? { state: 'authorised', amount, refunds: new Map() };
    this.accounts.set(paymentId, account);
    return { says: account.state };
  };
  capture = async (payment: GatewayPayment): Promise<GatewayAnswer> => this.move(payment, ['authorised'], 'captured');
  void = async (payment: GatewayPayment): Promise<GatewayAnswer> =>
    this.move(payment, ['authorised', 'pending'], 'voided');

  refund = async (payment: RefundedPayment): Promise<GatewayAnswer> => {
    this.refundCalls.push(payment);
    const account = this.accounts.get(payment.paymentId);
    if (this.isDown || !account) return { says: 'unknown' };
    if (account.state === 'captured' && !account.refunds.has(payment.refund.number)) {
      account.refunds.set(payment.refund.number, payment.refund.amount);
      if (returnedOf(account) > account.amount) throw new Error(`${payment.paymentId} returned more than it had`);
    }
    return { says: account.state === 'captured' ? 'refunded' : account.state };
  };
  canExpress = (): boolean => true;

  /** The customer confirms a pending payment. */
  settle(paymentId: string): void {
    const account = this.accounts.get(paymentId);
    if (account?.state === 'pending') account.state = 'authorised';
  }

  /** The requests for refunds of a payment, in their order. */
  refundsAsked = (paymentId: string): RefundedPayment['refund'][] =>
    this.refundCalls.filter(call => call.paymentId === paymentId).map(({ refund }) => refund);

  /** The number of refunds that moved money here. */
  refundsMade = (paymentId: string): number => this.accounts.get(paymentId)?.refunds.size ?? 0;

  /** The amount that was ever captured. */
  captured = (paymentId: string): number => {
    const account = this.accounts.get(paymentId);
    return account && (account.state === 'captured' || account.state === 'refunded') ? account.amount : 0;
  };

  /** The amount captured and not returned. */
  kept = (paymentId: string): number => {
    const account = this.accounts.get(paymentId);
    return account?.state === 'captured' ? account.amount - returnedOf(account) : 0;
  };
  keptInAll = (): number => [...this.accounts.keys()].reduce((sum, paymentId) => sum + this.kept(paymentId), 0);

  private move({ paymentId }: GatewayPayment, from: Account['state'][], to: Account['state']): GatewayAnswer {
    const account = this.accounts.get(paymentId);
    if (this.isDown || !account) return { says: 'unknown' };
    if (from.includes(account.state)) account.state = to;
    return { says: account.state };
  }
}

const returnedOf = ({ refunds }: CountedAccount): number =>
  [...refunds.values()].reduce((sum, amount) => sum + amount, 0);
