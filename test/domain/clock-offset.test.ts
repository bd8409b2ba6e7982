/** The estimate of the difference between two clocks: no false alarm inside the allowed skew, and a quick one well outside it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClockEstimate,
  ESTIMATE_WINDOW_MS,
  isOutsideSkew,
  offsetBounds,
  smallestOffset,
  type TimedResponse,
  withResponse,
} from '../../lib/domain/clock-offset.ts';
import { CLOCK_SKEW_MAX_MS } from '../../lib/domain/limits.ts';

const START = Date.UTC(2027, 2, 1, 12);
const MAX = CLOCK_SKEW_MAX_MS;

/** A request: the true time since the one before, and the times to the server and back (ms). */
interface Request {
  pause: number;
  there: number;
  back: number;
}

/** The process's clock minus the server's (ms) at a true time. */
type Offset = (at: number) => number;

/** The responses to these requests as the process sees them. Its clock counts whole milliseconds, the header whole seconds. */
function responsesTo(requests: Request[], offset: Offset, start = START): TimedResponse[] {
  let time = start;
  const clock = () => Math.floor(time + offset(time));
  return requests.map(({ pause, there, back }) => {
    time += pause;
    const sentAt = clock();
    time += there;
    const serverTime = Math.floor(time / 1_000) * 1_000;
    time += back;
    return { sentAt, serverTime, receivedAt: clock() };
  });
}

/** For each response, whether the clock is known to be outside after it. */
function verdicts(responses: TimedResponse[]): boolean[] {
  let estimate: ClockEstimate | undefined;
  return responses.map(response => {
    estimate = withResponse(estimate, response);
    return estimate !== undefined && isOutsideSkew(offsetBounds(estimate));
  });
}

const duration = (max: number) => fc.double({ min: 0, max, noNaN: true });
/** Most requests take milliseconds, some many seconds, in each direction. */
const latency = fc.oneof({ weight: 4, arbitrary: duration(30) }, { weight: 1, arbitrary: duration(20_000) });
const requestWith = (arbitrary: fc.Arbitrary<number>) =>
  fc.record({
    pause: fc.oneof(duration(50), duration(3_000), duration(100_000)),
    there: arbitrary,
    back: arbitrary,
  });
const requests = fc.array(requestWith(latency), { minLength: 1, maxLength: 60 });
const quickRequests = fc.array(requestWith(duration(200)), { minLength: 1, maxLength: 60 });

/** A clock that drifts between these offsets, one every 10 s, or that is set to them. */
const moving = (from: number, to: number): fc.Arbitrary<Offset> =>
  fc
    .record({
      offsets: fc.array(fc.double({ min: from, max: to, noNaN: true }), { minLength: 1 }),
      drifts: fc.boolean(),
    })
    .map(({ offsets, drifts }) => at => {
      const position = (at - START) / 10_000;
      const [one = 0, next = 0] = [0, 1].map(step => offsets[(Math.floor(position) + step) % offsets.length]);
      return drifts ? one + (next - one) * (position % 1) : one;
    });

describe('a process inside the allowed skew', () => {
  it('is never reported as outside, however slow its requests are, and however its clock moves within the skew', () => {
    fc.assert(
      fc.property(requests, moving(-MAX, MAX), (sent, offset) => {
        expect(verdicts(responsesTo(sent, offset))).not.toContain(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is not reported as outside from the second window on after its clock was set right', () => {
    const before = fc.oneof(moving(MAX, 5_000), moving(-5_000, -MAX));
    fc.assert(
      fc.property(quickRequests, quickRequests, before, moving(-MAX, MAX), (wrong, right, bad, good) => {
        const setAt = START + 1 + wrong.reduce((sum, { pause, there, back }) => sum + pause + there + back, 0);
        const rest = 2 * ESTIMATE_WINDOW_MS + 2 * 5_000;
        const later = right.map((request, i) => (i === 0 ? { ...request, pause: request.pause + rest } : request));
        const responses = [...responsesTo(wrong, bad), ...responsesTo(later, good, setAt)];
        expect(verdicts(responses).slice(wrong.length)).not.toContain(true);
      }),
    );
  });
});

describe('a process outside the allowed skew', () => {
  it('that is 2 s ahead or behind is reported as outside after its first response, and after each further one', () => {
    const offset = fc.oneof(moving(2_000, 10_000), moving(-10_000, -2_000));
    fc.assert(
      fc.property(quickRequests, offset, (sent, skew) => {
        expect(verdicts(responsesTo(sent, skew))).not.toContain(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([-MAX - 100, MAX + 100])(
    'by a tenth of a second (%s ms) is reported as outside within 100 responses of a few seconds',
    skew => {
      const steady = fc.array(
        fc.record({ pause: fc.double({ min: 20, max: 60, noNaN: true }), there: duration(5), back: duration(5) }),
        {
          minLength: 100,
          maxLength: 100,
        },
      );
      fc.assert(
        fc.property(steady, sent => {
          expect(verdicts(responsesTo(sent, () => skew)).at(-1)).toBe(true);
        }),
      );
    },
  );

  it('is reported as outside after one response if its clock was set by 3 s', () => {
    const sent = Array.from({ length: 20 }, () => ({ pause: 100, there: 5, back: 5 }));
    const set = START + 10 * 110;
    const found = verdicts(responsesTo(sent, at => (at <= set ? 0 : 3_000)));
    expect(found.indexOf(true)).toBe(10);
    expect(found.slice(10)).not.toContain(false);
  });
});

describe('the bounds', () => {
  const response = (sentAt: number, serverTime: number, receivedAt: number): TimedResponse => ({
    sentAt: START + sentAt,
    serverTime: START + serverTime,
    receivedAt: START + receivedAt,
  });
  const boundsAfter = (...responses: TimedResponse[]) => {
    const estimate = responses.reduce<ClockEstimate | undefined>(withResponse, undefined);
    return estimate && offsetBounds(estimate);
  };

  it('of one response are a second apart, and its duration', () => {
    expect(boundsAfter(response(100, 0, 140))).toEqual({ above: -900, below: 141 });
  });

  it('of several responses are those that all of them allow', () => {
    expect(boundsAfter(response(100, 0, 140), response(1_950, 1_000, 1_990))).toEqual({ above: -50, below: 141 });
  });

  it('of an earlier window count until the next one is over', () => {
    const first = response(950, 0, 990);
    const next = response(ESTIMATE_WINDOW_MS + 1_000, ESTIMATE_WINDOW_MS + 1_000, ESTIMATE_WINDOW_MS + 1_010);
    const last = response(
      2 * ESTIMATE_WINDOW_MS + 2_400,
      2 * ESTIMATE_WINDOW_MS + 2_000,
      2 * ESTIMATE_WINDOW_MS + 2_410,
    );
    expect(boundsAfter(first, next)).toEqual({ above: -50, below: 11 });
    expect(boundsAfter(first, next, last)).toEqual({ above: -600, below: 11 });
  });

  it('are those of the last response alone if it contradicts the others, or comes two windows later', () => {
    const last = response(5_500, 2_000, 5_510);
    expect(boundsAfter(response(100, 0, 140), last)).toEqual({ above: 2_500, below: 3_511 });
    const late = 2 * ESTIMATE_WINDOW_MS + 10_000;
    expect(boundsAfter(response(950, 0, 990), response(late, late, late + 10))).toEqual({ above: -1_000, below: 11 });
  });

  it('do not change with a response during which the clock was set back by seconds', () => {
    expect(boundsAfter(response(100, 0, 140), response(3_000, 3_000, 500))).toEqual({ above: -900, below: 141 });
    expect(boundsAfter(response(3_000, 3_000, 500))).toBeUndefined();
  });

  it('are outside from the allowed skew on, which a clock inside it never reaches', () => {
    const [inside, ahead, behind] = [
      { above: MAX - 1, below: MAX + 100 },
      { above: MAX, below: MAX + 100 },
      { above: -MAX - 100, below: -MAX },
    ];
    expect([inside, ahead, behind].map(isOutsideSkew)).toEqual([false, true, true]);
    expect([ahead, behind, { above: -5, below: 5 }].map(smallestOffset)).toEqual([MAX, -MAX, 0]);
  });
});
