/** The passwords of the seeded accounts, which `npm run seed` printed once. */
import { demoPasswordOf, PASSWORDS_VARIABLE } from '../../lib/local/seed/demo-passwords.ts';

let kept: NodeJS.ProcessEnv = {};

export function keepPasswords(output: string): void {
  const [, value] = new RegExp(`^${PASSWORDS_VARIABLE}=(.+)$`, 'm').exec(output) ?? [];
  if (value === undefined) throw new Error(`npm run seed printed no passwords: ${output}`);
  kept = { [PASSWORDS_VARIABLE]: value };
}

export const keptPasswordOf = (email: string): string => demoPasswordOf(email, kept);
