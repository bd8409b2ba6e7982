import { describe, expect, test } from 'vitest';
import { deployedStackOf, TRIGGER_NAMES } from '../../lib/commands/shared/deployed-stack.ts';
import { SCHEDULES, STREAMS, type StreamTrigger } from '../../lib/deployment/triggers.ts';
import { requireFunction, resourcesOf, synthesize, type Text, tableOf, textOf } from './synthesized.ts';

const template = synthesize('prod');

interface MappingProperties {
  FunctionName: Text;
  EventSourceArn: Text;
  FilterCriteria: { Filters: { Pattern: string }[] };
  DestinationConfig: { OnFailure: { Destination: Text } };
}
const mappings = resourcesOf<MappingProperties>(template, 'AWS::Lambda::EventSourceMapping');
const queueArns = resourcesOf(template, 'AWS::SQS::Queue').map(({ id }) => `<${id}.Arn>`);

test('the stream has the readers of triggers.ts, and at most the two that DynamoDB Streams allows', () => {
  expect(mappings).toHaveLength(Object.keys(STREAMS).length);
  expect(mappings.length).toBeLessThanOrEqual(2);
});

describe.each(Object.entries<StreamTrigger>(STREAMS))('the stream reader %s', (name, trigger) => {
  const { id } = requireFunction(template, name as keyof typeof STREAMS);
  const mapping = mappings.find(({ Properties }) => textOf(Properties.FunctionName) === `<${id}>`);

  test("reads the table's stream from its oldest record, by the filter of triggers.ts", () => {
    const table = tableOf(template);
    expect(textOf(mapping?.Properties.EventSourceArn ?? '')).toBe(`<${table.id}.StreamArn>`);
    expect(mapping?.Properties).toMatchObject({ StartingPosition: 'TRIM_HORIZON', BatchSize: trigger.batchSize });
    const patterns = mapping?.Properties.FilterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern));
    expect(patterns).toEqual([trigger.filter]);
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
    const sharing = mappings.filter(
      ({ Properties }) => textOf(Properties.DestinationConfig.OnFailure.Destination) === destination,
    );
    expect(sharing).toHaveLength(1);
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

test('every queue is encrypted, accepts TLS only, and keeps its messages for 14 days', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  expect(queues).toHaveLength(mappings.length + rules.length);
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
    const destination = [
      ...mappings,
      ...resourcesOf<InvokeProperties>(template, 'AWS::Lambda::EventInvokeConfig'),
    ].find(({ Properties }) => textOf(Properties.FunctionName) === `<${functionName}>`);
    expect(textOf(destination?.Properties.DestinationConfig.OnFailure.Destination ?? '')).toBe(`<${queueUrl}.Arn>`);
  }
});
