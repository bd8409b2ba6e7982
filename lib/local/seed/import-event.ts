/** Publishes somebody's own event straight into a table: once for each organizer, however often it is asked for. */
import { hash } from 'node:crypto';
import { UsageError } from '../../cli/usage-error.ts';
import type { NewEvent } from '../../contract/events/requests.ts';
import type { Account } from '../../domain/account.ts';
import { placesInAll } from '../../domain/event-rules.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { eventDraftOf } from '../../usecases/events/event-requests.ts';
import { publishNamedEvent } from '../../usecases/events/publish-event.ts';
import { seedAccounts } from './accounts.ts';

export interface Import {
  event: NewEvent;
  /** E-mail of whoever it is to belong to; without one, the organizer of the demonstration. */
  organizer?: string | undefined;
}

/** The id of the event, or undefined where the same one is there already. */
export async function importEvent(
  dependencies: Dependencies,
  now: number,
  { event, organizer }: Import,
  onEvent: (title: string, placesTotal: number) => void,
): Promise<string | undefined> {
  const { id, role } =
    organizer === undefined ? await seedAccounts(dependencies, now) : await accountOf(dependencies, organizer);
  const name = `import/${id}/${hash('sha256', JSON.stringify(event), 'base64url')}`;
  // Publishing would find out too, but only after it wrote every place.
  if (await dependencies.store.hasUniqueName(name)) return undefined;
  onEvent(event.title, placesInAll(eventDraftOf(event)));
  return publishNamedEvent(dependencies, { now, requestId: 'import', caller: { userId: id, role } }, event, name);
}

async function accountOf({ accounts }: Dependencies, email: string): Promise<Account> {
  const account = await accounts.readByEmail(email);
  if (!account) {
    throw new UsageError(`There is no account ${email}: register it first (POST /v1/auth/register).`);
  }
  if (account.role === 'organizer' || account.role === 'admin') return account;
  const grant = `npm run grant-role -- --email ${account.email} --role organizer`;
  throw new UsageError(`${account.email} is no organizer, but ${account.role}: give it the role (${grant}).`);
}
