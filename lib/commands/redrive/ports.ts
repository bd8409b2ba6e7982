/** The ports of a redrive: a dead-letter queue, the records of the stream, and the function that failed. */
import type { DynamoDBRecord } from 'aws-lambda';

/** A message of a dead-letter queue. */
export interface Message {
  id: string;
  /** Receipt handle of this delivery: it deletes the message, or makes it visible again. */
  receipt: string;
  /** Epoch ms. */
  sentAt: number;
  body: string;
}

/** A queue with the rules of SQS: it may deliver a message twice, and hides a received message for a time. */
export interface DeadLetterQueue {
  /** Returns one message, or undefined if none is visible. */
  receive(): Promise<Message | undefined>;
  /** Deletes the message. Has no effect if another receiver has received it since. */
  remove(message: Message): Promise<void>;
  /** Hides the message from other receivers for the full time again. */
  extend(message: Message): Promise<void>;
  /** Makes the message visible at once. */
  release(message: Message): Promise<void>;
  /** Counts the visible messages and those in flight. Returns a few of the visible ones, which stay visible. */
  inspect(): Promise<{ waiting: number; inFlight: number; sample: Message[] }>;
}

/** A range of one shard of a stream; both sequence numbers are included. */
export interface ShardRange {
  streamArn: string;
  shardId: string;
  first: string;
  last: string;
}

/** `trimmed`: the stream no longer has the records. */
export type FoundRecords = { is: 'found'; records: DynamoDBRecord[] } | { is: 'trimmed' };

/** Reads all records of a range, in their order. */
export type ReadRecords = (range: ShardRange) => Promise<FoundRecords>;

/** The answer of a function, or the reason why the call failed. `requestId` identifies the call in the log. */
export type Invoked =
  | { is: 'answered'; answer: unknown; requestId: string }
  | { is: 'failed'; reason: string; requestId: string };

export interface InvokedFunction {
  name: string;
  logGroup: string;
  invoke(event: unknown): Promise<Invoked>;
}
