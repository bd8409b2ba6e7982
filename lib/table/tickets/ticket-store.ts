/** Reads what the tickets function needs besides claims, and replaces the codes of tickets. */
import { REVOCATION_SHARDS } from '../../domain/limits.ts';
import type { StoredRevocation, TicketStore } from '../../ports/tickets.ts';
import { revocationOf } from '../claims/revocation-rows.ts';
import { eventSummaryOf } from '../events/event-rows.ts';
import { eventKey, revocationsPartition } from '../keys.ts';
import { queryPartition, readRow } from '../queries.ts';
import type { Table } from '../table.ts';
import { reissueTicket } from './reissue-ticket.ts';

export const createTicketStore = (table: Table): TicketStore => ({
  reissue: (claim, change, record) => reissueTicket(table, claim, change, record),

  readRevocations: eventId => readRevocations(table, eventId),

  async readAnyEvent(eventId) {
    const row = await readRow(table, eventKey(eventId));
    return row && eventSummaryOf(row).event;
  },
});

export async function readRevocations(table: Table, eventId: string): Promise<StoredRevocation[]> {
  const shards = Array.from({ length: REVOCATION_SHARDS }, (_, shard) => revocationsPartition(eventId, shard));
  const rows = await Promise.all(shards.map(partition => queryPartition(table, partition)));
  return rows.flat().map(revocationOf);
}
