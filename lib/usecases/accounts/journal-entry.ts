/** The journal entry of an account change. Secret values are not recorded. */
import type { Account } from '../../domain/account.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import type { Actor } from '../../domain/model.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

interface Change {
  action:
    | 'user.role-changed'
    | 'user.password-changed'
    | 'user.password-reset'
    | 'user.email-verified'
    | 'user.email-changed'
    | 'user.profile-changed'
    | 'user.deleted';
  actor: Actor;
  from?: string;
  to: string;
}

export function accountEntry(
  { ids }: Pick<Dependencies, 'ids'>,
  { now, requestId }: Call,
  { id, version }: Account,
  change: Change,
): JournalEntry {
  return {
    subjectId: id,
    position: version,
    changeId: ids.next(),
    at: now,
    requestId,
    ...change,
  };
}
