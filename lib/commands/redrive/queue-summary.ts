/** The summary of a dead-letter queue: how many dead letters, how old the oldest is, and what to do about them. */
import { HOUR_MS } from '../../domain/time.ts';
import { isEventName, isQueueName, isStreamName, type StreamName, type TriggerName } from '../shared/deployed-stack.ts';
import { parseDeadLetter } from './dead-letter.ts';
import type { DeadLetterQueue, Message } from './ports.ts';

/** DynamoDB keeps the records of a stream this long. */
const STREAM_HOURS = 24;

export interface QueueSummary {
  name: TriggerName;
  waiting: number;
  inFlight: number;
  /** Age in hours of the oldest dead letter of the sample. */
  oldestHours?: number;
  toDo: string;
}

export async function summarizeQueue(
  name: TriggerName,
  queue: Pick<DeadLetterQueue, 'inspect'>,
  now: number,
): Promise<QueueSummary> {
  const { waiting, inFlight, sample } = await queue.inspect();
  const oldest = Math.min(...sample.map(startOf).filter(at => !Number.isNaN(at)));
  const hours = Number.isFinite(oldest) ? (now - oldest) / HOUR_MS : undefined;
  return {
    name,
    waiting,
    inFlight,
    ...(hours !== undefined && { oldestHours: hours }),
    toDo: toDo(name, waiting, inFlight, hours),
  };
}

/** Returns the time at which its records were written. The dead letter was sent later. */
function startOf({ body, sentAt }: Message): number {
  const deadLetter = parseDeadLetter(body);
  return deadLetter.is === 'records' && !Number.isNaN(deadLetter.firstAt) ? deadLetter.firstAt : sentAt;
}

function toDo(name: TriggerName, waiting: number, inFlight: number, hours = 0): string {
  if (waiting === 0) return inFlight > 0 ? 'wait: another redrive has received them' : 'nothing';
  const redrive = `--queue ${name}`;
  if (isQueueName(name) || isEventName(name)) return `fix the cause, then ${redrive}`;
  if (!isStreamName(name)) return `${redrive}: one run; they are removed if it succeeds`;
  if (hours < STREAM_HOURS) return `fix the cause, then ${redrive}, within ${Math.floor(STREAM_HOURS - hours)} h`;
  return `too late for the stream: ${redrive} ${RECOVERY[name]}`;
}

/** The recovery from the tables. */
const RECOVERY: Record<StreamName, string> = {
  'publish-history': '--republish recovers them from the claims',
  'project-rows': 'finds holds that never expired',
  'publish-notices': '--republish appends them to the logs from the journal; the bus gets nothing so late',
  'request-mails': 'drops them: a mail that was asked for so long ago is no longer sent',
};
