/**
 * Revocations: which codes of a booking's tickets are void, from the history of the booking alone. A code is void if its ticket is
 * listed with its version or a higher one. So a ticket that was reissued has one valid code, and a cancelled one has none.
 */
import { isCancellation } from './cancellation-entries.ts';
import type { Claim, HistoryEntry } from './model.ts';

/** The tickets whose codes one history entry makes void. */
export interface Revocation {
  /** The position of the entry in the history. */
  position: number;
  /** Epoch ms: the start of the request that wrote the entry. */
  at: number;
  tickets: RevokedTicket[];
}

export interface RevokedTicket {
  number: number;
  /** The codes with this version and all lower ones are void. */
  version: number;
}

type WithTickets = Pick<Claim, 'history' | 'tickets'>;

/** All revocations of a booking, in their order. */
export function revocationsIn({ history, tickets }: WithTickets): Revocation[] {
  const versions = tickets.map(() => 1);
  const valid = new Set(tickets.map((_status, i) => i + 1));
  return history.flatMap((entry, position) => {
    const revoked = [...numbersRevokedBy(entry, valid)].map(number => ({ number, version: versions[number - 1] ?? 1 }));
    if (entry.reissued) versions[entry.reissued.ticket - 1] = entry.reissued.version;
    else for (const { number } of revoked) valid.delete(number);
    return revoked.length > 0 ? [{ position, at: entry.at, tickets: revoked }] : [];
  });
}

function numbersRevokedBy(entry: HistoryEntry, valid: ReadonlySet<number>): Iterable<number> {
  if (entry.reissued) return [entry.reissued.ticket];
  // An entry without tickets cancels all that were left.
  return isCancellation(entry) ? (entry.cancelled?.tickets ?? valid) : [];
}

/** The revocation of the last entry of a booking; undefined if it makes no code void. */
export const lastRevocationOf = (claim: WithTickets): Revocation | undefined =>
  revocationsIn(claim).find(({ position }) => position === claim.history.length - 1);
