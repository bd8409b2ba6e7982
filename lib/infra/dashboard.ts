/**
 * The dashboard of a stage, to be read from the top: availability, sales, backlog, refused callers, cost. Operators
 * look at the first row that is red or flat.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, type IWidget, Stats, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MetricName } from '../ports/metric-names.ts';
import {
  INDEXES_OF_A_SALE,
  isToldApart,
  kindsInUse,
  metricOfIndex,
  ownMetric,
  PERIOD,
  toldApart,
  type Watched,
} from './watched.ts';

export class StageDashboard extends Construct {
  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    new Dashboard(this, 'Dashboard', {
      dashboardName: Stack.of(this).stackName,
      defaultInterval: Duration.hours(3),
      widgets: ROWS.flatMap(({ question, graphs }) => [[heading(question)], inOneRow(graphs(watched))]),
    });
  }
}

interface Row {
  /** A question, and where to look if the answer is no. */
  question: string;
  graphs(watched: Watched): Graph[];
}
type Graph = { title: string; metrics: IMetric[] };

const ROWS: Row[] = [
  {
    question: '## Is it up?\nErrors are crashes and timeouts of functions; the log has the cause of a 500.',
    graphs: ({ stage, api, functions }) => [
      {
        title: 'Requests',
        metrics: [
          api.metricCount({ period: PERIOD, label: 'all' }),
          api.metricClientError({ period: PERIOD, label: '4xx' }),
          api.metricServerError({ period: PERIOD, label: '5xx' }),
        ],
      },
      {
        title: 'Latency (ms)',
        metrics: [
          ...['p50', 'p99'].map(statistic => api.metricLatency({ period: PERIOD, statistic, label: statistic })),
          toldApart(stage, 'RequestTime', 'p99'),
        ],
      },
      { title: 'Errors', metrics: each(functions, (one, label) => one.metricErrors({ period: PERIOD, label })) },
      { title: 'Throttles', metrics: each(functions, (one, label) => one.metricThrottles({ period: PERIOD, label })) },
    ],
  },
  {
    question:
      '## Is it selling?\nRefusals `seats-unavailable` are normal in a rush; `busy` means that the table is overloaded.',
    graphs: watched => [
      { title: 'Holds', metrics: own(watched, 'HoldsPlaced', 'HoldsLapsed') },
      { title: 'Holds refused, by reason', metrics: own(watched, 'HoldsRefused') },
      {
        title: 'Bookings; tickets scanned, by outcome',
        metrics: own(watched, 'BookingsConfirmed', 'BookingsCancelled', 'PlacesCancelled', 'TicketsScanned'),
      },
      { title: 'Payments, by outcome', metrics: own(watched, 'Payments') },
      { title: 'Mails, by outcome', metrics: own(watched, 'Mails') },
      { title: 'Mails that came back', metrics: own(watched, 'MailsReturned') },
    ],
  },
  {
    question: '## Is it falling behind?\nSales do not wait for any of this; the journal, refunds and edits do.',
    graphs: watched => [
      {
        title: 'Lag of sweep and queues (s), stream and notices (ms)',
        metrics: [
          ...measured(watched, 'SweepLag', 'StreamAge', 'NoticeDelay', 'MailDelay'),
          ...each(watched.queues, (one, label) =>
            one.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM, label }),
          ),
        ],
      },
      {
        title: 'Age of the stream (ms)',
        metrics: each(watched.streamReaders, (one, label) =>
          one.metric('IteratorAge', { period: PERIOD, statistic: Stats.MAXIMUM, label }),
        ),
      },
      {
        title: 'Dead letters',
        metrics: each(watched.deadLetters, (one, label) =>
          one.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM, label }),
        ),
      },
      {
        title: 'Needs a person',
        metrics: own(
          watched,
          'PaymentNeedsPerson',
          'IntegrityViolations',
          'EventWorkFailed',
          'SweepFailed',
          'ClockOutsideSkew',
        ),
      },
    ],
  },
  {
    question:
      '## Which calls are refused or repeated?\nOur own retries follow conflicts and throttling; replays answer retries of clients.',
    graphs: watched => [
      { title: 'Refused callers (401, 403)', metrics: own(watched, 'AuthenticationFailed', 'AuthorizationFailed') },
      { title: 'Rate limited', metrics: own(watched, 'RateLimited', 'RateLimitUnavailable') },
      {
        title: 'Retries, replays, what is too old',
        metrics: own(
          watched,
          'ConflictsRetried',
          'Replays',
          'MailsThrottled',
          'MailsUnknown',
          'NoticesTooOld',
          'MailsTooOld',
        ),
      },
      { title: 'Reused refresh tokens', metrics: own(watched, 'RefreshTokenReused') },
    ],
  },
  {
    question:
      '## What does it cost?\nUnits of the tables and of the indexes that a sale writes, and the duration of functions.',
    graphs: ({ tables, functions }) => [
      {
        title: 'Units',
        metrics: [
          ...kindsInUse(tables).flatMap(kind => [
            tables[kind].metricConsumedReadCapacityUnits({ period: PERIOD, label: `${kind} read` }),
            tables[kind].metricConsumedWriteCapacityUnits({ period: PERIOD, label: `${kind} written` }),
          ]),
          ...INDEXES_OF_A_SALE.map(index => metricOfIndex(tables, index, 'ConsumedWriteCapacityUnits', index)),
        ],
      },
      {
        title: 'Throttled requests',
        metrics: [
          ...kindsInUse(tables).flatMap(kind =>
            ['ReadThrottleEvents', 'WriteThrottleEvents'].map(name =>
              tables[kind].metric(name, { period: PERIOD, statistic: Stats.SUM, label: `${kind} ${name}` }),
            ),
          ),
          ...INDEXES_OF_A_SALE.map(index => metricOfIndex(tables, index, 'WriteThrottleEvents', index)),
        ],
      },
      { title: 'Calls', metrics: each(functions, (one, label) => one.metricInvocations({ period: PERIOD, label })) },
      {
        title: 'Duration (ms)',
        metrics: each(functions, (one, label) => one.metricDuration({ period: PERIOD, statistic: Stats.SUM, label })),
      },
    ],
  },
];

const each = <One>(named: Map<string, One>, metricOf: (one: One, name: string) => IMetric): IMetric[] =>
  [...named].map(([name, one]) => metricOf(one, name));

const own = ({ stage }: Watched, ...names: MetricName[]): IMetric[] =>
  names.map(name => (isToldApart(name) ? toldApart(stage, name) : ownMetric(stage, name)));

/** Measured values show their maximum, not their sum. */
const measured = (
  { stage }: Watched,
  ...names: ('SweepLag' | 'StreamAge' | 'NoticeDelay' | 'MailDelay')[]
): IMetric[] => names.map(name => ownMetric(stage, name, Stats.MAXIMUM));

const COLUMNS = 24;

const heading = (markdown: string): IWidget => new TextWidget({ markdown, width: COLUMNS, height: 2 });

const inOneRow = (graphs: Graph[]): IWidget[] =>
  graphs.map(({ title, metrics }) => {
    const width = COLUMNS / graphs.length;
    return new GraphWidget({ title, left: metrics, leftYAxis: { min: 0, showUnits: false }, width, height: 6 });
  });
