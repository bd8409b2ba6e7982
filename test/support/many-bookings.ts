/** Thousands of bookings of one event, by their rows: selling them one by one would take minutes. */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Claim } from '../../lib/domain/model.ts';
import { claimRow } from '../../lib/table/claims/claim-rows.ts';
import { claimOfEventKey } from '../../lib/table/keys.ts';
import type { Row } from '../../lib/table/transact.ts';
import type { World } from './world.ts';

const ROWS_AT_ONCE = 25;

/** Puts copies of a claim as claims of other customers, with their entries in the list of the event. Returns their ids. */
export async function putCopies(
  { table, service }: World,
  claim: Claim,
  count: number,
  changesOf: (i: number) => Partial<Claim> = () => ({}),
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => service.dependencies.ids.next());
  const rows = ids.flatMap((id, i): Row[] => [
    claimRow({ ...claim, ...changesOf(i), id, ownerId: `usr_${id}` }),
    claimOfEventKey(claim.eventId, id),
  ]);
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const puts = rows.slice(from, from + ROWS_AT_ONCE).map(Item => ({ PutRequest: { Item } }));
    await table.documents.send(new BatchWriteCommand({ RequestItems: { [table.names.sales]: puts } }));
  }
  return ids;
}
