/**
 * A document client that requests the consumed capacity of each read and plain write, and sums it. DynamoDB Local
 * reports it correctly for single operations and queries, not for transactions (see bench/cost/write-units.ts).
 */
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

type Command = { constructor: new (input: object) => Command; input: Record<string, unknown> };

export class CapacityClient {
  requests = 0;
  readUnits = 0;
  writeUnits = 0;
  /** The number of queries, by partition. */
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
      // A refused put of a small row is charged like a successful one.
      if (isWrite) this.writeUnits += 1;
      throw error;
    }
  }
}
