/** `npm run race`: many customers ask for one seat at the same moment, over HTTP. One gets it; each other gets a refusal with the reason. */
import Table from 'cli-table3';
import { wholeNumber } from '../../cli/read-options.ts';
import { say, seedProgress } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { DEMO_CUSTOMERS_MAX } from '../../domain/limits.ts';
import { findRunning } from '../../local/running.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { demoPasswordOf } from '../../local/seed/demo-passwords.ts';
import { readSettings } from '../../local/settings.ts';
import { createClient } from './client.ts';
import { type Race, type RaceResult, runRace } from './run-race.ts';

const ROUNDS_MAX = 1_000;

/** Prints the results, and fails unless each round has exactly one winner and useful refusals. */
export async function race(given: RaceOptions): Promise<void> {
  const { rounds, ...options } = checked(given);
  const service = await serviceFor(given);
  const client = createClient(new URL(service.url));
  const results: RaceResult[] = [];
  const passwordOf = (email: string): string => demoPasswordOf(email, process.env);
  try {
    for (let round = 1; round <= rounds; round++) {
      results.push(await runRace(client, service.url, { ...options, passwordOf }));
    }
  } finally {
    client.close();
    await service.stop();
  }
  say(tableOf(results));
  const unfair = results.findIndex(({ verdict }) => !verdict.isFair);
  if (unfair >= 0) throw new UsageError(failureOf(unfair + 1, results[unfair] as RaceResult, options.buyers));
  say(
    `One winner${rounds > 1 ? ' in each round' : ''}. Every refusal names the seat, the reason, and until when it is held.`,
  );
}

interface RaceOptions {
  buyers: string;
  rounds: string;
  url: string | undefined;
  own: boolean;
  event: string | undefined;
  seat: string | undefined;
}

function checked(options: RaceOptions): Omit<Race, 'passwordOf'> & { rounds: number } {
  const buyers = wholeNumber('--buyers', options.buyers, { min: 1, max: DEMO_CUSTOMERS_MAX });
  const rounds = wholeNumber('--rounds', options.rounds, { min: 1, max: ROUNDS_MAX });
  const { url, own, event: eventId, seat: seatId } = options;
  if (seatId !== undefined && rounds > 1) {
    throw new UsageError('--seat names one seat, which is taken after one round. Leave --rounds or --seat out.');
  }
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new UsageError(`--url must be an address such as http://127.0.0.1:3000, but is "${url}".`);
  }
  if (own && url !== undefined) throw new UsageError('Give --url or --own, not both.');
  return {
    buyers,
    rounds,
    ...(eventId !== undefined && { eventId }),
    ...(seatId !== undefined && { seatId }),
  };
}

/** The service that the options name, or the running npm start, or a service of this command. */
async function serviceFor({ url, own }: RaceOptions): Promise<Pick<Runtime, 'url' | 'stop'>> {
  const running = own ? undefined : findRunning();
  const used = url ?? running?.url;
  if (used === undefined) return startQuietly(own);
  if (url === undefined) say(`Using the running npm start at ${used} (--own starts a service for the race).`);
  return { url: used, stop: async () => undefined };
}

/** Starts a service on a free port, with its data in memory. */
async function startQuietly(isAsked: boolean): Promise<Runtime> {
  const { dataFolder: _dataFolder, ...settings } = readSettings({ ...process.env, PORT: '0', HOLDFAST_WEB: 'off' });
  say(`${isAsked ? '' : 'No npm start of this folder is running. '}Starting a service for the race …`);
  const progress = seedProgress();
  return startRuntime(settings, progress.show).finally(progress.end);
}

const HEAD = ['round', 'seat', 'winners', 'useful 409s', 'other', 'p50 ms', 'p99 ms', 'max ms', 'wall ms'];

function tableOf(results: RaceResult[]): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [] } });
  results.forEach(({ seatId, wallMs, verdict }, i) => {
    const { winners, usefulRefusals, latency } = verdict;
    const times = [latency.p50, latency.p99, latency.max, wallMs].map(ms => ms.toFixed(1));
    table.push([i + 1, seatId, winners, usefulRefusals, othersOf(verdict) || 'none', ...times]);
  });
  return table.toString();
}

const othersOf = ({ others }: RaceResult['verdict']): string =>
  Object.entries(others)
    .map(([kind, count]) => `${count} × ${kind}`)
    .join(', ');

const failureOf = (round: number, { verdict }: RaceResult, buyers: number): string =>
  `Round ${round} should have 1 winner and ${buyers - 1} useful refusals, but has ${verdict.winners} and ${verdict.usefulRefusals}${othersOf(verdict) && `, and ${othersOf(verdict)}`}.`;
