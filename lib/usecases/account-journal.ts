/** The journal entry of a change of an account: who did what to whom, never what it was changed to where that is secret. */
import type { Account } from '../domain/account.ts';
import type { Actor } from '../domain/model.ts';
import type { Call, JournalEntry } from './dependencies.ts';

export const accountEntry = (
  { id, version }: Account,
  { now, requestId, ip }: Call,
  change: { action: 'user.role-changed' | 'user.password-changed'; actor: Actor; from?: string; to: string },
): JournalEntry =>
  ({
    subjectId: id,
    position: version,
    at: now,
    requestId,
    ...(ip !== undefined && { ip }),
    ...change,
  }) as JournalEntry;
