/** The topic of all alarms: only CloudWatch of this account may publish to it, over TLS. */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acceptMailWithoutDeadLetters } from './nag-suppressions.ts';
import type { Stage } from './stage.ts';

/**
 * Not encrypted at rest: CloudWatch may not use the AWS-managed key aws/sns, and a key of our own costs a dollar a
 * month. A message holds only the name of an alarm and the value that triggered it.
 */
export function createAlarmTopic(scope: Construct, { name, alarmEmail }: Stage): Topic {
  const topic = new Topic(scope, 'Topic', { displayName: `Holdfast ${name}`, enforceSSL: true });
  // An explicit policy replaces the default one, which lets the whole account publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayPublish',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(topic).account },
        ArnLike: { 'aws:SourceArn': Stack.of(topic).formatArn({ service: 'cloudwatch', resource: 'alarm:*' }) },
      },
    }),
  );
  if (alarmEmail) acceptMailWithoutDeadLetters(topic.addSubscription(new EmailSubscription(alarmEmail)));
  return topic;
}
