/**
 * Passwords that everybody tries first: lists of leaked ones, and what is made from them by capitals, digits at the end,
 * repetition, dates or neighbours on the keyboard. zxcvbn estimates how many guesses a clever attacker needs; there is
 * nothing else that a password must contain.
 */

/** Fewer guesses than this are the scores that zxcvbn calls risky, weak and fair: `october202612` takes 10^7. */
export const GUESSES_MIN = 100_000_000;

/**
 * What bounds the work that a hostile password makes: 50 ms and more without them. Longer ones are judged by their
 * beginning, so that one which begins with 48 trivial characters is refused whatever follows.
 */
const BOUNDS = { maxLength: 48, l33tMaxSubstitutions: 10 } as const;

interface Estimator {
  check(password: string, words: string[]): { guesses: number };
}

let estimator: Promise<Estimator> | undefined;

/**
 * In any case and any width of letters; `words` are what one knows of its owner. Loads its lists when the first password
 * is chosen: signing in never needs them.
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
