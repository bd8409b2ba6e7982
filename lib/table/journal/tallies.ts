/**
 * Tallies in the table: of each event and of all together, by currency. Each is spread over several rows, one of which a
 * write chooses by chance, so that writers who come at once seldom conflict; who reads adds them up. They change only in
 * transactions that put journal entries where absent, see journal.ts: that is what makes adding safe to repeat.
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

/** What adds to an event's tally and to that of all events. */
export function addToTallies({ name, clock }: Table, eventId: string, currency: string, tally: Tally): Addition[] {
  const shard = (): number => Math.floor(clock.random() * TALLY_SHARDS);
  return [eventId, undefined].map(of => add(name, tallyKey(of, currency, shard()), tally));
}

/** The tallies of one event or, without an id, of all; consistent row by row, by currency. */
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
