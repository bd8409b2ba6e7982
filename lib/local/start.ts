/** `npm start`: the whole service until Ctrl-C, and what a newcomer wants to know about it. */
import { setTimeout as pause } from 'node:timers/promises';
import { say, seedProgress } from '../cli/terminal.ts';
import { noteRunning } from './running.ts';
import { type Runtime, startRuntime } from './runtime.ts';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './seed/accounts.ts';
import { isOnDisk, readSettings, type Settings } from './settings.ts';

export async function start(): Promise<void> {
  const settings = readSettings();
  const signalled = firstSignal();
  say(settings.dynamodbEndpoint ? `Using DynamoDB at ${settings.dynamodbEndpoint}.` : 'Starting DynamoDB Local …');
  const progress = seedProgress();
  const starting = startRuntime(settings, progress.show).finally(progress.end);
  const runtime = await Promise.race([starting, signalled]);
  if (!runtime) {
    // The process's end takes DynamoDB Local with it.
    say('\nStopped before it was up.');
    process.exit();
  }

  noteRunning({
    url: runtime.url,
    dynamodbEndpoint: runtime.table.endpoint,
    tableName: settings.tableName,
    isOnDisk: isOnDisk(settings),
  });
  for (const line of greeting(runtime, settings)) say(line);
  await Promise.race([signalled, databaseEnded(runtime, signalled)]);
  say('\nStopping …');
  await stopWithin(runtime);
  process.exit();
}

/** A second signal does not wait for anything. */
function firstSignal(): Promise<undefined> {
  return new Promise(resolve => {
    let signals = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        signals += 1;
        if (signals > 1) process.exit(1);
        resolve(undefined);
      });
    }
  });
}

/** Ctrl-C reaches DynamoDB Local as well, and maybe before us: its end alone is only news a moment later. */
const MOMENT_MS = 300;

async function databaseEnded({ table }: Runtime, signalled: Promise<undefined>): Promise<void> {
  await table.ended;
  const isOurs = await Promise.race([signalled.then(() => true), pause(MOMENT_MS, false)]);
  if (isOurs) return;
  process.stderr.write('DynamoDB Local ended, and with it the service: start it again with npm start.\n');
  process.exitCode = 1;
}

const STOP_WITHIN_MS = 6_000;

/** Whatever hangs, the process ends, and DynamoDB Local with it. */
const stopWithin = (runtime: Runtime): Promise<unknown> => Promise.race([runtime.stop(), pause(STOP_WITHIN_MS)]);

function greeting(
  { url, table }: Runtime,
  { dataFolder, tableName, stream, streamFaults, sweep, rateLimits, gateway, corsOrigins }: Settings,
): string[] {
  const width = Math.max(...DEMO_ACCOUNTS.map(({ email }) => email.length));
  return [
    '',
    `Holdfast is healthy at ${url}`,
    '',
    `  reference   ${url}/docs`,
    `  OpenAPI     ${url}/openapi.json`,
    `  events      ${url}/v1/events`,
    `  health      ${url}/health`,
    `  DynamoDB    ${table.endpoint}, table ${tableName}${table.isNew ? ' (new)' : ''}; look into it with: npm run table`,
    `  data        ${dataFolder ? `kept in ${dataFolder}` : 'in memory; HOLDFAST_DATA=<folder> keeps them between runs'}`,
    ...(corsOrigins.length > 0 ? [`  pages       of ${corsOrigins.join(', ')} may call it from a browser`] : []),
    ...(gateway === 'stripe' ? ['  payments    by Stripe, with the key of STRIPE_SECRET_KEY'] : []),
    ...(stream ? [] : ['  stream      off: nothing reaches the journal, and no lapse is noticed by TTL']),
    ...(streamFaults === undefined ? [] : [`  faults      in the stream, from seed ${streamFaults}`]),
    ...(rateLimits === 'off' ? ['  limits      off: anybody may call as often as they like'] : []),
    ...(sweep ? [] : ['  sweep       off: what lapsed stays as it is until somebody wants it']),
    '',
    `Sign in with the password ${DEMO_PASSWORD} as`,
    ...DEMO_ACCOUNTS.map(({ email, role }) => `  ${email.padEnd(width)}  ${role}`),
    '',
    'Try it:',
    `  curl -s '${url}/v1/events?limit=3'`,
    `  curl -s ${url}/v1/auth/login -H 'content-type: application/json' \\`,
    `    -d '{"email":"alice@holdfast.example","password":"${DEMO_PASSWORD}"}'`,
    `  npm run race -- --buyers 100 --url ${url}`,
    '',
    'Ctrl-C stops it.',
  ];
}
