/**
 * `npm run load`: clients of seven kinds buy, browse and edit at once, over HTTP. At the end all recorded calls are judged
 * by the checker. The command fails if the service has broken a promise.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { checkCallHistory } from '../../checker/check-call-history.ts';
import { abortOnSignal, statusAfterSignal } from '../../cli/signals.ts';
import { say, seedProgress } from '../../cli/terminal.ts';
import { VARIABLES } from '../../deployment/variables.ts';
import { startRuntime } from '../../local/runtime.ts';
import { readSettings } from '../../local/settings.ts';
import { requireWritable } from '../shared/require-writable.ts';
import { createHttpTransport } from './http-transport.ts';
import { liveProgress } from './live-progress.ts';
import { systemClock } from './load-clock.ts';
import { checkedOptions, type GivenOptions, SEED_MAX } from './options.ts';
import { type LoadOptions, type LoadResult, runLoad } from './run-load.ts';
import { tellResult } from './tell-result.ts';

/** Prints the figures and the verdict, and fails unless the verdict is green. */
export async function load(given: GivenOptions): Promise<void> {
  const { url, report, history, ...options } = checkedOptions(given, () => randomInt(SEED_MAX));
  await requireWritable({ '--report': report, '--history': history });
  const service = url === undefined ? await startQuietly() : { url, stop: async () => undefined };
  // The first signal ends the load, and a later one the process.
  const stop = abortOnSignal();
  say(`Load of seed ${options.seed} on ${service.url}. Ctrl-C ends it early; the calls until then are judged.`);
  const result = await run({ ...options, url: service.url }, stop).finally(service.stop);
  const files = { ...(report !== undefined && { report }), ...(history !== undefined && { history }) };
  await tellResult(result, { options: { ...options, ...(url !== undefined && { url }) }, ...files, say });
  if (stop.aborted) process.exitCode = statusAfterSignal();
}

/** Starts a service on a free port, with its data in memory and without rate limits, because all clients have one address. */
async function startQuietly() {
  process.env[VARIABLES.rateLimits] ??= 'off';
  const { dataFolder: _dataFolder, ...settings } = readSettings({ ...process.env, PORT: '0', HOLDFAST_WEB: 'off' });
  say('Starting a service for the load (--url uses a running one) …');
  const progress = seedProgress();
  return startRuntime(settings, progress.show).finally(progress.end);
}

async function run(options: LoadOptions, stop: AbortSignal): Promise<LoadResult> {
  const transport = createHttpTransport(new URL(options.url));
  const progress = liveProgress(systemClock);
  const runId = `load-${randomUUID().slice(0, 8)}`;
  const needs = { transport, clock: systemClock, judge: checkCallHistory, stop, runId, onPhase: progress.show };
  try {
    return await runLoad(options, needs);
  } finally {
    progress.end();
    transport.close();
  }
}
