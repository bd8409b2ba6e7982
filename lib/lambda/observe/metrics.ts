/** The metrics port on CloudWatch's embedded metric format: each count is a log line, which costs no call and no wait. */
import { METRICS, METRICS_NAMESPACE, METRICS_SERVICE } from '../../ports/metric-names.ts';
import type { Metrics } from '../../ports/observability.ts';
import type { Table } from '../../table/table.ts';
import { wallClock } from '../compose/system-clock.ts';
import { type Environment, isLambda } from '../environment.ts';

/** On a laptop counting has no effect, because nothing collects the log lines there. */
export function createMetrics({ stageName: stage = UNNAMED }: Pick<Environment, 'stageName'>): Metrics {
  if (!isLambda()) return { count: () => {} };
  return {
    count(metric, amount = 1, dimensions = {}) {
      try {
        const { unit } = METRICS[metric];
        const own = Object.fromEntries(Object.entries(dimensions));
        if (!Number.isFinite(amount) || Object.hasOwn(own, metric)) return;
        writeMetric(metric, unit, amount, { service: METRICS_SERVICE, stage, ...own });
      } catch {
        // A metrics failure must not fail the request.
      }
    },
  };
}

/** The name of a stage that was deployed before functions had its name in their environment. */
const UNNAMED = 'unnamed';

/**
 * Writes one line at once: a metric that is collected until the end of an invocation is lost if Lambda stops the function.
 * The format is in CloudWatch's user guide, "Specification: Embedded metric format".
 */
function writeMetric(name: string, unit: string, amount: number, dimensions: Record<string, string>): void {
  const directive = {
    Namespace: METRICS_NAMESPACE,
    Dimensions: [Object.keys(dimensions)],
    Metrics: [{ Name: name, Unit: unit }],
  };
  const line = { _aws: { Timestamp: wallClock(), CloudWatchMetrics: [directive] }, ...dimensions, [name]: amount };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Returns the table with its retries counted. */
export const countRetries = (table: Table, metrics: Metrics): Table => ({
  ...table,
  retried: (kind, times) => metrics.count('ConflictsRetried', times, { kind }),
});
