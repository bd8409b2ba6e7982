/** Runs tests by Vitest in a child process, on code that has the edits of a mutant. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ended, runNode, withFolder } from './child.ts';
import type { Edit, TestCheck } from './mutant.ts';
import { ROOT } from './replace-source.ts';

const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const CONFIG = join(import.meta.dirname, 'vitest.config.ts');

export const ALL_PROJECTS = ['unit', 'service', 'long', 'longest'];

/** The tests that ran, by their full names: `placing a hold > on a seat that is booked …`. */
export interface TestRun extends Ended {
  passed: string[];
  failed: string[];
}

/** Runs the tests of a check: the named one, or until the first that fails. */
export function runTests(
  { tests, named, projects = ALL_PROJECTS }: TestCheck,
  edits: readonly Edit[],
): Promise<TestRun> {
  const which = named === undefined ? ['--bail', '1'] : ['--testNamePattern', `^${escaped(named)}`];
  return runVitest([...which, ...projects.flatMap(name => ['--project', name]), ...tests], edits);
}

/** Runs Vitest with these arguments. */
export const runVitest = (args: readonly string[], edits: readonly Edit[], endAfterMs?: number): Promise<TestRun> =>
  withFolder(async folder => {
    const report = join(folder, 'report.json');
    const options = ['--config', CONFIG, '--maxWorkers', '1', '--reporter', 'json', '--outputFile', report];
    const ended = await runNode([VITEST, 'run', ...options, ...args], edits, folder, endAfterMs);
    return { ...ended, ...(await read(report)) };
  });

/** The text as a part of a regular expression. */
export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

interface Report {
  testResults: { assertionResults: { status: string; ancestorTitles: string[]; title: string }[] }[];
}

/** A run that hangs, or whose files cannot be loaded, has no tests. */
async function read(report: string): Promise<Pick<TestRun, 'passed' | 'failed'>> {
  const text = await readFile(report, 'utf8').catch(() => '{ "testResults": [] }');
  const tests = (JSON.parse(text) as Report).testResults.flatMap(({ assertionResults }) => assertionResults);
  const namesOf = (wanted: string): string[] =>
    tests.filter(({ status }) => status === wanted).map(test => [...test.ancestorTitles, test.title].join(' > '));
  return { passed: namesOf('passed'), failed: namesOf('failed') };
}
