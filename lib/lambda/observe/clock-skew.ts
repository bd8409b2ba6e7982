/**
 * Compares the clock of this process with DynamoDB's, from each of its responses. A change is logged once. While the clock is
 * outside the allowed skew, it is counted once a minute, for the alarm.
 */
import {
  type ClockEstimate,
  isOutsideSkew,
  offsetBounds,
  smallestOffset,
  withResponse,
} from '../../domain/clock-offset.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import type { ClockSkew } from '../../ports/clock.ts';
import type { Log, Metrics } from '../../ports/observability.ts';
import { reportServerTimes } from '../../table/server-times.ts';
import type { Table } from '../../table/table.ts';

interface Observers {
  metrics: Metrics;
  log: Log;
}

/** Watches all responses that this table gets from now on. `now` is the clock of this process (epoch ms). */
export function watchClock(table: Pick<Table, 'documents'>, now: () => number, { metrics, log }: Observers): ClockSkew {
  let estimate: ClockEstimate | undefined;
  let isOutside = false;
  let countedMinute: number | undefined;

  reportServerTimes(table, now, response => {
    const wasOutside = isOutside;
    estimate = withResponse(estimate, response);
    const bounds = estimate && offsetBounds(estimate);
    isOutside = bounds !== undefined && isOutsideSkew(bounds);
    if (isOutside !== wasOutside) logChange(log, isOutside, bounds && smallestOffset(bounds));
    const minute = Math.floor(response.receivedAt / MINUTE_MS);
    if (!isOutside || minute === countedMinute) return;
    countedMinute = minute;
    metrics.count('ClockOutsideSkew');
  });
  return { isOutside: () => isOutside };
}

function logChange(log: Log, isOutside: boolean, skewMs: number | undefined): void {
  if (isOutside) log.error('the clock of this process is outside the allowed skew', { skewMs });
  else log.info('the clock of this process is inside the allowed skew again', { skewMs });
}
