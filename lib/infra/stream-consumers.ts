/**
 * The readers of streams: a function with its filter for each trigger of triggers.ts. A poisoned record is retried a
 * bounded number of times, separately from the others, and then goes to a dead-letter queue, so that it never blocks
 * its shard.
 */
import { type CfnElement, Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { STREAMS, type StreamTrigger } from '../deployment/triggers.ts';
import { createFunction, type Surroundings } from './functions.ts';
import { acceptListingStreams } from './nag-suppressions.ts';
import { createDeadLetterQueue } from './queues.ts';

export class StreamConsumers extends Construct {
  constructor(scope: Construct, id: string, surroundings: Surroundings) {
    super(scope, id);
    for (const [name, trigger] of Object.entries(STREAMS)) {
      const consumer = createFunction(this, name as keyof typeof STREAMS, surroundings);
      // On a stage that is not migrated all readers share the stream of one table.
      const table = surroundings.tables[trigger.table];
      mayReadStream(consumer, table);
      map(consumer, table, trigger);
    }
  }
}

function map(consumer: IFunction, table: Table, trigger: StreamTrigger): void {
  const scope = consumer.node.scope as Construct;
  new EventSourceMapping(scope, 'Mapping', {
    target: consumer,
    eventSourceArn: streamArnOf(table),
    // From the oldest record on: a consumer that is deployed late misses nothing of the last 24 h.
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: [FilterCriteria.filter(trigger.filter)],
    batchSize: trigger.batchSize,
    maxBatchingWindow: Duration.seconds(trigger.batchingWindowSeconds),
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: trigger.retryAttempts,
    maxRecordAge: Duration.seconds(trigger.recordAgeMaxSeconds),
    onFailure: new SqsDlq(createDeadLetterQueue(scope, 'DeadLetters')),
  });
}

function mayReadStream({ role }: IFunction, table: Table): void {
  const stream = streamArnOf(table);
  role?.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [stream],
    }),
  );
  // Lambda refuses the mapping without this right. It lists the table's streams and cannot be limited to one by name.
  role?.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: [`${table.tableArn}/stream/*`] }),
  );
  if (role) acceptListingStreams(role, Stack.of(table).getLogicalId(table.node.defaultChild as CfnElement));
}

function streamArnOf(table: Table): string {
  if (!table.tableStreamArn) throw new Error('the table has no stream, though keys.ts says so');
  return table.tableStreamArn;
}
