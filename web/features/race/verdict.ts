/** The outcome of a race in numbers: the winner, and whether each retry got the answer of the request that it repeats. Pure. */
import type { RaceEntry } from './run-race.ts';

/** The request that got the seat first. */
export const winnerOf = (entries: readonly RaceEntry[]): RaceEntry | undefined =>
  entries.filter(({ outcome }) => outcome === 'won').toSorted((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0))[0];

/** How many holds the requests got. More than one would be a seat that was sold twice. */
export const holdsOf = (entries: readonly RaceEntry[]): number =>
  new Set(entries.flatMap(({ hold }) => hold?.id ?? [])).size;

/**
 *   same-hold     the hold that the first request with this key got
 *   same-refusal  refused with the same code again
 *   late-hold     the hold, after the first reply was lost
 *   other         another answer; the refusal of a hold is decided anew each time
 */
export type Comparison = 'same-hold' | 'same-refusal' | 'late-hold' | 'other';

/** Compares a request with the first one of its key. Undefined for the first one itself, and while an answer is missing. */
export function comparisonOf(entry: RaceEntry, entries: readonly RaceEntry[]): Comparison | undefined {
  const first = entries.find(({ key, number }) => key === entry.key && number < entry.number);
  if (!first || entry.status === undefined || first.outcome === 'waiting') return undefined;
  if (entry.hold) {
    if (first.outcome === 'gone') return 'late-hold';
    return first.hold?.id === entry.hold.id ? 'same-hold' : 'other';
  }
  return first.problem && first.problem.code === entry.problem?.code ? 'same-refusal' : 'other';
}

/** The first requests of all buyers, then the retries. */
export const inOrder = (entries: readonly RaceEntry[]): RaceEntry[] =>
  entries.toSorted((a, b) => a.number - b.number || a.buyer.name.localeCompare(b.buyer.name));

/** The entries of each buyer. */
export const byBuyer = (entries: readonly RaceEntry[]): [name: string, entries: RaceEntry[]][] => [
  ...Map.groupBy(inOrder(entries), ({ buyer }) => buyer.name),
];
