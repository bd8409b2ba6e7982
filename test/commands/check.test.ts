/** The summary of `npm run check`, the last line of `.ci/run`, and that the steps are npm scripts. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { countsOf, runSteps, type StepResult, summaryOf } from '../../lib/commands/check/check.ts';
import { STEPS, type Step } from '../../lib/commands/check/steps.ts';
import { readReport } from '../../lib/commands/check/test-report.ts';

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

it('names the failed tests before the steps, with the first line of their messages', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-report-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'test.json');
  const failed = {
    status: 'failed',
    fullName: 'a sum adds',
    failureMessages: ['expected 2 to be 3\n    at sum.test.ts'],
  };
  const file = (name: string) => join(process.cwd(), name);
  const testResults = [
    {
      name: file('test/sum.test.ts'),
      status: 'failed',
      assertionResults: [failed, { status: 'passed', fullName: 'x' }],
    },
    { name: file('test/broken.test.ts'), status: 'failed', message: 'no such module\nmore', assertionResults: [] },
  ];
  await writeFile(path, JSON.stringify({ numPassedTests: 1, numFailedTests: 1, testResults }));
  const tests = await readReport(path);
  expect(summaryOf([result('test', false, tests)]).slice(0, 3)).toEqual([
    'failed  test: test/sum.test.ts > a sum adds: expected 2 to be 3',
    'failed  test: test/broken.test.ts: no such module',
    '',
  ]);
  expect(await readReport(join(folder, 'absent.json'))).toEqual({ passed: 0, failed: 1 });
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
