/** The result of a run as text for the terminal. Pure. */
import Table from 'cli-table3';
import { reportOf as verdictOf } from '../check-history/report.ts';
import type { LoadResult } from './run-load.ts';
import type { Figures } from './statistics.ts';

const REASONS_SHOWN_MAX = 20;

export function summaryOf(figures: Figures, { history, verdict, judgedInMs, events, unsettled }: LoadResult): string {
  return [
    operationsTable(figures),
    reasonsTable(figures),
    ...(figures.refusalsByReason.some(({ reason }) => reason.startsWith('429')) ? [RATE_LIMITED] : []),
    ...verdictOf(history, verdict, judgedInMs / 1000),
    ...(unsettled ? [unsettledLine(unsettled)] : []),
    `${figures.calls} operations on ${events} events in the load, ${figures.perSecond.toFixed(0)} a second: ${figures.refusals} refusals, ${figures.unknowns} unknown outcomes, ${figures.replays} replays.`,
  ].join('\n');
}

/** No rule is broken, and the service has settled, so that all rules could be applied. */
export const isGreen = ({ verdict, unsettled }: LoadResult): boolean => verdict.violations.length === 0 && !unsettled;

const RATE_LIMITED =
  'Calls were refused by rate limits (429), so the service had less to do. Start it with HOLDFAST_RATE_LIMITS=off, on a laptop or a test stage.';

export const unsettledLine = ({ holds, payments, entries }: NonNullable<LoadResult['unsettled']>): string =>
  `The service did not settle in time: ${holds} holds active, ${payments} payments unfinished, ${entries} changes not in the journal. The rules about the final state were not applied.`;

const plain = { style: { head: [], border: [], compact: true } };
const time = (ms: number): string => ms.toFixed(1);

function operationsTable({ operations }: Figures): string {
  const head = ['operation', 'calls', 'done', 'refused', 'unknown', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms'];
  const table = new Table({ head, ...plain });
  for (const { operation, calls, succeeded, refused, unknown, p50, p90, p99, max } of operations) {
    table.push([operation, calls, succeeded, refused, unknown, time(p50), time(p90), time(p99), time(max)]);
  }
  return table.toString();
}

function reasonsTable({ refusalsByReason, unknownsByReason }: Figures): string {
  const table = new Table({ head: ['refusal, or why the outcome is unknown', 'calls'], ...plain });
  const unknowns = unknownsByReason.map(({ reason, count }) => ({ reason: `unknown: ${reason}`, count }));
  const reasons = [...refusalsByReason, ...unknowns];
  for (const { reason, count } of reasons.slice(0, REASONS_SHOWN_MAX)) table.push([reason, count]);
  return reasons.length > 0 ? table.toString() : 'No call was refused.';
}
