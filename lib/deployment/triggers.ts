/**
 * The triggers of functions besides HTTP requests: stream filters, queues, events and schedules, as data. The CDK stack turns them
 * into event source mappings and rules; the local service applies the same filters and keeps the same schedules.
 */
import assert from 'node:assert/strict';
import { REQUESTED } from '../domain/mail.ts';
import { NOTICE_NAMES } from '../domain/notice-names.ts';
import { PREFIX, type TableKind } from '../table/keys.ts';

/** A Lambda event filter pattern: each leaf lists the values (or a prefix) that its field may have. */
export type FilterPattern = { [field: string]: FilterPattern | FilterLeaf[] };
export type FilterLeaf = string | { prefix: string };

export interface StreamTrigger {
  /** The table whose stream it reads. */
  table: TableKind;
  filter: FilterPattern;
  batchSize: number;
  /** The time for which records gather before the function is called, unless a batch is full earlier. */
  batchingWindowSeconds: number;
  /** Retries of a failing batch before its records go to the dead-letter queue. Lambda's default is endless. */
  retryAttempts: number;
  /** A record older than this goes to the dead-letter queue; the stream itself keeps it 24 h. */
  recordAgeMaxSeconds: number;
}

export interface QueueTrigger {
  batchSize: number;
  /** The time limit of the function. */
  timeoutSeconds: number;
  /** The time for which a received message is hidden. A message that failed is delivered again after it. */
  visibilitySeconds: number;
  /** Deliveries of a message before it goes to the dead-letter queue. */
  receivesMax: number;
  /** The most batches that are processed at once. Absent: as many as there are groups with messages. */
  batchesAtOnceMax?: number;
}

export interface EventTrigger {
  /** The time limit of the function. */
  timeoutSeconds: number;
  /** Retries of an event that failed, after one and two minutes, before it goes to the dead-letter queue. */
  retryAttempts: number;
  /** An event that could not be handed to the function for this long goes to the dead-letter queue. */
  eventAgeMaxSeconds: number;
}

export interface ScheduleTrigger {
  everySeconds: number;
}

/** The identity in the record of a row that DynamoDB's TTL removed. The records of our own deletes lack it. */
export const TTL_IDENTITY = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const;

/**
 * No response waits for the journal, or for the expiry of holds by TTL. During sales many entries gather in a second. They
 * share an invocation and the transaction that counts them.
 */
const BATCHING_WINDOW_SECONDS = 1;

export const STREAMS = {
  /** Puts new entries of claims' histories into the journal. */
  'publish-history': {
    table: 'sales',
    filter: {
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { Keys: { pk: { S: [{ prefix: PREFIX.claim }] } } },
    },
    batchSize: 100,
    batchingWindowSeconds: BATCHING_WINDOW_SECONDS,
    retryAttempts: 5,
    recordAgeMaxSeconds: 6 * 60 * 60,
  },
  /** Expires the holds of lapse markers that TTL removed. */
  'project-rows': {
    table: 'sales',
    filter: {
      eventName: ['REMOVE'],
      userIdentity: { type: [TTL_IDENTITY.type], principalId: [TTL_IDENTITY.principalId] },
      dynamodb: { Keys: { pk: { S: [{ prefix: PREFIX.lapseMarker }] } } },
    },
    batchSize: 100,
    batchingWindowSeconds: BATCHING_WINDOW_SECONDS,
    retryAttempts: 5,
    recordAgeMaxSeconds: 6 * 60 * 60,
  },
  /** Publishes the notices of new journal entries, and sends them to the queue of the organizers' logs. */
  'publish-notices': {
    table: 'journal',
    filter: {
      eventName: ['INSERT'],
      dynamodb: {
        Keys: { pk: { S: [{ prefix: PREFIX.journal }] } },
        NewImage: { action: { S: [...NOTICE_NAMES] } },
      },
    },
    batchSize: 100,
    batchingWindowSeconds: BATCHING_WINDOW_SECONDS,
    retryAttempts: 5,
    recordAgeMaxSeconds: 6 * 60 * 60,
  },
  /** Queues the mails and mailings whose rows were put in a transaction. A row that a worker puts as its mark is in another state. */
  'request-mails': {
    table: 'accounts',
    filter: {
      eventName: ['INSERT'],
      dynamodb: {
        Keys: { pk: { S: [{ prefix: PREFIX.mail }, { prefix: PREFIX.mailing }] } },
        NewImage: { state: { S: [REQUESTED] } },
      },
    },
    batchSize: 100,
    batchingWindowSeconds: BATCHING_WINDOW_SECONDS,
    retryAttempts: 5,
    recordAgeMaxSeconds: 6 * 60 * 60,
  },
} as const satisfies Record<string, StreamTrigger>;

/**
 * Each queue is first in, first out within a group of messages, and has a dead-letter queue of the same kind. Lambda polls it also while it
 * is empty, for $0.33 a month: a new kind of message should share a queue.
 */
export const QUEUES = {
  /** Appends notices to the logs of organizations. A group is an organization. */
  'append-notices': {
    // The most that SQS delivers at once from such a queue.
    batchSize: 10,
    timeoutSeconds: 20,
    // Six timeouts, as AWS advises: Lambda may wait for free concurrency with a batch that it has received. A message that cannot be
    // processed stops its organization's log for 10 minutes, then it is a dead letter.
    visibilitySeconds: 120,
    receivesMax: 5,
  },
  /**
   * Makes the documents of bookings, and sends single mails. A group is the documents of a booking, its mails, or a mail that was
   * requested. Few workers share the rate of SES.
   */
  'send-mails': {
    // A PDF of many tickets takes a second of a whole CPU.
    batchSize: 5,
    // The time of a run of mails, and then that of its documents.
    timeoutSeconds: 90,
    visibilitySeconds: 540,
    receivesMax: 10,
    batchesAtOnceMax: 10,
  },
  /** Runs mailings, and sends their mails. A group is a mailing, or the mails of a booking. */
  'send-bulk-mails': {
    batchSize: 10,
    timeoutSeconds: 60,
    visibilitySeconds: 360,
    receivesMax: 10,
    batchesAtOnceMax: 2,
  },
} as const satisfies Record<string, QueueTrigger>;

for (const { timeoutSeconds, visibilitySeconds } of Object.values<QueueTrigger>(QUEUES)) {
  // Else Lambda would receive a message again while it is processed.
  assert(visibilitySeconds >= 6 * timeoutSeconds);
}

/** Functions that rules of EventBridge start, each event alone. They need no queue, which would be polled while nothing comes. */
export const EVENTS = {
  /** Records mails that came back, as SES reports them. */
  'record-bounces': { timeoutSeconds: 20, retryAttempts: 2, eventAgeMaxSeconds: 6 * 60 * 60 },
} as const satisfies Record<string, EventTrigger>;

export const SCHEDULES = {
  /** Expires the holds that lapsed in past minutes. */
  'sweep-lapsed': { everySeconds: 60 },
  /** Continues the unfinished jobs of events, such as the import of a large event. */
  'finish-events': { everySeconds: 60 },
  /** Drives unfinished payments until Holdfast and the gateway agree. */
  'reconcile-payments': { everySeconds: 60 },
} as const satisfies Record<string, ScheduleTrigger>;
