/** `npm run faults`: a proxy in front of DynamoDB Local or the embedded engine. A seed gives its requests the faults of AWS. */
import { wholeNumber } from '../../cli/read-options.ts';
import { endStopped, firstSignal } from '../../cli/signals.ts';
import { say } from '../../cli/terminal.ts';
import type { FaultRates } from '../../engine/faults/faults.ts';
import { USUAL_RATES } from '../../local/database/engine-faults.ts';
import { requireDynamoDb } from '../../local/database/require-dynamodb.ts';
import { readPort, refusePort } from '../shared/ports.ts';
import { readTarget, sourceOf } from './check-target.ts';
import { startFaultProxy } from './proxy.ts';
import { readRates } from './read-rates.ts';
import { reportOf, summaryOf } from './report.ts';

interface FaultOptions {
  target: string;
  port: string;
  seed: string;
  rates: string | undefined;
  'delay-ms': string;
}

const SEED_MAX = 2 ** 32 - 1;
/** Longer delays are timeouts for every client. */
const DELAY_LIMIT_MS = 60_000;

export async function serveFaults(given: FaultOptions): Promise<void> {
  const port = readPort(given.port);
  const seed = wholeNumber('--seed', given.seed, { min: 0, max: SEED_MAX });
  const delayMsMax = wholeNumber('--delay-ms', given['delay-ms'], { min: 0, max: DELAY_LIMIT_MS });
  const rates = given.rates === undefined ? PROXY_RATES : readRates(given.rates);
  const target = readTarget(given.target);
  await requireDynamoDb(target.href, sourceOf(target));
  const options = { target, port, seed, rates, delayMsMax, onFailure: reportOnce(target) };
  const proxy = await startFaultProxy(options).catch(refusePort(port));
  say(`The fault proxy is at ${proxy.endpoint}, in front of ${target.origin}, with seed ${seed}.`);
  say(`Rates: ${textOf(rates)}`);
  say(`To run the service through it: DYNAMODB_ENDPOINT=${proxy.endpoint} npm start`);
  say('Ctrl-C stops it, and prints the faults that it made.');
  await firstSignal();
  await proxy.close();
  const counts = proxy.counts.all();
  if (counts.length > 0) say(`\n${reportOf(counts)}`);
  say(summaryOf(counts));
  endStopped();
}

/** A stale read is left out: the proxy does not know older states. */
const { stale: _stale, ...PROXY_RATES } = USUAL_RATES;

const textOf = (rates: FaultRates): string =>
  Object.entries(rates)
    .map(([kind, rate]) => `${kind}=${rate}`)
    .join(',');

/** Prints the first failure only: while the target is down, each request fails. */
function reportOnce(target: URL): (error: Error) => void {
  let isReported = false;
  return error => {
    if (isReported) return;
    isReported = true;
    process.stderr.write(
      `${target.origin} did not answer a request (${error.message}). Callers get ServiceUnavailable.\n`,
    );
  };
}
