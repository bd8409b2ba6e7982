/** The table as everything here uses it: a document client, its name, and what retries need of the world. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { REQUEST_ATTEMPTS_MAX, REQUEST_TIMEOUT_MS } from '../domain/limits.ts';
import type { Clock } from '../ports/clock.ts';

export interface Table {
  name: string;
  documents: DynamoDBDocumentClient;
  clock: Clock;
  /** MetricDimension once a request has its outcome: how often it was sent again, and why. */
  retried?: (kind: TransientErrorKind, times: number) => void;
}

/** Why a request was sent again: others at the same rows, too many requests, or nobody knows what became of it. */
export type TransientErrorKind = 'conflict' | 'throttle' | 'unknown';

export interface Connection {
  tableName: string;
  /** DynamoDB Local's address; undefined for AWS, which then takes Region and credentials from its environment. */
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  region?: string;
}

/**
 * What the SDK logs to. Without `info` it does not prepare for it either: for nobody to hear, it would walk through every
 * row that it sends and reads, about a tenth of the work of a large read.
 */
const ignore = (): void => undefined;
const UNHEARD = { trace: ignore, debug: ignore, warn: ignore, error: ignore } as unknown as Logger;
type Logger = NonNullable<DynamoDBClientConfig['logger']>;

/**
 * Connects without talking yet. The SDK repeats what failed in transit with the same token; a request that takes longer
 * than its timeout is an unknown outcome (P8), so the timeouts are short and real.
 */
export function connectTable({ tableName, endpoint, credentials, region }: Connection, clock: Clock): Table {
  const client = new DynamoDBClient({
    ...(endpoint && { endpoint }),
    ...(region && { region }),
    ...(credentials && { credentials }),
    maxAttempts: REQUEST_ATTEMPTS_MAX,
    logger: UNHEARD,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { name: tableName, documents, clock };
}
