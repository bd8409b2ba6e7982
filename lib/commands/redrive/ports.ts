/** What redriving needs of the world: a queue of letters, the records that they name, and the function that failed. */
import type { DynamoDBRecord } from 'aws-lambda';

/** A message in a queue of dead letters. */
export interface Message {
  id: string;
  /** Of this very receipt: it deletes the message, or shows it to others again. */
  receipt: string;
  /** Epoch ms. */
  sentAt: number;
  body: string;
}

/** A queue as SQS is one: a message may come twice, and who receives it has it alone for a while. */
export interface DeadLetterQueue {
  /** One message; undefined where there is none to be had now. */
  receive(): Promise<Message | undefined>;
  /** For good; without effect where somebody else was faster. */
  remove(message: Message): Promise<void>;
  /** Hides it from others for as long again. */
  keep(message: Message): Promise<void>;
  /** Shows it again at once. */
  giveBack(message: Message): Promise<void>;
  /** How many there are, with those that somebody has in hand; and a few of them, left where they are. */
  look(): Promise<{ waiting: number; inHand: number; some: Message[] }>;
}

/** A stretch of one shard of a stream, both ends included. */
export interface Stretch {
  streamArn: string;
  shardId: string;
  first: string;
  last: string;
}

export type FoundRecords = { is: 'found'; records: DynamoDBRecord[] } | { is: 'forgotten' };

/** All records of a stretch in their order, or that the stream knows them no more. */
export type ReadRecords = (stretch: Stretch) => Promise<FoundRecords>;

/** The answer of a function; or what became of the call instead. `requestId` finds it in the log. */
export type Invoked =
  | { is: 'answered'; answer: unknown; requestId: string }
  | { is: 'failed'; why: string; requestId: string };

export interface InvokedFunction {
  name: string;
  logGroup: string;
  invoke(event: unknown): Promise<Invoked>;
}
