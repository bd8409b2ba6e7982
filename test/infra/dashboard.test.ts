import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { STREAMS } from '../../lib/deployment/triggers.ts';
import { INDEXES_OF_A_SALE, REPORTED } from '../../lib/infra/watched.ts';
import { METRICS, type Metric } from '../../lib/ports/metric-names.ts';
import { onlyOne, requireFunction, resourcesOf, synthesize, type Text, tableOf, textOf } from './synthesized.ts';

interface Widget {
  type: string;
  x: number;
  y: number;
  properties: { title?: string; markdown?: string; metrics?: unknown[][] };
}

const template = synthesize('prod');
const body = textOf(onlyOne<{ DashboardBody: Text }>(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
const widgets: Widget[] = JSON.parse(body).widgets;
const shown = JSON.stringify(widgets.map(({ properties }) => properties.metrics));

describe('the dashboard', () => {
  test('has five sections, from availability at the top to cost at the bottom', () => {
    const headings = widgets.filter(({ type }) => type === 'text').toSorted((one, other) => one.y - other.y);
    expect(headings.map(({ properties }) => properties.markdown?.split('\n')[0])).toEqual([
      '## Is it up?',
      '## Is it selling?',
      '## Is it falling behind?',
      '## Which calls are refused or repeated?',
      '## What does it cost?',
    ]);
  });

  test.each(Object.entries<Metric>(METRICS))('shows %s for this stage only', (name, { unit, by }) => {
    const plain = `["Holdfast","${name}","service","holdfast","stage","prod"`;
    const statistic = unit === 'Milliseconds' ? 'p99' : 'Sum';
    const apart = `SEARCH('{Holdfast,${by},service,stage} MetricName="${name}" stage="prod"', '${statistic}', 300)`;
    expect(shown).toContain(by ? JSON.stringify(apart).slice(1, -1) : plain);
  });

  test.each(['Errors', 'Throttles', 'Invocations', 'Duration'])(
    'shows %s of every function that CloudFormation does not report',
    metric => {
      const reported: string[] = REPORTED.map(name => requireFunction(template, name).id);
      for (const { id } of resourcesOf(template, 'AWS::Lambda::Function')) {
        if (!reported.includes(id)) expect(shown).toContain(`["AWS/Lambda","${metric}","FunctionName","<${id}>"`);
      }
    },
  );

  test('shows every queue, every stream reader, the API and the table', () => {
    for (const { id } of resourcesOf(template, 'AWS::SQS::Queue')) {
      expect(shown).toContain(`"QueueName","<${id}.QueueName>"`);
    }
    for (const name of Object.keys(STREAMS) as (keyof typeof STREAMS)[]) {
      expect(shown).toContain(`["AWS/Lambda","IteratorAge","FunctionName","<${requireFunction(template, name).id}>"`);
    }
    for (const metric of ['Count', '4xx', '5xx', 'Latency']) expect(shown).toContain(`["AWS/ApiGateway","${metric}"`);
    for (const metric of ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits', 'WriteThrottleEvents']) {
      expect(shown).toContain(`["AWS/DynamoDB","${metric}"`);
    }
    for (const index of INDEXES_OF_A_SALE) {
      for (const metric of ['ConsumedWriteCapacityUnits', 'WriteThrottleEvents']) {
        const dimensions = `"GlobalSecondaryIndexName","${index}","TableName","<${tableOf(template, index === 'byFeed' ? 'JournalTable' : 'Table').id}>"`;
        expect(shown).toContain(`["AWS/DynamoDB","${metric}",${dimensions}`);
      }
    }
  });
});

test('docs/monitoring.md lists every metric and every alarm', () => {
  const page = readFileSync(new URL('../../docs/monitoring.md', import.meta.url), 'utf8');
  expect(Object.keys(METRICS).filter(name => !page.includes(`\`${name}\``))).toEqual([]);
  const alarms = resourcesOf<{ AlarmName: string }>(template, 'AWS::CloudWatch::Alarm');
  const kinds = alarms.map(({ Properties }) => Properties.AlarmName.replace(/^Holdfast-prod: /, '')).map(kindOf);
  expect([...new Set(kinds)].filter(kind => !page.includes(kind))).toEqual([]);
});

/** The page lists alarms of functions, readers, queues and indexes once, with a placeholder. */
const kindOf = (name: string): string =>
  name
    .replace(/^[a-z-]+ (fails|does not run|falls behind|has dead letters)$/, '<function> $1')
    .replace(/^writes of by[A-Za-z]+ are/, 'writes of <index> are');
