/** The table of `npm run verify`: a promise is kept only if a check was run for it and none has failed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NIGHTLY_STEPS } from '../../lib/commands/nightly/steps.ts';
import {
  promiseTable,
  type Result,
  type StepChecks,
  standingOf,
  sumOf,
} from '../../lib/commands/verify/promise-table.ts';
import { PROMISE_NAMES, PROMISES, type PromiseName } from '../../lib/commands/verify/promises.ts';
import { checksAfter } from '../../lib/commands/verify/step-results.ts';
import { STEPS, type VerifyStep } from '../../lib/commands/verify/steps.ts';
import { isGreen } from '../../lib/commands/verify/verify.ts';

const ROOT = join(import.meta.dirname, '../..');

const stepOf = (step: string, result: Result, ...promises: PromiseName[]): StepChecks => ({
  step,
  checks: [{ name: `the ${step}`, promises, result }],
});
const ALL = stepOf('all', 'passed', ...PROMISE_NAMES);
/** The cells of the row of a promise. */
const rowOf = (promise: PromiseName, steps: StepChecks[]): string[] => {
  const line = promiseTable(steps)
    .split('\n')
    .find(text => text.includes(` ${promise} `));
  return (line ?? '')
    .split('│')
    .map(cell => cell.trim())
    .slice(3, -1);
};

describe('a promise', () => {
  it('is kept if its checks pass', () => {
    expect(standingOf('P1', [ALL, stepOf('race', 'passed', 'P1')])).toBe('kept');
    expect(isGreen([ALL])).toBe(true);
    expect(sumOf([ALL])).toEqual(['Each of the 12 promises has a check that was run, and all of them have passed.']);
  });

  it('is broken if one of its checks fails, and only then', () => {
    const steps = [ALL, stepOf('race', 'failed', 'P1', 'P9')];
    expect(PROMISE_NAMES.filter(promise => standingOf(promise, steps) === 'BROKEN')).toEqual(['P1', 'P9']);
    expect(isGreen(steps)).toBe(false);
    expect(sumOf(steps)).toEqual(['FAILED  race: the race', 'Not shown to be kept: P1, P9.']);
  });

  it('without a check is not kept', () => {
    const steps = [stepOf('most', 'passed', ...PROMISE_NAMES.filter(promise => promise !== 'P7'))];
    expect(standingOf('P7', steps)).toBe('NO CHECK');
    expect(isGreen(steps)).toBe(false);
    expect(sumOf(steps)).toEqual(['Not shown to be kept: P7.']);
  });

  it('whose only check was not run is not kept', () => {
    const others = stepOf('most', 'passed', ...PROMISE_NAMES.filter(promise => promise !== 'P2'));
    const steps = [others, { ...stepOf('differential', 'not run', 'P2'), because: 'needs Java 17' }];
    expect(standingOf('P2', steps)).toBe('NO CHECK');
    expect(isGreen(steps)).toBe(false);
  });
});

describe('the table', () => {
  it('has a row for each promise and a column for each step', () => {
    const steps = [
      ALL,
      stepOf('race', 'failed', 'P1'),
      { ...stepOf('differential', 'not run', 'P2'), because: 'needs it' },
    ];
    expect(rowOf('P1', steps)).toEqual(['passed', 'FAILED', '', 'BROKEN']);
    expect(rowOf('P2', steps)).toEqual(['passed', '', expect.stringMatching(/^not run/), 'kept']);
    expect(rowOf('P3', steps)).toEqual(['passed', '', '', 'kept']);
    expect(sumOf(steps)).toEqual([
      'FAILED  race: the race',
      'Not run: differential needs it.',
      'Not shown to be kept: P1.',
    ]);
  });

  it('counts the checks of a step', () => {
    const checks = ['one', 'two'].map(name => ({ name, promises: ['P1' as const], result: 'passed' as const }));
    expect(rowOf('P1', [{ step: 'gate', checks }])).toEqual(['2 passed', 'kept']);
  });
});

describe('the checks of a step', () => {
  const step: VerifyStep = {
    name: 'simulator',
    npm: [],
    says: '',
    checks: [
      { name: 'seat-history', promises: ['P1'] },
      { name: 'one-effect', promises: ['P3'] },
    ],
  };
  const results = (code: number, output: string, report?: string, more: Partial<VerifyStep> = {}) =>
    checksAfter({ ...step, ...more }, { code, output }, report).map(({ result }) => result);

  it('pass with it', () => {
    expect(results(0, 'one-effect holds')).toEqual(['passed', 'passed']);
  });

  it('fail if its output names them; the others were not completed', () => {
    expect(results(1, 'Seed 7 breaks one-effect: two holds')).toEqual(['not run', 'failed']);
  });

  it('fail all if the output names none of them', () => {
    expect(results(1, 'not-one-effects')).toEqual(['failed', 'failed']);
  });

  it('are those of its report if it has one', () => {
    const report = JSON.stringify([
      { name: 'a', breaks: 'P4', isCaught: true },
      { name: 'b', breaks: 'P11', isCaught: false },
    ]);
    expect(checksAfter({ ...step, hasReport: true }, { code: 1, output: '' }, report)).toEqual([
      { name: 'a', promises: ['P4'], result: 'passed' },
      { name: 'b', promises: ['P11'], result: 'failed' },
    ]);
  });

  it('fail if its report is missing, whatever its exit status is', () => {
    expect(results(0, '', undefined, { hasReport: true })).toEqual(['failed', 'failed']);
  });
});

describe('the steps', () => {
  it('cover every promise, without those that need Java', () => {
    const covered = STEPS.filter(({ needsJava }) => !needsJava).flatMap(({ checks }) =>
      checks.flatMap(({ promises }) => promises),
    );
    expect(PROMISE_NAMES.filter(promise => !covered.includes(promise))).toEqual([]);
  });

  it('have no check without a promise, which no row would show', () => {
    const checks = STEPS.flatMap(step => step.checks);
    expect(checks.filter(({ promises }) => promises.length === 0)).toEqual([]);
  });

  it('name npm scripts only', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const named = [...STEPS, ...NIGHTLY_STEPS].flatMap(({ npm: [first, second] }) => (first === 'run' ? [second] : []));
    expect(named.filter(name => !((name as string) in scripts))).toEqual([]);
  });

  it('check the promises of docs/races.md', () => {
    const page = readFileSync(join(ROOT, 'docs/races.md'), 'utf8');
    const listed = [...page.matchAll(/^\| (P\d+) \|/gm)].map(([, name]) => name);
    expect(Object.keys(PROMISES)).toEqual(listed);
  });
});
