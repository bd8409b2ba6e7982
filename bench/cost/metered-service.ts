/**
 * The real functions over the tables on DynamoDB Local, with a controlled clock. Each call, delivery and schedule counts
 * as the invocations that it would be on Lambda, with its DynamoDB requests and log lines.
 */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord, SQSRecord } from 'aws-lambda';
import { REQUESTS } from '../../lib/contract/requests.ts';
import { QUEUES, STREAMS } from '../../lib/deployment/triggers.ts';
import { VARIABLES } from '../../lib/deployment/variables.ts';
import { composeOver, type Service } from '../../lib/lambda/compose/http-service.ts';
import { httpFunction } from '../../lib/lambda/http/http-function.ts';
import { queueFunction } from '../../lib/lambda/queue-function.ts';
import { scheduleFunction } from '../../lib/lambda/schedule-function.ts';
import { streamFunction } from '../../lib/lambda/stream-function.ts';
import { contextOf, type ScheduleName } from '../../lib/local/functions.ts';
import { openTable } from '../../lib/local/open-table.ts';
import { localNoticeBus } from '../../lib/local/queue/local-queues.ts';
import { LOCAL_IDENTITY, localTables } from '../../lib/local/settings.ts';
import { deliver, type StreamConsumer } from '../../lib/local/stream/delivery.ts';
import { createStreamReader } from '../../lib/local/stream/reader.ts';
import { lambdaRecord } from '../../lib/local/stream/records.ts';
import { createTimeToLive } from '../../lib/local/time-to-live.ts';
import { newTicketKeys, newTokenKeys } from '../../lib/local/token-keys.ts';
import type { NoticeOutlets } from '../../lib/ports/notices.ts';
import { TABLE_KINDS, TABLES } from '../../lib/table/keys.ts';
import type { Table } from '../../lib/table/table.ts';
import { namesOf } from '../../lib/table/table.ts';
import { reconcilePayments } from '../../lib/usecases/bookings/reconcile-payments.ts';
import { runEventJobs } from '../../lib/usecases/events/run-event-jobs.ts';
import { sweepLapsed } from '../../lib/usecases/holds/sweep-lapsed.ts';
import { createInvocations, type Invocations } from './invocations.ts';
import type { DeployedFacts } from './stack-facts.ts';
import type { Usage } from './usage.ts';
import { type Answered, type Ask, answeredOf, requestOf } from './wire.ts';

export interface MeteredService {
  /** Epoch ms, for everything that reads a clock. */
  now: number;
  service: Service;
  table: Table;
  /** Names of the metrics that received a value. */
  metrics: ReadonlySet<string>;
  /** Runs `act` and returns its usage. */
  usageOf(act: () => Promise<unknown>): Promise<Usage>;
  tokenOf(userId: string): Promise<string>;
  /** Sends one HTTP request to the function of its area, as the HTTP API does. */
  ask<Body = never>(asked: Ask): Promise<Answered<Body>>;
  /** Delivers the records written since the last delivery to the stream readers, at most so many at once. */
  deliver(batchSizeMax?: number): Promise<void>;
  /** Delivers the new entries of the journal to the function that publishes notices, and its messages to the function of the queue. */
  tell(batchSizeMax?: number): Promise<void>;
  /** Removes rows whose time has passed, as TTL does at no cost. */
  removeExpired(): Promise<void>;
  run(name: ScheduleName): Promise<void>;
  /** Another function instance on the same tables and clock, with its own memory. */
  another(): Promise<MeteredService>;
}

/** Noon of a day without other activity. */
const START = Date.UTC(2027, 2, 1, 12);
const TIMEOUT_MS = 60_000;
/** A slow machine must not time out a request, which would then be counted twice. */
const PATIENT = { requestTimeout: TIMEOUT_MS, throwOnRequestTimeout: true };

/** The shared state of several function instances on the same tables. */
interface Ground {
  clock: { now: number };
  table: Table;
  facts: DeployedFacts;
  stream: ReturnType<typeof createStreamReader>;
  journal: ReturnType<typeof createStreamReader>;
  /** Of each table that has one. */
  timesToLive: ReturnType<typeof createTimeToLive>[];
}

/** Opens new tables on the DynamoDB at `endpoint`. */
export async function openMeteredService(
  endpoint: string,
  sales: string,
  facts: DeployedFacts,
): Promise<MeteredService> {
  const wanted = localTables({ [VARIABLES.tableName]: sales });
  const { streamArns, tables } = await openTable({ dynamodbEndpoint: endpoint, tables: wanted });
  const connection = { endpoint, ...LOCAL_IDENTITY };
  const clock = { now: START };
  const table: Table = {
    ...namesOf(tables),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient({ ...connection, requestHandler: PATIENT }), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    clock: { pause: async () => {}, random: () => 0.5, stopwatch: () => clock.now, token: () => crypto.randomUUID() },
  };
  const [stream, journal] = [streamArns.sales, streamArns.journal].map(arn =>
    createStreamReader(new DynamoDBStreamsClient(connection), arn),
  ) as [Ground['stream'], Ground['journal']];
  const removing = TABLE_KINDS.filter(kind => TABLES[kind].hasTimeToLive).map(kind => tables[kind]);
  const timesToLive = [...new Set(removing)].map(name => createTimeToLive(new DynamoDBClient(connection), name));
  return serviceOn({ clock, table, facts, stream, journal, timesToLive });
}

async function serviceOn(ground: Ground): Promise<MeteredService> {
  const { clock, table, facts } = ground;
  const invocations = createInvocations(table.documents, facts);
  const service = await composeOver(
    { ...table, documents: invocations.documents },
    {
      tokenKeys: { json: await newTokenKeys() },
      ticketKeys: { json: await newTicketKeys() },
      isTestStage: true,
      stageName: 'prod',
      rateLimits: {},
      logLevel: 'INFO',
    },
    () => clock.now,
  );
  const { dependencies } = service;
  dependencies.gateway = invocations.counting(dependencies.gateway);
  const { ask, run } = transports(service, invocations);
  const consumers = consumersOf(service, invocations);
  const notices = noticesOf(service, invocations);

  return {
    get now() {
      return clock.now;
    },
    set now(epochMs) {
      clock.now = epochMs;
    },
    service,
    table,
    metrics: invocations.metrics,
    usageOf: invocations.usageOf,
    tokenOf: userId => dependencies.accessTokens.sign({ userId, role: 'customer' }, clock.now),
    ask: asked => ask(asked, clock.now),
    run,
    async deliver(batchSizeMax = Number.POSITIVE_INFINITY) {
      const next = () => recordsOf(ground.stream);
      for (let records = await next(); records.length > 0; records = await next()) {
        for (const consumer of consumers) await deliverTo(consumer, records, batchSizeMax);
      }
    },
    async tell(batchSizeMax = Number.POSITIVE_INFINITY) {
      const next = () => recordsOf(ground.journal);
      for (let records = await next(); records.length > 0; records = await next()) {
        await deliverTo(notices.publisher, records, batchSizeMax);
      }
      await notices.receive(batchSizeMax);
    },
    async removeExpired() {
      for (const timeToLive of ground.timesToLive) await timeToLive.removeExpired(clock.now);
    },
    another: () => serviceOn(ground),
  };
}

/** Loaded by path, as Lambda does: the functions are measured, and are no part of the measuring code. */
const functionFile = (name: string) => import(`../../functions/${name}.ts`);

const SCHEDULED = {
  'sweep-lapsed': sweepLapsed,
  'finish-events': runEventJobs,
  'reconcile-payments': reconcilePayments,
} as const;

/** The schedules. */
function transports(service: Service, invocations: Invocations) {
  return {
    async ask<Body>(asked: Ask, now: number): Promise<Answered<Body>> {
      const { area, event } = requestOf(asked, now);
      const { [area]: bindings } = await functionFile(`http/${area}`);
      const handle = httpFunction(bindings, REQUESTS, async () => service);
      const response = await invocations.invoke(area, () => handle(event, contextOf(area, TIMEOUT_MS)), asked.cpuMs);
      invocations.answer(response);
      return answeredOf<Body>(response);
    },
    async run(name: ScheduleName): Promise<void> {
      const run = scheduleFunction(SCHEDULED[name], async () => service);
      await invocations.invoke(name, () => run({}, contextOf(name, TIMEOUT_MS)));
    },
  };
}

/** The exported name of each reader of the sales table's stream. */
const STREAMED = { 'publish-history': 'publishHistory', 'project-rows': 'projectRows' } as const;

const consumersOf = (service: Service, invocations: Invocations) =>
  (Object.keys(STREAMED) as (keyof typeof STREAMED)[]).map(name => ({
    name,
    trigger: STREAMS[name],
    async handle(batch: DynamoDBRecord[]) {
      const { [STREAMED[name]]: handle } = await functionFile(`stream/${name}`);
      const receive = streamFunction(handle, async () => service);
      return invocations.invoke(name, () => receive({ Records: batch }, contextOf(name, TIMEOUT_MS)));
    },
  }));

/** The function that publishes notices, with a bus and a queue that count, and the function of the queue. */
function noticesOf(service: Service, invocations: Invocations) {
  const waiting: string[] = [];
  const { log } = service.dependencies;
  const noticeBus = localNoticeBus(log);
  const outlets: NoticeOutlets = {
    noticeBus: {
      publish(notices) {
        invocations.send({ busEvents: notices.length });
        return noticeBus.publish(notices);
      },
    },
    noticeQueue: {
      async send(messages) {
        invocations.send({ queueRequests: messages.length });
        waiting.push(...messages.map(message => JSON.stringify(message)));
        return [];
      },
    },
  };
  // Documents and mail have a bill of their own.
  const counting = {
    async send(messages: object[]) {
      invocations.send({ queueRequests: messages.length });
      return [];
    },
  };
  const mailQueues = { documents: counting, mails: counting, bulkMails: counting, mailings: counting };
  const publisher: StreamConsumer = {
    name: 'publish-notices',
    trigger: STREAMS['publish-notices'],
    async handle(batch) {
      const { publishNotices } = await functionFile('stream/publish-notices');
      const dependencies = { ...service.dependencies, ...outlets, mailQueues };
      const publish = streamFunction(publishNotices, async () => ({ ...service, dependencies }));
      return invocations.invoke('publish-notices', () =>
        publish({ Records: batch }, contextOf('publish-notices', TIMEOUT_MS)),
      );
    },
  };
  return {
    publisher,
    /** Each batch is received by one request, and deleted by another one. */
    async receive(batchSizeMax: number): Promise<void> {
      const { appendNotices } = await functionFile('queue/append-notices');
      const append = queueFunction(appendNotices, async () => service);
      const batchSize = Math.min(QUEUES['append-notices'].batchSize, batchSizeMax);
      while (waiting.length > 0) {
        const Records = waiting.splice(0, batchSize).map((body, i) => ({ messageId: String(i), body }) as SQSRecord);
        invocations.send({ queueRequests: 2 });
        const { batchItemFailures } = await invocations.invoke('append-notices', () =>
          append({ Records }, contextOf('append-notices', TIMEOUT_MS)),
        );
        if (batchItemFailures.length > 0) throw new Error('append-notices could not handle a message');
      }
    },
  };
}

function deliverTo({ name, trigger, handle }: StreamConsumer, records: DynamoDBRecord[], batchSizeMax: number) {
  const batchSize = Math.min(trigger.batchSize, batchSizeMax);
  const world = {
    pause: async () => undefined,
    onDeadLetter: () => {
      throw new Error(`${name} could not handle a record`);
    },
  };
  return deliver({ name, trigger: { ...trigger, batchSize }, handle }, records, world);
}

async function recordsOf(stream: Ground['stream']): Promise<DynamoDBRecord[]> {
  return (await stream.read()).map(record => lambdaRecord(record, 'stream'));
}
