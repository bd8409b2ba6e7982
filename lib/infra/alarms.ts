/**
 * The alarms of a stage, each with what to do in its own words. All go to one topic, which sends e-mail to whoever
 * subscribes. Nothing happens while nothing is sold: missing data is never an alarm. Each looks at one metric, for AWS
 * charges by the metric.
 */
import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { MetricName } from '../contract/metrics.ts';
import { SCHEDULES } from '../contract/triggers.ts';
import { createAlarmTopic } from './alarm-topic.ts';
import { ownMetric, PERIOD, type Watched } from './watched.ts';

interface AlarmPlan {
  /** What is wrong, as a person reads it in the subject of an e-mail; unique within the stage. */
  name: string;
  metric: IMetric;
  /** From which value on, in each of so many periods of five minutes; one by default. */
  from: number;
  periods?: number;
  /** What to do, in sentences. */
  toDo: string;
}

export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const { stage } = watched;
    this.topic = createAlarmTopic(this, stage);
    const action = new SnsAction(this.topic);
    for (const { name, metric, from, periods = 1, toDo } of plansOf(watched)) {
      const alarm = new Alarm(this, name, {
        alarmName: `${Stack.of(this).stackName}: ${name}`,
        alarmDescription: `${toDo} See ${HANDBOOK}.`,
        metric,
        threshold: from,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: periods,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}

const HANDBOOK = 'docs/operations.md, and docs/monitoring.md for how to follow a request';

const plansOf = (watched: Watched): AlarmPlan[] => [
  ...ofFunctions(watched),
  ...ofStream(watched),
  ...ofDeadLetters(watched),
  ...ofOwnMetrics(watched),
  {
    name: 'the API answers 5xx',
    metric: watched.api.metricServerError({ period: PERIOD, statistic: Stats.SUM }),
    from: 5,
    toDo: 'Callers got 503 (busy: retries with the same key are safe) or 500. Find the lines with status 500 or 503 in the logs of the functions: a 500 has its cause there.',
  },
  {
    name: 'functions are throttled',
    // Of the whole account: its concurrency is one, whoever else uses it up.
    metric: LambdaFunction.metricAllThrottles({ period: PERIOD, statistic: Stats.SUM }),
    from: 1,
    toDo: 'More functions were to run at once than this account allows in this Region. Callers got 503 and may retry with the same key; the stream and the schedules catch up. Ask for more concurrent executions: npm run on-sale shows the quota.',
  },
  ...['Read', 'Write'].map(kind => ({
    name: `${kind.toLowerCase()}s of the table are throttled`,
    metric: watched.table.metric(`${kind}ThrottleEvents`, { period: PERIOD, statistic: Stats.SUM }),
    from: 50,
    toDo: 'One section is hotter than a partition bears, or the sale outgrew the table. Functions wait and repeat; callers may see 503 busy. Buy warm throughput before the next large on-sale, or cut hot sections into smaller ones.',
  })),
];

/** A schedule that fails once is made good by the next minute. */
const FAILURES_OF_A_SCHEDULE = 3;

/** An error is a function that crashed or ran out of time: what fails within a request is answered, and counted as 5xx. */
function ofFunctions({ functions }: Watched): AlarmPlan[] {
  return [...functions].map(([name, watched]) => ({
    name: `${name} fails`,
    metric: watched.metricErrors({ period: PERIOD }),
    from: Object.hasOwn(SCHEDULES, name) ? FAILURES_OF_A_SCHEDULE : 1,
    toDo: `The function ${name} crashed or ran out of time. Its log says which: the line before the end tells at what it was.`,
  }));
}

/** Beyond it the journal, and the tallies with it, are no longer what people take them for. */
const ITERATOR_AGE_MAX_MS = 5 * 60_000;

function ofStream({ streamReaders }: Watched): AlarmPlan[] {
  return [...streamReaders].map(([name, reader]) => ({
    name: `${name} falls behind`,
    metric: reader.metric('IteratorAge', { period: PERIOD, statistic: Stats.MAXIMUM }),
    from: ITERATOR_AGE_MAX_MS,
    periods: 2,
    toDo: `The stream reader ${name} is more than five minutes behind. Sales go on. Its log names the record that fails; after its retries that goes to the dead letters, and the rest follows.`,
  }));
}

function ofDeadLetters({ deadLetters }: Watched): AlarmPlan[] {
  return [...deadLetters].map(([name, queue]) => ({
    name: `${name} has dead letters`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM }),
    from: 1,
    toDo: `Something that ${name} could not do waits in its queue, for 14 days. Read its log, mend the cause, and then do as "What runs" says of these dead letters.`,
  }));
}

/** What a person has to see to, whatever else goes on. */
const OWN: { name: string; metric: Extract<MetricName, Watchable>; from: number; toDo: string }[] = [
  {
    name: 'payments need a person',
    metric: 'PaymentNeedsPerson',
    from: 1,
    toDo: 'The gateway refuses for good what is still to be done, or a payment is unfinished after two hours. GET /v1/admin/payments?needsPerson=true names them: resume each, or give the money back by hand and settle it.',
  },
  {
    name: 'integrity is violated',
    metric: 'IntegrityViolations',
    from: 1,
    toDo: 'A promise does not hold for an event. Ask GET /v1/events/{eventId}/integrity again: what it still says is no race. Close the sales of that event, and read the journals of the holds that it names.',
  },
  {
    name: 'work with an event fails',
    metric: 'EventWorkFailed',
    from: 3,
    toDo: 'An event cannot be prepared, edited or called off. The log of finish-events says why: "work with an event could not be finished". It is tried again every two minutes, for ever.',
  },
  {
    name: 'nobody is limited',
    metric: 'RateLimitUnavailable',
    from: 20,
    toDo: 'The counter of calls does not answer in time, so every call goes on. Look for throttling of the table; for as long as it lasts, the throttle of the whole API is the only limit.',
  },
];
type Watchable = Parameters<typeof ownMetric>[1];

const ofOwnMetrics = ({ stage }: Watched): AlarmPlan[] =>
  OWN.map(({ metric, ...plan }) => ({ ...plan, metric: ownMetric(stage, metric) }));
