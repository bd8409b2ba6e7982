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

/** The writes that add to the tally of an event and to that of all events. */
export function addToTallies({ name, clock }: Table, eventId: string, currency: string, tally: Tally): Addition[] {
  const shard = (): number => Math.floor(clock.random() * TALLY_SHARDS);
  return [eventId, undefined].map(of => add(name, tallyKey(of, currency, shard()), tally));
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
