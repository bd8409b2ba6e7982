/**
 * The event bus and the FIFO queue of notices in a simulation. Requests to them take time and may be lost, or their answers may be. The
 * queue delivers a message again until it is processed, sometimes twice, to two workers at once or in another order, and with messages
 * that cannot be processed. SQS keeps the order of a group, except when messages are redriven; the worker must not rely on it.
 */
import type { SQSRecord } from 'aws-lambda';
import { appendNotices } from '../../functions/queue/append-notices.ts';
import { QUEUES } from '../deployment/triggers.ts';
import { deduplicationIdOf, type NoticeMessage } from '../domain/notice-messages.ts';
import { MINUTE_MS } from '../domain/time.ts';
import type { Call } from '../ports/calls.ts';
import type { Dependencies } from '../ports/dependencies.ts';
import type { NoticeFailure, NoticeOutlets } from '../ports/notices.ts';
import { type Chance, currentChance, shuffle } from './chance.ts';
import type { NetworkRates } from './network.ts';
import { START } from './scenario.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A function instance that runs the worker of the queue. */
interface WorkerInstance {
  dependencies: Dependencies;
  call(requestId: string): Call;
}

/** The queues of documents and mailings take messages and deliver none: no rule of the checker depends on mail. */
type PublishedQueues = Pick<Dependencies['mailQueues'], 'documents' | 'mailings'>;

export interface NoticeChannels {
  /** The bus and the queues as a process sees them: a crashed process never gets an answer. */
  outletsFor(receive: () => Promise<void>): NoticeOutlets & { mailQueues: PublishedQueues };
  /** Delivers some waiting messages to the worker, or with `chance` undefined the next ones in order. */
  deliver(instance: WorkerInstance, chance?: Chance): Promise<void>;
  /** The number of messages that are not processed yet. */
  waiting(): number;
  /** The texts of each notice that the bus got, by its id. */
  published: ReadonlyMap<string, ReadonlySet<string>>;
  /** Contradictions that no client can see. */
  faults: string[];
}

const { batchSize } = QUEUES['append-notices'];
/** SQS drops a message with the deduplication id of one that it accepted so recently. */
const DEDUPLICATED_FOR_MS = 5 * MINUTE_MS;
const DELAY_MAX_MS = 20;

export function createNoticeChannels(time: VirtualTime, rates: NetworkRates): NoticeChannels {
  const published = new Map<string, Set<string>>();
  const acceptedAt = new Map<string, number>();
  const delivered: SQSRecord[] = [];
  const faults: string[] = [];
  let waiting: SQSRecord[] = [];
  let messages = 0;

  function accept(message: NoticeMessage): void {
    const deduplicationId = deduplicationIdOf(message);
    const before = acceptedAt.get(deduplicationId);
    if (before !== undefined && time.now() - before < DEDUPLICATED_FOR_MS) return;
    acceptedAt.set(deduplicationId, time.now());
    messages += 1;
    waiting.push(recordOf(`message-${messages}`, message.organizationId, JSON.stringify(message)));
  }

  /** Sends parts. The whole request, its answer, or single parts may fail. */
  async function sendAll<Part>(
    parts: Part[],
    receive: () => Promise<void>,
    take: (part: Part) => void,
  ): Promise<NoticeFailure<Part>[]> {
    const chance = currentChance();
    const travel = () => (chance ? time.sleep(chance.between(0.5, DELAY_MAX_MS)) : undefined);
    await travel();
    const isLost = chance?.happens(rates.lostRequest) === true;
    const refused = isLost ? parts : parts.filter(() => chance?.happens(rates.throttle) === true);
    for (const part of parts) if (!refused.includes(part)) take(part);
    await travel();
    await receive();
    if (isLost || chance?.happens(rates.lostReply)) throw new Error('no answer came in time');
    return refused.map(of => ({ of, error: new Error('the part was refused') }));
  }

  function drawBatch(chance: Chance): SQSRecord[] {
    const groups = [...Map.groupBy(waiting, groupOf).values()];
    shuffle(groups, chance);
    const taken = groups.flatMap(group => group.slice(0, chance.below(group.length + 1))).slice(0, batchSize);
    const again = chance.happens(0.3) ? delivered.slice(-1 - chance.below(3)) : [];
    const batch = [...taken, ...again];
    if (chance.happens(0.2)) shuffle(batch, chance);
    if (chance.happens(0.1)) batch.splice(chance.below(batch.length + 1), 0, poisoned(chance, waiting));
    return batch;
  }

  return {
    outletsFor: receive => ({
      noticeBus: {
        publish: notices =>
          sendAll(
            notices,
            receive,
            ({ id, json }) => void published.set(id, (published.get(id) ?? new Set()).add(json)),
          ),
      },
      noticeQueue: { send: sent => sendAll(sent, receive, accept) },
      mailQueues: {
        documents: { send: sent => sendAll(sent, receive, () => undefined) },
        mailings: { send: sent => sendAll(sent, receive, () => undefined) },
      },
    }),
    async deliver(instance, chance) {
      // They keep waiting until the worker returns: it may crash, and another one may take them meanwhile.
      const batch = chance ? drawBatch(chance) : waiting.slice(0, batchSize);
      const failed = await appendNotices(instance.dependencies, instance.call('append-notices'), batch);
      const failures = new Set(failed.map(({ of }) => of));
      const done = batch.filter(message => !failures.has(message));
      for (const { messageId, body } of done)
        if (messageId.startsWith(POISON)) faults.push(`The worker has taken a message that nobody could mean: ${body}`);
      waiting = waiting.filter(message => !done.includes(message));
      delivered.push(...done);
    },
    waiting: () => waiting.length,
    published,
    faults,
  };
}

const groupOf = ({ attributes }: SQSRecord): string => attributes.MessageGroupId ?? '';

const POISON = 'poisoned';
const ID_LENGTH = 25;

/**
 * A message that must not stop another one: no JSON, of an unknown form, or of an entry that does not exist. One that names another
 * organization than that of its entries has no effect; it is no error if they are in their log already.
 */
function poisoned(chance: Chance, [first]: SQSRecord[]): SQSRecord {
  const organizationId = first ? groupOf(first) : ELSEWHERE;
  if (first && chance.happens(0.2))
    return recordOf('misdirected', ELSEWHERE, JSON.stringify({ ...JSON.parse(first.body), organizationId: ELSEWHERE }));
  const subjectId = chance.pick(['absent', '0'.repeat(ID_LENGTH)]);
  const absent: NoticeMessage = { organizationId, queuedAt: START, references: [{ subjectId, position: 0 }] };
  return recordOf(POISON, organizationId, chance.pick(['{', '{"organizationId":7}', JSON.stringify(absent)]));
}

const ELSEWHERE = 'org_nowhere';

/** The record of a message as Lambda gets it, as far as the worker reads it. */
const recordOf = (messageId: string, group: string, body: string): SQSRecord =>
  ({ messageId, body, attributes: { MessageGroupId: group } }) as SQSRecord;
