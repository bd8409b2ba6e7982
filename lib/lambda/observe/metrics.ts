/** The metrics port on CloudWatch's embedded metric format: each count is a log line, which costs no call and no wait. */
import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import { METRICS, METRICS_NAMESPACE, METRICS_SERVICE } from '../../ports/metric-names.ts';
import type { Metrics } from '../../ports/observability.ts';
import type { Table } from '../../table/table.ts';
import { type Environment, isLambda } from '../environment.ts';

/** Nobody collects the lines of a laptop's process: there, counting is silent. */
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
        // One line each, at once: what is only flushed at an invocation's end is lost where Lambda cuts the function off.
        for (const [word, value] of Object.entries(of)) metrics.addDimension(word, value);
        metrics.addMetric(name, METRICS[name].unit, amount).publishStoredMetrics();
      } catch {
        // No count is worth an answer; nor may what is left of it reach the next one.
        metrics.clearDimensions();
      }
    },
  };
}

/** A stage that was deployed before its functions were told its name. */
const UNNAMED = 'unnamed';

/** The same table, whose requests that had to be sent again are counted. */
export const countRetries = (table: Table, metrics: Metrics): Table => ({
  ...table,
  retried: (kind, times) => metrics.count('ConflictsRetried', times, { kind }),
});
