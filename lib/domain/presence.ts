/**
 * Whether the people of a booking's tickets are inside, by the scans of their tickets. The latest scan decides, by the time at which it
 * was made: offline devices report late, so the scan of a way out may arrive before that of the way in.
 */
import type { HistoryEntry, Scan, ScanDirection, ScanOutcome } from './model.ts';

/** The fields of a history entry that say who is where. */
export type ScannedEntry = Pick<HistoryEntry, 'at' | 'scan'>;

/** A scan by which a person came in or left, and when (epoch ms) that was. */
export interface Movement<Entry extends ScannedEntry = ScannedEntry> {
  entry: Entry;
  time: number;
}

/** The last movement of each ticket, by its number. A ticket that was never scanned in or out is absent. */
export type Presences = ReadonlyMap<number, Movement>;

export const NOBODY: Presences = new Map();

/** Returns the last movements after one more entry of the history. */
export function presencesWith(before: Presences, entry: ScannedEntry): Presences {
  const { scan } = entry;
  if (!scan || movementOf(scan) === undefined) return before;
  const last = before.get(scan.ticket);
  const time = timeOfScan(entry, last?.time);
  if (last && last.time > time) return before;
  return new Map(before).set(scan.ticket, { entry, time });
}

export const isInside = (presences: Presences, ticket: number): boolean =>
  movementIn(presences.get(ticket)?.entry) === 'in';

/**
 * When (epoch ms) a scan was made, if the latest of the movements before it in the history was made at `latest`. An offline device says
 * when. An online scan was decided after all that the history had then, so it is not earlier, whatever the clock of its process says.
 */
export const timeOfScan = ({ at, scan }: ScannedEntry, latest = Number.NEGATIVE_INFINITY): number =>
  (scan?.isOffline ? scan.scannedAt : undefined) ?? Math.max(at, latest);

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
