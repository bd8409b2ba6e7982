/** Figures of the last seconds of a running load. Each look reads only the lines recorded since the look before. Pure. */
import type { CallHistory } from '../../checker/call-history.ts';
import { percentile } from './statistics.ts';

export interface LiveFigures {
  calls: number;
  refusals: number;
  unknowns: number;
  /** Of the answers in the last WINDOW_MS. */
  perSecond: number;
  p50: number;
  p99: number;
}

const WINDOW_MS = 5_000;

/** Returns a function that looks at the history. `now` is epoch ms. */
export function watchHistory({ lines }: CallHistory, startedAt: number): (now: number) => LiveFigures {
  const begun = new Map<number, number>();
  let read = 0;
  let recent: { at: number; ms: number }[] = [];
  const totals = { calls: 0, refusals: 0, unknowns: 0 };
  return now => {
    for (; read < lines.length; read++) {
      const line = lines[read];
      if (line?.is === 'invoke') {
        begun.set(line.call, line.at);
        totals.calls += 1;
      } else if (line?.is === 'answer' || line?.is === 'unknown') {
        const ms = line.at - (begun.get(line.call) ?? line.at);
        begun.delete(line.call);
        if (line.is === 'unknown') totals.unknowns += 1;
        else recent.push({ at: line.at, ms });
        if (line.is === 'answer' && line.status >= 400) totals.refusals += 1;
      }
    }
    recent = recent.filter(({ at }) => at > now - WINDOW_MS);
    const sorted = Float64Array.from(recent, ({ ms }) => ms).sort();
    const seconds = Math.max(1, Math.min(WINDOW_MS, now - startedAt) / 1000);
    return {
      ...totals,
      perSecond: recent.length / seconds,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
    };
  };
}
