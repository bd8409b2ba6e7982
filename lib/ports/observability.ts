/** The ports of observability: metrics and structured log lines. */
import type { MetricDimension, MetricName } from './metric-names.ts';

export interface Metrics {
  /**
   * Adds `amount` to a count (1 by default), or records it as a measured value. `dimensions` has the value of the metric's
   * own dimension. Never throws.
   */
  count(metric: MetricName, amount?: number, dimensions?: Partial<Record<MetricDimension, string>>): void;
}

/** Structured log lines, without secrets and personal data. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}
