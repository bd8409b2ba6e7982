/**
 * An idle stage costs next to nothing: every resource with a price by the hour or the month is listed here, and counted
 * in docs/cost.md.
 */
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Alias, Code, type IVersion, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, LogGroupClass } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { describe, expect, test } from 'vitest';
import { POLLS_A_MONTH } from '../../bench/cost/at-rest.ts';
import { priceOf } from '../../lib/commands/shared/prices.ts';
import { type Resource, resourcesOf, synthesize, type Text, textOf } from './synthesized.ts';

/**
 * Types that cost by use only. A type that is absent here may cost by the hour or the month: look it up before adding
 * it.
 */
const PAID_BY_USE = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  // Paid by the request, and by the GB after the first terabyte of a month.
  'AWS::CloudFront::CachePolicy',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::DynamoDB::Table',
  // Paid by the published event. An archive of it would cost by the month, and is a type of its own.
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  // Paid by the request, and by the GB: files live for a week.
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  // Paid by the mail.
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SES::EmailIdentity',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  // Paid by the e-mail, after the first thousand of a month.
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SNS::Subscription',
  // Our own function creates two standard parameters, which are free, and encrypts one with the account's key aws/ssm,
  // also free.
  'Custom::TokenKeys',
  'Custom::EmptyFiles',
  'Custom::ProxySecret',
  'Custom::WebApp',
];

/**
 * Types that cost by the month, in docs/cost.md: $0.10 for each metric of an alarm, $3 for a dashboard of more than 50
 * metrics.
 */
const PAID_BY_THE_MONTH = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard'];
/** The numbers that may be added without a new decision: $6.50 a month. */
const ALARM_METRICS_MAX = 65;
const DASHBOARDS_MAX = 1;
/** Lambda polls an idle queue all the time. */
const POLLED_QUEUES_MAX = 3;

/** Settings with a price of their own, at any depth of a template. */
const PRICED_SETTINGS =
  /"(Provisioned\w+|SnapStart|WarmThroughput|KmsMasterKeyId|KMSMasterKeyId|KmsKeyId|KmsKeyArn|SSESpecification|VpcConfig|ContributorInsightsSpecification|KinesisStreamSpecification|ReplicaSpecification|AnomalyDetector\w*|CapacityProvider\w*)"/g;

type Properties = Record<string, unknown>;

/** Each resource or setting in a template that has a price by the hour or the month and is not listed above. */
function findingsIn(template: Template): string[] {
  const resources = resourcesOf<Properties | undefined>(template);
  const allowed = [...PAID_BY_USE, ...PAID_BY_THE_MONTH];
  return [
    ...resources.filter(({ Type }) => !allowed.includes(Type)).map(({ Type }) => Type),
    ...resources.flatMap(({ Type, Properties = {} }) =>
      [...JSON.stringify(Properties).matchAll(PRICED_SETTINGS)].map(([, setting]) => `${Type} with ${setting}`),
    ),
    ...resources.flatMap(resource => pricedSettingsOf(resource)),
  ].sort();
}

/** A setting of a listed type that makes it cost more. */
function pricedSettingsOf({ Type, Properties = {} }: Resource<Properties | undefined>): string[] {
  const isPaid = (() => {
    switch (Type) {
      case 'AWS::DynamoDB::Table':
        return Properties.BillingMode !== 'PAY_PER_REQUEST';
      case 'AWS::CloudWatch::Alarm':
        // An alarm with a period below one minute has high resolution, at three times the price.
        return Number(Properties.Period ?? 60) < 60;
      case 'AWS::Logs::LogGroup':
        return Properties.RetentionInDays === undefined;
      default:
        return false;
    }
  })();
  return isPaid ? [`${Type}, as it is set`] : [];
}

const alarmMetricsOf = (template: Template): number =>
  resourcesOf<{ Metrics?: { MetricStat?: object }[] }>(template, 'AWS::CloudWatch::Alarm').reduce(
    (sum, { Properties: { Metrics = [{ MetricStat: {} }] } }) => sum + Metrics.filter(each => each.MetricStat).length,
    0,
  );

describe.each(['dev', 'prod'] as const)('an idle %s stage', stage => {
  const template = synthesize(stage);

  test('has no resource that costs by the hour or the month, except those that docs/cost.md lists', () => {
    expect(findingsIn(template)).toEqual([]);
  });

  test('has at most 65 alarm metrics and 1 dashboard', () => {
    expect(alarmMetricsOf(template)).toBeLessThanOrEqual(ALARM_METRICS_MAX);
    expect(resourcesOf(template, 'AWS::CloudWatch::Dashboard').length).toBeLessThanOrEqual(DASHBOARDS_MAX);
  });

  test('polls three queues, for less than the dollar a month that an idle stage may cost by polling', () => {
    expect(polledQueuesOf(template)).toBe(POLLED_QUEUES_MAX);
    expect(priceOf('fifoRequest', POLLED_QUEUES_MAX * POLLS_A_MONTH)).toBeLessThan(1);
  });
});

const polledQueuesOf = (template: Template): number =>
  resourcesOf<{ EventSourceArn: Text }>(template, 'AWS::Lambda::EventSourceMapping').filter(
    ({ Properties }) => !textOf(Properties.EventSourceArn).endsWith('.StreamArn>'),
  ).length;

describe('this test finds', () => {
  const findingsWith = (add: (stack: Stack) => unknown): string[] => {
    const stack = new Stack(new App(), 'Stack');
    add(stack);
    return findingsIn(Template.fromStack(stack));
  };
  const lambda = (stack: Stack, settings = {}): LambdaFunction =>
    new LambdaFunction(stack, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('0'),
      ...settings,
    });
  const table = (stack: Stack, settings: object): Table =>
    new Table(stack, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...settings,
    });

  test.each<[string, (stack: Stack) => unknown, string]>([
    ['a NAT gateway', stack => new Vpc(stack, 'Vpc', { maxAzs: 1 }), 'AWS::EC2::NatGateway'],
    ['an encryption key', stack => new Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY }), 'AWS::KMS::Key'],
    [
      'a firewall',
      stack =>
        new CfnWebACL(stack, 'Wall', {
          scope: 'REGIONAL',
          defaultAction: { allow: {} },
          visibilityConfig: { cloudWatchMetricsEnabled: false, metricName: 'wall', sampledRequestsEnabled: false },
        }),
      'AWS::WAFv2::WebACL',
    ],
    ['a secret', stack => new Secret(stack, 'Secret'), 'AWS::SecretsManager::Secret'],
    [
      'provisioned concurrency',
      stack =>
        new Alias(stack, 'Alias', {
          aliasName: 'live',
          version: lambda(stack).currentVersion as IVersion,
          provisionedConcurrentExecutions: 1,
        }),
      'AWS::Lambda::Alias with ProvisionedConcurrencyConfig',
    ],
    [
      'provisioned throughput',
      stack => table(stack, { billingMode: BillingMode.PROVISIONED }),
      'AWS::DynamoDB::Table with ProvisionedThroughput',
    ],
    [
      'a table with an encryption key',
      stack => table(stack, { encryption: TableEncryption.AWS_MANAGED }),
      'AWS::DynamoDB::Table with SSESpecification',
    ],
    [
      'a queue with an encryption key',
      stack => new Queue(stack, 'Queue', { encryption: QueueEncryption.KMS_MANAGED }),
      'AWS::SQS::Queue with KmsMasterKeyId',
    ],
    [
      'a topic with an encryption key',
      stack => new Topic(stack, 'Topic', { masterKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:1:key/1') }),
      'AWS::SNS::Topic with KmsMasterKeyId',
    ],
    [
      'warm throughput',
      stack => table(stack, { warmThroughput: { readUnitsPerSecond: 15_000, writeUnitsPerSecond: 5_000 } }),
      'AWS::DynamoDB::Table with WarmThroughput',
    ],
    [
      'an alarm with a period of ten seconds',
      stack =>
        new Alarm(stack, 'Alarm', {
          metric: new Metric({ namespace: 'Holdfast', metricName: 'HoldsPlaced', period: Duration.seconds(10) }),
          threshold: 1,
          evaluationPeriods: 1,
        }),
      'AWS::CloudWatch::Alarm, as it is set',
    ],
    [
      'logs that are never deleted',
      stack => {
        const { node } = new LogGroup(stack, 'Log', { logGroupClass: LogGroupClass.STANDARD });
        (node.defaultChild as { retentionInDays?: number }).retentionInDays = undefined as never;
      },
      'AWS::Logs::LogGroup, as it is set',
    ],
  ])('%s', (_name, add, finding) => {
    expect(findingsWith(add)).toContain(finding);
  });
});
