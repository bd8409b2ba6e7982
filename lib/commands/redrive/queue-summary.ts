/** The queues of dead letters at a glance: how many letters, how old, and what to do about them. */
import { isStreamName, type TriggerName } from '../shared/deployed-stack.ts';
import { deadLetterOf } from './dead-letter.ts';
import type { DeadLetterQueue, Message } from './ports.ts';

/** So long a stream keeps its records. */
const STREAM_HOURS = 24;
const HOUR_MS = 60 * 60_000;

export interface QueueSummary {
  name: TriggerName;
  waiting: number;
  inHand: number;
  /** Hours since the oldest letter that was looked at came. */
  oldestHours?: number;
  toDo: string;
}

export async function overviewOf(
  name: TriggerName,
  queue: Pick<DeadLetterQueue, 'look'>,
  now: number,
): Promise<QueueSummary> {
  const { waiting, inHand, some } = await queue.look();
  const oldest = Math.min(...some.map(sinceOf).filter(at => !Number.isNaN(at)));
  const hours = Number.isFinite(oldest) ? (now - oldest) / HOUR_MS : undefined;
  return {
    name,
    waiting,
    inHand,
    ...(hours !== undefined && { oldestHours: hours }),
    toDo: toDo(name, waiting, inHand, hours),
  };
}

/** A letter of records is as old as they are. */
function sinceOf({ body, sentAt }: Message): number {
  const letter = deadLetterOf(body);
  return letter.is === 'records' && !Number.isNaN(letter.firstAt) ? letter.firstAt : sentAt;
}

function toDo(name: TriggerName, waiting: number, inHand: number, hours = 0): string {
  if (waiting === 0) return inHand > 0 ? 'somebody has them in hand' : 'nothing';
  const redrive = `--queue ${name}`;
  if (!isStreamName(name)) return `${redrive}: one run, and if it goes well they go`;
  if (hours < STREAM_HOURS) return `mend the cause, then ${redrive}, within ${Math.floor(STREAM_HOURS - hours)} h`;
  return name === 'publish-history'
    ? `too late for the stream: ${redrive} --republish reads the claims`
    : `too late for the stream: ${redrive} looks for holds that never expired`;
}
