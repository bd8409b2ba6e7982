/** The lists of seeded bugs: each finds its text, and each promise has a guard. `npm run mutants` runs them. */
import { describe, expect, it } from 'vitest';
import { PROMISE_NAMES } from '../../lib/commands/verify/promises.ts';
import { GUARDS } from './guards/guards.ts';
import { editsOf } from './mutant.ts';
import { REMOVALS } from './removals/removals.ts';
import { verifyEdits, withEdits } from './replace-source.ts';

const MUTANTS = [...GUARDS, ...REMOVALS];

describe('the seeded bugs', () => {
  it('find their text exactly once, and leave code that can be parsed', () => {
    const errors = MUTANTS.flatMap(mutant => {
      try {
        verifyEdits(editsOf(mutant));
        return [];
      } catch (error) {
        return [`${mutant.name}: ${(error as Error).message}`];
      }
    });
    expect(errors).toEqual([]);
  });

  it('have different names', () => {
    const names = MUTANTS.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('break every promise, and are at least 45', () => {
    expect(GUARDS.length).toBeGreaterThanOrEqual(45);
    const broken = new Set(GUARDS.map(({ breaks }) => breaks));
    expect(PROMISE_NAMES.filter(promise => !broken.has(promise))).toEqual([]);
  });
});

describe('an edit', () => {
  const edit = { file: 'a.ts', from: 'one', to: 'two' };

  it('replaces its text', () => {
    expect(withEdits('one + 1', [edit])).toBe('two + 1');
  });

  it.each([
    ['1 + 1', 0],
    ['one + one', 2],
  ])('is refused if the file has its text not exactly once: %s', (text, times) => {
    expect(() => withEdits(text, [edit])).toThrow(`a.ts has this text ${times} times instead of once: one`);
  });
});
