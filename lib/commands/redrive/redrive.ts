/** `npm run redrive`: lists the dead-letter queues of a stage, or processes the dead letters of one queue again. */
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import Table from 'cli-table3';
import { wholeNumber } from '../../cli/read-options.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { STREAMS } from '../../deployment/triggers.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import { connectTable } from '../../table/table.ts';
import { asUsageError } from '../shared/aws-errors.ts';
import {
  type DeployedStack,
  isEventName,
  isQueueName,
  isStreamName,
  type StreamName,
  TRIGGER_NAMES,
  type TriggerName,
} from '../shared/deployed-stack.ts';
import { stackOf } from '../shared/named-table.ts';
import { createPace, UNITS_MAX } from '../shared/pace.ts';
import { eventIn } from './dead-letter.ts';
import { createInvokedFunction } from './invoke.ts';
import { createDeadLetterQueue } from './queue.ts';
import { type QueueSummary, summarizeQueue } from './queue-summary.ts';
import { recoverFromTable } from './recover-from-table.ts';
import { redriveMessages } from './redrive-messages.ts';
import { type Redriven, redriveRecords } from './redrive-records.ts';
import { redriveRuns } from './redrive-runs.ts';
import { createReadRecords } from './stream-records.ts';

export interface RedriveOptions {
  stage: string;
  /** Name of a trigger, or the URL of its queue. Without it the command lists all queues. */
  queue?: string;
  /** Whether records that the stream no longer has are recovered from the claims or the journal. */
  republish: boolean;
  unitsPerSecond: number;
}

/** Fails if dead letters are left in the queue. */
export async function redrive(given: RedriveValues): Promise<void> {
  const options = redriveOptions(given);
  try {
    const stack = await stackOf(options.stage);
    if (options.queue === undefined) return say(tableOf(await summarizeQueues(stack)));
    const name = triggerNamed(options.queue, stack);
    const { removed, kept } = await redriveQueue(stack, name, options);
    say(`${name}: ${removed} dead letters processed and removed, ${kept} left in the queue.`);
    if (kept > 0)
      throw new UsageError(`${kept} dead letters of ${name} are still in the queue. The lines above say why.`);
  } catch (error) {
    throw asUsageError(error);
  }
}

export const summarizeQueues = (stack: DeployedStack): Promise<QueueSummary[]> =>
  Promise.all(
    TRIGGER_NAMES.map(name =>
      summarizeQueue(name, createDeadLetterQueue(sqsClient(), stack.triggers[name].queueUrl), Date.now()),
    ),
  );

/** Redrives one queue, with the credentials and endpoints of the environment. */
export function redriveQueue(
  stack: DeployedStack,
  name: TriggerName,
  options: Pick<RedriveOptions, 'republish' | 'unitsPerSecond'>,
): Promise<Redriven> {
  const queue = createDeadLetterQueue(sqsClient(), stack.triggers[name].queueUrl);
  const invoked = createInvokedFunction(lambdaClient(), stack.triggers[name]);
  if (isQueueName(name)) return redriveMessages({ queue, consumer: invoked, say });
  if (isEventName(name))
    return redriveMessages({ queue, consumer: invoked, payloadOf: ({ body }) => eventIn(body), say });
  if (!isStreamName(name)) return redriveRuns({ queue, scheduled: invoked, say });
  const table = connectTable({ tables: stack.tables }, SYSTEM_CLOCK);
  const pace = createPace(options.unitsPerSecond, SYSTEM_CLOCK);
  return redriveRecords({
    queue,
    trigger: STREAMS[name satisfies StreamName],
    consumer: invoked,
    readRecords: createReadRecords(streamsClient()),
    recoverFromTable: (since, keep) => {
      const keeping = async (units: number): Promise<void> => {
        await pace(units);
        await keep();
      };
      const { republish } = options;
      const appending = createInvokedFunction(lambdaClient(), stack.triggers['append-notices']);
      return recoverFromTable(name, table, keeping, { since, republish, now: Date.now(), appending });
    },
    say,
  });
}

/** Uses the endpoint of the environment, not the host in the URL of the queue. */
const sqsClient = (): SQSClient => new SQSClient({ useQueueUrlAsEndpoint: false });

/** A shard serves two readers without throttling, and has two already. This is a third one, which needs retries. */
const streamsClient = (): DynamoDBStreamsClient => new DynamoDBStreamsClient({ maxAttempts: 10 });

/** A function runs for 90 seconds at most. By default the SDK would time out sooner, and invoke it a second time. */
const lambdaClient = (): LambdaClient =>
  new LambdaClient({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ requestTimeout: 120_000, throwOnRequestTimeout: true }),
  });

function triggerNamed(text: string, stack: DeployedStack): TriggerName {
  const found = TRIGGER_NAMES.find(name => name === text || stack.triggers[name].queueUrl === text);
  if (found) return found;
  throw new UsageError(`${stack.name} has no queue "${text}". Its queues are ${TRIGGER_NAMES.join(', ')}.`);
}

function tableOf(queues: QueueSummary[]): string {
  const table = new Table({
    head: ['dead letters of', 'waiting', 'in flight', 'oldest (h)', 'what to do'],
    style: { head: [], border: [] },
  });
  for (const { name, waiting, inFlight, oldestHours, toDo } of queues) {
    table.push([name, waiting, inFlight, oldestHours?.toFixed(1) ?? '', toDo]);
  }
  return table.toString();
}

interface RedriveValues {
  stage: string;
  queue: string | undefined;
  republish: boolean;
  'units-per-second': string;
}

export function redriveOptions({ stage, queue, republish, 'units-per-second': units }: RedriveValues): RedriveOptions {
  if (republish && queue === undefined) throw new UsageError('--republish is for one queue: name it with --queue.');
  return {
    stage,
    republish,
    unitsPerSecond: wholeNumber('--units-per-second', units, { min: 1, max: UNITS_MAX }),
    ...(queue !== undefined && { queue }),
  };
}
