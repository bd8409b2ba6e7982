/**
 * `npm run load`: clients of seven kinds buy, browse and edit at once, over HTTP. At the end all recorded calls are judged
 * by the checker. The command fails if the service has broken a promise.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CallHistory } from '../../checker/call-history.ts';
import { checkCallHistory } from '../../checker/check-call-history.ts';
import { say, seedProgress } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { VARIABLES } from '../../deployment/variables.ts';
import { startRuntime } from '../../local/runtime.ts';
import { readSettings } from '../../local/settings.ts';
import { createHttpTransport } from './http-transport.ts';
import { liveProgress } from './live-progress.ts';
import { systemClock } from './load-clock.ts';
import { checkedOptions, type GivenOptions } from './options.ts';
import { reportOf } from './report/report.ts';
import { type LoadOptions, type LoadResult, runLoad } from './run-load.ts';
import { figuresOf } from './statistics.ts';
import { summaryOf } from './summary.ts';

/** Prints the figures and the verdict, and fails unless the verdict is green. */
export async function load(given: GivenOptions): Promise<void> {
  const { url, report, history, ...options } = checkedOptions(given, () => randomInt(2 ** 31));
  const stop = stopOnSignal();
  const service = url === undefined ? await startQuietly() : { url, stop: async () => undefined };
  let result: LoadResult;
  try {
    say(`Load of seed ${options.seed} on ${service.url}. Ctrl-C ends it early; what happened until then is judged.`);
    result = await run({ ...options, url: service.url }, stop);
  } finally {
    await service.stop();
  }
  await tell(result, { ...options, ...(url !== undefined && { url }) }, { report, history });
}

/** Ends the load at the first signal, and the process at the second one. */
function stopOnSignal(): AbortSignal {
  const stopping = new AbortController();
  const onSignal = () => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return stopping.signal;
}

async function run(options: LoadOptions, stop: AbortSignal): Promise<LoadResult> {
  const transport = createHttpTransport(new URL(options.url));
  const progress = liveProgress(systemClock);
  const runId = `load-${randomUUID().slice(0, 8)}`;
  try {
    return await runLoad(options, {
      transport,
      clock: systemClock,
      judge: checkCallHistory,
      stop,
      runId,
      onPhase: progress.show,
    });
  } finally {
    progress.end();
    transport.close();
  }
}

/** Starts a service on a free port, with its data in memory and without rate limits: all clients have one address. */
async function startQuietly() {
  process.env[VARIABLES.rateLimits] ??= 'off';
  const { dataFolder: _dataFolder, ...settings } = readSettings({ ...process.env, PORT: '0' });
  say('Starting a service for the load (--url uses a running one) …');
  const progress = seedProgress();
  return startRuntime(settings, progress.show).finally(progress.end);
}

type Files = Partial<Record<'report' | 'history', string | undefined>>;

async function tell(
  result: LoadResult,
  options: Omit<LoadOptions, 'url'> & { url?: string },
  { report, history }: Files,
): Promise<void> {
  const { startedAt, endedAt, verdict, unsettled } = result;
  const figures = figuresOf(result.history, startedAt, endedAt);
  say(summaryOf(figures, result));
  const isRed = verdict.violations.length > 0 || unsettled !== undefined;
  // The order of calls differs in each run, so the history of a failure must not get lost.
  const kept = history ?? (isRed ? join(tmpdir(), `holdfast-load-${options.seed}.jsonl`) : undefined);
  if (kept !== undefined) await writeHistory(kept, result.history);
  if (report !== undefined) {
    await writeFile(report, await reportOf({ figures, result, options, historyFile: kept }));
    say(`Report: ${report}`);
  }
  if (kept !== undefined) say(`History: ${kept}`);
  if (isRed) throw new UsageError(failureOf(result));
  say(`Green: ${verdict.calls} calls keep every promise that was checked.`);
}

const failureOf = ({ verdict, unsettled }: LoadResult): string =>
  verdict.violations.length > 0
    ? `Red: ${verdict.violations.length} violations in ${verdict.calls} calls. docs/load-testing.md says what to do.`
    : `Red: the service did not settle${unsettled ? '' : ' in time'}. docs/load-testing.md says what to do.`;

/** A line at a time: the text of a long run is larger than one string may be. */
async function writeHistory(path: string, { header, lines }: CallHistory): Promise<void> {
  function* texts() {
    yield `${JSON.stringify(header)}\n`;
    for (const line of lines) yield `${JSON.stringify(line)}\n`;
  }
  await pipeline(Readable.from(texts()), createWriteStream(path));
}
