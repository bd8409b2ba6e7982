/** The facts of the bill that stand in the stack's template: memory, the access log's line, alarms and dashboards. */
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ACCESS_LOG_VALUES } from '../../lib/commands/shared/assumptions.ts';
import { HoldfastStack } from '../../lib/infra/holdfast-stack.ts';
import { type StageName, stageOf } from '../../lib/infra/stage.ts';

export interface DeployedFacts {
  /** MB, by function name. */
  memoryMbOf(name: string): number;
  isTraced(name: string): boolean;
  /** One line of the HTTP API's access log. */
  accessLine: string;
  alarms: number;
  /** AWS charges for each metric that an alarm evaluates. */
  alarmMetrics: number;
  /** For each dashboard, the number of metrics that it shows. */
  dashboards: number[];
  deadLetterQueues: number;
  /** Queues that Lambda polls. */
  polledQueues: number;
  logRetentionDays: number;
}

/** Reads the facts of a stage as `cdk deploy` would make it, without bundling. */
export function deployedFacts(stage: StageName): DeployedFacts {
  const { context: flags } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
  const app = new App({ context: { ...flags, 'aws:cdk:bundling-stacks': [], stage } });
  const template = Template.fromStack(
    new HoldfastStack(
      app,
      stageOf(name => app.node.tryGetContext(name)),
    ),
  );
  const countOf = (type: string): number => Object.keys(template.findResources(type)).length;
  return {
    memoryMbOf: name => Number(functionIn(template, name).MemorySize),
    isTraced: name => functionIn(template, name).TracingConfig !== undefined,
    accessLine: accessLineIn(template),
    alarms: countOf('AWS::CloudWatch::Alarm'),
    alarmMetrics: propertiesOf(template, 'AWS::CloudWatch::Alarm').reduce((sum, alarm) => sum + metricsOf(alarm), 0),
    dashboards: propertiesOf(template, 'AWS::CloudWatch::Dashboard').map(metricsShown),
    deadLetterQueues: countOf('AWS::SQS::Queue') - polled(template),
    polledQueues: polled(template),
    logRetentionDays: propertiesOf(template, 'AWS::Logs::LogGroup')[0]?.RetentionInDays as number,
  };
}

/** A queue with a function has a dead-letter queue, and a dead-letter queue has none. */
const polled = (template: Template): number =>
  propertiesOf(template, 'AWS::SQS::Queue').filter(({ RedrivePolicy }) => RedrivePolicy !== undefined).length;

const metricsOf = ({ Metrics = [{ MetricStat: {} }] }: { Metrics?: { MetricStat?: object }[] }): number =>
  Metrics.filter(({ MetricStat }) => MetricStat).length;

interface DashboardBody {
  widgets: { properties: { metrics?: unknown[][] } }[];
}

/** Its body is one text with references in between. */
function metricsShown({ DashboardBody: body }: { DashboardBody?: unknown }): number {
  const parts = (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  const text = parts.map(part => (typeof part === 'string' ? part : 'reference')).join('');
  const { widgets } = JSON.parse(text) as DashboardBody;
  return widgets.reduce((sum, { properties: { metrics = [] } }) => sum + metrics.filter(isMetric).length, 0);
}

/** A metric expression begins with an object instead of a namespace. */
const isMetric = ([first]: unknown[]): boolean => typeof first === 'string';

const propertiesOf = (template: Template, type: string): Record<string, unknown>[] =>
  Object.values(template.findResources(type)).map(({ Properties = {} }) => Properties as Record<string, unknown>);

function functionIn(template: Template, name: string): Record<string, unknown> {
  const functions = propertiesOf(template, 'AWS::Lambda::Function');
  const found = functions.find(({ Description }) => String(Description).endsWith(`: ${name}`));
  if (!found) throw new Error(`the stack has no function ${name}`);
  return found;
}

/** Fills in the line's variables. A variable without a sample value here is an error. */
function accessLineIn(template: Template): string {
  const [stage] = propertiesOf(template, 'AWS::ApiGatewayV2::Stage');
  const { Format: format } = (stage?.AccessLogSettings ?? {}) as { Format?: string };
  if (!format) throw new Error('the HTTP API has no access log');
  return format.replace(/\$context\.(\w+)/g, (_, name: string) => {
    const value = ACCESS_LOG_VALUES[name];
    if (value === undefined) throw new Error(`how long is ${name} in the access log? Say so in assumptions.ts`);
    return value;
  });
}
