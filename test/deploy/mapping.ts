/**
 * Replaces Lambda's event source mapping of a deployed function. The mapping of the emulator ignores the failed records that
 * a function reports, and makes no dead letters. This one does both as on AWS, with the deployed function, stream and queue.
 */
import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import {
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBRecord } from 'aws-lambda';
import type { DeployedTrigger, StreamName } from '../../lib/commands/shared/deployed-stack.ts';
import { STREAMS } from '../../lib/deployment/triggers.ts';
import { startPump } from '../../lib/local/stream/pump.ts';

export interface Mapping {
  /** Delivers all records of the stream, and returns how many became dead letters. */
  deliver(): Promise<number>;
  /** Enables the mapping of the emulator again. */
  end(): Promise<void>;
}

export async function takeOver(name: StreamName, { functionName, queueUrl }: DeployedTrigger): Promise<Mapping> {
  const lambda = new LambdaClient();
  const { EventSourceMappings: [own] = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: functionName }),
  );
  if (!own?.UUID || !own.EventSourceArn) throw new Error(`${functionName} has no event source mapping`);
  const enable = (Enabled: boolean) =>
    lambda.send(new UpdateEventSourceMappingCommand({ UUID: own.UUID as string, Enabled }));
  await enable(false);
  return {
    async deliver() {
      const client = new DynamoDBStreamsClient();
      const handle = async (records: DynamoDBRecord[]) => {
        const Payload = Buffer.from(JSON.stringify({ Records: records }));
        const answer = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload }));
        if (answer.FunctionError) throw new Error(answer.FunctionError);
        return JSON.parse(Buffer.from(answer.Payload ?? []).toString());
      };
      const log = { info: () => {}, warn: () => {}, error: () => {} };
      const streamArn = own.EventSourceArn as string;
      const pump = startPump({ client, streamArn, log, consumers: [{ name, trigger: STREAMS[name], handle }] });
      await pump.drained();
      await pump.stop();
      for (const { record } of pump.deadLetters) await send(queueUrl, await deadLetterOf(client, streamArn, record));
      return pump.deadLetters.length;
    },
    end: async () => void (await enable(true)),
  };
}

const send = (QueueUrl: string, deadLetter: object) =>
  new SQSClient({ useQueueUrlAsEndpoint: false }).send(
    new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(deadLetter) }),
  );

/** The dead letter of Lambda for a record: its position, without its content. */
async function deadLetterOf(client: DynamoDBStreamsClient, streamArn: string, { dynamodb = {} }: DynamoDBRecord) {
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  const at = new Date((dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
  return {
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 6 },
    version: '1.0',
    timestamp: at,
    DDBStreamBatchInfo: {
      shardId: StreamDescription?.Shards?.at(-1)?.ShardId,
      startSequenceNumber: dynamodb.SequenceNumber,
      endSequenceNumber: dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: at,
      approximateArrivalOfLastRecord: at,
      batchSize: 1,
      streamArn,
    },
  };
}
