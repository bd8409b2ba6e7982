/** Rules of passwords: the strength of a new one, and the delay after a wrong one. */
import type { Account } from '../../domain/account.ts';
import {
  FAILED_LOGIN_PAUSE_FIRST_MS,
  FAILED_LOGIN_PAUSE_MAX_MS,
  FAILED_LOGINS,
  FAILED_LOGINS_FREE,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
} from '../../domain/limits.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

const LENGTHS = { lengthMin: PASSWORD_LENGTH_MIN, lengthMax: PASSWORD_LENGTH_MAX } as const;

/**
 * Refuses a password that is too short, too long, commonly used, or guessable from its owner's name and e-mail. There
 * are no rules of composition. Length is counted in code points of the NFC form, which is also the form that is hashed.
 */
export async function requireStrength(
  { passwords }: Pick<Dependencies, 'passwords'>,
  password: string,
  { email, name }: Pick<Account, 'email' | 'name'>,
): Promise<void> {
  const length = [...password.normalize('NFC')].length;
  if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX) {
    throw new Refusal('weak-password', { reason: 'length', ...LENGTHS });
  }
  const words = [email, ...email.split('@'), name, ...name.split(' '), SERVICE];
  if (await passwords.isCommon(password, words)) throw new Refusal('weak-password', { reason: 'common', ...LENGTHS });
}

/** The service's name, which attackers try as well. */
const SERVICE = 'holdfast';

/**
 * Counts a wrong password for this e-mail, whether it has an account or not, and waits: not for the first few, then
 * longer each time. The right password is never delayed, so an attacker cannot lock the owner out.
 */
export async function delayAfterWrongPassword(
  { rates, pause }: Pick<Dependencies, 'rates' | 'pause'>,
  { now }: Call,
  email: string,
): Promise<void> {
  const counted = await rates.count({ name: 'failed-logins', subject: email.toLowerCase() }, FAILED_LOGINS, now);
  const failures = counted.is === 'unknown' ? 0 : counted.times.length;
  const ms = pauseMs(counted.is === 'full' ? failures + 1 : failures);
  if (ms > 0) await pause(ms);
}

const pauseMs = (failures: number): number =>
  failures <= FAILED_LOGINS_FREE
    ? 0
    : Math.min(FAILED_LOGIN_PAUSE_MAX_MS, FAILED_LOGIN_PAUSE_FIRST_MS * 2 ** (failures - FAILED_LOGINS_FREE - 1));
