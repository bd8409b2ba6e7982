/** The metrics port on CloudWatch's embedded metric format: each count is a log line, which costs no call and no wait. */
import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import { METRICS, METRICS_NAMESPACE, METRICS_SERVICE } from '../../ports/metric-names.ts';
import type { Metrics } from '../../ports/observability.ts';
import type { Table } from '../../table/table.ts';
import { type Environment, isLambda } from '../environment.ts';

/** On a laptop counting has no effect, because nothing collects the log lines there. */
export function createMetrics({ stageName }: Pick<Environment, 'stageName'>): Metrics {
  if (!isLambda()) return { count: () => {} };
  const metrics = new PowertoolsMetrics({
    namespace: METRICS_NAMESPACE,
    serviceName: METRICS_SERVICE,
    defaultDimensions: { stage: stageName ?? UNNAMED },
  });
  return {
    count(name, amount = 1, of = {}) {
      try {
        // One line for each count, written at once: a metric that is flushed at the end of an invocation is lost if
        // Lambda stops the function.
        for (const [word, value] of Object.entries(of)) metrics.addDimension(word, value);
        metrics.addMetric(name, METRICS[name].unit, amount).publishStoredMetrics();
      } catch {
        // A metrics failure must not fail the request, or leak dimensions into the next metric.
        metrics.clearDimensions();
      }
    },
  };
}

/** The name of a stage that was deployed before functions had its name in their environment. */
const UNNAMED = 'unnamed';

/** Returns the table with its retries counted. */
export const countRetries = (table: Table, metrics: Metrics): Table => ({
  ...table,
  retried: (kind, times) => metrics.count('ConflictsRetried', times, { kind }),
});
