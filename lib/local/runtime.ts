/**
 * The local runtime: the database, the table, the real functions behind an HTTP server, the stream, the schedules and the
 * demonstration data. A process can have one runtime only, because the functions read their settings from its environment.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { callOf } from '../cli/command.ts';
import type { SeedProgress } from '../cli/progress.ts';
import { EVENTS, QUEUES, SCHEDULES, STREAMS } from '../deployment/triggers.ts';
import { WEB_DIST } from '../deployment/web-build.ts';
import { composed, type Service } from '../lambda/compose/http-service.ts';
import { mailThrough } from '../lambda/compose/mail-ports.ts';
import { publishThrough } from '../lambda/compose/notice-services.ts';
import { connectThrough } from '../lambda/compose/open-table.ts';
import { SYSTEM_CLOCK, wallClock } from '../lambda/compose/system-clock.ts';
import type { Log } from '../ports/observability.ts';
import { minuteOf, TABLE_KINDS, TABLES } from '../table/keys.ts';
import type { Connection } from '../table/table.ts';
import { shareBetweenRequests } from './concurrent-requests.ts';
import { failureFields } from './failure-fields.ts';
import { openLocalFiles } from './files.ts';
import { formatNotice } from './format-notice.ts';
import { contextOf, type Functions, loadFunctions, type ScheduleName, type StreamName } from './functions.ts';
import { mailboxPages } from './http/mailbox-pages.ts';
import type { LocalPages } from './http/pages.ts';
import { type Invoke, serveHttp } from './http/server.ts';
import { webPages } from './http/web-pages.ts';
import { type LocalTable, makeDataFolder, noteIn, openTable } from './open-table.ts';
import { type LocalQueues, localNoticeBus, startLocalQueues } from './queue/local-queues.ts';
import { noteRunning } from './running.ts';
import { type Scheduled, type Schedules, startSchedules } from './schedules.ts';
import type { Gathering } from './seed/gathered-puts.ts';
import { seedDemoData } from './seed/seeding.ts';
import { configureFunctions, isOnDisk, LOCAL_IDENTITY, type Settings } from './settings.ts';
import type { StreamConsumer } from './stream/delivery.ts';
import { createFaults } from './stream/faults.ts';
import { startPump } from './stream/pump.ts';
import { createTimeToLive } from './time-to-live.ts';
import { localLinkKeys, localTicketKeys, localTokenKeys } from './token-keys.ts';

export interface Runtime {
  url: string;
  table: LocalTable;
  /** A sentence about the format of the table, if the operator has anything to do. */
  notice?: string | undefined;
  /** Stops everything that this runtime has started, in an order that loses nothing. */
  stop(): Promise<void>;
}

/** Timeouts of the functions on AWS. An HTTP API waits 30 s at most. */
const TIMEOUT_MS = { http: 30_000, stream: 60_000, schedule: 60_000 } as const;
const FIRST_SCHEDULE_AFTER_MS = 1_000;
/** Every minute on AWS, the smallest interval of EventBridge. Too slow for development. */
const FINISH_EVENTS_EVERY_SECONDS = 3;
/** Two minutes on AWS. Too slow for development. */
const MESSAGE_HIDDEN_MS = 500;
/** Within hours on AWS. Too slow for development. */
const TTL_EVERY_SECONDS = 10;
/** Rows that TTL removes in one pass. On AWS a mass lapse reaches the functions over hours, and sales go on. */
const TTL_ROWS_MAX = 100;

/** The parts of a runtime, in the order in which they are stopped. */
const PARTS = ['http', 'schedules', 'timeToLive', 'pump', 'queues', 'table'] as const;
type Started = { [Part in (typeof PARTS)[number]]?: { stop(): Promise<void> } };

/** Resolves when the service is healthy. After a failure it stops what it has started. */
export async function startRuntime(settings: Settings, onSeeding: (progress: SeedProgress) => void): Promise<Runtime> {
  const started: Started = {};
  const stop = async () => {
    for (const part of PARTS) await started[part]?.stop();
  };
  try {
    return { ...(await startParts(settings, onSeeding, started)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Opens the port first, so that a port in use is reported at once. Its first requests wait until the functions are loaded. */
async function startParts(
  settings: Settings,
  onSeeding: (progress: SeedProgress) => void,
  started: Started,
): Promise<Omit<Runtime, 'stop'>> {
  const opening = Promise.withResolvers<Functions>();
  const { port, corsOrigins } = settings;
  const pages: LocalPages[] = [];
  const http = await serveHttp(port, invokerOf(opening.promise), logBug, { corsOrigins, pages });
  started.http = http;
  if (settings.dataFolder) await makeDataFolder(settings.dataFolder);
  const [tokenKeys, ticketKeys, linkKeys] = await Promise.all([
    localTokenKeys(settings),
    localTicketKeys(settings),
    localLinkKeys(settings),
  ]);
  const { files, pages: filePages } = await openLocalFiles(settings.dataFolder, {
    baseUrl: () => http.url,
    now: wallClock,
  });
  const [table, functions] = await Promise.all([openTable(settings), loadFunctions()]);
  started.table = table;
  const { tables } = table;
  const { dataFolder } = settings;
  if (dataFolder) noteRunning({ url: http.url, dynamodbEndpoint: table.endpoint, tables }, noteIn(dataFolder));
  const dynamodbEndpoint = table.endpoint;
  configureFunctions({
    tables,
    dynamodbEndpoint,
    tokenKeys,
    ticketKeys,
    linkKeys,
    baseUrl: http.url,
    ...(settings.web && { webFolder: WEB_DIST }),
  });
  connectThrough(table.connect);
  const queues = startQueues(functions);
  started.queues = queues;
  mailThrough({ files, mailQueues: queues.mailQueues });
  pages.push(filePages, mailboxPages({ files, report: event => reportReturn(functions, event) }));
  // The last, because it answers unknown addresses too.
  if (settings.web) pages.push(webPages(WEB_DIST, { hasStripe: settings.gateway === 'stripe' }));
  const connection = { tables, endpoint: table.endpoint, ...LOCAL_IDENTITY };
  const notice = await noticeOf(table, connection);
  const service = await composed();
  shareBetweenRequests(service.dependencies);
  opening.resolve(functions);
  // The first sweep may run days later, and must begin at the first hold.
  await service.dependencies.store.startSweepAt(minuteOf(service.clock()));

  await seedDemoData(connection, { gathering: gatheringFor(settings, table), connect: table.connect }, onSeeding);
  // The stream starts after seeding: reading thousands of records of new seats meanwhile would make seeding slower.
  if (settings.stream) Object.assign(started, startStream(settings, table, { functions, queues }, service));
  started.schedules = startScheduled(settings, functions, service);
  return { url: http.url, table, notice };
}

/** Refuses a table that a later version has migrated. */
async function noticeOf({ connect, isNew }: LocalTable, connection: Connection): Promise<string | undefined> {
  const table = connect(connection, SYSTEM_CLOCK);
  try {
    return await formatNotice(table, { isNew, migrate: callOf('migrate') });
  } finally {
    table.documents.destroy?.();
  }
}

/** A new table of our own DynamoDB Local in memory has no rows that a batch could overwrite. */
function gatheringFor(settings: Settings, table: LocalTable): Gathering | undefined {
  if (isOnDisk(settings, table)) return 'transactions';
  return table.engine === 'dynamodb-local' && table.isNew ? 'batches' : undefined;
}

const invokerOf =
  (loading: Promise<Functions>): Invoke =>
  async (area, event) =>
    (await loading).http[area](event, contextOf(area, TIMEOUT_MS.http));

/** Logs to the log of the service, which may not be composed yet. */
const logBug = (error: unknown): void => {
  composed().then(
    ({ dependencies }) => dependencies.log.error('a function failed', { error }),
    () => undefined,
  );
};

function startStream(
  { streamFaults }: Settings,
  table: LocalTable,
  { functions, queues: { noticeQueue } }: { functions: Functions; queues: LocalQueues },
  { dependencies: { log } }: Service,
): Pick<Started, 'pump' | 'timeToLive'> {
  publishThrough({ noticeBus: localNoticeBus(log), noticeQueue });
  const removing = {
    name: 'time-to-live',
    trigger: { everySeconds: TTL_EVERY_SECONDS },
    run: timeToLiveOf(table),
  };
  return {
    pump: pumpOf(table, functions, log, streamFaults),
    timeToLive: startSchedules([removing], {
      firstAfterMs: FIRST_SCHEDULE_AFTER_MS,
      onFailure: (_name, error) => log.warn('expired rows could not be removed', failureFields(error)),
    }),
  };
}

/** A pump for each stream, with the readers of its tables. */
function pumpOf(table: LocalTable, functions: Functions, log: Log, faultSeed: number | undefined) {
  const names = Object.keys(STREAMS) as StreamName[];
  const byStream = Map.groupBy(names, name => table.streamArns[STREAMS[name].table]);
  const pumps = [...byStream].map(([streamArn, readers]) => {
    const consumers = readers.map(name => consumerOf(name, functions, faultSeed));
    return startPump({ client: table.streams, streamArn, consumers, log });
  });
  return { stop: async () => void (await Promise.all(pumps.map(pump => pump.stop()))) };
}

const startQueues = (functions: Functions): LocalQueues =>
  startLocalQueues(
    {
      hiddenMs: MESSAGE_HIDDEN_MS,
      now: wallClock,
      pause: (ms, signal) => sleep(ms, undefined, { signal }),
    },
    (name, messages) =>
      functions.queue[name]({ Records: messages }, contextOf(name, QUEUES[name].timeoutSeconds * 1_000)),
    (name, { messageId }) =>
      void composed().then(({ dependencies: { log } }) =>
        log.error('queue message became a dead letter', { functionName: name, messageId }),
      ),
  );

/** Calls the function as the rule of EventBridge does. */
const reportReturn = (functions: Functions, event: object): Promise<void> =>
  functions.event['record-bounces'](
    event,
    contextOf('record-bounces', EVENTS['record-bounces'].timeoutSeconds * 1_000),
  );

/** The engine's own TTL if it has one, else ours. */
function timeToLiveOf({ client, tables, removeExpired }: LocalTable): Scheduled['run'] {
  if (removeExpired) return async () => removeExpired(Date.now(), TTL_ROWS_MAX);
  const names = new Set(TABLE_KINDS.filter(kind => TABLES[kind].hasTimeToLive).map(kind => tables[kind]));
  const each = [...names].map(name => createTimeToLive(client, name));
  return async stopping => {
    for (const timeToLive of each) await timeToLive.removeExpired(Date.now(), { rest: sleep, stopping }, TTL_ROWS_MAX);
  };
}

const consumerOf = (name: StreamName, functions: Functions, faultSeed: number | undefined): StreamConsumer => ({
  name,
  trigger: STREAMS[name],
  handle: records => functions.stream[name]({ Records: records }, contextOf(name, TIMEOUT_MS.stream)),
  ...(faultSeed !== undefined && { arrange: createFaults({ seed: faultSeed, batchSizeMax: STREAMS[name].batchSize }) }),
});

function startScheduled({ sweep }: Settings, functions: Functions, { dependencies, clock }: Service): Schedules {
  const names = (Object.keys(SCHEDULES) as ScheduleName[]).filter(name => sweep || name !== 'sweep-lapsed');
  const scheduled = names.map(name => ({
    name,
    trigger: name === 'finish-events' ? { everySeconds: FINISH_EVENTS_EVERY_SECONDS } : SCHEDULES[name],
    run: (stopping: AbortSignal) =>
      functions.schedule[name](scheduledEvent(name, clock()), contextOf(name, TIMEOUT_MS.schedule, stopping)),
  }));
  return startSchedules(scheduled, {
    firstAfterMs: FIRST_SCHEDULE_AFTER_MS,
    onFailure: (schedule, error) => dependencies.log.error('a schedule failed', { schedule, ...failureFields(error) }),
  });
}

/** The event of EventBridge for a rule that is due. */
const scheduledEvent = (name: ScheduleName, now: number) => ({
  version: '0',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '000000000000',
  time: new Date(now).toISOString(),
  region: LOCAL_IDENTITY.region,
  resources: [`arn:aws:events:${LOCAL_IDENTITY.region}:000000000000:rule/holdfast-local-${name}`],
  detail: {},
});
