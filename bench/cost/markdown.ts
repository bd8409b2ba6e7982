/** Tables and numbers as docs/cost.md writes them. Pure. */
import { type Bill, billOf, totalOf, type Usage } from './usage.ts';

export type Cell = string | number;

/** The first column to the left, numbers to the right. */
export function table(head: string[], rows: Cell[][]): string {
  const lines = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows];
  return lines.map(line => `| ${line.join(' | ')} |`).join('\n');
}

/** Thousands separated, and no more decimals than it has. */
export const digits = (value: number, decimals = 0): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: decimals });

/** What does not show in cents is said to be there. */
export function dollars(value: number): string {
  if (value === 0) return '0';
  if (value < 0.005) return '< 0.01';
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** Names with what one of each takes. */
export type Stories = [name: string, usage: Usage][];

const MILLION = 1_000_000;

/** What one takes. */
export const usageTable = (of: string, stories: Stories): string =>
  table(
    [of, 'write units', 'in indexes', 'read units', 'HTTP calls', 'Lambda requests', 'GB-s', 'log bytes', 'bytes out'],
    stories.map(([name, usage]) => [
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
];

/** What a million cost, in dollars; waiting for a gateway is told apart. */
export const billTable = (of: string, stories: Stories): string =>
  table(
    [of, ...BILL_HEADS.map(([, head]) => head), '$ per million'],
    stories.map(([name, usage]) => {
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

/** Both tables. */
export const priced = (of: string, stories: Stories): string =>
  `${usageTable(`one ${of}`, stories)}\n\n${billTable(of, stories)}`;
