/**
 * The functions of events: each with its retries, and a dead-letter queue for the events that it could not process. The construct whose
 * events they are gives them a rule.
 */
import { Duration } from 'aws-cdk-lib';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { EVENTS } from '../deployment/triggers.ts';
import { createFunction, type Surroundings } from './functions.ts';
import { createDeadLetterQueue } from './queues.ts';

export type EventName = keyof typeof EVENTS;

export class EventConsumers extends Construct {
  /** The functions as targets of rules. */
  readonly consumers: Readonly<Record<EventName, LambdaFunction>>;

  constructor(scope: Construct, id: string, surroundings: Surroundings) {
    super(scope, id);
    const names = Object.keys(EVENTS) as EventName[];
    this.consumers = Object.fromEntries(names.map(name => [name, this.#create(name, surroundings)])) as Record<
      EventName,
      LambdaFunction
    >;
  }

  #create(name: EventName, surroundings: Surroundings): LambdaFunction {
    const consumer = createFunction(this, name, surroundings);
    const deadLetterQueue = createDeadLetterQueue(consumer.node.scope as Construct, 'DeadLetters');
    const { retryAttempts, eventAgeMaxSeconds } = EVENTS[name];
    const maxEventAge = Duration.seconds(eventAgeMaxSeconds);
    consumer.configureAsyncInvoke({ retryAttempts, maxEventAge, onFailure: new SqsDestination(deadLetterQueue) });
    return new LambdaFunction(consumer, { retryAttempts, maxEventAge, deadLetterQueue });
  }
}
