/** The demonstration accounts. They are created through the account store, because no route gives roles. */
import type { Account, Role } from '../../domain/account.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { changePassword } from '../../usecases/accounts/change-password.ts';
import { DEMO_PASSWORD, type SecretPasswords } from './demo-passwords.ts';

export const DEMO_ACCOUNTS: readonly { email: string; name: string; role: Role }[] = [
  { email: 'admin@holdfast.example', name: 'Ada Admin', role: 'admin' },
  { email: 'organizer@holdfast.example', name: 'Oscar Organizer', role: 'organizer' },
  { email: 'alice@holdfast.example', name: 'Alice Ahmed', role: 'customer' },
  { email: 'bob@holdfast.example', name: 'Bob Becker', role: 'customer' },
];

type Needs = Pick<Dependencies, 'accounts' | 'passwords' | 'ids' | 'rates' | 'pause'>;

/**
 * Creates the missing accounts, and returns the organizer, who publishes the events. With `secret` no account keeps the
 * documented password: an account that has it, as earlier versions seeded it, gets a secret one.
 */
export async function seedAccounts(dependencies: Needs, now: number, secret?: SecretPasswords): Promise<Account> {
  await Promise.all(DEMO_ACCOUNTS.map(account => seedAccount(dependencies, account, now, secret)));
  const organizer = await dependencies.accounts.readByEmail('organizer@holdfast.example');
  if (!organizer) throw new Error('the account of the organizer is missing right after seeding');
  return organizer;
}

async function seedAccount(
  dependencies: Needs,
  account: (typeof DEMO_ACCOUNTS)[number],
  now: number,
  secret: SecretPasswords | undefined,
): Promise<void> {
  const { accounts, passwords, ids } = dependencies;
  const existing = await accounts.readByEmail(account.email);
  if (existing) return secret && replaceDocumented(dependencies, existing, now, secret);
  const password = secret?.next() ?? DEMO_PASSWORD;
  const passwordHash = await passwords.hash(password);
  const created = await accounts.create({
    ...account,
    id: `usr_${ids.next()}`,
    createdAt: now,
    version: 0,
    passwordVersion: 0,
    passwordHash,
    // A stage may ask for verified addresses, and these receive no mail.
    emailVerifiedAt: now,
  });
  if (created === 'done') secret?.tell(account.email, password);
}

/** Replaces the documented password of an account, which ends its sessions. Does nothing if it has another password. */
async function replaceDocumented(
  dependencies: Needs,
  { id, email, role, passwordHash }: Account,
  now: number,
  secret: SecretPasswords,
): Promise<void> {
  if (!(await dependencies.passwords.verify(DEMO_PASSWORD, passwordHash))) return;
  const password = secret.next();
  const call = { now, requestId: 'seed', caller: { userId: id, role } };
  await changePassword(dependencies, call, { currentPassword: DEMO_PASSWORD, newPassword: password });
  secret.tell(email, password);
}
