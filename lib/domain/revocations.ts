/**
 * The codes that the changes of a booking have made void, from its history: each cancellation voids the codes of its tickets, and a new
 * code voids the one before. A device at the door refuses these codes (P12).
 */
import { applyChange, type ClaimChange } from './claim-changes.ts';
import type { Claim, HistoryEntry } from './model.ts';

/** A ticket and the version of its code. Codes with lower versions are void too. */
export interface RevokedCode {
  /** The number of the ticket. */
  number: number;
  version: number;
}

/** The codes that one history entry made void. */
export interface Revocation {
  /** The index of the entry in the history. */
  position: number;
  codes: RevokedCode[];
}

/** Returns the revocations of a booking in the order of its history. A ticket that is void already is revoked once. */
export function revocationsIn({ tickets, history }: Pick<Claim, 'tickets' | 'history'>): Revocation[] {
  /** The present code of each ticket that is not void. */
  const codes = new Map(tickets.map((_, i) => [i + 1, FIRST_VERSION]));
  return history.flatMap((entry, position) => {
    const revoked = revokedBy(entry, codes);
    for (const { number } of revoked) codes.delete(number);
    if (entry.reissued) codes.set(entry.reissued.ticket, entry.reissued.version);
    return revoked.length > 0 ? [{ position, codes: revoked }] : [];
  });
}

const FIRST_VERSION = 1;

function revokedBy({ action, cancelled, reissued }: HistoryEntry, codes: Map<number, number>): RevokedCode[] {
  const present = [...codes].map(([number, version]) => ({ number, version }));
  switch (action) {
    case 'booking.cancelled':
    case 'booking.places-cancelled':
      return present.filter(({ number }) => cancelled?.tickets.includes(number) ?? true);
    case 'ticket.reissued':
      return present.filter(({ number }) => number === reissued?.ticket);
    default:
      return [];
  }
}

/** Returns the revocation of a change that is to be written; undefined if it makes no code void. */
export function newRevocationOf(claim: Claim, change: ClaimChange): Revocation | undefined {
  const position = claim.history.length;
  return revocationsIn(applyChange(claim, change)).find(revocation => revocation.position === position);
}
