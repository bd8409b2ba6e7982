import { describe, expect, test } from 'vitest';
import { deployedStackOf, TRIGGER_NAMES } from '../../lib/commands/shared/deployed-stack.ts';
import { EVENTS, QUEUES, SCHEDULES, STREAMS, type StreamTrigger } from '../../lib/deployment/triggers.ts';
import { requireFunction, resourcesOf, synthesize, type Text, tableOf, textOf } from './synthesized.ts';

const template = synthesize('prod');
/** The constructs of the tables with a stream. */
const CONSTRUCTS = { sales: 'Table', accounts: 'AccountsTable', journal: 'JournalTable' } as const;

interface MappingProperties {
  FunctionName: Text;
  EventSourceArn: Text;
  FilterCriteria: { Filters: { Pattern: string }[] };
  DestinationConfig: { OnFailure: { Destination: Text } };
}
const mappings = resourcesOf<MappingProperties>(template, 'AWS::Lambda::EventSourceMapping');
const ofStreams = mappings.filter(({ Properties }) => textOf(Properties.EventSourceArn).endsWith('.StreamArn>'));
const ofQueues = mappings.filter(mapping => !ofStreams.includes(mapping));
const queueArns = resourcesOf(template, 'AWS::SQS::Queue').map(({ id }) => `<${id}.Arn>`);

test('streams have the readers of triggers.ts, and each has at most the two that DynamoDB Streams allows', () => {
  expect(ofStreams).toHaveLength(Object.keys(STREAMS).length);
  const byStream = Map.groupBy(ofStreams, ({ Properties }) => textOf(Properties.EventSourceArn));
  for (const readers of byStream.values()) expect(readers.length).toBeLessThanOrEqual(2);
});

describe.each(Object.entries<StreamTrigger>(STREAMS))('the stream reader %s', (name, trigger) => {
  const { id } = requireFunction(template, name as keyof typeof STREAMS);
  const mapping = mappings.find(({ Properties }) => textOf(Properties.FunctionName) === `<${id}>`);

  test("reads its table's stream from its oldest record, by the filter of triggers.ts", () => {
    const table = tableOf(template, CONSTRUCTS[trigger.table]);
    expect(textOf(mapping?.Properties.EventSourceArn ?? '')).toBe(`<${table.id}.StreamArn>`);
    expect(mapping?.Properties).toMatchObject({ StartingPosition: 'TRIM_HORIZON', BatchSize: trigger.batchSize });
    const patterns = mapping?.Properties.FilterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern));
    expect(patterns).toEqual([trigger.filter]);
    // Lambda's limit on a pattern.
    expect(JSON.stringify(trigger.filter).length).toBeLessThanOrEqual(4_096);
  });

  test('reports which records of a batch failed, and stops retrying them within a day', () => {
    expect(mapping?.Properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: trigger.retryAttempts,
      MaximumRecordAgeInSeconds: trigger.recordAgeMaxSeconds,
    });
    expect(trigger.retryAttempts).toBeLessThanOrEqual(10);
    expect(trigger.recordAgeMaxSeconds).toBeLessThan(24 * 60 * 60);
  });

  test('waits for more records, so that they share an invocation, but not for long', () => {
    expect(mapping?.Properties).toMatchObject({ MaximumBatchingWindowInSeconds: trigger.batchingWindowSeconds });
    expect(trigger.batchingWindowSeconds).toBeLessThanOrEqual(2);
  });

  test('sends the records that it gave up on to a dead-letter queue of its own', () => {
    const destination = textOf(mapping?.Properties.DestinationConfig.OnFailure.Destination ?? '');
    expect(queueArns).toContain(destination);
    const sharing = ofStreams.filter(
      ({ Properties }) => textOf(Properties.DestinationConfig.OnFailure.Destination) === destination,
    );
    expect(sharing).toHaveLength(1);
  });
});

test('on a stage with one table all readers share its stream', () => {
  const shared = synthesize('prod', { tables: 'shared' });
  const streams = resourcesOf<MappingProperties>(shared, 'AWS::Lambda::EventSourceMapping')
    .map(({ Properties }) => textOf(Properties.EventSourceArn))
    .filter(arn => arn.endsWith('.StreamArn>'));
  expect(streams).toHaveLength(Object.keys(STREAMS).length);
  expect(new Set(streams)).toEqual(new Set([`<${tableOf(shared).id}.StreamArn>`]));
});

interface QueueProperties {
  RedrivePolicy: { deadLetterTargetArn: Text; maxReceiveCount: number };
}

describe.each(Object.entries(QUEUES))('the queue of %s', (name, trigger) => {
  const { id, Properties: ofFunction } = requireFunction(template, name as keyof typeof QUEUES);
  const [mapping, ...others] = ofQueues.filter(({ Properties }) => textOf(Properties.FunctionName) === `<${id}>`);
  const all = resourcesOf<QueueProperties>(template, 'AWS::SQS::Queue');
  const queue = all.find(found => `<${found.id}.Arn>` === textOf(mapping?.Properties.EventSourceArn ?? ''));

  test('keeps the order within each group, and compares the ids of messages within it', () => {
    expect(others).toEqual([]);
    expect(queue?.Properties).toMatchObject({
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
  });

  test('delivers again only the messages that its function reports, and not while the function may run', () => {
    expect(mapping?.Properties).toMatchObject({
      BatchSize: trigger.batchSize,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(queue?.Properties).toMatchObject({ VisibilityTimeout: trigger.visibilitySeconds });
    expect(ofFunction.Timeout).toBe(trigger.timeoutSeconds);
    // AWS refuses a batch of more messages from a FIFO queue.
    expect(trigger.batchSize).toBeLessThanOrEqual(10);
  });

  test('moves a message to a dead-letter queue of the same kind after its last delivery', () => {
    const { deadLetterTargetArn, maxReceiveCount } = queue?.Properties.RedrivePolicy ?? {};
    expect(maxReceiveCount).toBe(trigger.receivesMax);
    const deadLetters = all.find(found => `<${found.id}.Arn>` === textOf(deadLetterTargetArn ?? ''));
    expect(deadLetters?.Properties).toMatchObject({ FifoQueue: true });
    expect(deadLetters?.Properties).not.toHaveProperty('RedrivePolicy');
  });
});

interface RuleProperties {
  ScheduleExpression: string;
  State: string;
  Targets: { Arn: Text; DeadLetterConfig: { Arn: Text }; RetryPolicy: object }[];
}
interface InvokeProperties {
  FunctionName: Text;
  DestinationConfig: { OnFailure: { Destination: Text } };
}
const rules = resourcesOf<RuleProperties>(template, 'AWS::Events::Rule');

describe.each(Object.entries(SCHEDULES))('the schedule %s', (name, { everySeconds }) => {
  const { id } = requireFunction(template, name as keyof typeof SCHEDULES);
  const rule = rules.find(({ Properties }) => textOf(Properties.Targets[0]?.Arn ?? '') === `<${id}.Arn>`);

  test('starts its function as often as triggers.ts says', () => {
    const minutes = everySeconds / 60;
    expect(rule?.Properties).toMatchObject({
      ScheduleExpression: `rate(${minutes} ${minutes === 1 ? 'minute' : 'minutes'})`,
      State: 'ENABLED',
    });
  });

  test('sends a failed run to a dead-letter queue without retries, because the next run does its job', () => {
    const configs = resourcesOf<InvokeProperties>(template, 'AWS::Lambda::EventInvokeConfig');
    const config = configs.find(({ Properties }) => textOf(Properties.FunctionName) === `<${id}>`);
    expect(config?.Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: everySeconds });
    expect(queueArns).toContain(textOf(config?.Properties.DestinationConfig.OnFailure.Destination ?? ''));
    const [target] = rule?.Properties.Targets ?? [];
    expect(target?.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: everySeconds, MaximumRetryAttempts: 2 });
    expect(queueArns).toContain(textOf(target?.DeadLetterConfig.Arn ?? ''));
  });
});

describe.each(Object.entries(EVENTS))('the function of events %s', (name, trigger) => {
  const sending = synthesize('prod', { mailFrom: 'Tickets <tickets@example.org>' });
  const { id, Properties } = requireFunction(sending, name as keyof typeof EVENTS);
  const [config] = resourcesOf<InvokeProperties>(sending, 'AWS::Lambda::EventInvokeConfig').filter(
    each => textOf(each.Properties.FunctionName) === `<${id}>`,
  );
  const deadLetters = textOf(config?.Properties.DestinationConfig.OnFailure.Destination ?? '');

  test('is started by one rule, only if its events can come', () => {
    const startedBy = resourcesOf<RuleProperties & { EventPattern: object }>(sending, 'AWS::Events::Rule').filter(
      rule => textOf(rule.Properties.Targets[0]?.Arn ?? '') === `<${id}.Arn>`,
    );
    expect(startedBy).toHaveLength(1);
    expect(startedBy[0]?.Properties).toMatchObject({ State: 'ENABLED', EventPattern: { source: ['aws.ses'] } });
    const [target] = startedBy[0]?.Properties.Targets ?? [];
    expect(textOf(target?.DeadLetterConfig.Arn ?? '')).toBe(deadLetters);
    expect(rules.filter(rule => !rule.Properties.ScheduleExpression)).toEqual([]);
  });

  test('gets an event again that it could not process, and leaves it in its dead-letter queue then', () => {
    expect(config?.Properties).toMatchObject({
      MaximumRetryAttempts: trigger.retryAttempts,
      MaximumEventAgeInSeconds: trigger.eventAgeMaxSeconds,
    });
    expect(resourcesOf(sending, 'AWS::SQS::Queue').map(queue => `<${queue.id}.Arn>`)).toContain(deadLetters);
    expect(Properties.Timeout).toBe(trigger.timeoutSeconds);
  });
});

test('every queue is encrypted, accepts TLS only, and keeps its messages for 14 days', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  // A queue of a function has a dead-letter queue beside it; the other functions have the latter alone.
  const others = [STREAMS, EVENTS, SCHEDULES].flatMap(triggers => Object.keys(triggers));
  expect(queues).toHaveLength(others.length + 2 * ofQueues.length);
  const policies = resourcesOf<{ Queues: Text[]; PolicyDocument: object }>(template, 'AWS::SQS::QueuePolicy');
  for (const { id, Properties } of queues) {
    expect(Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 60 * 60 });
    const policy = policies.find(({ Properties: { Queues } }) => Queues.some(queue => textOf(queue) === `<${id}>`));
    expect(policy?.Properties.PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    });
  }
});

test("deployedStackOf finds the table, and each trigger's function, queue and log group, by their logical ids", () => {
  const resources = resourcesOf(template).map(({ id, Type }) => ({
    LogicalResourceId: id,
    PhysicalResourceId: id,
    ResourceType: Type,
  }));
  const { tables, triggers } = deployedStackOf('Holdfast-prod', resources);
  expect(tables.sales).toMatch(/^Table[0-9A-F]{8}$/);
  for (const name of TRIGGER_NAMES) {
    const { functionName, queueUrl, logGroup } = triggers[name];
    const found = requireFunction(template, name);
    expect(functionName).toBe(found.id);
    expect(textOf((found.Properties as unknown as { LoggingConfig: { LogGroup: Text } }).LoggingConfig.LogGroup)).toBe(
      `<${logGroup}>`,
    );
    if (Object.hasOwn(QUEUES, name)) {
      const queue = resourcesOf<QueueProperties>(template, 'AWS::SQS::Queue').find(({ id }) =>
        new RegExp(`^Queue${name.replaceAll('-', '')}Queue[0-9A-F]{8}$`).test(id),
      );
      expect(textOf(queue?.Properties.RedrivePolicy.deadLetterTargetArn ?? '')).toBe(`<${queueUrl}.Arn>`);
      continue;
    }
    const destination = [
      ...ofStreams,
      ...resourcesOf<InvokeProperties>(template, 'AWS::Lambda::EventInvokeConfig'),
    ].find(({ Properties }) => textOf(Properties.FunctionName) === `<${functionName}>`);
    expect(textOf(destination?.Properties.DestinationConfig.OnFailure.Destination ?? '')).toBe(`<${queueUrl}.Arn>`);
  }
});
