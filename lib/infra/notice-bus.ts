/**
 * The event bus of a stage: each notice is published to it, and owners of the account attach their own rules. It has the name of the
 * stack, so that a rule can name it.
 */
import { Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

export const createNoticeBus = (scope: Construct, { name }: Stage): EventBus =>
  new EventBus(scope, 'NoticeBus', {
    eventBusName: Stack.of(scope).stackName,
    description: `Holdfast ${name}: the notices of docs/notices.md, with the source holdfast.${name}`,
  });
