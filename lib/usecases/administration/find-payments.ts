/** Finds the payments that are not finished, oldest first: the reconciler's work, and what it leaves to a person. */

import type { PaymentsQuery, UnfinishedPayment } from '../../contract/administration/messages.ts';
import { unfinishedPaymentAnswer } from '../../contract/administration/presenter.ts';
import type { Claim, Payment } from '../../domain/model.ts';
import { isFinished, needsPerson } from '../../domain/payment-lifecycle.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';

export async function findPayments(
  { administration }: Dependencies,
  { now }: Call,
  { needsPerson: asked }: Pick<PaymentsQuery, 'needsPerson'>,
  page: PageRequest,
): Promise<Page<UnfinishedPayment>> {
  const found = await administration.listUnfinished(({ claim }) => {
    const payment = unfinishedOf(claim);
    return payment !== undefined && (asked === undefined || needsPerson(claim, payment, now) === asked);
  }, page);
  const items = found.items.flatMap(({ claim, since }) => {
    const payment = unfinishedOf(claim);
    return payment ? [unfinishedPaymentAnswer(claim, payment, { since, now })] : [];
  });
  return { ...found, items };
}

/** A claim has one at most: the next begins only when it is finished. */
const unfinishedOf = ({ payments }: Claim): Payment | undefined => payments.find(payment => !isFinished(payment));
