/**
 * Sends the requests of many callers to DynamoDB one at a time, in a random order and with random faults. The same seed
 * gives the same run. The table does not change between two requests, so a test can check it exactly. Each row of a
 * query is read by a request of its own, because a query is not a snapshot. Callers must wait for the table only.
 */
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '../../lib/domain/refusals.ts';
import { INDEXES } from '../../lib/table/keys.ts';
import { type Fault, FaultyClient } from './faults.ts';

type Command = { constructor: { name: string }; input: Record<string, unknown> };

interface Waiting {
  command: Command;
  resolve(output: unknown): void;
  reject(error: unknown): void;
  /** Gets no fault: a row of a query, or a delayed request whose caller has already seen a timeout. */
  isFaultless: boolean;
}

export interface FaultRates {
  /** The share of all requests that gets each fault, from 0 to 1. */
  conflict: number;
  throttle: number;
  lostReply: number;
  lostRequest: number;
  /** The caller sees a timeout, and the request arrives after later ones. */
  late: number;
}

export const NO_FAULTS: FaultRates = { conflict: 0, throttle: 0, lostReply: 0, lostRequest: 0, late: 0 };

/** Returns a refusal as the outcome of a call, and throws any other error. */
export function refusalOrThrow(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

const IDLE_TURNS_MAX = 1_000;

export class RequestScheduler {
  /** The number of requests sent, by the name of their command. */
  readonly sent: Record<string, number> = {};
  private readonly waiting: Waiting[] = [];
  private readonly faulty: FaultyClient;
  private readonly random: () => number;
  private readonly rates: FaultRates | undefined;

  constructor(client: DynamoDBDocumentClient, random: () => number, rates?: FaultRates) {
    this.faulty = new FaultyClient(client);
    this.random = random;
    this.rates = rates;
  }

  /** Returns this scheduler under the type of a document client. */
  asDocumentClient(): DynamoDBDocumentClient {
    const send = (command: Command) =>
      command instanceof QueryCommand ? this.sendByRow(command) : this.sendWhole(command);
    return { send } as unknown as DynamoDBDocumentClient;
  }

  private sendWhole(command: Command, isFaultless = false): Promise<unknown> {
    return new Promise((resolve, reject) => this.waiting.push({ command, resolve, reject, isFaultless }));
  }

  private async sendByRow(query: QueryCommand): Promise<unknown> {
    const found = (await this.sendWhole(query as never)) as { Items?: Record<string, unknown>[] };
    const rows = (found.Items ?? []).map(async item => {
      const { pk, sk } = item;
      const get = new GetCommand({ TableName: query.input.TableName, Key: { pk, sk }, ConsistentRead: true });
      const { Item } = (await this.sendWhole(get as never, true)) as { Item?: Record<string, unknown> };
      return isInIndex(Item, query.input.IndexName) ? Item : item;
    });
    return { ...found, Items: (await Promise.all(rows)).filter(row => row !== undefined) };
  }

  /** Sends requests until all callers are done. Calls `after` after each request that may have changed the table. */
  async runUntil(callers: Promise<unknown>, after: (name: string) => Promise<void>): Promise<void> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    callers.then(end, end);
    for (let idle = 0; !isOver || this.waiting.length > 0; ) {
      // Promises settle before setImmediate: every caller that could continue now waits for its next request.
      await new Promise(resolve => setImmediate(resolve));
      const [next] = this.waiting.splice(Math.floor(this.random() * this.waiting.length), 1);
      idle = next ? 0 : idle + 1;
      if (idle > IDLE_TURNS_MAX) throw new Error('a caller waits for something other than the table');
      if (next) await this.send(next, after);
    }
    await callers;
  }

  private async send(next: Waiting, after: (name: string) => Promise<void>): Promise<void> {
    const { name } = next.command.constructor;
    this.sent[name] = (this.sent[name] ?? 0) + 1;
    const drawn = next.isFaultless ? undefined : this.drawFault(next.command);
    if (drawn === 'late') this.waiting.push({ ...next, isFaultless: true, resolve: () => {}, reject: () => {} });
    const fault = drawn === 'late' ? 'lost-request' : drawn;
    this.faulty.inject(() => fault);
    const outcome = await this.faulty
      .asDocumentClient()
      .send(next.command as never)
      .then(
        output => () => next.resolve(output),
        error => () => next.reject(error),
      );
    if (!/Get|Query/.test(name)) await after(name);
    outcome();
  }

  private drawFault({ constructor: { name }, input }: Command): Fault | 'late' {
    if (!this.rates) return undefined;
    const { conflict, throttle, lostReply, lostRequest, late } = this.rates;
    const isTransaction = name === 'TransactWriteCommand';
    let number = this.random();
    const isDrawn = (share: number): boolean => {
      const isHit = number < share;
      number -= share;
      return isHit;
    };
    if (isDrawn(throttle)) return 'throttle';
    if (isDrawn(lostRequest)) return 'lost-request';
    if (isDrawn(lostReply)) return 'lost-reply';
    if (isTransaction && isDrawn(late)) return 'late';
    if (!isTransaction || !isDrawn(conflict)) return undefined;
    const actions = input.TransactItems as unknown[];
    return { conflictOn: Math.floor(this.random() * actions.length) };
  }
}

/** An index never returns an entry without the keys of the index: a row that has left it is returned as it was before. */
const isInIndex = (row: Record<string, unknown> | undefined, indexName: string | undefined): boolean => {
  const index = indexName === undefined ? undefined : INDEXES[indexName as keyof typeof INDEXES];
  return !index || row?.[index.sortKey] !== undefined;
};
