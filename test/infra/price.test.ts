import { describe, expect, test } from 'vitest';
import { resourcesOf, synthesize } from './synthesized.ts';

/** What costs by use alone. A type that is not here may cost by the hour or the month: look it up before adding it. */
const PAID_BY_USE = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  // Our own function makes two standard parameters, which are free, and encrypts one by the account's aws/ssm key, as free.
  'Custom::TokenKeys',
];

describe.each(['dev', 'prod'] as const)('%s at rest', stage => {
  const template = synthesize(stage);

  test('costs nothing but what it stores', () => {
    const types = new Set(resourcesOf(template).map(({ Type }) => Type));
    expect([...types].filter(type => !PAID_BY_USE.includes(type))).toEqual([]);
  });

  test('provisions nothing', () => {
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toMatch(/Provisioned(Concurrency|Throughput|Poller)|SnapStart|WarmThroughput|KmsMasterKeyId/);
  });
});
