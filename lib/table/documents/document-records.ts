/**
 * The rows of documents: for each booking, the digest of the tickets that were made last, and that of the receipt. TTL removes a row when its files are gone.
 *
 * Two workers may write the row of one booking in any order: the documents of both are right for the facts that they read. A request
 * compares the digest with the facts of its own moment, so a row that is behind only has the documents made again.
 */
import { type DocumentRecord, documentsEnd } from '../../domain/document-names.ts';
import { busy } from '../../domain/refusals.ts';
import type { DocumentRecords } from '../../ports/documents.ts';
import { putAlways } from '../expression.ts';
import { documentKey, epochSeconds } from '../keys.ts';
import { readRow } from '../queries.ts';
import { number, object, optional, parseRow, text } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { putOne, type Row } from '../transact.ts';

export const createDocumentRecords = (table: Table): DocumentRecords => ({
  async readMade(claimId, kind) {
    const row = await readRow(table, documentKey(claimId, kind));
    return row && madeOf(row);
  },

  async recordMade(claimId, kind, made) {
    const row = { ...documentKey(claimId, kind), ...made, ttl: epochSeconds(documentsEnd(made)) };
    const sent = await putOne(table, putAlways(table.names.sales, row));
    if (sent.is !== 'committed') throw busy();
  },
});

const parseMade = object<DocumentRecord>({ digest: text, basis: optional(text), madeAt: number });
const madeOf = (row: Row): DocumentRecord => parseRow(row, parseMade);
