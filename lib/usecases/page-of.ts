/** Pages of lists that are read as a whole, because they are short. */
import type { Page, PageRequest } from '../ports/store.ts';

interface Listed {
  /** Epoch ms. */
  at: number;
  id: string;
}

/** Returns a page of the items, by their time. The position of an item has the form of all positions in cursors. */
export function pageOf<Item>(
  items: Item[],
  listedAs: (item: Item) => Listed,
  { limit, after }: PageRequest,
  order: 'oldest-first' | 'newest-first' = 'oldest-first',
): Page<Item> {
  const isBefore = (one: string, other: string): boolean => (order === 'oldest-first' ? one < other : one > other);
  const rest = items
    .map(item => ({ item, position: positionOf(listedAs(item)) }))
    .filter(({ position }) => after === undefined || isBefore(after, position))
    .toSorted((one, other) => (isBefore(one.position, other.position) ? -1 : 1));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(({ item }) => item), ...(rest.length > limit && last && { next: last.position }) };
}

const positionOf = ({ at, id }: Listed): string => `${String(at).padStart(14, '0')}#${id}`;
