/** Lists the mails about bookings of an event that did not reach their address, for members of its organization. */
import { undeliveredMailAnswer } from '../../contract/mail/presenter.ts';
import type { UndeliveredMail } from '../../contract/mail/responses.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { MailStore } from '../../ports/mail-store.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { findEvent } from '../decide-from-event.ts';
import { requireRight } from '../organizations/require-right.ts';

export type ListUndeliveredDependencies = Pick<Dependencies, 'events' | 'organizations' | 'store' | 'accounts'> & {
  mailStore: Pick<MailStore, 'listUndelivered'>;
};

/** The rows name bookings and no address: the account says how its owner can be reached now. */
export async function listUndeliveredMails(
  dependencies: ListUndeliveredDependencies,
  call: CallerCall,
  eventId: string,
  { limit, after }: PageRequest,
): Promise<Page<UndeliveredMail>> {
  const { store, accounts, mailStore } = dependencies;
  await requireRight(dependencies, await findEvent(dependencies, eventId), call, 'read-bookings');
  const { items, next } = await mailStore.listUndelivered(eventId, {
    limit,
    ...(after !== undefined && { after: mailIdIn(after) }),
  });
  const claims = await store.readClaims(items.map(({ claimId }) => claimId));
  const owners = await accounts.readAll(claims.flatMap(claim => (claim ? [claim.ownerId] : [])));
  const accountOf = new Map(owners.flatMap(account => (account ? [[account.id, account] as const] : [])));
  return {
    items: items.flatMap((mail, i) => {
      const claim = claims[i];
      return claim ? [undeliveredMailAnswer(mail, claim, accountOf.get(claim.ownerId))] : [];
    }),
    ...(next !== undefined && { next: cursorPosition(next) }),
  };
}

/** A position in the form of all cursors. The list is in the order of the mails' ids. */
const cursorPosition = (mailId: string): string => `${NO_TIME}#${mailId}`;
const mailIdIn = (position: string): string => position.slice(`${NO_TIME}#`.length);
const NO_TIME = '0'.repeat(14);
