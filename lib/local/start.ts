/** `npm start`: runs the whole service until Ctrl-C, and prints its addresses, accounts and settings. */
import { setTimeout as pause } from 'node:timers/promises';
import { endNow, endStopped, firstSignal, isSignalled, isSignalledSoon } from '../cli/signals.ts';
import { say, seedProgress } from '../cli/terminal.ts';
import { buildWeb, isWebOutdated } from '../deployment/web-build.ts';
import { chooseEngine } from './database/choose-engine.ts';
import { ENGINE_TITLES } from './database/engine-names.ts';
import { MAILBOX_PATH } from './http/mailbox-html.ts';
import { requireFreePort } from './http/server.ts';
import { noteRunning } from './running.ts';
import { type Runtime, startRuntime } from './runtime.ts';
import { DEMO_ACCOUNTS } from './seed/accounts.ts';
import { DEMO_PASSWORD } from './seed/demo-passwords.ts';
import { isOnDisk, readSettings, type Settings } from './settings.ts';

export async function start(): Promise<void> {
  const signalled = firstSignal();
  const given = readSettings();
  // Before anything else starts: a second npm start on the same port is a frequent mistake.
  await requireFreePort(given.port);
  const settings = await withEngine(given);
  if (settings.web && isWebOutdated()) {
    say('Building the web app …');
    buildWeb();
  }
  const progress = seedProgress();
  const starting = startRuntime(settings, progress.show).finally(progress.end);
  const runtime = await Promise.race([starting, signalled]);
  if (!runtime) {
    // The database ends with this process.
    say('\nStopped before it was ready.');
    return endNow();
  }

  noteRunning({
    url: runtime.url,
    dynamodbEndpoint: runtime.table.endpoint,
    tables: runtime.table.tables,
    isOnDisk: isOnDisk(settings, runtime.table),
  });
  for (const line of greeting(runtime, settings)) say(line);
  await Promise.race([signalled, databaseEnded(runtime)]);
  say('\nStopping …');
  await stopWithin(runtime);
  if (isSignalled()) endStopped();
  process.exit();
}

/** Chooses the engine, unless a database runs already. Prints which database the service uses. */
async function withEngine(settings: Settings): Promise<Settings> {
  if (settings.dynamodbEndpoint) {
    say(`Using DynamoDB at ${settings.dynamodbEndpoint}.`);
    return settings;
  }
  const { engine, notice } = await chooseEngine(settings);
  say(notice ?? `Starting ${ENGINE_TITLES[engine]} …`);
  return { ...settings, engine };
}

/** Ctrl-C also reaches the process of DynamoDB Local, perhaps before this process. */
async function databaseEnded({ table }: Runtime): Promise<void> {
  await table.ended;
  if (await isSignalledSoon()) return;
  const title = table.engine === 'embedded' ? 'The embedded engine' : 'DynamoDB Local';
  process.stderr.write(`${title} ended, so the service stops. Start it again with npm start.\n`);
  process.exitCode = 1;
}

const STOP_WITHIN_MS = 6_000;

/** Stops the runtime, but does not wait longer than this if a part hangs: the database ends with the process. */
const stopWithin = (runtime: Runtime): Promise<unknown> => Promise.race([runtime.stop(), pause(STOP_WITHIN_MS)]);

function greeting({ url, table, notice }: Runtime, settings: Settings): string[] {
  const { stream, streamFaults, engineFaults, sweep, rateLimits, gateway, corsOrigins } = settings;
  const width = Math.max(...DEMO_ACCOUNTS.map(({ email }) => email.length));
  return [
    '',
    `Holdfast is healthy at ${url}`,
    '',
    ...(settings.web ? [`  web app     ${url}/`] : []),
    `  reference   ${url}/docs`,
    `  OpenAPI     ${url}/openapi.json`,
    `  events      ${url}/v1/events`,
    `  health      ${url}/health`,
    `  mailbox     ${url}${MAILBOX_PATH}`,
    ...(table.engine ? [`  engine      ${ENGINE_TITLES[table.engine]}`] : []),
    ...(table.listensEverywhere
      ? [
          '              It listens on all addresses, because this Java has no compiler. A JDK, or HOLDFAST_ENGINE=embedded, listens on 127.0.0.1 only.',
        ]
      : []),
    `  DynamoDB    ${table.endpoint}, tables ${[...new Set(Object.values(table.tables))].join(', ')}${table.isNew ? ' (new)' : ''}; to browse it: npm run table`,
    `  data        ${whereDataAre(settings)}`,
    ...(corsOrigins.length > 0 ? [`  CORS        pages of ${corsOrigins.join(', ')} may call it`] : []),
    ...(gateway === 'stripe' ? ['  payments    through Stripe, with the key in STRIPE_SECRET_KEY'] : []),
    ...(stream ? [] : ['  stream      off: nothing reaches the journal, and TTL expires no holds']),
    ...(streamFaults === undefined ? [] : [`  faults      injected into the stream, seed ${streamFaults}`]),
    ...(engineFaults === undefined ? [] : [`  faults      injected into requests to the engine, seed ${engineFaults}`]),
    ...(rateLimits === 'off' ? ['  limits      off: callers have no rate limits'] : []),
    ...(sweep
      ? []
      : ['  sweep       off: lapsed holds stay stored as active for longer; their places can be sold anyway']),
    ...(notice === undefined ? [] : ['', notice]),
    '',
    `Sign in with the password ${DEMO_PASSWORD} as`,
    ...DEMO_ACCOUNTS.map(({ email, role }) => `  ${email.padEnd(width)}  ${role}`),
    '',
    'Try it:',
    `  curl -s '${url}/v1/events?limit=3'`,
    `  curl -s ${url}/v1/auth/login -H 'content-type: application/json' \\`,
    `    -d '{"email":"alice@holdfast.example","password":"${DEMO_PASSWORD}"}'`,
    `  npm run race -- --buyers 100`,
    '',
    'Ctrl-C stops it.',
  ];
}

function whereDataAre({ dataFolder, dynamodbEndpoint }: Settings): string {
  const place = dataFolder ? `kept in ${dataFolder}` : 'in memory; HOLDFAST_DATA=<folder> keeps them between runs';
  return dynamodbEndpoint ? `in that DynamoDB; token keys ${place}` : place;
}
