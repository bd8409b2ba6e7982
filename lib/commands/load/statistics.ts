/** Figures of a recorded run: operations per second, latencies, refusals. Pure: all of it comes from the call history. */
import type { CallHistory } from '../../checker/call-history.ts';

export interface Latency {
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

export interface OperationFigures extends Latency {
  operation: string;
  calls: number;
  /** Answers below 400. */
  succeeded: number;
  refused: number;
  unknown: number;
}

export interface SecondFigures {
  /** Seconds since the start of the load. */
  second: number;
  /** Answers in this second. */
  answers: number;
  refusals: number;
  unknowns: number;
  /** Latencies of its answers (ms); undefined without one. */
  p50?: number;
  p99?: number;
}

export interface Refusals {
  /** `409 seats-unavailable`, or `409 seats-unavailable: held` with the reasons of its conflicts. */
  reason: string;
  count: number;
}

export interface Figures {
  calls: number;
  answers: number;
  refusals: number;
  unknowns: number;
  replays: number;
  perSecond: number;
  latency: Latency;
  seconds: SecondFigures[];
  operations: OperationFigures[];
  refusalsByReason: Refusals[];
  unknownsByReason: Refusals[];
  /** Calls by persona. */
  personas: { persona: string; calls: number }[];
}

/** One call with its outcome. */
interface Completed {
  operation: string;
  client: string;
  endedAt: number;
  ms: number;
  /** Absent for an unknown outcome. */
  status?: number;
  isReplay: boolean;
  /** The reason of a refusal or of an unknown outcome. */
  reason?: string;
}

/** The figures of the calls that began between `from` and `until` (epoch ms). */
export function figuresOf(history: CallHistory, from: number, until: number): Figures {
  const calls = completedCalls(history, from, until);
  const answered = calls.filter(({ status }) => status !== undefined);
  const refused = answered.filter(isRefused);
  const unknown = calls.filter(({ status }) => status === undefined);
  return {
    calls: calls.length,
    answers: answered.length,
    refusals: refused.length,
    unknowns: unknown.length,
    replays: answered.filter(({ isReplay }) => isReplay).length,
    perSecond: calls.length / Math.max(0.001, (until - from) / 1000),
    latency: latencyOf(answered),
    seconds: secondsOf(calls, from, until),
    operations: operationsOf(calls),
    refusalsByReason: countReasons(refused),
    unknownsByReason: countReasons(unknown),
    personas: personasOf(calls),
  };
}

function completedCalls({ lines }: CallHistory, from: number, until: number): Completed[] {
  const open = new Map<number, { operation: string; client: string; at: number }>();
  const done: Completed[] = [];
  for (const line of lines) {
    if (line.is === 'invoke' && line.at >= from && line.at <= until) open.set(line.call, line);
    if (line.is !== 'answer' && line.is !== 'unknown') continue;
    const begun = open.get(line.call);
    if (!begun) continue;
    open.delete(line.call);
    const { operation, client, at } = begun;
    const parts = { operation, client, endedAt: line.at, ms: line.at - at };
    if (line.is === 'unknown') done.push({ ...parts, isReplay: false, reason: line.because });
    else done.push({ ...parts, status: line.status, isReplay: line.isReplay, ...reasonOf(line.status, line.body) });
  }
  return done;
}

const isRefused = ({ status = 0 }: Completed): boolean => status >= 400;

interface ProblemFields {
  code?: unknown;
  conflicts?: { reason?: unknown }[];
}

/** Status and code of a refusal, with the reasons why its places are not available. */
function reasonOf(status: number, body: string): { reason?: string } {
  if (status < 400) return {};
  try {
    const { code, conflicts = [] } = JSON.parse(body) as ProblemFields;
    const reasons = [
      ...new Set(conflicts.flatMap(({ reason }) => (typeof reason === 'string' ? [reason] : []))),
    ].sort();
    return { reason: `${status} ${code}${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}` };
  } catch {
    return { reason: `${status} without a problem document` };
  }
}

const countReasons = (calls: Completed[]): Refusals[] =>
  [...Map.groupBy(calls, ({ reason }) => reason ?? '')]
    .map(([reason, same]) => ({ reason, count: same.length }))
    .sort((one, other) => other.count - one.count);

/** The names of clients are `<persona>-<number>`. */
const personasOf = (calls: Completed[]): Figures['personas'] =>
  [...Map.groupBy(calls, ({ client }) => client.replace(/-\d+$/, ''))]
    .map(([persona, own]) => ({ persona, calls: own.length }))
    .sort((one, other) => other.calls - one.calls);

function operationsOf(calls: Completed[]): OperationFigures[] {
  return [...Map.groupBy(calls, ({ operation }) => operation)]
    .map(([operation, own]) => {
      const answered = own.filter(({ status }) => status !== undefined);
      const refused = answered.filter(isRefused).length;
      return {
        operation,
        calls: own.length,
        succeeded: answered.length - refused,
        refused,
        unknown: own.length - answered.length,
        ...latencyOf(answered),
      };
    })
    .sort((one, other) => other.calls - one.calls);
}

/** The figures of each full second of the load. An answer counts in the second in which it arrives. */
function secondsOf(calls: Completed[], from: number, until: number): SecondFigures[] {
  const bySecond = Map.groupBy(calls, ({ endedAt }) => Math.floor((endedAt - from) / 1000));
  return Array.from({ length: Math.max(1, Math.floor((until - from) / 1000)) }, (_, second) => {
    const own = bySecond.get(second) ?? [];
    const answered = own.filter(({ status }) => status !== undefined);
    const { p50, p99 } = latencyOf(answered);
    return {
      second,
      answers: answered.length,
      refusals: answered.filter(isRefused).length,
      unknowns: own.length - answered.length,
      ...(answered.length > 0 && { p50, p99 }),
    };
  });
}

function latencyOf(answered: Completed[]): Latency {
  const sorted = Float64Array.from(answered, ({ ms }) => ms).sort();
  return {
    p50: percentile(sorted, 0.5),
    p90: percentile(sorted, 0.9),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1) ?? 0,
  };
}

/** The smallest value that this share of the values does not exceed; 0 without values. */
export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
