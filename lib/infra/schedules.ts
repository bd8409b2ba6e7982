/**
 * The scheduled functions: an EventBridge rule for each schedule of triggers.ts. The next run does what a run left
 * undone, so a failed run is not retried, but kept as a dead letter for operators.
 */
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { SCHEDULES } from '../deployment/triggers.ts';
import { createFunction, type Surroundings } from './functions.ts';
import { createDeadLetterQueue } from './queues.ts';

export class Schedules extends Construct {
  constructor(scope: Construct, id: string, surroundings: Surroundings) {
    super(scope, id);
    for (const [name, { everySeconds }] of Object.entries(SCHEDULES)) {
      const scheduled = createFunction(this, name as keyof typeof SCHEDULES, surroundings);
      const own = scheduled.node.scope as Construct;
      const deadLetterQueue = createDeadLetterQueue(own, 'DeadLetters');
      const period = Duration.seconds(everySeconds);
      scheduled.configureAsyncInvoke({
        retryAttempts: 0,
        maxEventAge: period,
        onFailure: new SqsDestination(deadLetterQueue),
      });
      new Rule(own, 'Rule', {
        description: `Holdfast ${surroundings.stage.name}: starts ${name}`,
        schedule: Schedule.rate(period),
        targets: [new LambdaFunction(scheduled, { retryAttempts: 2, maxEventAge: period, deadLetterQueue })],
      });
    }
  }
}
