/**
 * Deletes an account: by its owner, who gives the password again, or by an administrator. Name, address and password are removed, all
 * sessions end, and the address is free. Claims, money, events and the journal stay: they have only the id.
 */
import type { OwnDeletion } from '../../contract/accounts/requests.ts';
import type { Account } from '../../domain/account.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import { busy, Refusal, refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import {
  leaveOrganizations,
  removeContactAddress,
  withdrawInvitationsOf,
} from '../organizations/leave-organizations.ts';
import { type DutyDependencies, requireNoDuties } from './account-duties.ts';
import { accountEntry } from './journal-entry.ts';
import { delayAfterWrongPassword } from './password-rules.ts';

type DeletionDependencies = DutyDependencies & Pick<Dependencies, 'ids' | 'log'>;

/** A stolen access token is not enough: the password is needed too. A repetition succeeds as long as the token is valid. */
export async function deleteOwnAccount(
  dependencies: DeletionDependencies & Pick<Dependencies, 'passwords' | 'rates' | 'pause'>,
  call: CallerCall,
  { currentPassword }: OwnDeletion,
): Promise<void> {
  const { accounts, passwords } = dependencies;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const account = await accounts.read(call.caller.userId);
    if (!account) throw refuse('unauthenticated');
    if (account.deletedAt !== undefined) return leaveOrganizations(dependencies, call, account.id);
    if (!(await passwords.verify(currentPassword, account.passwordHash))) {
      await delayAfterWrongPassword(dependencies, call, account.email);
      throw refuse('bad-credentials');
    }
    // Another administrator has to take the role first, so a stage always keeps one.
    if (account.role === 'admin') throw new Refusal('account-is-needed', { for: 'administrator' });
    await requireNoDuties(dependencies, account, call.now);
    if ((await deleteOnce(dependencies, call, account, { actor: 'owner' })) === 'done') return;
    // The account was changed meanwhile, perhaps its password too, so everything is decided again.
  }
  throw busy();
}

/** Administrators must be administrators at the moment of the deletion, and cannot delete themselves, so one is always left. */
export async function deleteUser(dependencies: DeletionDependencies, call: CallerCall, userId: string): Promise<void> {
  const { userId: adminId } = call.caller;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const account = await dependencies.accounts.read(userId);
    if (!account) throw refuse('user-not-found');
    if (account.deletedAt !== undefined) return leaveOrganizations(dependencies, call, account.id);
    if (userId === adminId) throw new Refusal('account-is-needed', { for: 'administrator' });
    await requireNoDuties(dependencies, account, call.now);
    const outcome = await deleteOnce(dependencies, call, account, { actor: adminId, adminId });
    if (outcome === 'done') return;
    if (outcome === 'not-admin') throw new Refusal('forbidden', { role: 'admin' });
  }
  throw busy();
}

/**
 * Invitations are withdrawn, mails removed and the contact address of an organization removed before, while the address is known, and
 * again after: one may have been made meanwhile. The line in the log lets an operator repeat the deletion after a restore, also if the
 * journal of that time is lost.
 */
async function deleteOnce(
  dependencies: DeletionDependencies,
  call: CallerCall,
  account: Account,
  { actor, adminId }: { actor: string; adminId?: string },
) {
  const { accounts, ids, log } = dependencies;
  await removeTraces(dependencies, call, account);
  const entry = accountEntry({ ids }, call, account, { action: 'user.deleted', actor, to: 'deleted' });
  const outcome = await accounts.delete(account, entry, adminId);
  if (outcome !== 'done') return outcome;
  log.info('an account was deleted', { requestId: call.requestId, userId: account.id });
  await leaveOrganizations(dependencies, call, account.id);
  await removeTraces(dependencies, call, account);
  return outcome;
}

async function removeTraces(dependencies: DeletionDependencies, call: CallerCall, account: Account): Promise<void> {
  await withdrawInvitationsOf(dependencies, call, account.email);
  await removeContactAddress(dependencies, call, account);
  await dependencies.accounts.forgetMails(account.email);
}
