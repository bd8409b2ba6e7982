/** The demonstration accounts. They are created through the account store, because no route gives roles. */
import type { Account, Role } from '../../domain/account.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

export const DEMO_PASSWORD = 'correct-horse-battery';

export const DEMO_ACCOUNTS: readonly { email: string; name: string; role: Role }[] = [
  { email: 'admin@holdfast.example', name: 'Ada Admin', role: 'admin' },
  { email: 'organizer@holdfast.example', name: 'Oscar Organizer', role: 'organizer' },
  { email: 'alice@holdfast.example', name: 'Alice Ahmed', role: 'customer' },
  { email: 'bob@holdfast.example', name: 'Bob Becker', role: 'customer' },
];

type Needs = Pick<Dependencies, 'accounts' | 'passwords' | 'ids'>;

/** Creates the missing accounts, and returns the organizer, who publishes the events. */
export async function seedAccounts(dependencies: Needs, now: number): Promise<Account> {
  await Promise.all(DEMO_ACCOUNTS.map(account => seedAccount(dependencies, account, now)));
  const organizer = await dependencies.accounts.readByEmail('organizer@holdfast.example');
  if (!organizer) throw new Error('the account of the organizer is missing right after seeding');
  return organizer;
}

async function seedAccount(
  { accounts, passwords, ids }: Needs,
  account: (typeof DEMO_ACCOUNTS)[number],
  now: number,
): Promise<void> {
  if (await accounts.readByEmail(account.email)) return;
  const passwordHash = await passwords.hash(DEMO_PASSWORD);
  await accounts.create({
    ...account,
    id: `usr_${ids.next()}`,
    createdAt: now,
    version: 0,
    passwordVersion: 0,
    passwordHash,
  });
}
