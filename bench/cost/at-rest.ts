/** The monthly cost of a stage without requests, and of its stored data. Pure. */
import { POLL_SECONDS, POLLERS } from '../../lib/commands/shared/assumptions.ts';
import { BYTES_A_GB, FREE_DASHBOARDS, HOURS_A_MONTH, priceOf } from '../../lib/commands/shared/prices.ts';
import type { ScheduleName } from '../../lib/local/functions.ts';
import type { Measured } from './measured.ts';
import type { DeployedFacts } from './stack-facts.ts';
import { billOf, sum, times, totalOf, type Usage } from './usage.ts';

const MINUTES_AN_HOUR = 60;
export const RUNS_A_MONTH = HOURS_A_MONTH * MINUTES_AN_HOUR;

export interface MonthlyLine {
  what: string;
  how: string;
  dollars: number;
}

type Quiet = Pick<Measured, 'idle' | 'idleMetrics'>;

/** All schedules run each minute and find nothing to do. */
export const idleMonth = (idle: Record<ScheduleName, Usage>): Usage => times(sum(...Object.values(idle)), RUNS_A_MONTH);

export function monthAtRest({ idle, idleMetrics }: Quiet, facts: DeployedFacts): MonthlyLine[] {
  const month = idleMonth(idle);
  const bill = billOf(month);
  const count = (value: number): string => Math.round(value).toLocaleString('en-US');
  const names = Object.keys(idle).length;
  return [
    {
      what: 'schedules: Lambda requests',
      how: `${names} each minute, ${count(month.lambdaRequests)} a month`,
      dollars: bill.lambdaRequests,
    },
    { what: 'schedules: GB-s', how: `${count(month.gbSeconds)} GB-s`, dollars: bill.compute },
    { what: 'schedules: reads', how: `${count(month.readUnits)} read units`, dollars: bill.reads },
    {
      what: 'schedules: writes',
      how: `${count(month.tableWrites + month.indexWrites)} write units`,
      dollars: bill.writes,
    },
    { what: 'schedules: logs', how: `${(month.logBytes / BYTES_A_GB).toFixed(2)} GB taken in`, dollars: bill.logs },
    {
      what: 'schedules: traces',
      how: month.traces > 0 ? `${count(month.traces)} recorded` : 'none: they are not traced',
      dollars: bill.traces,
    },
    {
      what: 'polling queues',
      how: `${facts.polledQueues} queues, ${count(facts.polledQueues * POLLS_A_MONTH)} requests of ${POLLERS} pollers`,
      dollars: priceOf('fifoRequest', facts.polledQueues * POLLS_A_MONTH),
    },
    {
      what: 'alarms',
      how: `${facts.alarms} of the stage, on ${facts.alarmMetrics} metrics`,
      dollars: priceOf('alarmMonth', facts.alarmMetrics),
    },
    {
      what: 'dashboards',
      how: facts.dashboards.map(metrics => `1 of ${metrics} metrics`).join(', ') || 'none',
      dollars: priceOf('dashboardMonth', paidDashboards(facts.dashboards)),
    },
    {
      what: 'custom metrics',
      how: `${idleMetrics.length} that get a value though nothing happens`,
      dollars: priceOf('metricMonth', idleMetrics.length),
    },
  ];
}

/** Requests to one idle queue. A request of a poller waits POLL_SECONDS for a message, and then the poller sends the next one. */
export const POLLS_A_MONTH = (POLLERS * HOURS_A_MONTH * 3_600) / POLL_SECONDS;

/** The number of metrics on each dashboard. */
export function paidDashboards(dashboards: number[]): number {
  const small = dashboards.filter(metrics => metrics <= FREE_DASHBOARDS.metricsMax).length;
  return dashboards.length - Math.min(small, FREE_DASHBOARDS.count);
}

export const monthlyTotal = (lines: MonthlyLine[]): number =>
  totalOf(Object.fromEntries(lines.map(line => [line.what, line.dollars])));

/** The monthly storage cost of so many bookings. */
export function keeping(bookings: number, bytesEach: number): { gb: number; table: number; recovery: number } {
  const gb = (bookings * bytesEach) / BYTES_A_GB;
  return { gb, table: priceOf('tableGbMonth', gb), recovery: priceOf('recoveryGbMonth', gb) };
}
