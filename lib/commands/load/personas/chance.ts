/** Random choices of the personas. Each takes the source of randomness, which returns a number in [0, 1). */
import assert from 'node:assert/strict';

export type Random = () => number;

/** True in this share of all cases. */
export const happens = (random: Random, share: number): boolean => random() < share;

/** A whole number from `min` to `max`, both included. */
export const wholeBetween = (random: Random, min: number, max: number): number =>
  min + Math.floor(random() * (max - min + 1));

/** One of the items. There must be at least one. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  assert(items.length > 0, 'there is nothing to pick from');
  return items[Math.floor(random() * items.length)] as Item;
}

/** A key of the weights, each in proportion to its weight. */
export function pickByWeight<Name extends string>(random: Random, weights: Record<Name, number>): Name {
  const entries = Object.entries(weights) as [Name, number][];
  let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return (entries.at(-1) as [Name, number])[0];
}
