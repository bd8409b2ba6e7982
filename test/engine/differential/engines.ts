/** The two engines side by side: DynamoDB Local and the embedded engine, with the same tables. */
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type _Record, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  createDocumentClient,
  createRawClient,
  createStreamsClient,
} from '../../../lib/engine/client/document-client.ts';
import { createEngine } from '../../../lib/engine/engine.ts';
import { createTable } from '../../../lib/local/create-table.ts';
import { createStreamReader, type StreamReader } from '../../../lib/local/stream/reader.ts';
import { SIDE_TABLE, TABLE } from './random-values.ts';

export interface Side {
  raw: DynamoDBClient;
  documents: DynamoDBDocumentClient;
  /** Reads the stream records since the last call. */
  newRecords(): Promise<_Record[]>;
}

export async function openSides(endpoint: string): Promise<{ local: Side; engine: Side }> {
  const connection = {
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: `differential${Date.now()}`, secretAccessKey: 'x' },
    maxAttempts: 1,
  };
  const raw = new DynamoDBClient(connection);
  const documents = DynamoDBDocumentClient.from(raw, { marshallOptions: { removeUndefinedValues: true } });
  const { execute } = createEngine({ now: Date.now });
  return {
    local: await sideOf(raw, documents, new DynamoDBStreamsClient(connection)),
    engine: await sideOf(createRawClient(execute), createDocumentClient(execute), createStreamsClient(execute)),
  };
}

async function sideOf(
  raw: DynamoDBClient,
  documents: DynamoDBDocumentClient,
  streams: DynamoDBStreamsClient,
): Promise<Side> {
  await createTable(raw, TABLE);
  await raw.send(
    new CreateTableCommand({
      TableName: SIDE_TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  const { Table: table } = await raw.send(new DescribeTableCommand({ TableName: TABLE }));
  const reader = createStreamReader(streams, table?.LatestStreamArn ?? '');
  return { raw, documents, newRecords: () => readAll(reader) };
}

async function readAll(reader: StreamReader): Promise<_Record[]> {
  const records: _Record[] = [];
  for (let emptyReads = 0; emptyReads < EMPTY_READS; ) {
    const page = await reader.read();
    records.push(...page);
    emptyReads = page.length === 0 ? emptyReads + 1 : 0;
  }
  return records;
}

/**
 * The number of empty reads that end the reading. One is not enough: the project's reader returns no records after an error of
 * its iterator.
 */
const EMPTY_READS = 2;
