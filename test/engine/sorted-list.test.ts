/** The sorted list, compared with a sorted array. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SortedList } from '../../lib/engine/storage/sorted-list.ts';

const compare = (a: number, b: number) => a - b;

it('has the elements of a sorted array, from any position and in both directions', () => {
  const step = fc.record({ value: fc.integer({ min: 0, max: 3_000 }), isAdded: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 3_000, size: 'max' }),
      fc.integer({ min: 0, max: 3_000 }),
      (steps, from) => {
        const [list, model] = [new SortedList<number>(compare), new Set<number>()];
        for (const { value, isAdded } of steps) {
          if (isAdded && !model.has(value)) list.add(value);
          if (!isAdded) list.delete(value);
          if (isAdded) model.add(value);
          else model.delete(value);
        }
        const sorted = [...model].sort(compare);
        expect([...list.ascending(value => value < from)]).toEqual(sorted.filter(value => value >= from));
        expect([...list.descending(value => value < from)]).toEqual(sorted.filter(value => value < from).reverse());
        expect(list.isEmpty).toBe(sorted.length === 0);
      },
    ),
    { numRuns: 50 },
  );
});
