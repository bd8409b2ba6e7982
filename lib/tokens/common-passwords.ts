/**
 * Common passwords: leaked ones, and variations of them by capitals, trailing digits, repetition, dates or neighbouring
 * keys. zxcvbn estimates the number of guesses that an attacker needs. There are no composition rules.
 */

/**
 * A password that takes fewer guesses has one of the scores that zxcvbn calls risky, weak and fair: `october202612`
 * takes 10^7.
 */
export const GUESSES_MIN = 100_000_000;

/**
 * Limits the work for a hostile password, which would otherwise take 50 ms and more. A longer password is judged by its
 * beginning, so one that begins with 48 trivial characters is refused, whatever follows.
 */
const BOUNDS = { maxLength: 48, l33tMaxSubstitutions: 10 } as const;

interface Estimator {
  check(password: string, words: string[]): { guesses: number };
}

let estimator: Promise<Estimator> | undefined;

/**
 * Whether a password is common, in any case and any width of letters. `words` are facts about its owner. The lists are
 * loaded when the first password is chosen, because signing in does not need them.
 */
export async function isCommon(password: string, words: string[] = []): Promise<boolean> {
  estimator ??= loadEstimator();
  const { guesses } = (await estimator).check(comparable(password), words.map(comparable));
  return guesses < GUESSES_MIN;
}

const comparable = (text: string): string => text.normalize('NFKC').toLowerCase();

async function loadEstimator(): Promise<Estimator> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, ...BOUNDS });
}
