/**
 * A document client that counts requests and their units. Write units are computed from each written row before and
 * after, because DynamoDB Local misreports those of transactions; its read units are correct. The simulated gateway's
 * own rows do not count: a real gateway keeps its data elsewhere.
 */
import {
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unitsOfWrite, type WriteUnits } from './write-units.ts';

type Row = Record<string, unknown>;
type Command = { constructor: new (input: object) => Command; input: Row };

interface Written {
  TableName: string;
  Key?: Row;
  Item?: Row;
}

export class MeteredClient {
  requests = 0;
  /** The number of requests that were transactions. */
  transactions = 0;
  units: WriteUnits = { table: 0, indexes: 0 };
  readUnits = 0;
  private readonly client: DynamoDBDocumentClient;

  constructor(client: DynamoDBDocumentClient) {
    this.client = client;
  }

  reset(): void {
    this.requests = 0;
    this.transactions = 0;
    this.units = { table: 0, indexes: 0 };
    this.readUnits = 0;
  }

  asDocumentClient(): DynamoDBDocumentClient {
    return { send: (command: Command) => this.send(command) } as unknown as DynamoDBDocumentClient;
  }

  private async send(command: Command): Promise<unknown> {
    const { name } = command.constructor;
    if (isOfGateway(command.input)) return this.client.send(command as never);
    this.requests += 1;
    if (name.startsWith('Transact')) this.transactions += 1;
    return READS.includes(name) ? this.sendRead(command) : this.sendWrite(command, writesOf(name, command.input));
  }

  private async sendRead({ constructor: Kind, input }: Command): Promise<unknown> {
    const asked = new Kind({ ...input, ReturnConsumedCapacity: 'TOTAL' });
    const output = await this.client.send(asked as never);
    const { ConsumedCapacity: consumed = [] } = output as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
    // AWS charges for a query that finds nothing; DynamoDB Local reports 0.
    const atLeast = input.ConsistentRead ? 1 : 0.5;
    for (const { CapacityUnits = 0 } of [consumed].flat()) this.readUnits += Math.max(CapacityUnits, atLeast);
    return output;
  }

  private async sendWrite(command: Command, writes: Written[]): Promise<unknown> {
    const isTransactional = command.constructor.name === 'TransactWriteCommand';
    const before = await this.rowsOf(writes);
    try {
      const output = await this.client.send(command as never);
      const after = await this.rowsOf(writes);
      for (const i of writes.keys()) this.charge(unitsOfWrite(before[i], after[i], isTransactional));
      return output;
    } catch (error) {
      // A failed condition is charged like the write, and changes no index.
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

  /** The current rows of these writes, in the same order. */
  private async rowsOf(writes: Written[]): Promise<(Row | undefined)[]> {
    const rows = writes.map(({ TableName, Key, Item }) => ({ TableName, key: Key ?? { pk: Item?.pk, sk: Item?.sk } }));
    const found = new Map<string, Row>();
    for (const [TableName, ofTable] of Map.groupBy(rows, row => row.TableName)) {
      const keys = ofTable.map(({ key }) => key);
      for (let at = 0; at < keys.length; at += BATCH_MAX) {
        const asked = { Keys: keys.slice(at, at + BATCH_MAX), ConsistentRead: true };
        const { Responses, UnprocessedKeys = {} } = await this.client.send(
          new BatchGetCommand({ RequestItems: { [TableName]: asked } }),
        );
        if (Object.keys(UnprocessedKeys).length > 0) throw new Error('rows are too large to be read together');
        for (const row of Responses?.[TableName] ?? []) found.set(nameOf(TableName, row), row);
      }
    }
    return rows.map(({ TableName, key }) => found.get(nameOf(TableName, key)));
  }
}

const BATCH_MAX = 100;
const nameOf = (table: string, { pk, sk }: Row): string => JSON.stringify([table, pk, sk]);

const READS = ['GetCommand', 'BatchGetCommand', 'TransactGetCommand', 'QueryCommand', 'ScanCommand'];

const isOfGateway = ({ Key, Item }: Row): boolean =>
  [Key, Item].some(row => String((row as Row | undefined)?.pk).startsWith('GATEWAY'));

const isRefusal = (error: unknown): boolean =>
  error instanceof TransactionCanceledException || error instanceof ConditionalCheckFailedException;

/** The keys that a request writes. A condition check costs like a write. */
function writesOf(name: string, input: Row): Written[] {
  if (name === 'PutCommand' || name === 'UpdateCommand') return [input as unknown as Written];
  if (name !== 'TransactWriteCommand') throw new Error(`the writes of ${name} are not known`);
  const actions = input.TransactItems as {
    Put?: Written;
    Update?: Written;
    ConditionCheck?: Written;
    Delete?: Written;
  }[];
  return actions.flatMap(({ Put, Update, ConditionCheck, Delete }) => Put ?? Update ?? ConditionCheck ?? Delete ?? []);
}
