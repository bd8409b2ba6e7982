/** Counts and digests of the accounts and journal entries of one side, by kind of row, so that two sides can be compared. */
import { hash } from 'node:crypto';
import type { Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import { type CopyRun, eachMovedRow, lasts } from './moved-rows.ts';

export interface KindOfRows {
  rows: number;
  /** The sum of the rows' SHA-256 digests modulo 2^256, in hexadecimal: it does not depend on the order of the rows. */
  digest: string;
}

/** By the prefix of the partition key, such as `USER`. */
export type Digests = Map<string, KindOfRows>;

const DIGEST_BITS = 256;
const MODULUS = 1n << BigInt(DIGEST_BITS);

export async function digestsOf(side: Table, run: CopyRun): Promise<Digests> {
  const sums = new Map<string, { rows: number; sum: bigint }>();
  await eachMovedRow(side, run, async rows => {
    for (const row of rows.filter(row => lasts(row, run.now))) {
      const kind = kindOf(row);
      const { rows: count, sum } = sums.get(kind) ?? { rows: 0, sum: 0n };
      sums.set(kind, { rows: count + 1, sum: (sum + digestOf(row)) % MODULUS });
    }
  });
  const digests = [...sums].map(([kind, { rows, sum }]) => [kind, { rows, digest: hexOf(sum) }] as const);
  return new Map(digests.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const kindOf = ({ pk }: Row): string => String(pk).split('#', 1)[0] ?? '';
const hexOf = (sum: bigint): string => sum.toString(16).padStart(DIGEST_BITS / 4, '0');
const digestOf = (row: Row): bigint => BigInt(`0x${hash('sha256', canonical(row))}`);

/** The same text for the same row, whatever the order of its attributes. */
export function canonical(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes:${Buffer.from(value).toString('base64')}`;
  if (value instanceof Set) return `set:${[...value].map(canonical).toSorted().join()}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return `${typeof value}:${JSON.stringify(value)}`;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, member]) => `${JSON.stringify(name)}=${canonical(member)}`).join()}}`;
}

export interface Comparison {
  areEqual: boolean;
  /** One line for each kind of row. */
  lines: string[];
}

const NONE: KindOfRows = { rows: 0, digest: hexOf(0n) };
/** The lines show so much of a digest. The whole digests are compared. */
const SHOWN = 16;

/** Compares the two sides. Pure. */
export function compare(shared: Digests, separate: Digests): Comparison {
  const kinds = [...new Set([...shared.keys(), ...separate.keys()])].toSorted();
  const compared = kinds.map(kind => {
    const [one, other] = [shared.get(kind) ?? NONE, separate.get(kind) ?? NONE];
    const isEqual = one.rows === other.rows && one.digest === other.digest;
    return { kind, one, other, isEqual };
  });
  return {
    areEqual: compared.every(({ isEqual }) => isEqual),
    lines: compared.map(({ kind, one, other, isEqual }) =>
      isEqual
        ? `${kind}: ${one.rows} rows on both sides, digest ${one.digest.slice(0, SHOWN)}`
        : `${kind}: ${one.rows} rows with digest ${one.digest.slice(0, SHOWN)} in the one table, ` +
          `${other.rows} with ${other.digest.slice(0, SHOWN)} in its own`,
    ),
  };
}
