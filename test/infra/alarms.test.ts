import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { EVENTS, QUEUES, SCHEDULES, STREAMS } from '../../lib/deployment/triggers.ts';
import { INDEXES_OF_A_SALE } from '../../lib/infra/watched.ts';
import { METRICS } from '../../lib/ports/metric-names.ts';
import {
  createStack,
  FUNCTION_NAMES,
  onlyOne,
  requireFunction,
  resourcesOf,
  synthesize,
  type Text,
  tableOf,
  textOf,
} from './synthesized.ts';

interface MetricStat {
  Metric: { Namespace: string; MetricName: string; Dimensions?: { Name: string; Value: Text }[] };
}
interface AlarmProperties {
  AlarmName: string;
  AlarmDescription: string;
  AlarmActions: Text[];
  OKActions?: Text[];
  TreatMissingData: string;
  ComparisonOperator: string;
  EvaluationPeriods: number;
  Period: number;
  Statistic: string;
  Threshold: number;
  MetricName?: string;
  Namespace?: string;
  Dimensions?: { Name: string; Value: Text }[];
  Metrics?: { Expression?: string; MetricStat?: MetricStat }[];
}

const template = synthesize('prod');
const alarms = resourcesOf<AlarmProperties>(template, 'AWS::CloudWatch::Alarm');

/** Each metric that an alarm watches, as `Namespace MetricName Dimension=value …`. */
const watchedBy = ({ Namespace, MetricName, Dimensions, Metrics }: AlarmProperties): string[] =>
  [{ Namespace, MetricName, Dimensions }, ...(Metrics ?? []).map(({ MetricStat }) => MetricStat?.Metric)]
    .flatMap(metric => (metric?.MetricName ? [metric] : []))
    .map(({ Namespace, MetricName, Dimensions = [] }) =>
      [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${textOf(Value)}`)].join(' '),
    );
const watched = new Map(alarms.flatMap(({ Properties }) => watchedBy(Properties).map(metric => [metric, Properties])));
const isOfSchedule = (id: string): boolean =>
  Object.keys(SCHEDULES).some(name => id.includes(name.replaceAll('-', '')));
/** Whether it is an alarm for a function that does not run. */
const watchesRuns = ({ MetricName }: AlarmProperties): boolean => MetricName === 'Invocations';

const CONSTRUCTS = ['Table', 'AccountsTable', 'JournalTable'];

describe('every alarm', () => {
  test.each(alarms.map(({ Properties }) => [Properties.AlarmName, Properties] as const))(
    '%s says what to do, and notifies only the topic',
    (name, { AlarmDescription, AlarmActions, OKActions = [], MetricName }) => {
      expect(name).toMatch(/^Holdfast-prod: /);
      expect(AlarmDescription).toMatch(/^[A-Z].{40,}\. See docs\/operations\.md/);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1_024);
      const topic = `<${onlyOne(template, 'AWS::SNS::Topic').id}>`;
      const ended = MetricName === 'IntegrityViolations' ? [] : [topic];
      expect([AlarmActions.map(textOf), OKActions.map(textOf)]).toEqual([[topic], ended]);
    },
  );

  test('treats missing data as good, except the alarms for schedules that do not run', () => {
    const [running, others] = [
      alarms.filter(({ Properties }) => watchesRuns(Properties)),
      alarms.filter(({ Properties }) => !watchesRuns(Properties)),
    ];
    for (const { Properties } of others) {
      const quiet = { TreatMissingData: 'notBreaching', ComparisonOperator: 'GreaterThanOrEqualToThreshold' };
      expect(Properties).toMatchObject(quiet);
    }
    expect(running).toHaveLength(Object.keys(SCHEDULES).length);
    for (const { Properties } of running) {
      const loud = { TreatMissingData: 'breaching', ComparisonOperator: 'LessThanThreshold' };
      expect(Properties).toMatchObject({ ...loud, Threshold: 1, EvaluationPeriods: 3, Statistic: 'Sum' });
    }
  });

  test('has a period of five minutes', () => {
    expect(new Set(alarms.map(({ Properties }) => Properties.Period))).toEqual(new Set([300]));
  });

  test('has a unique name', () => {
    const names = alarms.map(({ Properties }) => Properties.AlarmName);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('an alarm watches', () => {
  const functionIds = resourcesOf(template, 'AWS::Lambda::Function').map(({ id }) => id);

  /** A message or an event that makes one of these crash is late or a dead letter, which has an alarm. */
  const TOLD = ([...Object.keys(QUEUES), ...Object.keys(EVENTS)] as (typeof FUNCTION_NAMES)[number][]).filter(
    name => name !== 'append-notices',
  );
  /** CloudFormation waits for these, and reports their failures. */
  const REPORTED = ['ProxycreateproxysecretFunction', 'WebFilespublishwebFunction'];
  const alarmed = functionIds.filter(
    id => !TOLD.some(name => id === idOf(name)) && !REPORTED.some(reported => id.startsWith(reported)),
  );

  test.each(alarmed)('errors of %s', id => {
    expect(watched.has(`AWS/Lambda Errors FunctionName=<${id}>`)).toBe(true);
  });

  test('throttles of all functions of the account together, because they share its concurrency', () => {
    expect(watched.get('AWS/Lambda Throttles')?.Threshold).toBe(1);
  });

  test('one metric: the emulator of the deploy test supports no other alarms, and AWS charges by metric', () => {
    for (const { Properties } of alarms) expect(watchedBy(Properties), Properties.AlarmName).toHaveLength(1);
    expect(alarms.filter(({ Properties }) => Properties.Metrics)).toEqual([]);
  });

  test.each(Object.keys(SCHEDULES) as (keyof typeof SCHEDULES)[])('whether %s runs', name => {
    const alarm = watched.get(`AWS/Lambda Invocations FunctionName=<${idOf(name)}>`);
    expect(alarm?.AlarmName).toBe(`Holdfast-prod: ${name} does not run`);
  });

  test('errors of the function in its name', () => {
    const names = FUNCTION_NAMES.filter(name => alarmed.includes(idOf(name)));
    for (const name of names) {
      expect(watched.get(`AWS/Lambda Errors FunctionName=<${idOf(name)}>`)?.AlarmName).toBe(
        `Holdfast-prod: ${name} fails`,
      );
    }
    expect(names).toHaveLength(alarmed.length);
  });

  test('the iterator age of each stream reader, and throttles of the tables and of their indexes', () => {
    const [sales, accounts, journal] = CONSTRUCTS.map(construct => tableOf(template, construct).id);
    for (const name of Object.keys(STREAMS) as (keyof typeof STREAMS)[]) {
      expect(watched.has(`AWS/Lambda IteratorAge FunctionName=<${idOf(name)}>`)).toBe(true);
    }
    for (const table of [sales, accounts, journal]) {
      expect(watched.has(`AWS/DynamoDB ReadThrottleEvents TableName=<${table}>`)).toBe(true);
      expect(watched.has(`AWS/DynamoDB WriteThrottleEvents TableName=<${table}>`)).toBe(true);
    }
    // The table's own metric does not count throttles of an index.
    for (const index of INDEXES_OF_A_SALE) {
      const dimensions = `TableName=<${index === 'byFeed' ? journal : sales}> GlobalSecondaryIndexName=${index}`;
      const alarm = [...watched].find(
        ([metric]) => sorted(metric) === sorted(`AWS/DynamoDB WriteThrottleEvents ${dimensions}`),
      );
      expect(alarm?.[1].AlarmName).toBe(`Holdfast-prod: writes of ${index} are throttled`);
    }
  });

  const queueIds = resourcesOf(template, 'AWS::SQS::Queue').map(({ id }) => id);
  test.each(queueIds.filter(id => id.includes('DeadLetters')))('whether %s has dead letters', id => {
    const alarm = watched.get(`AWS/SQS ApproximateNumberOfMessagesVisible QueueName=<${id}.QueueName>`);
    expect(alarm?.Threshold).toBe(isOfSchedule(id) ? 3 : 1);
  });

  test.each(queueIds.filter(id => !id.includes('DeadLetters')))(
    'whether a message of %s waits longer than one that becomes a dead letter',
    id => {
      const alarm = watched.get(`AWS/SQS ApproximateAgeOfOldestMessage QueueName=<${id}.QueueName>`);
      const name = alarm?.AlarmName.replace(/^Holdfast-prod: | falls behind$/g, '') as keyof typeof QUEUES;
      const { visibilitySeconds, receivesMax } = QUEUES[name];
      expect(alarm).toMatchObject({ Threshold: visibilitySeconds * receivesMax + 300, Statistic: 'Maximum' });
      expect(id).toContain(name.replaceAll('-', ''));
    },
  );

  test('the first error of a function, or the third of a schedule, whose next run does the job of a failed one', () => {
    const thresholds = alarmed.map(id => [id, watched.get(`AWS/Lambda Errors FunctionName=<${id}>`)?.Threshold]);
    expect(thresholds).toEqual(alarmed.map(id => [id, isOfSchedule(id) ? 3 : 1]));
    expect(functionIds.filter(isOfSchedule)).toHaveLength(Object.keys(SCHEDULES).length);
  });

  test('failed jobs of an event in two periods in a row, and a sweep lag of ten minutes', () => {
    expect(own('EventWorkFailed')).toMatchObject({ Threshold: 1, EvaluationPeriods: 2, Statistic: 'Sum' });
    expect(own('SweepLag')).toMatchObject({ Threshold: 600, EvaluationPeriods: 1, Statistic: 'Maximum' });
  });

  test('whether requests reach a tenth of the throttle for a quarter of an hour', () => {
    const alarm = watched.get(`AWS/ApiGateway Count ApiId=<${onlyOne(template, 'AWS::ApiGatewayV2::Api').id}>`);
    // A tenth of 5,000 a second.
    expect(alarm).toMatchObject({ Threshold: 150_000, EvaluationPeriods: 3, Statistic: 'SampleCount' });
  });

  test('5xx responses of the API, and the listed metrics of our own for this stage only', () => {
    expect(watched.has(`AWS/ApiGateway 5xx ApiId=<${onlyOne(template, 'AWS::ApiGatewayV2::Api').id}>`)).toBe(true);
    const own = [...watched.keys()].filter(metric => metric.startsWith('Holdfast '));
    expect(own.toSorted()).toEqual(
      [
        'ClockOutsideSkew',
        'EventWorkFailed',
        'IntegrityViolations',
        'PaymentNeedsPerson',
        'RateLimitUnavailable',
        'SweepFailed',
        'SweepLag',
      ].map(name => `Holdfast ${name} service=holdfast stage=prod`),
    );
    for (const metric of own) expect(METRICS).toHaveProperty(metric.split(' ')[1] ?? '');
  });

  test('58 metrics, the number that the price in docs/monitoring.md is computed from', () => {
    expect([alarms.length, watched.size]).toEqual([58, 58]);
  });
});

describe('the topic', () => {
  test('allows only the alarms of this account to publish, and only over TLS', () => {
    const { Properties } = onlyOne<{ PolicyDocument: { Statement: Record<string, unknown>[] } }>(
      template,
      'AWS::SNS::TopicPolicy',
    );
    const { Statement } = Properties.PolicyDocument;
    const [denied, allowed] = [
      Statement.filter(one => one.Effect === 'Deny'),
      Statement.filter(one => one.Effect === 'Allow'),
    ];
    expect(denied).toMatchObject([{ Action: 'sns:Publish', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]);
    expect(allowed).toMatchObject([
      {
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
    const { Condition } = allowed[0] as { Condition: { ArnLike: Record<string, Text> } };
    expect(textOf(Condition.ArnLike['aws:SourceArn'] ?? '')).toBe(
      'arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*',
    );
    template.hasOutput('AlarmTopic', {});
  });

  test('has a subscription only if the setting alarmEmail names an address', () => {
    expect(resourcesOf(template, 'AWS::SNS::Subscription')).toEqual([]);
    const settings = { alarmEmail: 'on-call@example.com' };
    const subscribed = synthesize('prod', settings);
    expect(onlyOne(subscribed, 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'on-call@example.com',
      TopicArn: { Ref: onlyOne(subscribed, 'AWS::SNS::Topic').id },
    });
  });
});

describe('a stage', () => {
  const isWatched = (one: Template) => resourcesOf(one).filter(({ Type }) => /CloudWatch|SNS/.test(Type)).length > 0;

  test('for tests has no alarms and no topic by default, and has alarms if the setting says "on"', () => {
    expect(isWatched(synthesize('dev'))).toBe(false);
    const settings = { alarms: 'on' };
    expect(resourcesOf(synthesize('dev', settings), 'AWS::CloudWatch::Alarm').length).toBeGreaterThan(alarms.length);
  });

  test('for production can switch off alarms, topic and dashboard', () => {
    expect(isWatched(synthesize('prod', { alarms: 'off' }))).toBe(false);
  });

  test('with alarms and an address has no findings of cdk-nag', () => {
    const stack = createStack('dev', { alarms: 'on', alarmEmail: 'on-call@example.com' });
    Template.fromStack(stack);
    const found = [...Annotations.fromStack(stack).findError('*', Match.anyValue())];
    found.push(...Annotations.fromStack(stack).findWarning('*', Match.anyValue()));
    expect(found.map(({ id, entry }) => [id, entry.data])).toEqual([]);
  });
});

const own = (name: string) => watched.get(`Holdfast ${name} service=holdfast stage=prod`);
const sorted = (metric: string): string => metric.split(' ').toSorted().join(' ');
const idOf = (name: (typeof FUNCTION_NAMES)[number]): string =>
  ['demo', 'empty-files', 'create-proxy-secret', 'publish-web'].includes(name)
    ? ''
    : requireFunction(template, name).id;
