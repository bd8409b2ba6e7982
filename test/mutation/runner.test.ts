/** The runner of seeded bugs: a bug is caught only if its code was loaded and a check failed because of it. */
import { describe, expect, it } from 'vitest';
import { faultsOfChecks } from './baseline.ts';
import { runNode, withFolder } from './child.ts';
import { byTest, type Check, type Guard, nameOf } from './mutant.ts';
import { isCaught, sumOf, tableOf } from './results-table.ts';
import { type MutantResult, runMutant } from './run-mutant.ts';
import { runTests } from './run-tests.ts';
import { mutantsOf } from './select.ts';

const LAPSE: Guard = {
  name: 'a hold lapses a millisecond too late',
  file: 'lib/domain/seat-lifecycle.ts',
  from: 'expiresAt <= now;',
  to: 'expiresAt < now;',
  breaks: 'P4',
  caughtBy: [byTest('test/domain/buckets.test.ts', 'the availability of a bucket')],
};
const [NAMED] = LAPSE.caughtBy as [Check];

describe('a mutant', () => {
  /** Runs it with checks that say this, by their names. */
  const run = (
    said: Record<string, Awaited<ReturnType<Parameters<typeof runMutant>[1] & object>>>,
    more: Check[] = [],
  ) => runMutant({ ...LAPSE, caughtBy: [NAMED, ...more] }, async check => said[nameOf(check)] ?? 'passed');

  it('is caught by its expected check', async () => {
    const result = await run({ [nameOf(NAMED)]: { caughtBy: 'it' } });
    expect(result).toMatchObject({ caughtBy: 'it', isExpected: true });
    expect(isCaught(result)).toBe(true);
  });

  it('may be caught by another check, which is then shown beside the expected one', async () => {
    const result = await run({ 'rule seat-history': { caughtBy: 'rule seat-history (seed 3)' } }, [
      { rule: 'seat-history' },
    ]);
    expect(result).toMatchObject({ caughtBy: 'rule seat-history (seed 3)', isExpected: false });
    expect(tableOf([result])).toContain('(expected: the availability of a bucket)');
    expect(sumOf([result])).toBe('All 1 seeded bugs were caught, 1 of them by another check than expected.');
  });

  it('may be caught by another rule than the expected one', async () => {
    const broken = { caughtBy: 'rule integrity (seed 3)', isOtherRule: true };
    const result = await run({ [nameOf(NAMED)]: broken });
    expect(result).toMatchObject({ caughtBy: 'rule integrity (seed 3)', isExpected: false });
    expect(isCaught(result)).toBe(true);
  });

  it('may be caught by another test of the same file', async () => {
    const result = await run({ 'test/domain/buckets.test.ts': { caughtBy: 'another test' } });
    expect(result).toMatchObject({ caughtBy: 'another test', isExpected: false });
  });

  it('is not caught if every check passes', async () => {
    const result = await run({});
    expect(isCaught(result)).toBe(false);
    expect(tableOf([result])).toContain('NOT CAUGHT');
    expect(sumOf([result])).toBe(`1 of 1 seeded bugs were not caught: ${LAPSE.name}.`);
  });

  it('is not caught by a check that could not be made', async () => {
    const result: MutantResult = await run({ [nameOf(NAMED)]: { problem: 'no test ran' } });
    expect(isCaught(result)).toBe(false);
    expect(tableOf([result])).toContain('NOT CHECKED: no test ran');
  });
});

describe('a check', () => {
  it('fails on code with the seeded bug, and passes on the code as it is', async () => {
    expect(await runMutant(LAPSE)).toMatchObject({
      caughtBy: expect.stringContaining('the availability of a bucket'),
      isExpected: true,
    });
    expect(await faultsOfChecks([LAPSE])).toEqual([]);
    expect(await runTests({ tests: ['test/domain/buckets.test.ts'] }, [])).toMatchObject({ failed: [], replaced: [] });
  });

  it('that does not load the mutated file is a problem', async () => {
    const caughtBy = [byTest('test/domain/bounded-cache.test.ts', '')];
    const { problem } = await runMutant({ ...LAPSE, caughtBy });
    expect(problem).toContain('lib/domain/seat-lifecycle.ts was not loaded');
  });

  it('whose test does not exist is a problem', async () => {
    const caughtBy = [byTest('test/domain/buckets.test.ts', 'a test that was renamed')];
    expect((await runMutant({ ...LAPSE, caughtBy })).problem).toContain('no test ran');
    expect(await faultsOfChecks([{ ...LAPSE, caughtBy }])).toEqual([
      'test/domain/buckets.test.ts has no test of this name: a test that was renamed',
    ]);
  });
});

it('Node loads a file with its edits, and the file stays as it is', async () => {
  const script = `console.log((await import('./${LAPSE.file}')).hasLapsed(1, 1))`;
  const args = ['--import', './test/mutation/source-hook.ts', '--input-type=module', '--eval', script];
  const run = (edits: Guard[]) => withFolder(folder => runNode(args, edits, folder));
  expect(await run([LAPSE])).toMatchObject({ output: 'false\n', replaced: [LAPSE.file] });
  expect(await run([])).toMatchObject({ output: 'true\n', replaced: [] });
});

it('a child process that hangs is ended', async () => {
  const args = ['--eval', 'setInterval(() => undefined, 1000)'];
  expect(await withFolder(folder => runNode(args, [], folder, 300))).toMatchObject({ isHanging: true });
});

describe('a word', () => {
  it('chooses a list, a promise, or parts of names, files and tests', () => {
    expect(mutantsOf(undefined).length).toBe(mutantsOf('guards').length + mutantsOf('removals').length);
    expect(new Set(mutantsOf('P1').map(mutant => (mutant as Guard).breaks))).toEqual(new Set(['P1']));
    expect(mutantsOf('lib/engine').length).toBeGreaterThan(50);
  });

  it('that matches nothing is an error in one sentence, which used to be a green empty table', () => {
    expect(() => mutantsOf('nonesuch')).toThrow(/^No seeded bug matches "nonesuch": .*\.$/);
  });
});
