/**
 * The alarms of a stage, each with a description of what to do. All go to one topic, which sends e-mail to its
 * subscribers. A stage without sales produces no data, so missing data is no alarm; only schedules must always run.
 * Each alarm uses one metric, because AWS charges for each metric.
 */
import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EVENTS, QUEUES, type QueueTrigger, SCHEDULES } from '../deployment/triggers.ts';
import type { MetricName } from '../ports/metric-names.ts';
import type { TableKind } from '../table/keys.ts';
import { createAlarmTopic } from './alarm-topic.ts';
import { INDEXES_OF_A_SALE, kindsInUse, metricOfIndex, ownMetric, PERIOD, type Watched } from './watched.ts';

interface Wrong {
  /** The fault, as a person reads it in the subject of an e-mail; unique within the stage. */
  name: string;
  /** The number of consecutive periods of five minutes; one by default. */
  periods?: number;
  /** Sends no message when the alarm ends, because the end of counting does not mean that the fault is gone. */
  endIsUnknown?: true;
  /** Instructions, in sentences. */
  toDo: string;
}

type Bound =
  /** The lowest value that triggers the alarm. */
  | { from: number; below?: never }
  /** For functions that must never stop: triggers below this value, and on missing data. */
  | { below: number; from?: never };

type AlarmPlan = Wrong & Bound & { metric: IMetric };

export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const { stage } = watched;
    this.topic = createAlarmTopic(this, stage);
    const action = new SnsAction(this.topic);
    for (const plan of plansOf(watched)) {
      const alarm = createAlarm(this, plan);
      alarm.addAlarmAction(action);
      if (!plan.endIsUnknown) alarm.addOkAction(action);
    }
  }
}

function createAlarm(scope: Construct, { name, metric, from, below, periods = 1, toDo }: AlarmPlan): Alarm {
  const bound =
    below === undefined
      ? {
          threshold: from,
          comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          treatMissingData: TreatMissingData.NOT_BREACHING,
        }
      : {
          threshold: below,
          comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
          treatMissingData: TreatMissingData.BREACHING,
        };
  return new Alarm(scope, name, {
    ...bound,
    alarmName: `${Stack.of(scope).stackName}: ${name}`,
    alarmDescription: `${toDo} See ${HANDBOOK}.`,
    metric,
    evaluationPeriods: periods,
  });
}

const HANDBOOK = 'docs/operations.md, and docs/monitoring.md for how to follow a request';

const plansOf = (watched: Watched): AlarmPlan[] => [
  ...ofFunctions(watched),
  ...ofSchedules(watched),
  ...ofStream(watched),
  ...ofQueues(watched),
  ...ofDeadLetters(watched),
  ...ofTables(watched),
  ...ofOwnMetrics(watched),
  {
    name: 'the API answers 5xx',
    metric: watched.api.metricServerError({ period: PERIOD, statistic: Stats.SUM }),
    from: 5,
    toDo: 'Callers got 503 (busy: retries with the same key are safe) or 500. Find the lines with status 500 or 503 in the logs of the functions: a 500 has its cause there.',
  },
  {
    name: 'the API is flooded',
    metric: watched.api.metricCount({ period: PERIOD }),
    from: FLOOD_SHARE * watched.stage.throttle.rateLimit * PERIOD.toSeconds(),
    periods: 3,
    toDo: 'For a quarter of an hour, callers sent at least a tenth of the calls that the throttle allows. Each call has a cost, even if it is refused. If no sale is on, find the routes and statuses of these calls in the access log. Lower the throttle of the stage until they stop; it limits all callers.',
  },
  {
    name: 'functions are throttled',
    // For the whole account, which shares one concurrency limit.
    metric: LambdaFunction.metricAllThrottles({ period: PERIOD, statistic: Stats.SUM }),
    from: 1,
    toDo: 'AWS needed to run more functions at once than this account allows in this Region. Callers got 503 and may retry with the same key. The stream and the schedules catch up. Ask for more concurrent executions: npm run on-sale shows the quota.',
  },
];

/**
 * The share of the stage's throttle from which the API counts as flooded. A rush ends within minutes. A flood below the
 * throttle could continue for days, and only the bill would show it.
 */
const FLOOD_SHARE = 0.1;

/**
 * The failures and dead letters of a function that trigger an alarm. For a schedule it is three, because the next run,
 * a minute later, repairs a single failure.
 */
const failuresFrom = (name: string): number => (Object.hasOwn(SCHEDULES, name) ? 3 : 1);

/** An error is a function that crashed or timed out. A failure within a request is answered, and counted as 5xx. */
function ofFunctions({ functions }: Watched): AlarmPlan[] {
  return [...functions]
    .filter(([name]) => !isTold(name))
    .map(([name, watched]) => ({
      name: `${name} fails`,
      metric: watched.metricErrors({ period: PERIOD }),
      from: failuresFrom(name),
      toDo: `The function ${name} crashed or ran out of time. Its log says which: the last line before the end shows what it was doing.`,
    }));
}

/** Workers of documents and mail: a message or an event that makes one crash comes again, and then is late or a dead letter, which has an alarm. */
const isTold = (name: string): boolean =>
  name !== 'append-notices' && (Object.hasOwn(QUEUES, name) || Object.hasOwn(EVENTS, name));

/** Each schedule should run at least five times in a period. */
function ofSchedules({ functions }: Watched): AlarmPlan[] {
  return [...functions]
    .filter(([name]) => Object.hasOwn(SCHEDULES, name))
    .map(([name, scheduled]) => ({
      name: `${name} does not run`,
      metric: scheduled.metricInvocations({ period: PERIOD }),
      below: 1,
      periods: 3,
      toDo: `The function ${name} has not been started for a quarter of an hour, though its rule does so every minute. Check whether the rule in EventBridge is enabled and may invoke it, and whether the function has any concurrency left.`,
    }));
}

/** Beyond this age the journal and the tallies are no longer current. */
const ITERATOR_AGE_MAX_MS = 5 * 60_000;

function ofStream({ streamReaders }: Watched): AlarmPlan[] {
  return [...streamReaders].map(([name, reader]) => ({
    name: `${name} falls behind`,
    metric: reader.metric('IteratorAge', { period: PERIOD, statistic: Stats.MAXIMUM }),
    from: ITERATOR_AGE_MAX_MS,
    periods: 2,
    toDo: `The stream reader ${name} is more than five minutes behind. Sales go on. Its log names the record that fails. After its retries that record becomes a dead letter, and the others follow.`,
  }));
}

/** Above the time after which a message that cannot be processed is a dead letter, which has an alarm of its own. */
const messageAgeMaxSeconds = ({ visibilitySeconds, receivesMax }: QueueTrigger): number =>
  visibilitySeconds * receivesMax + PERIOD.toSeconds();

const LATE: Record<keyof typeof QUEUES, string> = {
  'append-notices': 'the logs of notices are late',
  'send-mails': 'tickets as PDF and mails are late',
  'send-bulk-mails': 'mails to all bookings of an event are late; single mails continue',
};

function ofQueues({ queues }: Watched): AlarmPlan[] {
  const names = Object.keys(QUEUES) as (keyof typeof QUEUES)[];
  return names.flatMap(name => {
    const queue = queues.get(name);
    if (!queue) return [];
    const from = messageAgeMaxSeconds(QUEUES[name]);
    return {
      name: `${name} falls behind`,
      metric: queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM }),
      from,
      toDo: `A message in the queue of ${name} has waited for ${from / 60} minutes. Sales and the door continue; ${LATE[name]}. The log of the function says why: "queue message failed". If it has no lines, check whether the event source mapping of the queue is enabled.`,
    };
  });
}

function ofDeadLetters({ deadLetters }: Watched): AlarmPlan[] {
  return [...deadLetters].map(([name, queue]) => ({
    name: `${name} has dead letters`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM }),
    from: failuresFrom(name),
    toDo: `The queue of ${name} keeps its failures for 14 days. Read the log of the function and fix the cause. Then do what "What runs" says about these dead letters.`,
  }));
}

/** A table's own metrics leave out its indexes, and a slow index throttles the writes of the table. */
function ofTables({ tables }: Watched): AlarmPlan[] {
  const ofRows = kindsInUse(tables).flatMap(kind =>
    (['Read', 'Write'] as const).map(use => ({
      name: `${use.toLowerCase()}s of the ${kind} table are throttled`,
      metric: tables[kind].metric(`${use}ThrottleEvents`, { period: PERIOD, statistic: Stats.SUM }),
      from: THROTTLED_FROM,
      toDo: THROTTLED[kind],
    })),
  );
  const ofIndexes = INDEXES_OF_A_SALE.map(index => ({
    name: `writes of ${index} are throttled`,
    metric: metricOfIndex(tables, index, 'WriteThrottleEvents'),
    from: THROTTLED_FROM,
    toDo: `The index ${index} is slower than the table, so DynamoDB throttles writes of rows that are in the index. Functions wait and retry; callers may get 503 busy. Buy warm throughput for the index before the next large on-sale.`,
  }));
  return [...ofRows, ...ofIndexes];
}

const THROTTLED: Record<TableKind, string> = {
  sales:
    'One section gets more requests than a partition can serve, or the sale needs more than the table can serve. Functions wait and retry; callers may get 503 busy. Buy warm throughput before the next large on-sale, or divide hot sections into smaller ones.',
  accounts:
    'More callers sign in, register or use a role than the table can serve. Functions wait and retry; callers may get 503 busy. Buy warm throughput for this table before the next large on-sale.',
  journal:
    'The journal gets more entries than its table can serve. Sales continue, and entries arrive later: publish-history retries them, and entries that fail go to its dead-letter queue. Edits of events and changes of accounts may get 503 busy. Buy warm throughput for this table before the next large on-sale.',
};

const THROTTLED_FROM = 50;

/** Faults that need a person. */
const OWN: (Wrong & { from: number; metric: Extract<MetricName, Watchable>; statistic?: string })[] = [
  {
    name: 'payments need a person',
    metric: 'PaymentNeedsPerson',
    from: 1,
    toDo: 'The gateway permanently refuses the next step of a payment, or a payment is unfinished after two hours. GET /v1/admin/payments?needsPerson=true lists these payments. Resume each one, or return the money by hand and settle it.',
  },
  {
    name: 'integrity is violated',
    metric: 'IntegrityViolations',
    from: 1,
    // Counted only when integrity is checked.
    endIsUnknown: true,
    toDo: 'A promise does not hold for an event. Call GET /v1/events/{eventId}/integrity again: a violation that it still reports was not caused by a race. Close the sales of that event, and read the journals of the holds that it names.',
  },
  {
    name: 'work with an event fails',
    metric: 'EventWorkFailed',
    // One broken event fails every two or three minutes, so it fails in every period.
    from: 1,
    periods: 2,
    toDo: 'An event cannot be prepared, edited or cancelled. The log of finish-events says why: "a job on an event failed". The job is retried every two minutes, without an end.',
  },
  {
    name: 'lapsed holds cannot be expired',
    metric: 'SweepFailed',
    // A busy table causes a failure now and then. A failure that lasts a quarter of an hour does not end without
    // action.
    from: 1,
    periods: 3,
    toDo: 'The sweep finds holds that it cannot expire. The next buyer can still get their places. The log of sweep-lapsed names them: "a lapsed hold could not be expired".',
  },
  {
    name: 'the sweep falls behind',
    metric: 'SweepLag',
    statistic: Stats.MAXIMUM,
    from: 600,
    toDo: 'Holds that lapsed more than ten minutes ago are not yet expired, so the journal lacks their ends. No seat is lost: the next buyer can take the places of a lapsed hold. The log of sweep-lapsed names the holds that it could not expire, or says that it ran out of time.',
  },
  {
    name: 'a clock is wrong',
    metric: 'ClockOutsideSkew',
    from: 1,
    toDo: 'The clock of a running function differs from that of DynamoDB by more than half a second. That function answers holds, extensions, new payments and cancellations by customers with 503 busy; a retry may reach another one. Its log says by how much: "the clock of this process is outside the allowed skew". If it lasts, replace the running functions; see "A clock is wrong".',
  },
  {
    name: 'nobody is limited',
    metric: 'RateLimitUnavailable',
    from: 20,
    toDo: 'The rate counter does not answer in time, so calls are not limited. Check whether the table is throttled. Until that ends, the throttle of the whole API is the only limit.',
  },
];
type Watchable = Parameters<typeof ownMetric>[1];

const ofOwnMetrics = ({ stage }: Watched): AlarmPlan[] =>
  OWN.map(({ metric, statistic, ...plan }) => ({ ...plan, metric: ownMetric(stage, metric, statistic) }));
