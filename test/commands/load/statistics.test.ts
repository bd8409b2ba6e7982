import { describe, expect, it } from 'vitest';
import type { CallHistory, CallHistoryLine } from '../../../lib/checker/call-history.ts';
import { watchHistory } from '../../../lib/commands/load/live-figures.ts';
import { figuresOf, percentile } from '../../../lib/commands/load/statistics.ts';

const historyOf = (lines: CallHistoryLine[]): CallHistory => ({
  header: { is: 'call-history', version: 1, source: 'test', skewMaxMs: 0 },
  lines,
});

interface Given {
  at: number;
  ms: number;
  status?: number;
  body?: string;
  client?: string;
  operation?: string;
  isReplay?: boolean;
}

/** The lines of calls. One without a status gets no answer. */
const linesOf = (calls: Given[]): CallHistoryLine[] =>
  calls
    .flatMap(({ at, ms, status, body = '', client = 'buyer-1', operation = 'place-hold', isReplay = false }, i) => [
      { is: 'invoke', call: i + 1, at, client, operation } as const,
      status === undefined
        ? ({ is: 'unknown', call: i + 1, at: at + ms, because: 'timeout' } as const)
        : ({ is: 'answer', call: i + 1, at: at + ms, status, body, isReplay } as const),
    ])
    .sort((one, other) => one.at - other.at);

const SOLD = JSON.stringify({
  code: 'seats-unavailable',
  conflicts: [{ reason: 'held' }, { reason: 'booked' }, { reason: 'held' }],
});

const RUN = historyOf(
  linesOf([
    { at: 1_000, ms: 10, status: 201 },
    { at: 1_100, ms: 30, status: 409, body: SOLD },
    { at: 1_200, ms: 20, status: 201, isReplay: true, client: 'sniper-2' },
    { at: 2_500, ms: 700, status: 200, operation: 'read-seats', client: 'browser-12' },
    { at: 2_600, ms: 100 },
    { at: 9_000, ms: 1, status: 503, body: 'not json' },
  ]),
);

describe('the figures of a run', () => {
  const figures = figuresOf(RUN, 1_000, 4_000);

  it('count the calls that began during the load, by outcome', () => {
    expect(figures).toMatchObject({ calls: 5, answers: 4, refusals: 1, unknowns: 1, replays: 1 });
    expect(figures.perSecond).toBeCloseTo(5 / 3);
  });

  it('name the reasons of refusals and of unknown outcomes', () => {
    expect(figures.refusalsByReason).toEqual([{ reason: '409 seats-unavailable: booked, held', count: 1 }]);
    expect(figures.unknownsByReason).toEqual([{ reason: 'timeout', count: 1 }]);
    expect(figuresOf(RUN, 8_000, 9_500).refusalsByReason).toEqual([
      { reason: '503 without a problem document', count: 1 },
    ]);
  });

  it('measure the latency of answered calls only, by operation', () => {
    expect(figures.latency).toEqual({ p50: 20, p90: 700, p99: 700, max: 700 });
    expect(figures.operations).toEqual([
      { operation: 'place-hold', calls: 4, succeeded: 2, refused: 1, unknown: 1, p50: 20, p90: 30, p99: 30, max: 30 },
      {
        operation: 'read-seats',
        calls: 1,
        succeeded: 1,
        refused: 0,
        unknown: 0,
        p50: 700,
        p90: 700,
        p99: 700,
        max: 700,
      },
    ]);
  });

  it('have a line for each full second, with no latency where nothing was answered', () => {
    expect(figures.seconds).toEqual([
      { second: 0, answers: 3, refusals: 1, unknowns: 0, p50: 20, p99: 30 },
      { second: 1, answers: 0, refusals: 0, unknowns: 1 },
      { second: 2, answers: 1, refusals: 0, unknowns: 0, p50: 700, p99: 700 },
    ]);
  });

  it('count calls by persona, the most frequent first', () => {
    expect(figures.personas).toEqual([
      { persona: 'buyer', calls: 3 },
      { persona: 'sniper', calls: 1 },
      { persona: 'browser', calls: 1 },
    ]);
  });

  it('of an empty run are zero', () => {
    const none = figuresOf(historyOf([]), 0, 1_000);
    expect(none).toMatchObject({ calls: 0, perSecond: 0, latency: { p50: 0, p99: 0, max: 0 }, operations: [] });
    expect(none.seconds).toEqual([{ second: 0, answers: 0, refusals: 0, unknowns: 0 }]);
  });
});

describe('a percentile', () => {
  it('is a value that was measured', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([0.5, 0.9, 0.99, 1].map(share => percentile(hundred, share))).toEqual([50, 90, 99, 100]);
    expect([percentile([7], 0.01), percentile([], 0.5)]).toEqual([7, 0]);
  });
});

describe('the live figures', () => {
  it('show the rate and latency of the last seconds, and the totals', () => {
    const look = watchHistory(RUN, 1_000);
    expect(look(3_300)).toEqual({ calls: 6, refusals: 2, unknowns: 1, perSecond: 5 / 2.3, p50: 20, p99: 700 });
  });

  it('read each line once, and forget answers that are older than the window', () => {
    const history = historyOf(linesOf([{ at: 1_000, ms: 10, status: 200 }]));
    const look = watchHistory(history, 1_000);
    expect(look(2_000)).toMatchObject({ calls: 1, perSecond: 1, p50: 10 });
    history.lines.push({ is: 'invoke', call: 9, at: 7_000, client: 'buyer-1', operation: 'read-event' });
    history.lines.push({ is: 'answer', call: 9, at: 7_004, status: 404, body: '', isReplay: false });
    expect(look(8_000)).toMatchObject({ calls: 2, refusals: 1, perSecond: 0.2, p50: 4 });
  });
});
