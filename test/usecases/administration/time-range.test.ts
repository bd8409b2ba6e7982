/** The time range of a query for the feed. */
import { describe, expect, it } from 'vitest';
import { CLOCKS_APART_MAX_MS, FEED_DAYS_DEFAULT } from '../../../lib/domain/limits.ts';
import { isWithin, rangeOf } from '../../../lib/usecases/administration/time-range.ts';
import { HOUR, SECOND, START } from '../open-use-cases.ts';
import { iso } from '../sales.ts';

const DAY = 24 * HOUR;

describe('the time range of a query', () => {
  it('is the last 31 days until a second after now, for clocks that are ahead', () => {
    const until = START + CLOCKS_APART_MAX_MS;
    expect(rangeOf({}, START)).toEqual({ from: until - FEED_DAYS_DEFAULT * DAY, until });
  });

  it('is the 31 days before `to`, or all from `from` on', () => {
    expect(rangeOf({ to: iso(START) }, START + DAY)).toEqual({ from: START - FEED_DAYS_DEFAULT * DAY, until: START });
    expect(rangeOf({ from: iso(5) }, START).from).toBe(5);
  });

  it('never begins or ends before 1970', () => {
    expect(rangeOf({ from: '0001-01-01T00:00:00Z', to: '1969-12-31T23:59:59Z' }, START)).toEqual({ from: 0, until: 0 });
    expect(rangeOf({ to: iso(5) }, START)).toEqual({ from: 0, until: 5 });
  });

  it('includes its beginning, and excludes its end', () => {
    const query = { from: iso(START), to: iso(START + SECOND) };
    expect([START - 1, START, START + SECOND - 1, START + SECOND].map(at => isWithin(at, query))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isWithin(0, {})).toBe(true);
  });
});
