/** The summary of `npm run check`, the last line of `.ci/run`, and that the steps are npm scripts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { countsOf, runSteps, type StepResult, summaryOf } from '../../lib/commands/check/check.ts';
import { STEPS, type Step } from '../../lib/commands/check/steps.ts';

const step = (name: string): Step => ({ name, npm: ['run', name], checks: `what ${name} checks` });
const result = (name: string, isPassed: boolean, tests?: StepResult['tests']): StepResult => ({
  step: step(name),
  isPassed,
  seconds: 12.4,
  ...(tests && { tests }),
});

it('has a line for each step and one for all', () => {
  expect(summaryOf([result('lint', true), result('test', false)])).toEqual([
    '',
    'passed  lint    12 s  what lint checks',
    'FAILED  test    12 s  what test checks',
    '1 of 2 steps failed: test.',
  ]);
  expect(summaryOf([result('lint', true)]).at(-1)).toBe('All 1 steps passed.');
});

it('counts tests, and a step that fails without a failed test as one failure', () => {
  expect(countsOf([result('lint', true), result('test', true, { passed: 7, failed: 0 })])).toBe('7 passed, 0 failed');
  expect(countsOf([result('lint', false), result('test', false, { passed: 5, failed: 2 })])).toBe('5 passed, 3 failed');
  expect(countsOf([result('test', false, { passed: 5, failed: 0 })])).toBe('5 passed, 1 failed');
});

it('runs every step, also after one that fails', async () => {
  const exec = (name: string, code: number, more: Partial<Step> = {}): Step => ({
    ...step(name),
    npm: ['exec', '--silent', '--', 'node', '-e', `process.exit(${code})`],
    ...more,
  });
  const steps = [exec('beside', 3, { isBeside: true }), exec('fails', 1), exec('passes', 0)];
  const results = await runSteps(steps, { print: () => undefined });
  expect(results.map(({ step: { name }, isPassed }) => [name, isPassed])).toEqual([
    ['beside', false],
    ['fails', false],
    ['passes', true],
  ]);
});

it('names npm scripts only', () => {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  const named = STEPS.map(({ npm: [first, second] }) => (first === 'run' ? second : first) as string);
  expect(named.filter(name => !(name in scripts))).toEqual([]);
});
