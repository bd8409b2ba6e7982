/**
 * Counts of the scans of an event, by gate. Each entry of a claim's history adds to them. What it adds follows from the entries before
 * it, so the counts are the sums over the histories of all claims, in whatever order the claims are counted.
 */
import type { HistoryEntry, Scan } from './model.ts';
import { isInside, movementOf, NOBODY, presencesWith } from './presence.ts';

export const GATE_FIELDS = [
  /** Scans that admitted a person. */
  'in',
  /** Scans of people who left. */
  'out',
  /** Scans that admitted nobody, or nobody more. */
  'refused',
  /**
   * The difference that the scans of this gate make to the number of people inside. People come in and leave by different gates, so only the sum over all
   * gates says something. One ticket counts one person at most, however often it was admitted.
   */
  'inside',
] as const;
export type GateCounts = Record<(typeof GATE_FIELDS)[number], number>;

/** The counts of one gate; the id is '' for scans without a gate. */
export interface CountsOfGate extends GateCounts {
  gate: string;
}

/** Returns what each entry of a claim's history adds. `entries` must begin with the first entry of the history. */
export function countsOfEntries(entries: Pick<HistoryEntry, 'at' | 'scan'>[]): (CountsOfGate | undefined)[] {
  let presences = NOBODY;
  return entries.map(entry => {
    const { scan } = entry;
    if (!scan) return undefined;
    const before = isInside(presences, scan.ticket);
    presences = presencesWith(presences, entry);
    const after = isInside(presences, scan.ticket);
    return { ...countsOf(scan), inside: Number(after) - Number(before) };
  });
}

function countsOf(scan: Scan): Omit<CountsOfGate, 'inside'> {
  const movement = movementOf(scan);
  return {
    gate: scan.gate ?? '',
    in: Number(movement === 'in'),
    out: Number(movement === 'out'),
    refused: Number(movement === undefined),
  };
}

/** Adds up counts by gate. */
export function sumByGate(all: CountsOfGate[]): CountsOfGate[] {
  const byGate = Map.groupBy(all, ({ gate }) => gate);
  return [...byGate].map(([gate, counts]) => ({ gate, ...sumOfCounts(counts) }));
}

export function sumOfCounts(all: GateCounts[]): GateCounts {
  const sum: GateCounts = { in: 0, out: 0, refused: 0, inside: 0 };
  for (const counts of all) for (const field of GATE_FIELDS) sum[field] += counts[field];
  return sum;
}
