import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, test } from 'vitest';
import { createStack, type Resource, resourcesOf } from './synthesized.ts';

interface Suppression {
  id: string;
  reason: string;
  applies_to?: string[];
}

/** Production has neither a mailbox nor a function that empties the bucket of files. That of the web app is filled on each stage. */
const FILES = {
  dev: ['/*', '/documents/*', '/documents/* Resource::<table>/mailbox/*', '/mailbox/*'],
  prod: ['/*', '/documents/*'],
};
/** A production stage without a sender says that it sends no mail. */
const NO_MAIL = /^This stage sends no mail: /;

describe.each(['dev', 'prod'] as const)('cdk-nag on %s', stage => {
  const stack = createStack(stage, { corsOrigins: 'https://tickets.example' });
  const template = Template.fromStack(stack);

  test('finds no errors and no warnings beyond those accepted', () => {
    const annotations = Annotations.fromStack(stack);
    expect(annotations.findError('*', Match.anyValue()).map(({ id, entry }) => [id, entry.data])).toEqual([]);
    const warnings = annotations.findWarning('*', Match.anyValue()).map(({ id, entry }) => [id, entry.data]);
    expect(warnings.filter(([, text]) => !NO_MAIL.test(String(text)))).toEqual([]);
    expect(warnings).toHaveLength(stage === 'prod' ? 1 : 0);
  });

  test('accepts only the findings listed here, each with a reason', () => {
    const accepted = resourcesOf(template).flatMap(resource =>
      suppressionsOf(resource).map(({ id, reason, applies_to = [] }) => {
        expect(reason.length).toBeGreaterThan(40);
        return [resource.Type, id, ...applies_to.map(finding => finding.replace(/<\w+\.Arn>/, '<table>'))].join(' ');
      }),
    );
    expect([...new Set(accepted)].sort()).toEqual([
      'AWS::ApiGatewayV2::Route AwsSolutions-APIG4',
      ...['CFR1', 'CFR2', 'CFR3', 'CFR4'].map(id => `AWS::CloudFront::Distribution AwsSolutions-${id}`),
      'AWS::IAM::Policy AwsSolutions-IAM5 Resource::*',
      ...[...FILES[stage], '/stream/*'].map(
        resource => `AWS::IAM::Policy AwsSolutions-IAM5 Resource::<table>${resource}`,
      ),
      'AWS::Lambda::EventSourceMapping Serverless-LambdaEventSourceMappingDestination',
      'AWS::Lambda::Function Serverless-LambdaDLQ',
      'AWS::Lambda::Function Serverless-LambdaTracing',
      'AWS::S3::Bucket AwsSolutions-S1',
      'AWS::SQS::Queue AwsSolutions-SQS3',
      'AWS::SQS::Queue Serverless-SQSRedrivePolicy',
    ]);
  });
});

test('a stage that sends mail has no findings, and no warning about mail', () => {
  const annotations = Annotations.fromStack(createStack('prod', { mailFrom: 'Tickets <tickets@example.org>' }));
  expect(annotations.findError('*', Match.anyValue())).toEqual([]);
  expect(annotations.findWarning('*', Match.anyValue())).toEqual([]);
});

test.each([
  ['', 1],
  ['pk_test_51H8xAbCdEf', 0],
])(
  'a stage with Stripe and the publishable key "%s" has %i warning of the payment form',
  (stripePublishableKey, count) => {
    const stack = createStack('dev', { gateway: 'stripe', ...(stripePublishableKey && { stripePublishableKey }) });
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cannot take payments'));
    expect(warnings).toHaveLength(count);
  },
);

test('a queue that does not require TLS fails the synthesis', () => {
  const stack = createStack('dev');
  new Queue(stack, 'Open');
  expect(() => Template.fromStack(stack)).toThrow(
    /AwsSolutions-SQS4: The SQS queue does not require requests to use SSL/,
  );
});

const suppressionsOf = ({ Metadata }: Resource<unknown>): Suppression[] =>
  (Metadata?.cdk_nag as { rules_to_suppress: Suppression[] } | undefined)?.rules_to_suppress ?? [];
