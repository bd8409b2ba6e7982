/**
 * Limits on callers at the edge. Each row of counts costs one request; a call of a caller who is known to be refused costs none.
 * If the counter is down, calls are not refused, but for those that each process then counts by itself.
 */
import type { AddressList } from '../contract/addresses.ts';
import { type PlannedLimit, planLimits } from '../contract/limit-plan.ts';
import type { RateLimited } from '../contract/problems.ts';
import { type RateLimitSetting, rateLimitHeaders } from '../contract/rate-limits.ts';
import type { OperationId } from '../contract/routes.ts';
import { createCache } from '../domain/bounded-cache.ts';
import { REFUSED_CALLERS_MAX, REFUSED_PLACES_REMEMBERED_MS } from '../domain/limits.ts';
import { roomAt, type WindowCount } from '../domain/quota.ts';
import type { Dependencies } from '../ports/dependencies.ts';
import type { CountedWindows, RateSubject } from '../ports/rate-counter.ts';
import { createProcessRateCounter } from './process-rate-counter.ts';

/** The count of a call in one limit. */
export interface LimitCount extends WindowCount {
  /** The name of the limit, which responses tell. */
  name: string;
  of: RateSubject;
  /** The count of a call that is refused afterwards can be given back. */
  isGivenBack: boolean;
}

/** The rate-limit headers of a response, and whether the call is refused. */
export interface Verdict {
  headers: Record<string, string>;
  refused?: RateLimited;
  /** Takes back what the call has counted in limits that give back. */
  giveBack?: () => Promise<void>;
}

export interface RateLimiter {
  /** The limits of an operation, with the quotas of the stage. */
  limitsOf(operation: OperationId): PlannedLimit[];
  /** Whether the address is one of those that the limits on hoarding leave out. */
  isListed: AddressList;
  /**
   * Counts a call at `now` (epoch ms), in all of these limits or in none. The headers are those of the first one, or of the one
   * that refuses. `withoutCounter`: each process counts by itself while the counter does not answer.
   */
  take(counts: LimitCount[], now: number, withoutCounter?: boolean): Promise<Verdict>;
}

/** Epoch ms until which a refusal is remembered, and from which there is room. Places that are given back make room earlier. */
interface KnownRefusal {
  until: number;
  room: number;
}

/** The counts of one row. */
interface RowCounts {
  of: RateSubject;
  counts: LimitCount[];
}

/** A row in which a call has been counted, unless the counter did not answer. */
interface SeenRow extends RowCounts {
  result: CountedWindows;
}

/** Creates the limiter. `overrides` replace the routes' own quotas by limit. */
export function createRateLimiter(
  dependencies: Pick<Dependencies, 'rates' | 'metrics' | 'log'>,
  overrides: Exclude<RateLimitSetting, 'off'>,
  isListed: AddressList = () => false,
): RateLimiter {
  /** The amounts that are known to be refused. */
  const refusals = createCache<KnownRefusal>({ sizeMax: REFUSED_CALLERS_MAX });
  const ownCounter = createProcessRateCounter();

  /** Counts in one row. While the rows do not answer, the process counts by itself, or lets the call pass. */
  async function countRow({ of, counts }: RowCounts, now: number, withoutCounter: boolean): Promise<CountedWindows> {
    const counted = await dependencies.rates.countWindows(of, counts, now);
    if (counted.is !== 'unknown') return counted;
    dependencies.metrics.count('RateLimitUnavailable');
    const consequence = withoutCounter ? 'this process counts by itself' : 'the call is not limited';
    dependencies.log.warn(`the rate counter does not answer: ${consequence}`, { operation: of.name });
    return withoutCounter ? ownCounter.countWindows(of, counts, now) : counted;
  }

  function refuse(count: LimitCount, until: number, { now, times }: { now: number; times: number[] }): Verdict {
    dependencies.metrics.count('RateLimited');
    const { name, quota, windowSeconds, amount } = count;
    const retryAfterSeconds = secondsTo(until, now);
    const remaining = Math.max(0, Math.min(amount - 1, quota - times.length));
    return {
      headers: rateLimitHeaders(name, count, { remaining, resetSeconds: retryAfterSeconds }),
      refused: { limit: name, retryAfterSeconds, quota, windowSeconds },
    };
  }

  /** The refusal that this process knows without a request, if there is one. */
  function knownRefusal(counts: LimitCount[], now: number): Verdict | undefined {
    const known = counts
      .map(count => ({ count, ...(refusals.get(callerOf(count)) ?? { until: 0, room: 0 }) }))
      .filter(({ until }) => now < until)
      .sort((one, other) => other.room - one.room)[0];
    return known && refuse(known.count, known.room, { now, times: Array<number>(known.count.quota).fill(now) });
  }

  /** The refusal by the limit of a row that has room last. */
  function refusalOf(counts: LimitCount[], allTimes: number[][], now: number): Verdict {
    const full = counts
      .map((count, i) => ({ count, times: allTimes[i] ?? [] }))
      .map(({ count, times }) => ({ count, times, until: roomAt(times, count) }))
      .sort((one, other) => other.until - one.until)[0];
    if (!full) throw new Error('a row refused a call that counts nothing in it');
    const { count, until, times } = full;
    const remembered = count.isGivenBack ? Math.min(until, now + REFUSED_PLACES_REMEMBERED_MS) : until;
    refusals.set(callerOf(count), { until: remembered, room: until });
    return refuse(count, until, { now, times });
  }

  async function giveBack(rows: SeenRow[], now: number): Promise<void> {
    const counted = rows.filter(({ counts, result }) => result.is === 'counted' && counts.length > 0);
    await Promise.all(counted.map(({ of, counts }) => dependencies.rates.giveBack(of, counts, now)));
  }

  return {
    limitsOf: planLimits(overrides),
    isListed,
    async take(counts, now, withoutCounter = false) {
      const known = knownRefusal(counts, now);
      if (known) return known;
      const seen: SeenRow[] = [];
      // One row after the other, so that a call which the caller's own row refuses never counts for its address.
      for (const row of rowsOf(counts)) {
        const result = await countRow(row, now, withoutCounter);
        if (result.is === 'full') {
          await giveBack(seen, now);
          return refusalOf(row.counts, result.times, now);
        }
        seen.push({ ...row, result });
      }
      return {
        headers: headersOf(seen, now),
        giveBack: () => giveBack(seen.map(onlyGivenBack), now),
      };
    },
  };
}

const onlyGivenBack = (row: SeenRow): SeenRow => ({
  ...row,
  counts: row.counts.filter(({ isGivenBack }) => isGivenBack),
});

/** The headers of the first limit. Without its times, because its counter does not answer, only its policy. */
function headersOf(seen: SeenRow[], now: number): Record<string, string> {
  const { counts: [first] = [], result } = seen[0] ?? {};
  if (!first) return {};
  if (result?.is !== 'counted') return rateLimitHeaders(first.name, first);
  const times = result.times[0] ?? [];
  // When the oldest call leaves the window, there is room for one more.
  const resetSeconds = secondsTo((times.at(-1) ?? now) + first.windowSeconds * 1000, now);
  return rateLimitHeaders(first.name, first, { remaining: first.quota - times.length, resetSeconds });
}

const callerOf = ({ of, register, amount }: LimitCount): string =>
  JSON.stringify([of.name, of.subject, register, amount]);

/** The counts by row, in their order. */
function rowsOf(counts: LimitCount[]): RowCounts[] {
  const rows = Map.groupBy(counts, ({ of }) => JSON.stringify([of.name, of.subject]));
  return [...rows.values()].map(own => ({ of: (own[0] as LimitCount).of, counts: own }));
}

/** Whole seconds, rounded up, so that a caller who waits for them does not return too early. */
const secondsTo = (epochMs: number, now: number): number => Math.max(1, Math.ceil((epochMs - now) / 1000));
