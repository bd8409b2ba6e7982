/** ItemCollectionMetrics: the size of an item collection. Only tables with a local index have this member. */
import type { Table } from '../storage/table.ts';
import type { Codec } from '../values/codec.ts';
import type { Item } from '../values/value.ts';

/** The lower and the upper estimate (GB). A collection in memory is always below one GB. */
const ESTIMATE_GB = [0, 1];

/** Returns the member of a response; an empty object if the caller did not ask for it or the table has no local index. */
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
