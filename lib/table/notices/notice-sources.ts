/** Reads the facts from which notices are made: claims, the journals of events, and the organizations of events. */
import { createCache } from '../../domain/bounded-cache.ts';
import { ORGANIZATIONS_REMEMBERED_MAX } from '../../domain/limits.ts';
import type { NoticeSources } from '../../ports/notices.ts';
import { claimOf } from '../claims/claim-rows.ts';
import { eventSummaryOf } from '../events/event-rows.ts';
import { journalEntryOf } from '../journal/journal-rows.ts';
import { claimKey, eventKey, journalKey } from '../keys.ts';
import { queryFrom, readRows } from '../queries.ts';
import type { Table } from '../table.ts';

/** Creates the sources over one table. An event never changes its organization, so that each event is read once. */
export function createNoticeSources(table: Table): NoticeSources {
  const remembered = createCache<string>({ sizeMax: ORGANIZATIONS_REMEMBERED_MAX });
  return {
    async readClaims(claimIds) {
      const rows = await readRows(table, claimIds.map(claimKey));
      return new Map(rows.flatMap(row => (row ? [claimOf(row)] : [])).map(claim => [claim.id, claim]));
    },
    readEventEntries: async (eventId, from) => (await queryFrom(table, journalKey(eventId, from))).map(journalEntryOf),
    async readOrganizations(eventIds) {
      const known = new Map(eventIds.map(id => [id, remembered.get(id)]));
      const unknown = [...known].flatMap(([id, organizationId]) => (organizationId === undefined ? [id] : []));
      for (const row of await readRows(table, unknown.map(eventKey))) {
        if (!row) continue;
        const { event } = eventSummaryOf(row);
        remembered.set(event.id, event.organizationId);
        known.set(event.id, event.organizationId);
      }
      return new Map([...known].flatMap(([id, found]) => (found === undefined ? [] : [[id, found] as const])));
    },
  };
}
