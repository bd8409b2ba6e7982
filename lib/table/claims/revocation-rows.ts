/** The rows that name the void codes of an event: one for each history entry that made codes void. A row is never changed. */

import type { Claim } from '../../domain/model.ts';
import type { Revocation, RevokedCode } from '../../domain/revocations.ts';
import { parseRevocationKey, revocationKey } from '../keys.ts';
import { list, number, object, parseRow } from '../row-parsers.ts';
import type { Row } from '../transact.ts';

/** `at` (epoch ms) is the time of the write. A row that a migration adds is newer than its entry, so that devices read it. */
export const revocationRow = (
  { id, eventId }: Pick<Claim, 'id' | 'eventId'>,
  { position, codes }: Revocation,
  at: number,
): Row => ({ ...revocationKey(eventId, id, position), at, codes });

export interface StoredRevocation extends Revocation {
  claimId: string;
  /** When (epoch ms) it was written. */
  at: number;
}

const stored = object<Pick<StoredRevocation, 'at' | 'codes'>>({
  at: number,
  codes: list(object<RevokedCode>({ number, version: number })),
});

export const revocationOf = (row: Row): StoredRevocation => ({
  ...parseRevocationKey(String(row.sk)),
  ...parseRow(row, stored),
});
