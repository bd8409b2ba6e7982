/** Computes what warm throughput must be raised to, and what that costs once. Pure. */
import { priceOf } from '../shared/prices.ts';
import { type OnSale, unitsOf } from './need.ts';

/** Units a second that are available at once; undefined if unknown, or if the engine has no such limit. */
export interface Throughput {
  reads?: number | undefined;
  writes?: number | undefined;
  /** AWS's status: ACTIVE, or UPDATING while it is being raised. */
  status?: string | undefined;
}

/** Factor above the computed need, because the busiest second is an estimate. */
const HEADROOM = 1.25;
const STEP = 500;
export const withHeadroom = (units: number): number => Math.ceil((units * HEADROOM) / STEP) * STEP;

/** Raises the warm throughput of the table or of an index. */
export interface Raise {
  /** The journal table, or an index of it. */
  of?: 'journal';
  /** Absent for the table itself. */
  index?: string;
  reads?: number;
  writes?: number;
  /** Difference to the present values. */
  moreReads: number;
  moreWrites: number;
}

/** Raises only what is known and too small, because warm throughput can never be lowered. */
export function raisesFor(
  sale: OnSale,
  have: { table?: Throughput; journal?: Throughput; indexes: Record<string, Throughput> },
): Raise[] {
  const { tableReads, tableWrites, journalWrites, indexWrites } = unitsOf(sale);
  const writes = have.journal ? tableWrites - journalWrites : tableWrites;
  const needs: [string | undefined, Throughput, { reads: number; writes: number }][] = [
    [undefined, have.table ?? {}, { reads: tableReads, writes }],
    ...Object.entries(indexWrites).map(([index, writes]): (typeof needs)[number] => [
      index,
      have.indexes[index] ?? {},
      { reads: 0, writes },
    ]),
  ];
  const raises = needs.flatMap(([index, now, needed]) => raiseOf(index, now, needed) ?? []);
  if (!have.journal) return raises;
  const own = raiseOf(undefined, have.journal, { reads: 0, writes: journalWrites });
  return [
    ...raises.map(raise => (raise.index === 'byFeed' ? { of: 'journal' as const, ...raise } : raise)),
    ...(own ? [{ of: 'journal' as const, ...own }] : []),
  ];
}

function raiseOf(
  index: string | undefined,
  now: Throughput,
  needed: { reads: number; writes: number },
): Raise | undefined {
  const isTooSmall = (of: 'reads' | 'writes'): boolean => now[of] !== undefined && needed[of] > now[of];
  if (!isTooSmall('reads') && !isTooSmall('writes')) return undefined;
  const target = (of: 'reads' | 'writes') =>
    isTooSmall(of) ? Math.max(withHeadroom(needed[of]), now[of] ?? 0) : undefined;
  const [reads, writes] = [target('reads'), target('writes')];
  return {
    ...(index !== undefined && { index }),
    ...(reads !== undefined && { reads }),
    ...(writes !== undefined && { writes }),
    moreReads: reads === undefined ? 0 : reads - (now.reads ?? 0),
    moreWrites: writes === undefined ? 0 : writes - (now.writes ?? 0),
  };
}

/** In dollars, once. */
export const priceOfRaises = (raises: Raise[]): number =>
  raises.reduce(
    (sum, { moreReads, moreWrites }) => sum + priceOf('warmRead', moreReads) + priceOf('warmWrite', moreWrites),
    0,
  );
