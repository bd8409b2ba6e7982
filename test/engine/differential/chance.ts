/** Random choices from a seed. */
import { seeded } from '../../../lib/local/seeded-random.ts';

export interface Chance {
  /** A whole number from 0, below `count`. */
  below(count: number): number;
  isOneIn(count: number): boolean;
  pick<Choice>(choices: readonly Choice[]): Choice;
  /** Between `min` and `max` results of `make`. */
  some<Made>(min: number, max: number, make: (i: number) => Made): Made[];
}

export function chanceFrom(seed: number): Chance {
  const random = seeded(seed);
  const below = (count: number) => Math.floor(random() * count);
  return {
    below,
    isOneIn: count => below(count) === 0,
    pick: choices => choices[below(choices.length)] as (typeof choices)[number],
    some: (min, max, make) => Array.from({ length: min + below(max - min + 1) }, (_, i) => make(i)),
  };
}
