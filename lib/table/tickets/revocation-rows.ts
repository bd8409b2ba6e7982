/**
 * The rows of void tickets of an event: one for each history entry of a booking that makes codes void. The transaction of that entry
 * puts it, under a key that no other entry has, so no two transactions meet in it.
 */
import { lastRevocationOf, type Revocation, type RevokedTicket } from '../../domain/revocations.ts';
import type { Claim } from '../../domain/model.ts';
import type { StoredRevocation } from '../../ports/tickets.ts';
import { claimInRevocationKey, revocationKey } from '../keys.ts';
import { keyOf, list, number, object, parseRow } from '../row-parsers.ts';
import type { Row } from '../transact.ts';

/** The row of the last entry of a claim, if that entry makes codes void. */
export function lastRevocationRow(claim: Claim): Row | undefined {
  const last = lastRevocationOf(claim);
  return last && revocationRow(claim, last);
}

export const revocationRow = ({ id, eventId }: Claim, { position, at, tickets }: Revocation): Row => ({
  ...revocationKey(eventId, id, position),
  at,
  tickets,
});

const revocation = object<Omit<StoredRevocation, 'claimId'>>({
  at: number,
  tickets: list(object<RevokedTicket>({ number, version: number })),
});

export const revocationOf = (row: Row): StoredRevocation => ({
  ...parseRow(row, revocation),
  claimId: claimInRevocationKey(keyOf(row).sk),
});
