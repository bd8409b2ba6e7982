/**
 * The passwords of the demonstration accounts: the documented one on a laptop, secret ones on a stage that others can reach.
 * Commands that sign in there read them from HOLDFAST_DEMO_PASSWORDS, in the form in which seeding prints them.
 */
import { UsageError } from '../../cli/usage-error.ts';

/** The password of all demonstration accounts of a service on this machine. */
export const DEMO_PASSWORD = 'correct-horse-battery';

export const PASSWORDS_VARIABLE = 'HOLDFAST_DEMO_PASSWORDS';

/** Makes a secret password for each account, and tells it once. */
export interface SecretPasswords {
  next(): string;
  tell(email: string, password: string): void;
}

/** 144 bits, without the characters that separate passwords in the variable. */
const PASSWORD_BYTES = 18;
export const newPassword = (bytes: (count: number) => Buffer): string => bytes(PASSWORD_BYTES).toString('base64url');

/** The accounts with their passwords as a value of the variable: `admin=…,organizer=…`. */
export const passwordsText = (passwords: ReadonlyMap<string, string>): string =>
  [...passwords].map(([email, password]) => `${nameOf(email)}=${password}`).join(',');

/** The password of an account: the one in the variable, or else the documented one. */
export function demoPasswordOf(email: string, variables: NodeJS.ProcessEnv): string {
  const text = variables[PASSWORDS_VARIABLE];
  if (!text) return DEMO_PASSWORD;
  const found = text.split(',').find(entry => entry.trim().startsWith(`${nameOf(email)}=`));
  if (found) return found.trim().slice(nameOf(email).length + 1);
  throw new UsageError(
    `${PASSWORDS_VARIABLE} has no password of ${nameOf(email)}. Write name=password for each account, separated by commas.`,
  );
}

const nameOf = (email: string): string => email.slice(0, email.indexOf('@'));
