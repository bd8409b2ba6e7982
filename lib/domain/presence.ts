/**
 * Whether the people of a booking's tickets are inside, by the scans of their tickets. The latest scan decides, by the time at which it
 * was made: offline devices report late, so the scan of a way out may arrive before that of the way in.
 */
import type { HistoryEntry, Scan, ScanDirection, ScanOutcome } from './model.ts';

/** The fields of a history entry that say who is where. */
export type ScannedEntry = Pick<HistoryEntry, 'at' | 'scan'>;

/** The last movement of each ticket, by its number. A ticket that was never scanned in or out is absent. */
export type Presences = ReadonlyMap<number, ScannedEntry>;

export const NOBODY: Presences = new Map();

/** Returns the last movements after one more entry of the history. */
export function presencesWith(before: Presences, entry: ScannedEntry): Presences {
  const { scan } = entry;
  if (!scan || movementOf(scan) === undefined) return before;
  const last = before.get(scan.ticket);
  if (last && timeOfScan(last) > timeOfScan(entry)) return before;
  return new Map(before).set(scan.ticket, entry);
}

export const isInside = (presences: Presences, ticket: number): boolean => movementIn(presences.get(ticket)) === 'in';

/** When (epoch ms) a scan was made. An online device's scan is as old as its entry, whatever the clock of the device says. */
export const timeOfScan = ({ at, scan }: ScannedEntry): number => (scan?.isOffline ? (scan.scannedAt ?? at) : at);

/** The way that the person went. Undefined if the scan admitted nobody, or somebody who counts as inside already. */
export const movementOf = ({ outcome }: Pick<Scan, 'outcome'>): ScanDirection | undefined => MOVEMENTS[outcome];

export const movementIn = (entry: ScannedEntry | undefined): ScanDirection | undefined =>
  entry?.scan && movementOf(entry.scan);

const MOVEMENTS: Record<ScanOutcome, ScanDirection | undefined> = {
  admitted: 'in',
  // The ticket was valid when the device admitted the person, who is inside although the place was cancelled later.
  'void-later': 'in',
  left: 'out',
  duplicate: undefined,
  void: undefined,
};
