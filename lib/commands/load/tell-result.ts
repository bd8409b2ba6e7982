/** Reports the result of a run: prints the figures and the verdict, writes the files that were asked for, and fails if it is red. */
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type CallHistory, fileLinesOf } from '../../checker/call-history.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { reportOf } from './report/report.ts';
import type { LoadOptions, LoadResult } from './run-load.ts';
import { figuresOf } from './statistics.ts';
import { isGreen, summaryOf } from './summary.ts';

export interface Told {
  /** Without the address of a service that the command has started itself. */
  options: Omit<LoadOptions, 'url'> & { url?: string };
  report?: string;
  history?: string;
  say(text: string): void;
}

/** Throws a UsageError unless the verdict is green. */
export async function tellResult(result: LoadResult, { options, report, history, say }: Told): Promise<void> {
  const { startedAt, endedAt, verdict } = result;
  const figures = figuresOf(result.history, startedAt, endedAt);
  say(summaryOf(figures, result));
  // The order of calls is new in each run, so the history of a failure must not get lost.
  const kept = history ?? (isGreen(result) ? undefined : join(tmpdir(), `holdfast-load-${options.seed}.jsonl`));
  if (kept !== undefined) {
    await writeHistory(kept, result.history);
    say(`History: ${kept}`);
  }
  if (report !== undefined) {
    await writeFile(report, await reportOf({ figures, result, options, historyFile: kept }));
    say(`Report: ${report}`);
  }
  if (!isGreen(result)) throw new UsageError(failureOf(result));
  say(`Green: ${verdict.calls} calls keep every promise that was checked.`);
}

function failureOf({ verdict: { violations, calls } }: LoadResult): string {
  const broken = `${violations.length} ${violations.length === 1 ? 'violation' : 'violations'} in ${calls} calls`;
  return `Red: ${violations.length > 0 ? broken : 'the service did not settle'}. docs/load-testing.md says what to do.`;
}

/** Writes one line at a time, because the text of a long run may be longer than a string can be. */
async function writeHistory(path: string, history: CallHistory): Promise<void> {
  await pipeline(Readable.from(fileLinesOf(history)), createWriteStream(path));
}
