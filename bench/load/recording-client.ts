/** A document client that writes nothing and keeps the writes it received; it also serves them to reads. */
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';

/** A write as its command's input, ready to be sent by any client. */
export type RecordedWrite =
  | { name: 'TransactWriteCommand'; input: TransactWriteCommandInput }
  | { name: 'UpdateCommand'; input: UpdateCommandInput };

type Row = Record<string, unknown>;
type Keys = Record<string, { Keys: Row[] }>;

export class RecordingClient {
  private writes: RecordedWrite[] = [];
  private readonly rows = new Map<string, Row>();
  private readonly client: DynamoDBDocumentClient;

  /** Events and seats are read from the table behind `client`. */
  constructor(client: DynamoDBDocumentClient) {
    this.client = client;
  }

  /** Returns the writes since the last call, in order, and forgets them. */
  take(): RecordedWrite[] {
    const { writes } = this;
    this.writes = [];
    this.rows.clear();
    return writes;
  }

  asDocumentClient(): DynamoDBDocumentClient {
    return { send: (command: never) => this.send(command) } as unknown as DynamoDBDocumentClient;
  }

  private async send(command: { constructor: { name: string }; input: never }): Promise<unknown> {
    const { name } = command.constructor;
    if (name === 'BatchGetCommand') return this.readBack(command.input);
    if (name !== 'TransactWriteCommand' && name !== 'UpdateCommand') return this.client.send(command as never);
    this.writes.push({ name, input: command.input });
    if (name === 'TransactWriteCommand') this.keep(command.input);
    return {};
  }

  private keep({ TransactItems = [] }: TransactWriteCommandInput): void {
    for (const { Put } of TransactItems) if (Put?.Item) this.rows.set(nameOf(Put.Item), Put.Item);
  }

  /** Returns the recorded rows, and reads all others from the table: a contended hold reads the seats first. */
  private async readBack({ RequestItems }: { RequestItems: Keys }) {
    const entries = Object.entries(RequestItems).map(async ([table, { Keys: keys, ...how }]) => {
      const others = keys.filter(key => !this.rows.has(nameOf(key)));
      const kept = keys.flatMap(key => this.rows.get(nameOf(key)) ?? []);
      if (others.length === 0) return [table, kept];
      const asked = new BatchGetCommand({ RequestItems: { [table]: { ...how, Keys: others } } });
      const { Responses } = await this.client.send(asked);
      return [table, [...kept, ...(Responses?.[table] ?? [])]];
    });
    return { Responses: Object.fromEntries(await Promise.all(entries)) };
  }
}

const nameOf = ({ pk, sk }: Row): string => `${pk}\n${sk}`;
