/**
 * The triggers of functions besides HTTP requests: stream filters and schedules, as data. The CDK stack turns them into
 * event source mappings and rules; the local service applies the same filters and keeps the same schedules.
 */
import { PREFIX } from '../table/keys.ts';

/** A Lambda event filter pattern: each leaf lists the values (or a prefix) that its field may have. */
export type FilterPattern = { [field: string]: FilterPattern | FilterLeaf[] };
export type FilterLeaf = string | { prefix: string };

export interface StreamTrigger {
  filter: FilterPattern;
  batchSize: number;
  /** The time for which records gather before the function is called, unless a batch is full earlier. */
  batchingWindowSeconds: number;
  /** Retries of a failing batch before its records go to the dead-letter queue. Lambda's default is endless. */
  retryAttempts: number;
  /** A record older than this goes to the dead-letter queue; the stream itself keeps it 24 h. */
  recordAgeMaxSeconds: number;
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
} as const satisfies Record<string, StreamTrigger>;

export const SCHEDULES = {
  /** Expires the holds that lapsed in past minutes. */
  'sweep-lapsed': { everySeconds: 60 },
  /** Continues the unfinished jobs of events, such as the import of a large event. */
  'finish-events': { everySeconds: 60 },
  /** Drives unfinished payments until Holdfast and the gateway agree. */
  'reconcile-payments': { everySeconds: 60 },
} as const satisfies Record<string, ScheduleTrigger>;
