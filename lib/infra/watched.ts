/**
 * The resources of a stack that alarms and the dashboard watch, found in the stack itself: a new function or queue is
 * watched without further action.
 */
import type { Stack } from 'aws-cdk-lib';
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { STREAMS } from '../deployment/triggers.ts';
import { METRICS, METRICS_NAMESPACE, METRICS_SERVICE, type MetricName } from '../ports/metric-names.ts';
import { type IndexName, type TableKind, tableOfIndex } from '../table/keys.ts';
import type { FunctionName } from './rights.ts';
import type { Stage } from './stage.ts';
import type { StageTables } from './table.ts';

export interface Watched {
  stage: Stage;
  /** Functions by name. */
  functions: Map<string, LambdaFunction>;
  /** The functions that read the stream. */
  streamReaders: Map<string, LambdaFunction>;
  /** Dead-letter queues, by the name of the function that failed. */
  deadLetters: Map<string, Queue>;
  /** The queues of functions, by the name of the function. */
  queues: Map<string, Queue>;
  api: HttpApi;
  tables: StageTables;
}

/** CloudFormation waits for these functions, and reports their failures. They have no other caller. */
export const REPORTED = ['create-proxy-secret', 'publish-web'] as const satisfies FunctionName[];

/** Finds them; call it when all other resources of the stack exist. */
export function watchedIn(stack: Stack, { stage, api, tables }: Pick<Watched, 'stage' | 'api' | 'tables'>): Watched {
  const all = stack.node.findAll();
  const functions = byName(all.filter(construct => construct instanceof LambdaFunction));
  for (const name of REPORTED) functions.delete(name);
  const queues = all.filter(construct => construct instanceof Queue);
  const streamReaders = new Map([...functions].filter(([name]) => Object.hasOwn(STREAMS, name)));
  return {
    stage,
    functions,
    streamReaders,
    deadLetters: byName(queues.filter(({ node }) => node.id === 'DeadLetters')),
    queues: byName(queues.filter(({ node }) => node.id === 'Queue')),
    api,
    tables,
  };
}

/** A function and its resources are in a construct of its name. */
function byName<Construct extends IConstruct>(constructs: Construct[]): Map<string, Construct> {
  const named = new Map(constructs.map(construct => [construct.node.scope?.node.id ?? '', construct]));
  if (named.size < constructs.length) throw new Error('two constructs of one name could not be told apart in an alarm');
  return named;
}

/** The tables that a stage uses, each once: a stage that is not migrated has one. */
export const kindsInUse = ({ sales, ...tables }: StageTables): TableKind[] => [
  'sales',
  ...(['accounts', 'journal'] as const).filter(kind => tables[kind] !== sales),
];

export const PERIOD = Duration.minutes(5);

/** The indexes that a sale writes: a table's own metrics do not count them. */
export const INDEXES_OF_A_SALE = ['byOwner', 'byFeed', 'byUnfinished'] as const satisfies IndexName[];

export const metricOfIndex = (tables: StageTables, index: IndexName, metricName: string, label?: string): Metric =>
  tables[tableOfIndex(index)].metric(metricName, {
    dimensionsMap: { TableName: tables[tableOfIndex(index)].tableName, GlobalSecondaryIndexName: index },
    statistic: Stats.SUM,
    period: PERIOD,
    ...(label && { label }),
  });

/** One of our own metrics, of this stage alone. A metric with a dimension of its own has no total. */
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

/** A metric with a dimension of its own, for all values of the dimension. */
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
