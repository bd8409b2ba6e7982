/** The table that the fault proxy prints at its end. Pure. */
import Table from 'cli-table3';
import { FAULT_KINDS } from '../../engine/faults/faults.ts';
import type { OperationCounts } from './fault-counts.ts';

const FAULTS_WIDTH = 70;

/** One row for each operation and one for all of them. Faults are in one column, so that the table fits into a terminal. */
export function reportOf(counts: OperationCounts[]): string {
  const table = new Table({
    head: ['operation', 'requests', 'faults'],
    colWidths: [null, null, FAULTS_WIDTH],
    colAligns: ['left', 'right', 'left'],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const row of [...counts, totalOf(counts)]) table.push([row.operation, row.requests, textOf(row.faults)]);
  return table.toString();
}

const totalOf = (counts: OperationCounts[]): OperationCounts => ({
  operation: 'all',
  requests: sumOf(counts.map(({ requests }) => requests)),
  faults: Object.fromEntries(FAULT_KINDS.map(kind => [kind, sumOf(counts.map(({ faults }) => faults[kind] ?? 0))])),
});

const textOf = (faults: OperationCounts['faults']): string =>
  FAULT_KINDS.filter(kind => faults[kind])
    .map(kind => `${faults[kind]} ${kind}`)
    .join(', ') || 'none';

export function summaryOf(counts: OperationCounts[]): string {
  const requests = sumOf(counts.map(one => one.requests));
  const faults = sumOf(counts.flatMap(one => Object.values(one.faults)));
  const share = faults > 1 ? `: one in ${Number((requests / faults).toFixed(1))}` : '';
  return `${numberOf(requests, 'request')}, ${faults === 0 ? 'no faults' : numberOf(faults, 'fault')}${share}.`;
}

const numberOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const sumOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);
