/** Chooses mutants by a word. */
import { UsageError } from '../../lib/cli/usage-error.ts';
import { PROMISES } from '../../lib/commands/verify/promises.ts';
import { GUARDS } from './guards/guards.ts';
import { type Mutant, nameOf } from './mutant.ts';
import { REMOVALS } from './removals/removals.ts';
import { breaksOf } from './results-table.ts';

/** The lists by name. The word `guards` chooses the guards of sales, `removals` all others. */
const LISTS: Record<string, readonly Mutant[]> = { guards: GUARDS, removals: REMOVALS };

/** Returns the mutants whose name, file, checks or promise match the word; without a word all. */
export function mutantsOf(word: string | undefined): readonly Mutant[] {
  const all = Object.values(LISTS).flat();
  if (word === undefined) return all;
  const chosen = LISTS[word] ?? all.filter(mutant => matches(mutant, word));
  if (chosen.length > 0) return chosen;
  throw new UsageError(
    `No seeded bug matches "${word}": give "guards", "removals", a promise such as P6, or a part of a name, file or test.`,
  );
}

function matches(mutant: Mutant, word: string): boolean {
  if (word in PROMISES) return breaksOf(mutant) === word;
  const { name, file, caughtBy } = mutant;
  const tests = caughtBy.flatMap(check => ('tests' in check ? check.tests : []));
  return [name, file, ...tests, ...caughtBy.map(nameOf)].some(text => text.includes(word));
}
