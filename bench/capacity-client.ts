/**
 * A document client that asks DynamoDB what each read and plain write costs, and sums it up. DynamoDB Local says that
 * rightly of single operations and queries (of transactions it does not: see lib/operations/cost/write-units.ts).
 */
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

type Command = { constructor: new (input: object) => Command; input: Record<string, unknown> };

export class WeighedClient {
  requests = 0;
  readUnits = 0;
  writeUnits = 0;
  /** How often each partition was queried. */
  readonly queried = new Map<string, number>();
  private readonly client: DynamoDBDocumentClient;

  constructor(client: DynamoDBDocumentClient) {
    this.client = client;
  }

  asDocumentClient(): DynamoDBDocumentClient {
    return { send: (command: Command) => this.send(command) } as unknown as DynamoDBDocumentClient;
  }

  private async send({ constructor: Kind, input }: Command): Promise<unknown> {
    this.requests += 1;
    const { ':pk': pk } = (input.ExpressionAttributeValues ?? {}) as { ':pk'?: string };
    if (pk) this.queried.set(pk, (this.queried.get(pk) ?? 0) + 1);
    const isWrite = 'Item' in input || 'UpdateExpression' in input;
    try {
      const output = await this.client.send(new Kind({ ...input, ReturnConsumedCapacity: 'TOTAL' }) as never);
      const { ConsumedCapacity: consumed } = output as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
      const units = [consumed ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
      if (isWrite) this.writeUnits += units;
      else this.readUnits += units;
      return output;
    } catch (error) {
      // A refused put of a small row is charged as if it had been written.
      if (isWrite) this.writeUnits += 1;
      throw error;
    }
  }
}
