/** Processes many items, a limited number of them at once. */

/**
 * The limit of requests at once. The time of a request begins while it waits for a connection, so with more at once it
 * could time out before it is sent.
 */
const AT_ONCE = 16;

/**
 * Maps the items, a few at a time, and returns the results in the order of the items. After a failure no further item
 * is begun, because the caller no longer waits for it.
 */
export async function mapConcurrently<Item, Result>(
  items: Item[],
  map: (item: Item) => Promise<Result>,
  atOnce = AT_ONCE,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let hasFailed = false;
  const workers = Array.from({ length: atOnce }, async () => {
    for (const [i, item] of waiting) {
      if (hasFailed) return;
      try {
        results[i] = await map(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  });
  await Promise.all(workers);
  return results;
}
