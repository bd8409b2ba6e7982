/**
 * The randomness of a simulation. Each step of a scenario has a stream of its own, derived from the seed and the number of the
 * step. So a step behaves the same when other steps are left out, and a failing scenario can be shortened.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { seeded } from '../local/seeded-random.ts';

export interface Chance {
  /** In [0, 1). */
  random(): number;
  /** A whole number from 0 to `count` - 1. */
  below(count: number): number;
  between(from: number, to: number): number;
  /** Whether something with this probability happens. */
  happens(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** Creates the stream of one part of a run. The same labels give the same stream. */
export function chanceOf(...labels: (number | string)[]): Chance {
  const random = seeded(hashOf(labels.join('/')));
  const below = (count: number): number => Math.floor(random() * count);
  return {
    random,
    below,
    between: (from, to) => from + random() * (to - from),
    happens: probability => random() < probability,
    pick: items => items[below(items.length)] as (typeof items)[number],
  };
}

/** Puts items into another order, in place (Fisher and Yates). */
export function shuffle<Item>(items: Item[], chance: Chance): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = chance.below(i + 1);
    [items[i], items[j]] = [items[j] as Item, items[i] as Item];
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

const current = new AsyncLocalStorage<Chance>();

/** Runs a step, so that everything it awaits draws from its stream. */
export const withChance = <Result>(chance: Chance, step: () => Promise<Result>): Promise<Result> =>
  current.run(chance, step);

/** The stream of the running step; undefined before and after the steps, where nothing is random. */
export const currentChance = (): Chance | undefined => current.getStore();
