/** Tables and numbers as docs/cost.md writes them. Pure. */
import { type Bill, billOf, totalOf, type Usage } from './usage.ts';

export type Cell = string | number;

/** A table: its first column is left-aligned, numbers are right-aligned. */
export function table(head: string[], rows: Cell[][]): string {
  const lines = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows];
  return lines.map(line => `| ${line.join(' | ')} |`).join('\n');
}

/** A number with thousands separators, and no trailing decimals. */
export const digits = (value: number, decimals = 0): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: decimals });

/** A dollar amount; one below half a cent shows as "< 0.01". */
export function dollars(value: number): string {
  if (value === 0) return '0';
  if (value < 0.005) return '< 0.01';
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** Operations by name, with the usage of one each. */
export type Operations = [name: string, usage: Usage][];

const MILLION = 1_000_000;

/** A table of the usage of one of each operation. */
export const usageTable = (of: string, operations: Operations): string =>
  table(
    [of, 'write units', 'in indexes', 'read units', 'HTTP calls', 'Lambda requests', 'GB-s', 'log bytes', 'bytes out'],
    operations.map(([name, usage]) => [
      name,
      digits(usage.tableWrites, 1),
      digits(usage.indexWrites, 1),
      digits(usage.readUnits, 2),
      digits(usage.httpRequests, 2),
      digits(usage.lambdaRequests, 2),
      digits(usage.gbSeconds, 4),
      digits(usage.logBytes),
      digits(usage.bytesOut),
    ]),
  );

const BILL_HEADS: [keyof Bill, string][] = [
  ['writes', 'writes'],
  ['reads', 'reads'],
  ['http', 'HTTP API'],
  ['lambdaRequests', 'Lambda requests'],
  ['compute', 'GB-s'],
  ['logs', 'logs'],
  ['traces', 'traces'],
  ['out', 'data out'],
  ['channels', 'bus and queue'],
];

/** A table of the dollars of a million of each operation. Waiting for the gateway is listed separately. */
export const billTable = (of: string, operations: Operations): string =>
  table(
    [of, ...BILL_HEADS.map(([, head]) => head), '$ per million'],
    operations.map(([name, usage]) => {
      const { gateway: _apart, ...bill } = billOf(million(usage));
      return [
        name,
        ...BILL_HEADS.map(([part]) => dollars(bill[part as keyof typeof bill])),
        `**${dollars(totalOf(bill))}**`,
      ];
    }),
  );

export const million = (usage: Usage): Usage =>
  Object.fromEntries(Object.entries(usage).map(([part, value]) => [part, value * MILLION])) as unknown as Usage;

/** The usage table and the dollar table of some operations. */
export const priced = (of: string, operations: Operations): string =>
  `${usageTable(`one ${of}`, operations)}\n\n${billTable(of, operations)}`;
