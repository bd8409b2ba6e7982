/** A world with the metrics and logger of the deployed service; the tests read them back from stdout. */
import { vi } from 'vitest';
import { composeOver } from '../../lib/lambda/compose/http-service.ts';
import { METRICS, type MetricName } from '../../lib/ports/metric-names.ts';
import { generateTokenKeys } from '../../lib/tokens/token-keys.ts';
import { captureOutputOf } from './captured-output.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

type Line = Record<string, unknown>;

export interface Observed<Result> {
  answer: Result;
  /** The sum of each metric, by `Name` or `Name dimension`. */
  counts: Record<string, number>;
  /** The log lines. */
  lines: Line[];
}

/** Composes the service as the functions of a stage do, on Lambda and with the stage's name. */
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

/** Runs a function and parses its output, which must be one JSON document per line. */
export async function observe<Result>(run: () => Promise<Result>): Promise<Observed<Result>> {
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

/** Reads a line as CloudWatch reads its embedded metric format. Throws if CloudWatch would ignore the metric. */
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
