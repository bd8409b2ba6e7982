/** What to raise warm throughput to, and what that costs once. Pure. */
import { priceOf } from '../shared/prices.ts';
import { type OnSale, unitsOf } from './need.ts';

/** Units a second that are there at once; undefined where nobody could be asked, or the engine does not know. */
export interface Throughput {
  reads?: number | undefined;
  writes?: number | undefined;
  /** AWS's word: ACTIVE, or UPDATING while it is being raised. */
  status?: string | undefined;
}

/** Room above what was computed, since the busiest second is a guess. */
const HEADROOM = 1.25;
const STEP = 500;
export const roomy = (units: number): number => Math.ceil((units * HEADROOM) / STEP) * STEP;

/** What to raise warm throughput to; a name is that of an index, none the table's own. */
export interface Raise {
  index?: string;
  reads?: number;
  writes?: number;
  /** How much more than now. */
  moreReads: number;
  moreWrites: number;
}

/** Only what is known and short is raised: it can never be lowered again. */
export function raisesFor(sale: OnSale, have: { table?: Throughput; indexes: Record<string, Throughput> }): Raise[] {
  const { tableReads, tableWrites, indexWrites } = unitsOf(sale);
  const wanted: [string | undefined, Throughput, { reads: number; writes: number }][] = [
    [undefined, have.table ?? {}, { reads: tableReads, writes: tableWrites }],
    ...Object.entries(indexWrites).map(([index, writes]): (typeof wanted)[number] => [
      index,
      have.indexes[index] ?? {},
      { reads: 0, writes },
    ]),
  ];
  return wanted.flatMap(([index, now, needed]) => raiseOf(index, now, needed) ?? []);
}

function raiseOf(
  index: string | undefined,
  now: Throughput,
  needed: { reads: number; writes: number },
): Raise | undefined {
  const isShort = (of: 'reads' | 'writes'): boolean => now[of] !== undefined && needed[of] > now[of];
  if (!isShort('reads') && !isShort('writes')) return undefined;
  const target = (of: 'reads' | 'writes') => (isShort(of) ? Math.max(roomy(needed[of]), now[of] ?? 0) : undefined);
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
