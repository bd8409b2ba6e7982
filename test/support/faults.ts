/**
 * A DynamoDB client that injects faults. DynamoDB Local alone never conflicts, throttles or loses a reply.
 */
import { type AttributeValue, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';

export interface SentRequest {
  name: string;
  input: Record<string, unknown>;
}

/** The outcome of a request: it succeeds (undefined), its reply is lost, it never arrives, or DynamoDB rejects it. */
export type Fault =
  | 'lost-reply'
  | 'lost-request'
  | 'throttle'
  | 'request-throttle'
  | { conflictOn: number }
  /** A transaction is cancelled for exactly these reasons; `rows` are raw items by position. */
  | { reasons: string[]; rows?: Record<number, Record<string, AttributeValue>> }
  | undefined;

export class FaultyClient {
  /** Every request that was sent, with or without a fault. */
  readonly requests: SentRequest[] = [];
  private faultOf: (request: SentRequest) => Fault = () => undefined;
  private before: ((request: SentRequest) => Promise<unknown>) | undefined;
  private client: DynamoDBDocumentClient;

  constructor(client: DynamoDBDocumentClient) {
    this.client = client;
  }

  /** Wraps the client behind the faults: the wrapper sees only requests that reach DynamoDB. */
  wrap(wrap: (client: DynamoDBDocumentClient) => DynamoDBDocumentClient): void {
    this.client = wrap(this.client);
  }

  /** Sets the function that chooses the fault of each request from now on. */
  inject(faultOf: (request: SentRequest) => Fault): void {
    this.faultOf = faultOf;
  }

  /** Injects these faults into the next requests, one each. */
  injectOnce(...faults: Fault[]): void {
    this.inject(() => faults.shift());
  }

  /** Like `injectOnce`, for transactions only. */
  injectIntoTransactions(...faults: Fault[]): void {
    this.inject(({ name }) => (name === 'TransactWriteCommand' ? faults.shift() : undefined));
  }

  /** Runs `act` before each request and waits for it. */
  beforeRequests(act: ((request: SentRequest) => Promise<unknown>) | undefined): void {
    this.before = act;
  }

  clear(): void {
    this.inject(() => undefined);
    this.beforeRequests(undefined);
  }

  /** Returns this client under the type of a document client. */
  asDocumentClient(): DynamoDBDocumentClient {
    return { send: (command: never) => this.send(command) } as unknown as DynamoDBDocumentClient;
  }

  private async send(command: { constructor: { name: string }; input: Record<string, unknown> }): Promise<unknown> {
    const request = { name: command.constructor.name, input: command.input };
    this.requests.push(request);
    await this.before?.(request);
    const fault = this.faultOf(request);
    if (fault === undefined) return this.client.send(command as never);
    if (fault === 'lost-reply') await this.client.send(command as never);
    throw errorOf(fault, command);
  }
}

function errorOf(fault: Exclude<Fault, undefined>, command: unknown): Error {
  if (fault === 'lost-reply' || fault === 'lost-request') return named('TimeoutError', 'the reply did not come');
  if (fault === 'request-throttle') return named('ThrottlingException', 'the request rate is too high');
  if (typeof fault === 'object' && 'reasons' in fault) return cancelledFor(fault);
  const { TransactItems = [] } = (command as TransactWriteCommand).input as TransactWriteCommandInput;
  const on = fault === 'throttle' ? 0 : fault.conflictOn;
  const code = fault === 'throttle' ? 'ThrottlingError' : 'TransactionConflict';
  if (!(command instanceof TransactWriteCommand)) {
    return named(
      fault === 'throttle' ? 'ProvisionedThroughputExceededException' : 'TransactionConflictException',
      code,
    );
  }
  return new TransactionCanceledException({
    message: 'cancelled by an injected fault',
    $metadata: {},
    CancellationReasons: TransactItems.map((_, i) => ({ Code: i === on ? code : 'None' })),
  });
}

const cancelledFor = ({
  reasons,
  rows = {},
}: {
  reasons: string[];
  rows?: Record<number, Record<string, AttributeValue>>;
}) =>
  new TransactionCanceledException({
    message: 'cancelled by an injected fault',
    $metadata: {},
    CancellationReasons: reasons.map((Code, i) => ({ Code, ...(rows[i] && { Item: rows[i] }) })),
  });

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
