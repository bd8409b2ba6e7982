/** A world whose metrics and log are the deployed service's own, read back from what they write to CloudWatch. */
import { vi } from 'vitest';
import { composeOver } from '../../lib/lambda/compose/http-service.ts';
import { METRICS, type MetricName } from '../../lib/ports/metric-names.ts';
import { generateTokenKeys } from '../../lib/tokens/token-keys.ts';
import { captureOutputOf } from './captured-output.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

type Line = Record<string, unknown>;

export interface Observed<Answer> {
  answer: Answer;
  /** What was counted, by `Name` or `Name word`; what was measured, as it was. */
  counts: Record<string, number>;
  /** Lines of the log, with their message. */
  lines: Line[];
}

/** As a stage's functions are composed, on Lambda and with the stage's name. */
export async function openObservedWorld(
  options: WorldOptions = {},
  logLevel: 'DEBUG' | 'INFO' = 'INFO',
): Promise<World> {
  const world = await openWorld(options);
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'holds');
  const { dependencies } = await composeOver(
    world.table,
    {
      tokenKeys: { json: JSON.stringify(await generateTokenKeys()) },
      stageName: 'dev',
      isTestStage: true,
      rateLimits: 'off',
      logLevel,
    },
    () => world.now,
  );
  vi.unstubAllEnvs();
  const { store, events, integrity, metrics, log } = dependencies;
  Object.assign(world.service.dependencies, { store, events, integrity, metrics, log });
  return world;
}

/** Does something, and reads what it wrote: nothing but whole lines of JSON. */
export async function observe<Answer>(run: () => Promise<Answer>): Promise<Observed<Answer>> {
  const { answer, lines: written } = await captureOutputOf(run);
  const lines: Line[] = written.map(line => JSON.parse(line));
  const counts: Record<string, number> = {};
  for (const line of lines.filter(isMetric)) {
    const { name, value } = readMetric(line);
    counts[name] = (counts[name] ?? 0) + value;
  }
  return { answer, counts, lines: lines.filter(line => !isMetric(line)) };
}

const isMetric = (line: Line): boolean => Object.hasOwn(line, '_aws');

/** As CloudWatch reads the embedded metric format; throws where it would take the line for an ordinary one. */
function readMetric(line: Line): { name: string; value: number } {
  const { CloudWatchMetrics: directives } = line._aws as {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
  };
  const [{ Namespace, Dimensions, Metrics } = { Namespace: '', Dimensions: [], Metrics: [] }, ...others] = directives;
  const [metric, ...more] = Metrics;
  if (!metric || more.length + others.length > 0 || Namespace !== 'Holdfast') throw new Error(JSON.stringify(line));
  const name = metric.Name as MetricName;
  const { unit, by }: { unit: string; by?: string } = METRICS[name];
  const dimensions = ['service', 'stage', ...(by ? [by] : [])];
  const isRead = metric.Unit === unit && JSON.stringify(Dimensions) === JSON.stringify([dimensions]);
  if (!isRead || line.stage !== 'dev' || typeof line[name] !== 'number') throw new Error(JSON.stringify(line));
  return { name: by ? `${name} ${line[by]}` : name, value: line[name] };
}
