/** The size of an item collection, which only tables with a local index report. */
import type { Table } from '../storage/table.ts';
import type { Codec } from '../values/codec.ts';
import type { Item } from '../values/value.ts';

/** A lower and an upper estimate. A collection here is always below one GB. */
const ESTIMATE_GB = [0, 1];

/** The member of a response; empty if the caller did not ask for it or the table has no local index. */
export function collectionMetrics(
  table: Table,
  row: Item,
  mode: unknown,
  codec: Codec,
): { ItemCollectionMetrics?: { ItemCollectionKey: object; SizeEstimateRangeGB: number[] } } {
  const hasLocalIndex = [...table.indexes.values()].some(({ kind }) => kind === 'local');
  const { name } = table.schema.hash;
  const value = row.get(name);
  if (mode !== 'SIZE' || !hasLocalIndex || value === undefined) return {};
  return {
    ItemCollectionMetrics: {
      ItemCollectionKey: { [name]: codec.write(value) },
      SizeEstimateRangeGB: ESTIMATE_GB,
    },
  };
}
