/** The rows that list bookings under their references. The stream puts a row before the entry that confirms the booking. */
import { referenceOf } from '../../domain/booking-reference.ts';
import type { Claim } from '../../domain/model.ts';
import type { ReferencedClaim } from '../../ports/store.ts';
import { referenceKey, referencePartition } from '../keys.ts';
import { queryPartition, readRows } from '../queries.ts';
import { keyOf, parseRow, text } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';

/** The row has the owner, so that a search of one customer does not read the claim of another. */
export const referenceRow = (
  claim: Pick<Claim, 'id' | 'ownerId'> & { booking?: Claim['booking'] | undefined },
): Row => ({
  ...referenceKeyOf(claim),
  ownerId: claim.ownerId,
});

export const referenceKeyOf = ({ id, booking }: Pick<Claim, 'id'> & { booking?: Claim['booking'] | undefined }) =>
  referenceKey(referenceOf({ id, ...(booking && { booking }) }), id);

/** Lists the bookings whose references look like this one; consistent. */
export async function listReferenced(table: Table, reference: string): Promise<ReferencedClaim[]> {
  const rows = await queryPartition(table, referencePartition(reference));
  return rows.map(row => ({ claimId: keyOf(row).sk, ownerId: parseRow(row, all => text(all.ownerId, 'ownerId')) }));
}

/** Returns the ids of those bookings that are listed under their reference. */
export async function readReferenced(table: Table, bookings: Pick<Claim, 'id' | 'booking'>[]): Promise<Set<string>> {
  const rows = await readRows(table, bookings.map(referenceKeyOf));
  return new Set(rows.flatMap(row => (row ? [keyOf(row).sk] : [])));
}
