/** Publishes an event from a file directly into a table. Repeating it for the same organizer has no effect. */
import { hash } from 'node:crypto';
import { UsageError } from '../../cli/usage-error.ts';
import type { NewEvent } from '../../contract/events/requests.ts';
import type { Account } from '../../domain/account.ts';
import { placesInAll } from '../../domain/event-rules.ts';
import { UTC } from '../../domain/time-zones.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { eventDraftOf } from '../../usecases/events/event-requests.ts';
import { publishNamedEvent } from '../../usecases/events/publish-event.ts';
import { seedAccounts } from './accounts.ts';
import type { SecretPasswords } from './demo-passwords.ts';
import { emailOfAccount } from './email-option.ts';

export interface Import {
  event: NewEvent;
  /** E-mail address of its organizer. Without it, the demonstration organizer. */
  organizer?: string | undefined;
  /** Makes secret passwords, if demonstration accounts are created on a stage that others can reach. */
  secret?: SecretPasswords | undefined;
}

/** Returns the id of the event, or undefined if the same event exists already. */
export async function importEvent(
  dependencies: Dependencies,
  now: number,
  { event, organizer, secret }: Import,
  onEvent: (title: string, placesTotal: number) => void,
): Promise<string | undefined> {
  const { id, role } =
    organizer === undefined ? await seedAccounts(dependencies, now, secret) : await accountOf(dependencies, organizer);
  const name = `import/${id}/${digestOf(event)}`;
  // Publishing would notice it as well, but only after writing every place.
  if (await dependencies.store.hasUniqueName(name)) return undefined;
  onEvent(event.title, placesInAll(eventDraftOf(event)));
  return publishNamedEvent(dependencies, { now, requestId: 'import', caller: { userId: id, role } }, event, name);
}

/** The digest that recognizes a repeated import. For an event in UTC it is the same as in earlier versions, which had no time zones. */
function digestOf({ timeZone, ...event }: NewEvent): string {
  return hash('sha256', JSON.stringify(timeZone === UTC ? event : { ...event, timeZone }), 'base64url');
}

async function accountOf({ accounts }: Dependencies, typed: string): Promise<Account> {
  const email = emailOfAccount(typed);
  const account = await accounts.readByEmail(email);
  if (!account) {
    throw new UsageError(`There is no account ${email}. Register it first (POST /v1/auth/register).`);
  }
  if (account.role === 'organizer' || account.role === 'admin') return account;
  const grant = `npm run grant-role -- --email ${account.email} --role organizer`;
  throw new UsageError(`${account.email} has the role ${account.role}, not organizer. Give it the role: ${grant}`);
}
