/** The table that the fault proxy prints at its end. Pure. */
import Table from 'cli-table3';
import { FAULT_KINDS } from '../../engine/faults/faults.ts';
import type { OperationCounts } from './fault-counts.ts';

/** One row for each operation, one column for each kind of fault that occurred, and the totals. */
export function reportOf(counts: OperationCounts[]): string {
  const kinds = FAULT_KINDS.filter(kind => counts.some(({ faults }) => faults[kind] !== undefined));
  const table = new Table({
    head: ['operation', 'requests', ...kinds],
    style: { head: [], border: [] },
    colAligns: ['left', ...Array(kinds.length + 1).fill('right')],
  });
  for (const { operation, requests, faults } of counts) {
    table.push([operation, requests, ...kinds.map(kind => faults[kind] ?? 0)]);
  }
  if (counts.length > 1) {
    const totals = kinds.map(kind => sumOf(counts.map(({ faults }) => faults[kind] ?? 0)));
    table.push(['all', sumOf(counts.map(({ requests }) => requests)), ...totals]);
  }
  return table.toString();
}

export function summaryOf(counts: OperationCounts[]): string {
  const requests = sumOf(counts.map(one => one.requests));
  const faults = sumOf(counts.flatMap(one => Object.values(one.faults)));
  return `${requests} requests, ${faults} faults${faults > 0 ? `, one in ${Math.round(requests / faults)}` : ''}.`;
}

const sumOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);
