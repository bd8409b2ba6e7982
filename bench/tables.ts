/** The output of the bench: tables, summary numbers, and the figures of other systems. */
import Table from 'cli-table3';
import { say } from '../lib/cli/terminal.ts';
import { PEERS } from './peers.ts';

export type Cell = string | number;

/** A table: numbers right-aligned, everything else left-aligned. */
export function sayTable(head: string[], rows: Cell[][]): void {
  const colAligns = head.map((_, i) => (rows.every(row => isNumeric(row[i])) ? 'right' : 'left') as 'right' | 'left');
  const table = new Table({ head, colAligns, style: { head: [], border: [], compact: true } });
  table.push(...rows);
  say(table.toString());
}

const isNumeric = (cell: Cell | undefined): boolean => cell === undefined || /^[\d.,-]*$/.test(String(cell));

export function sayPeers(measurement: keyof typeof PEERS): void {
  sayTable(
    ['peers, measured elsewhere', '', ''],
    PEERS[measurement].map(row => [...row]),
  );
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** A number with thousands separators and so many decimals. */
export const digits = (value: number, decimals = 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/** The median and the spread of the rounds. */
export const spread = (values: number[], decimals = 0): string =>
  `${digits(median(values), decimals)} (${digits(Math.min(...values), decimals)} to ${digits(Math.max(...values), decimals)})`;
