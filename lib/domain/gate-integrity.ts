/** Checks that the counts by gate of an event are the sums of the scans in its claims' histories. */
import { type CountsOfGate, countsOfEntries, GATE_FIELDS, sumByGate } from './gate-counts.ts';
import type { Violation } from './integrity.ts';
import type { ClaimEntry } from './journal.ts';
import type { Claim } from './model.ts';

/** Finds gates whose counts are not the sums of the scans that are in the journal. */
export function gateViolations(
  stored: CountsOfGate[],
  claims: Claim[],
  journals: ReadonlyMap<string, ClaimEntry[]>,
): Violation[] {
  const counted = new Map(stored.map(counts => [counts.gate, counts]));
  const expected = new Map(
    sumByGate(claims.flatMap(claim => publishedIn(claim, journals.get(claim.id) ?? []))).map(counts => [
      counts.gate,
      counts,
    ]),
  );
  const gates = new Set([...counted.keys(), ...expected.keys()]);
  return [...gates].flatMap(gate => differencesAt(gate, counted.get(gate), expected.get(gate)));
}

/** The counts of those scans of a claim that are in the journal. */
function publishedIn({ history }: Pick<Claim, 'history'>, journal: Pick<ClaimEntry, 'position'>[]): CountsOfGate[] {
  const published = new Set(journal.map(({ position }) => position));
  return countsOfEntries(history).flatMap((counts, i) => (counts && published.has(i) ? counts : []));
}

function differencesAt(
  gate: string,
  counted: CountsOfGate | undefined,
  expected: CountsOfGate | undefined,
): Violation[] {
  return GATE_FIELDS.map(field => ({ field, says: counted?.[field] ?? 0, is: expected?.[field] ?? 0 }))
    .filter(({ says, is }) => says !== is)
    .map(({ field, says, is }) => ({
      kind: 'gates-off',
      detail: `${gate === '' ? 'The scans without a gate' : `The counts of gate ${gate}`} say ${says} ${field}; the entries give ${is}.`,
      claimIds: [],
      seenIn: `${says} ${is}`,
    }));
}
