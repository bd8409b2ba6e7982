/** Finds unfinished payments, oldest first: those that the reconciler drives, and those that need a person. */

import { unfinishedPaymentAnswer } from '../../contract/administration/presenter.ts';
import type { PaymentsQuery } from '../../contract/administration/requests.ts';
import type { UnfinishedPayment } from '../../contract/administration/responses.ts';
import { needsPerson, unfinishedPaymentOf } from '../../domain/payment-lifecycle.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';

export async function findPayments(
  { administration }: Pick<Dependencies, 'administration'>,
  { now }: Call,
  { needsPerson: mustNeedPerson }: Pick<PaymentsQuery, 'needsPerson'>,
  page: PageRequest,
): Promise<Page<UnfinishedPayment>> {
  const found = await administration.listUnfinished(({ claim }) => {
    const payment = unfinishedPaymentOf(claim);
    return (
      payment !== undefined && (mustNeedPerson === undefined || needsPerson(claim, payment, now) === mustNeedPerson)
    );
  }, page);
  const items = found.items.flatMap(({ claim, since }) => {
    const payment = unfinishedPaymentOf(claim);
    return payment ? [unfinishedPaymentAnswer(claim, payment, { since, now })] : [];
  });
  return { ...found, items };
}
