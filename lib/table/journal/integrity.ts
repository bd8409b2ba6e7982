/** The port of the integrity check on DynamoDB: it reads many rows by key, and the journals of many claims. */
import type { CustomerLimit } from '../../domain/customer-rules.ts';
import type { Itinerary } from '../../domain/itineraries.ts';
import type { IntegrityReader } from '../../ports/integrity.ts';
import { readReferenced } from '../claims/claim-references.ts';
import { claimOf, hasWrongTotals } from '../claims/claim-rows.ts';
import { itineraryOf, limitOf } from '../claims/customer-rows.ts';
import { readCodes } from '../events/code-store.ts';
import { claimKey, itineraryKey, journalPartition, limitKey } from '../keys.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { queryPartition, readRows } from '../queries.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';
import { readGateCounts } from './gate-counts.ts';
import { claimEntryOf } from './journal-rows.ts';
import { readSales } from './sales.ts';
import { readTallies } from './tallies.ts';

export const createIntegrityReader = (table: Table): IntegrityReader => ({
  async readClaims(claimIds) {
    const rows = (await readRows(table, claimIds.map(claimKey))).filter(row => row !== undefined);
    const claims = rows.map(claimOf);
    return { claims, withWrongTotals: new Set(rows.filter(hasWrongTotals).map(row => claimOf(row).id)) };
  },
  async readJournals(claimIds) {
    const journals = await mapConcurrently(claimIds, async claimId => {
      const rows = await queryPartition(table, journalPartition(claimId));
      return [claimId, rows.map(claimEntryOf)] as const;
    });
    return new Map(journals);
  },
  readReferenced: claims =>
    readReferenced(
      table,
      claims.filter(({ booking }) => booking !== undefined),
    ),
  async readLimits(eventId, customerIds) {
    const keys = customerIds.map(customerId => limitKey(eventId, customerId));
    return byCustomer<CustomerLimit>(customerIds, await readRows(table, keys), limitOf);
  },
  readCodes: eventId => readCodes(table, eventId),
  async readItineraries(customerIds) {
    return byCustomer<Itinerary>(customerIds, await readRows(table, customerIds.map(itineraryKey)), itineraryOf);
  },
  readTallies: async eventId =>
    new Map((await readTallies(table, eventId)).map(({ currency, ...tally }) => [currency, tally])),
  readSales: eventId => readSales(table, eventId),
  readGateCounts: eventId => readGateCounts(table, eventId),
});

const byCustomer = <Found>(
  customerIds: string[],
  rows: (Row | undefined)[],
  of: (row: Row) => Found,
): Map<string, Found> =>
  new Map(
    customerIds.flatMap((customerId, i) => {
      const row = rows[i];
      return row ? [[customerId, of(row)] as const] : [];
    }),
  );
