/**
 * A document client that counts requests and computes their write units, reading each written row before and after. The
 * simulated gateway's own rows do not count: a real gateway keeps its truth elsewhere.
 */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { unitsOfWrite, type WriteUnits } from './write-units.ts';

type Row = Record<string, unknown>;

interface Written {
  TableName: string;
  Key?: Row;
  Item?: Row;
}

export class MeteredClient {
  requests = 0;
  units: WriteUnits = { table: 0, indexes: 0 };
  private readonly client: DynamoDBDocumentClient;

  constructor(client: DynamoDBDocumentClient) {
    this.client = client;
  }

  reset(): void {
    this.requests = 0;
    this.units = { table: 0, indexes: 0 };
  }

  asDocumentClient(): DynamoDBDocumentClient {
    return { send: (command: never) => this.send(command) } as unknown as DynamoDBDocumentClient;
  }

  private async send(command: { constructor: { name: string }; input: Record<string, unknown> }): Promise<unknown> {
    if (isOfGateway(command.input)) return this.client.send(command as never);
    this.requests += 1;
    const isTransactional = command.constructor.name === 'TransactWriteCommand';
    const writes = writesOf(command.constructor.name, command.input);
    const before = await Promise.all(writes.map(write => this.read(write)));
    try {
      const output = await this.client.send(command as never);
      const after = await Promise.all(writes.map(write => this.read(write)));
      for (const i of writes.keys()) this.charge(unitsOfWrite(before[i], after[i], isTransactional));
      return output;
    } catch (error) {
      // A failed condition is charged as the write would have been, and changes no index.
      if (isRefusal(error)) {
        for (const [i, { Item }] of writes.entries()) {
          this.charge({ table: unitsOfWrite(before[i], Item, isTransactional).table, indexes: 0 });
        }
      }
      throw error;
    }
  }

  private charge({ table, indexes }: WriteUnits): void {
    this.units.table += table;
    this.units.indexes += indexes;
  }

  private async read({ TableName, Key, Item }: Written): Promise<Row | undefined> {
    const key = Key ?? { pk: Item?.pk, sk: Item?.sk };
    const { Item: row } = await this.client.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }));
    return row;
  }
}

const isOfGateway = ({ Key, Item }: Record<string, unknown>): boolean =>
  [Key, Item].some(row => String((row as Row | undefined)?.pk).startsWith('GATEWAY'));

const isRefusal = (error: unknown): boolean =>
  error instanceof TransactionCanceledException || error instanceof ConditionalCheckFailedException;

function writesOf(name: string, input: Record<string, unknown>): Written[] {
  if (name === 'PutCommand' || name === 'UpdateCommand') return [input as unknown as Written];
  const actions = (input.TransactItems ?? []) as { Put?: Written; Update?: Written }[];
  return actions.flatMap(({ Put, Update }) => Put ?? Update ?? []);
}
