/** Work on many items, a limited number of them at once. */

/** A request that waits for a connection has begun already: with more at once its timeout would pass while it waits. */
const AT_ONCE = 16;

/** Maps the items, a few at a time, and returns the results in the order of the items. */
export async function mapConcurrently<Item, Result>(
  items: Item[],
  map: (item: Item) => Promise<Result>,
  atOnce = AT_ONCE,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const workers = Array.from({ length: atOnce }, async () => {
    for (const [i, item] of waiting) results[i] = await map(item);
  });
  await Promise.all(workers);
  return results;
}
