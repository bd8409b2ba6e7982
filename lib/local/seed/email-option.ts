/** E-mail addresses in the options of commands. They may be written in every form in which a person can register. */
import { UsageError } from '../../cli/usage-error.ts';
import { parseEmail } from '../../domain/email.ts';

/** Returns the address in the form that accounts store. */
export function emailOfAccount(typed: string): string {
  const parsed = parseEmail(typed);
  if ('email' in parsed) return parsed.email;
  throw new UsageError(`The e-mail address "${typed}" ${parsed.fault}.`);
}
