/**
 * Passwords that everybody tries first: lists of leaked ones, and what is made from them by capitals, digits at the end,
 * repetition, dates or neighbours on the keyboard. zxcvbn estimates how many guesses a clever attacker needs; there is
 * nothing else that a password must contain.
 */
import { PASSWORD_LENGTH_MAX } from '../domain/limits.ts';

/** Fewer guesses than this take seconds, even with argon2 between them: zxcvbn's two lowest scores. */
export const GUESSES_MIN = 1_000_000;

interface Estimator {
  check(password: string): { guesses: number };
}

let estimator: Promise<Estimator> | undefined;

/** Loads its lists when the first password is chosen: signing in never needs them. */
export async function isCommon(password: string): Promise<boolean> {
  estimator ??= loadEstimator();
  const { guesses } = (await estimator).check(password.normalize('NFC'));
  return guesses < GUESSES_MIN;
}

async function loadEstimator(): Promise<Estimator> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: PASSWORD_LENGTH_MAX });
}
