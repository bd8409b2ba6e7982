/**
 * The tallies of each event and of all events, by currency. A tally has several rows. A write chooses one at random, so that
 * concurrent writes seldom conflict, and a read adds them up. Tallies change only in transactions that put absent journal
 * entries (journal.ts), so that a repeated addition is refused.
 */
import { TALLY_SHARDS } from '../../domain/limits.ts';
import { sumOfTallies, type Tally } from '../../domain/tally.ts';
import type { CurrencyTally } from '../../ports/administration.ts';
import { type Addition, add } from '../expression.ts';
import { currencyInTallyKey, tallyKey, tallyPartition } from '../keys.ts';
import { queryPartition } from '../queries.ts';
import { number, object, parseRow, withDefault } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';

/** Draws a shard. All rows of one event that a transaction adds to are of one shard, so that they conflict together or not at all. */
export const drawShard = ({ clock }: Pick<Table, 'clock'>): number => Math.floor(clock.random() * TALLY_SHARDS);

/** The writes that add to the tally of an event, in this shard, and to that of all events. */
export function addToTallies(table: Table, eventId: string, currency: string, tally: Tally, shard: number): Addition[] {
  return [
    add(table.name, tallyKey(eventId, currency, shard), tally),
    add(table.name, tallyKey(undefined, currency, drawShard(table)), tally),
  ];
}

/** Reads the tallies of one event, or of all events without an id, by currency. Each row is read consistently. */
export async function readTallies(table: Table, eventId?: string): Promise<CurrencyTally[]> {
  const shards = await queryPartition(table, tallyPartition(eventId));
  const byCurrency = Map.groupBy(shards, ({ sk }) => currencyInTallyKey(String(sk)));
  return [...byCurrency].map(([currency, rows]) => ({ currency, ...sumOfTallies(rows.map(tallyIn)) }));
}

/** A row has only the numbers that were added to. */
const amount = withDefault(number, 0);
const tally = object<Tally>({
  active: amount,
  confirmed: amount,
  released: amount,
  expired: amount,
  cancelled: amount,
  gross: amount,
  refunded: amount,
  captured: amount,
  returned: amount,
});
const tallyIn = (row: Row): Tally => parseRow(row, tally);
