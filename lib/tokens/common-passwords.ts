/**
 * Passwords that everybody tries first: lists of leaked ones, and what is made from them by capitals, digits at the end,
 * repetition, dates or neighbours on the keyboard. zxcvbn estimates how many guesses a clever attacker needs; there is
 * nothing else that a password must contain.
 */
/** Fewer guesses than this are zxcvbn's two lowest scores. */
export const GUESSES_MIN = 1_000_000;

/**
 * What bounds the work that a hostile password makes: 50 ms and more without them. Longer ones are judged by their
 * beginning, so that one which begins with 48 trivial characters is refused whatever follows.
 */
const BOUNDS = { maxLength: 48, l33tMaxSubstitutions: 10 } as const;

interface Estimator {
  check(password: string): { guesses: number };
}

let estimator: Promise<Estimator> | undefined;

/** In any case and any width of letters. Loads its lists when the first password is chosen: signing in never needs them. */
export async function isCommon(password: string): Promise<boolean> {
  estimator ??= loadEstimator();
  const { guesses } = (await estimator).check(password.normalize('NFKC').toLowerCase());
  return guesses < GUESSES_MIN;
}

async function loadEstimator(): Promise<Estimator> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, ...BOUNDS });
}
