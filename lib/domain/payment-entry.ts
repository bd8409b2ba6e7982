/** The payment of a history entry: its number and amount, and what the change has set besides its state. */
import type { EntryPayment, Payment, PaymentWanted, Refund } from './model.ts';

/** Returns the payment as an entry has it, with what the change has set. */
export const paymentEntryOf = (
  { number, amount, reference: known }: Payment,
  {
    wanted,
    reference,
    refund,
  }: { wanted?: PaymentWanted; reference?: string | undefined; refund?: Refund | undefined },
): EntryPayment => ({
  number,
  amount,
  ...(wanted !== undefined && { wanted }),
  ...(reference !== known && withReference(reference)),
  ...(refund && { refund: { number: refund.number, amount: refund.amount } }),
});

/** The gateway's own id, if it is known. */
export const withReference = (reference: string | undefined): { reference?: string } =>
  reference === undefined ? {} : { reference };
