/** Reads what vitest's JSON reporter wrote: how many tests passed and failed, and which failed, with their messages. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';

export interface TestCounts {
  passed: number;
  failed: number;
  /** For each failure its file, its name and the first line of its message. */
  failures?: string[];
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    /** Says why a file has no tests. */
    message?: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

/** A run that wrote no report failed before its first test. */
export async function readReport(path: string): Promise<TestCounts> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1 };
  const report = JSON.parse(text) as Report;
  return { passed: report.numPassedTests, failed: report.numFailedTests, failures: failuresIn(report) };
}

const failuresIn = ({ testResults }: Report): string[] =>
  testResults.flatMap(({ name, status, message = '', assertionResults }) => {
    const file = relative(process.cwd(), name);
    const failed = assertionResults.filter(test => test.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`${file}: ${firstLine(message)}`];
    return failed.map(test => `${file} > ${test.fullName}: ${firstLine(test.failureMessages?.[0] ?? '')}`);
  });

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? '';
