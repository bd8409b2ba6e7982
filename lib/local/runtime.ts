/**
 * The laptop runtime: DynamoDB Local, the table, the real functions behind an HTTP server, the stream and the schedules,
 * and the demonstration data. One process has one runtime, for the functions compose themselves from its environment.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { SeedProgress } from '../cli/progress.ts';
import { SCHEDULES, STREAMS } from '../deployment/triggers.ts';
import { composed, type Service } from '../lambda/compose/http-service.ts';
import { minuteOf } from '../table/keys.ts';
import { contextOf, type Functions, loadFunctions, type ScheduleName, type StreamName } from './functions.ts';
import { type Invoke, serveHttp } from './http/server.ts';
import { type LocalTable, makeDataFolder, noteIn, openTable } from './open-table.ts';
import { noteRunning } from './running.ts';
import { type Schedules, startSchedules } from './schedules.ts';
import { seedOver } from './seed/seeding.ts';
import { isOnDisk, LOCAL_IDENTITY, type Settings, tellFunctions } from './settings.ts';
import type { StreamConsumer } from './stream/delivery.ts';
import { createFaults } from './stream/faults.ts';
import { startPump } from './stream/pump.ts';
import { createTimeToLive } from './time-to-live.ts';
import { localTokenKeys } from './token-keys.ts';

export interface Runtime {
  url: string;
  table: LocalTable;
  /** Ends everything this runtime began, in the order that loses nothing. */
  stop(): Promise<void>;
}

/** What Lambda gives each kind of function: an HTTP API waits 30 s at most. */
const TIMEOUT_MS = { http: 30_000, stream: 60_000, schedule: 60_000 } as const;
const FIRST_SCHEDULE_AFTER_MS = 1_000;
/** EventBridge counts in minutes; nobody at a laptop waits for that. */
const FINISH_EVENTS_EVERY_SECONDS = 3;
/** AWS takes hours; nobody at a laptop waits for that. */
const TTL_EVERY_SECONDS = 10;

/** What a runtime consists of, in the order in which ending it loses nothing. */
const PARTS = ['http', 'schedules', 'timeToLive', 'pump', 'table'] as const;
type Begun = { [Part in (typeof PARTS)[number]]?: { stop(): Promise<void> } };

/** Resolves when the service is healthy. Where it cannot be, whatever was begun is ended again. */
export async function startRuntime(settings: Settings, onSeeding: (progress: SeedProgress) => void): Promise<Runtime> {
  const begun: Begun = {};
  const stop = async () => {
    for (const part of PARTS) await begun[part]?.stop();
  };
  try {
    return { ...(await begin(settings, onSeeding, begun)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port comes first, so that a busy one is told at once; its first requests wait until the functions are there. */
async function begin(
  settings: Settings,
  onSeeding: (progress: SeedProgress) => void,
  begun: Begun,
): Promise<Omit<Runtime, 'stop'>> {
  const opening = Promise.withResolvers<Functions>();
  const { port, corsOrigins } = settings;
  const http = await serveHttp(port, invokerOf(opening.promise), logBug, { corsOrigins });
  begun.http = http;
  if (settings.dataFolder) await makeDataFolder(settings.dataFolder);
  const tokenKeys = await localTokenKeys(settings);
  const [table, functions] = await Promise.all([openTable(settings), loadFunctions()]);
  begun.table = table;
  const { tableName, dataFolder } = settings;
  if (dataFolder) noteRunning({ url: http.url, dynamodbEndpoint: table.endpoint, tableName }, noteIn(dataFolder));
  tellFunctions({ tableName, dynamodbEndpoint: table.endpoint, tokenKeys });
  const service = await composed();
  opening.resolve(functions);
  // Kept from the first hold on, though the first sweep may come days later.
  await service.dependencies.store.startSweepAt(minuteOf(service.clock()));

  const connection = { tableName, endpoint: table.endpoint, ...LOCAL_IDENTITY };
  await seedOver(connection, { isOnDisk: isOnDisk(settings) }, onSeeding);
  // Not before: reading thousands of records of new seats beside their writing would only keep a newcomer waiting.
  if (settings.stream) Object.assign(begun, keepStream(settings, table, functions, service));
  begun.schedules = keepSchedules(settings, functions, service);
  return { url: http.url, table };
}

const invokerOf =
  (loading: Promise<Functions>): Invoke =>
  async (area, event) =>
    (await loading).http[area](event, contextOf(area, TIMEOUT_MS.http));

/** The service's own log, which may not be there yet. */
const logBug = (error: unknown): void => {
  composed().then(
    ({ dependencies }) => dependencies.log.error('a function failed', { error }),
    () => undefined,
  );
};

function keepStream(
  { tableName, streamFaults }: Settings,
  table: LocalTable,
  functions: Functions,
  { dependencies: { log } }: Service,
): Pick<Begun, 'pump' | 'timeToLive'> {
  const connection = { endpoint: table.endpoint, ...LOCAL_IDENTITY };
  const timeToLive = createTimeToLive(new DynamoDBClient(connection), tableName);
  const consumers = (Object.keys(STREAMS) as StreamName[]).map(name => consumerOf(name, functions, streamFaults));
  const client = new DynamoDBStreamsClient(connection);
  const removing = {
    name: 'time-to-live',
    trigger: { everySeconds: TTL_EVERY_SECONDS },
    run: () => timeToLive.removePassed(Date.now()),
  };
  return {
    pump: startPump({ client, streamArn: table.streamArn, consumers, log, timeToLive }),
    timeToLive: startSchedules([removing], {
      firstAfterMs: FIRST_SCHEDULE_AFTER_MS,
      onFailure: (_name, error) => log.warn('TTL could not remove what has passed', { error }),
    }),
  };
}

const consumerOf = (name: StreamName, functions: Functions, faultSeed: number | undefined): StreamConsumer => ({
  name,
  trigger: STREAMS[name],
  handle: records => functions.stream[name]({ Records: records }, contextOf(name, TIMEOUT_MS.stream)),
  ...(faultSeed !== undefined && { arrange: createFaults({ seed: faultSeed, batchSizeMax: STREAMS[name].batchSize }) }),
});

function keepSchedules({ sweep }: Settings, functions: Functions, { dependencies, clock }: Service): Schedules {
  const names = (Object.keys(SCHEDULES) as ScheduleName[]).filter(name => sweep || name !== 'sweep-lapsed');
  const scheduled = names.map(name => ({
    name,
    trigger: name === 'finish-events' ? { everySeconds: FINISH_EVENTS_EVERY_SECONDS } : SCHEDULES[name],
    run: () => functions.schedule[name](scheduledEvent(name, clock()), contextOf(name, TIMEOUT_MS.schedule)),
  }));
  return startSchedules(scheduled, {
    firstAfterMs: FIRST_SCHEDULE_AFTER_MS,
    onFailure: (schedule, error) => dependencies.log.error('a schedule failed', { schedule, error }),
  });
}

/** EventBridge's event for a rule that was due. */
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
