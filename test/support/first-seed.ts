/**
 * The first seed of the randomized tests. It follows from the content of the last commit: each commit tries new seeds, and all
 * runs of one commit try the same ones. So a run that fails says something about that commit, and it can be repeated. Without
 * git it is 1. `SEED=n` overrides it. `npm run simulate` draws its own from the clock.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** 28 bits. */
const HEX_DIGITS = 7;

export const FIRST_SEED = Number(process.env.SEED ?? seedOfCommit());

/** Returns the first digits of the hash of the commit's tree: a landing may change the message, but not the files. */
function seedOfCommit(): number {
  try {
    const hash = execFileSync('git', ['rev-parse', 'HEAD^{tree}'], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
    return Number.parseInt(hash.slice(0, HEX_DIGITS), 16);
  } catch {
    return 1;
  }
}
