/** Every finding of cdk-nag that we accept: on the exact resource, for the exact finding, with the reason. */
import { type CfnElement, Stack } from 'aws-cdk-lib';
import type { HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { EventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Subscription } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type NagPackSuppression, NagSuppressions } from 'cdk-nag';
import type { IConstruct } from 'constructs';

export type Trigger = 'http' | 'stream' | 'queue' | 'event' | 'schedule' | 'deploy';

export const acceptPublicRoute = (route: HttpRoute): void =>
  accept(route, {
    id: 'AwsSolutions-APIG4',
    reason:
      'The function itself checks our ES256 access tokens, by the access that routes.ts states for the route. ' +
      "API Gateway's own JWT authorizer knows RSA keys only.",
  });

export const acceptTracing = (role: IRole): void =>
  accept(policyOf(role), {
    id: 'AwsSolutions-IAM5',
    appliesTo: ['Resource::*'],
    reason: "X-Ray's two writing actions have no resources: AWS accepts them on * only.",
  });

export const acceptNoTracing = (created: IFunction): void =>
  accept(created, {
    id: 'Serverless-LambdaTracing',
    reason:
      'X-Ray would trace nearly each run of a schedule, because two seldom begin in one second. Traces would cost more ' +
      'than everything else in a run, and the log says what a run did.',
  });

export const acceptListingStreams = (role: IRole, tableLogicalId: string): void =>
  accept(policyOf(role), {
    id: 'AwsSolutions-IAM5',
    appliesTo: [`Resource::<${tableLogicalId}.Arn>/stream/*`],
    reason: "ListStreams lists a table's streams without naming one; it is limited to our one table.",
  });

export const acceptNoDeadLetterTarget = (created: IFunction, trigger: Trigger): void =>
  accept(created, { id: 'Serverless-LambdaDLQ', reason: DEAD_LETTERS_BY_TRIGGER[trigger] });

const DEAD_LETTERS_BY_TRIGGER: Record<Trigger, string> = {
  http: 'API Gateway calls it synchronously: the caller gets the failure and retries with the same key.',
  stream: "Its event source mapping sends what fails to a queue; a function's own target is for asynchronous calls.",
  queue: 'Its queue keeps a message that fails, and moves it to a dead-letter queue after the last delivery.',
  event: 'An event that fails goes to a queue as its failure destination, which also says why it failed.',
  deploy:
    'CloudFormation waits for its answer, which reports a failure with its reason. Without one the deployment fails.',
  schedule: 'Failed runs go to a queue as its failure destination, which also says why they failed.',
};

export const acceptDeadLettersOfQueue = (mapping: EventSourceMapping): void =>
  accept(mapping, {
    id: 'Serverless-LambdaEventSourceMappingDestination',
    reason:
      'The queue itself moves a message that fails to its dead-letter queue. A mapping of a queue takes no destination.',
  });

export function acceptLastQueue(deadLetters: IQueue): void {
  const reason = 'It is the dead-letter queue: only operators read it, so no delivery from it can fail again.';
  accept(deadLetters, { id: 'AwsSolutions-SQS3', reason }, { id: 'Serverless-SQSRedrivePolicy', reason });
}

export const acceptMailWithoutDeadLetters = (mail: Subscription): void =>
  accept(mail, {
    id: 'Serverless-SNSRedrivePolicy',
    reason:
      'SNS retries an e-mail for six hours by itself. An older message about an alarm has no use, and CloudWatch shows ' +
      'the state and history of each alarm.',
  });

export function acceptDistribution(distribution: Distribution, { hasDomain }: { hasDomain: boolean }): void {
  accept(
    distribution,
    {
      id: 'AwsSolutions-CFR1',
      reason: 'Buyers travel: an owner who may sell in some countries only decides that, not this stack.',
    },
    {
      id: 'AwsSolutions-CFR2',
      reason:
        'A firewall costs by the month. The API limits its callers itself, and an owner who expects bots adds one (docs/security.md).',
    },
    {
      id: 'AwsSolutions-CFR3',
      reason:
        'A log of pages would keep addresses of buyers beside the ids of their bookings. The API logs each of its requests.',
    },
    ...(hasDomain
      ? []
      : [
          {
            id: 'AwsSolutions-CFR4',
            reason: 'The domain that CloudFront gives has its own certificate and protocols. Own domains need TLS 1.2.',
          },
        ]),
  );
}

export function acceptPublishing(role: IRole, bucket: Bucket): void {
  const id = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement);
  accept(policyOf(role), {
    id: 'AwsSolutions-IAM5',
    appliesTo: [`Resource::<${id}.Arn>/*`],
    reason:
      'The build of the web app decides on the names of its files. It is this one bucket, and everything in it is public.',
  });
}

export const acceptNoLogOfPublicFiles = (bucket: Bucket): void =>
  accept(bucket, {
    id: 'AwsSolutions-S1',
    reason: 'Its files are public, and CloudFront alone reads them: a log would show the addresses of its servers.',
  });

export const acceptNoAccessLog = (bucket: Bucket): void =>
  accept(bucket, {
    id: 'AwsSolutions-S1',
    reason:
      'A log of the readings of files would keep addresses of buyers for longer than the files themselves. The log of the ' +
      'function that gives out a link says who asked.',
  });

export function acceptEmptying(role: IRole, bucket: Bucket): void {
  const id = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement);
  accept(policyOf(role), {
    id: 'AwsSolutions-IAM5',
    appliesTo: [`Resource::<${id}.Arn>/*`],
    reason: 'It removes all files of this one bucket, at the end of a test stage.',
  });
}

export function acceptFileFolders(role: IRole, bucket: Bucket, folders: readonly string[]): void {
  const id = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement);
  accept(policyOf(role), {
    id: 'AwsSolutions-IAM5',
    appliesTo: folders.map(folder => `Resource::<${id}.Arn>/${folder}/*`),
    reason: 'The names of files are not known before. Each function has only its own folders.',
  });
}

export const acceptReadingMailRate = (role: IRole): void =>
  accept(policyOf(role), {
    id: 'AwsSolutions-IAM5',
    appliesTo: ['Resource::*'],
    reason: "SES has no resource for reading an account's sending rate.",
  });

const policyOf = (role: IRole): IConstruct => role.node.findChild('DefaultPolicy');

const accept = (resource: IConstruct, ...suppressions: NagPackSuppression[]): void =>
  NagSuppressions.addResourceSuppressions(resource, suppressions);
