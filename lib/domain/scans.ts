/** The scans of tickets, from the history of their claim. They are in the order in which they arrived, unless a function says otherwise. */
import { isCancellation } from './cancellation-entries.ts';
import type { Claim, HistoryEntry, Scan } from './model.ts';
import { type Movement, movementIn, timeOfScan } from './presence.ts';

/** The history entry of a scan. */
export type ScanEntry = HistoryEntry & { scan: Scan };

type WithHistory = Pick<Claim, 'history'>;

const isScan = (entry: HistoryEntry): entry is ScanEntry => entry.scan !== undefined;

/** All scans of a booking. */
export const scansIn = ({ history }: WithHistory): ScanEntry[] => history.filter(isScan);

/** The scans of one ticket of a booking. */
export const scansOf = (claim: WithHistory, ticket: number): ScanEntry[] =>
  scansIn(claim).filter(({ scan }) => scan.ticket === ticket);

/** The scan of a booking's ticket with this nonce. */
export const scanWith = (claim: WithHistory, nonce: string): ScanEntry | undefined =>
  scansIn(claim).find(({ scan }) => scan.nonce === nonce);

/**
 * The scan that let the person in who is inside now; undefined if the ticket's person never came in, or has left. A person whose
 * place was cancelled after an offline device had admitted them is inside too.
 */
export function insideSince(claim: WithHistory, ticket: number): ScanEntry | undefined {
  const last = movementsOf(claim, ticket).at(-1)?.entry;
  return movementIn(last) === 'in' ? last : undefined;
}

/** The scans by which a ticket's person came in or left, sorted by the time at which each was made (see presence.ts). */
export function movementsOf(claim: WithHistory, ticket: number): Movement<ScanEntry>[] {
  let latest: number | undefined;
  const movements: Movement<ScanEntry>[] = [];
  for (const entry of scansOf(claim, ticket)) {
    if (movementIn(entry) === undefined) continue;
    const time = timeOfScan(entry, latest);
    latest = Math.max(time, latest ?? time);
    movements.push({ entry, time });
  }
  return movements.sort((one, other) => one.time - other.time);
}

/** When (epoch ms) the place of a ticket was cancelled; undefined if it is booked. */
export const cancelledAt = ({ history }: WithHistory, ticket: number): number | undefined =>
  history.find(entry => isCancellation(entry) && (entry.cancelled?.tickets.includes(ticket) ?? true))?.at;
