/**
 * Deals the requests of many callers to DynamoDB one at a time, in an order drawn from a seed, and with faults drawn from
 * it: the same seed gives the same run. Between any two requests the table stands still, so that what is true of it can
 * be known exactly. Queries are torn: each of their rows is read by itself, for DynamoDB promises no more. Callers may
 * wait for nothing but the table.
 */
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Fault, FaultyClient } from './faults.ts';

type Command = { constructor: { name: string }; input: Record<string, unknown> };

interface Waiting {
  command: Command;
  resolve(output: unknown): void;
  reject(error: unknown): void;
  /** It meets no fault: a part of a query, or late, and its caller was told that it timed out. */
  isSure: boolean;
}

export interface FaultRates {
  /** Shares of all requests that meet each fault; the rest goes through. */
  conflict: number;
  throttle: number;
  lostReply: number;
  lostRequest: number;
  /** Seems lost, and arrives after other requests. */
  late: number;
}

const PATIENCE = 1_000;

export class RequestScheduler {
  /** How many requests were dealt, by the name of their command. */
  readonly sent: Record<string, number> = {};
  private readonly waiting: Waiting[] = [];
  private readonly faulty: FaultyClient;
  private readonly chance: () => number;
  private readonly weights: FaultRates | undefined;

  constructor(client: DynamoDBDocumentClient, chance: () => number, weights?: FaultRates) {
    this.faulty = new FaultyClient(client);
    this.chance = chance;
    this.weights = weights;
  }

  /** Stands where a document client stands. */
  asDocumentClient(): DynamoDBDocumentClient {
    const send = (command: Command) =>
      command instanceof QueryCommand ? this.sendTorn(command) : this.sendWhole(command);
    return { send } as unknown as DynamoDBDocumentClient;
  }

  private sendWhole(command: Command, isSure = false): Promise<unknown> {
    return new Promise((resolve, reject) => this.waiting.push({ command, resolve, reject, isSure }));
  }

  private async sendTorn(query: QueryCommand): Promise<unknown> {
    const found = (await this.sendWhole(query as never)) as { Items?: Record<string, unknown>[] };
    const rows = (found.Items ?? []).map(async ({ pk, sk }) => {
      const get = new GetCommand({ TableName: query.input.TableName, Key: { pk, sk }, ConsistentRead: true });
      return ((await this.sendWhole(get as never, true)) as { Item?: Record<string, unknown> }).Item;
    });
    return { ...found, Items: (await Promise.all(rows)).filter(row => row !== undefined) };
  }

  /** Deals until all callers are done; `after` sees the table after each request that may have changed it. */
  async runUntil(callers: Promise<unknown>, after: (name: string) => Promise<void>): Promise<void> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    callers.then(end, end);
    for (let idle = 0; !isOver || this.waiting.length > 0; ) {
      // Promises settle before this does: whoever can go on has done so, and waits for its next request.
      await new Promise(resolve => setImmediate(resolve));
      const [next] = this.waiting.splice(Math.floor(this.chance() * this.waiting.length), 1);
      idle = next ? 0 : idle + 1;
      if (idle > PATIENCE) throw new Error('a caller waits for something else than the table');
      if (next) await this.deal(next, after);
    }
    await callers;
  }

  private async deal(next: Waiting, after: (name: string) => Promise<void>): Promise<void> {
    const { name } = next.command.constructor;
    this.sent[name] = (this.sent[name] ?? 0) + 1;
    const fate = next.isSure ? undefined : this.fateOf(next.command);
    if (fate === 'late') this.waiting.push({ ...next, isSure: true, resolve: () => {}, reject: () => {} });
    const fault = fate === 'late' ? 'lost-request' : fate;
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

  private fateOf({ constructor: { name }, input }: Command): Fault | 'late' {
    if (!this.weights) return undefined;
    const { conflict, throttle, lostReply, lostRequest, late } = this.weights;
    const isTransaction = name === 'TransactWriteCommand';
    let drawn = this.chance();
    const isDrawn = (share: number): boolean => {
      const is = drawn < share;
      drawn -= share;
      return is;
    };
    if (isDrawn(throttle)) return 'throttle';
    if (isDrawn(lostRequest)) return 'lost-request';
    if (isDrawn(lostReply)) return 'lost-reply';
    if (isTransaction && isDrawn(late)) return 'late';
    if (!isTransaction || !isDrawn(conflict)) return undefined;
    const actions = input.TransactItems as unknown[];
    return { conflictOn: Math.floor(this.chance() * actions.length) };
  }
}
