/** The metrics port on CloudWatch's embedded metric format: each count is a log line, which costs no call and no wait. */
import { MetricUnit, Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '../usecases/dependencies.ts';
import { isLambda } from './environment.ts';

const METRICS_NAMESPACE = 'Holdfast';

/** Nobody collects the lines of a laptop's process: there, counting is silent. */
export function createMetrics(): Metrics {
  if (!isLambda()) return { count: () => {} };
  const metrics = new PowertoolsMetrics({ namespace: METRICS_NAMESPACE, serviceName: 'holdfast' });
  // One line each, at once: what is only flushed at an invocation's end is lost where Lambda cuts the function off.
  return { count: (name, times = 1) => void metrics.singleMetric().addMetric(name, MetricUnit.Count, times) };
}
