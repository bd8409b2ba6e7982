/**
 * The counts of an event's scans by gate, in rows that only change by additions. Like tallies, they change in the transaction that puts
 * the journal entries, so that each scan is counted once. Each gate has several rows, so that concurrent writes seldom conflict.
 */
import { type CountsOfGate, type GateCounts, sumByGate } from '../../domain/gate-counts.ts';
import { type Addition, add } from '../expression.ts';
import { gateCountsKey, gateCountsPartition, gateInCountsKey } from '../keys.ts';
import { queryPartition } from '../queries.ts';
import { number, object, parseRow, withDefault } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import type { Row } from '../transact.ts';

/** The writes that add to the counts of an event, in this shard: one for each gate. */
export const addToGates = (
  { name }: Pick<Table, 'name'>,
  eventId: string,
  scans: CountsOfGate[],
  shard: number,
): Addition[] =>
  sumByGate(scans)
    .filter(({ in: admitted, out, refused, inside }) => admitted || out || refused || inside)
    .map(({ gate, ...counts }) => add(name, gateCountsKey(eventId, gate, shard), counts));

/** Reads the counts of an event, in the order of the gates' ids. Each row is read consistently. */
export async function readGateCounts(table: Table, eventId: string): Promise<CountsOfGate[]> {
  const rows = await queryPartition(table, gateCountsPartition(eventId));
  return sumByGate(rows.map(countsIn));
}

/** A row has only the numbers that were added to. */
const amount = withDefault(number, 0);
const counts = object<GateCounts>({ in: amount, out: amount, refused: amount, inside: amount });
const countsIn = (row: Row): CountsOfGate => ({ gate: gateInCountsKey(String(row.sk)), ...parseRow(row, counts) });
