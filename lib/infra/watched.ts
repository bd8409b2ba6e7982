/**
 * What there is to watch in a stack, found in the stack itself: a function or a queue that somebody adds is watched from
 * then on, whether they thought of it or not.
 */
import type { Stack } from 'aws-cdk-lib';
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { STREAMS } from '../deployment/triggers.ts';
import { METRICS, METRICS_NAMESPACE, METRICS_SERVICE, type MetricName } from '../ports/metric-names.ts';
import type { INDEXES } from '../table/keys.ts';
import type { Stage } from './stage.ts';

export interface Watched {
  stage: Stage;
  /** By name. */
  functions: Map<string, LambdaFunction>;
  /** Those that read the stream. */
  streamReaders: Map<string, LambdaFunction>;
  /** What could not be done, by the name of the function that it was for. */
  deadLetters: Map<string, Queue>;
  api: HttpApi;
  table: Table;
}

/** Call it when all else of the stack is there. */
export function watchedIn(stack: Stack, { stage, api, table }: Pick<Watched, 'stage' | 'api' | 'table'>): Watched {
  const all = stack.node.findAll();
  const functions = byName(all.filter(construct => construct instanceof LambdaFunction));
  const streamReaders = new Map([...functions].filter(([name]) => Object.hasOwn(STREAMS, name)));
  return {
    stage,
    functions,
    streamReaders,
    deadLetters: byName(all.filter(construct => construct instanceof Queue)),
    api,
    table,
  };
}

/** A function and what belongs to it stand in a construct of its name. */
function byName<Construct extends IConstruct>(constructs: Construct[]): Map<string, Construct> {
  const named = new Map(constructs.map(construct => [construct.node.scope?.node.id ?? '', construct]));
  if (named.size < constructs.length) throw new Error('two constructs of one name could not be told apart in an alarm');
  return named;
}

export const PERIOD = Duration.minutes(5);

/** What a sale writes besides rows; a table's own metrics do not count their indexes. */
export const INDEXES_OF_A_SALE = ['byOwner', 'byFeed', 'byUnfinished'] as const satisfies (keyof typeof INDEXES)[];

export const metricOfIndex = (table: Table, index: string, metricName: string, label?: string): Metric =>
  table.metric(metricName, {
    dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: index },
    statistic: Stats.SUM,
    period: PERIOD,
    ...(label && { label }),
  });

/** One of our own, of this stage alone; told apart by a word, it is not to be had as a whole. */
export const ownMetric = (
  { name: stage }: Stage,
  metricName: Exclude<MetricName, ToldApart>,
  statistic = Stats.SUM,
): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: METRICS_SERVICE, stage },
    statistic,
    period: PERIOD,
  });

type ToldApart = { [Name in MetricName]: (typeof METRICS)[Name] extends { by: string } ? Name : never }[MetricName];

/** One that is told apart by a word: whatever words there are by then. */
export const toldApart = ({ name: stage }: Stage, metricName: ToldApart, statistic = 'Sum'): IMetric => {
  const { by } = METRICS[metricName];
  const found = `{${METRICS_NAMESPACE},${by},service,stage} MetricName="${metricName}" stage="${stage}"`;
  return new MathExpression({
    expression: `SEARCH('${found}', '${statistic}', ${PERIOD.toSeconds()})`,
    usingMetrics: {},
    label: metricName,
    period: PERIOD,
  });
};

export const isToldApart = (name: MetricName): name is ToldApart => Object.hasOwn(METRICS[name], 'by');
