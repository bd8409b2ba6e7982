/** Changes of a code by its organizer. The uses in all only grow: a lower number might be less than what is taken. Pure. */
import { availableAt } from './buckets.ts';
import type { CodeTerms } from './code-rules.ts';
import { CODE_BUCKETS_PER_STEP_MAX, PLACES_PER_BUCKET } from './limits.ts';
import type { Bucket, BucketShare } from './model.ts';
import type { Code } from './price-model.ts';
import type { FieldError } from './refusals.ts';
import { hasLapsed } from './seat-lifecycle.ts';

/** The terms that a request changes; null removes one. */
export type CodeEdit = {
  [Name in keyof CodeTerms]: Name extends 'usesMax' ? CodeTerms[Name] : CodeTerms[Name] | null;
};

/** The code after an edit. */
export function editedCode(code: Code, edit: CodeEdit): Code {
  const merged = Object.entries({ ...code, ...edit }).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(merged) as unknown as Code;
}

/** Returns the error of an edit that would lower the uses in all, or limit those of a code that has no limit. */
export function faultsOfUses({ usesMax: before }: Code, { usesMax: after }: CodeEdit): FieldError[] {
  if (after === undefined || (before !== undefined && after >= before)) return [];
  const message =
    before === undefined
      ? 'cannot be added: earlier uses are not counted. End this code and create another one'
      : `can only be raised: it is ${before}`;
  return [{ path: 'body.usesMax', message }];
}

/** A step towards more uses: the uses that the code has after it, and where they are added. */
export interface Raise {
  usesMax: number;
  buckets: number;
  /** Added to the last bucket, and new buckets after it. No other bucket changes, so that sales go on beside the raise. */
  shares: (BucketShare & { isNew: boolean })[];
}

/** The next step towards `usesMax`. `lastCapacity` is that of the code's last bucket. */
export function nextRaise(
  { usesMax: before = 0, buckets }: Pick<Code, 'usesMax' | 'buckets'>,
  lastCapacity: number,
  usesMax: number,
): Raise {
  let missing = usesMax - before;
  const shares: Raise['shares'] = [];
  for (let bucket = buckets - 1; missing > 0 && shares.length < CODE_BUCKETS_PER_STEP_MAX; bucket++) {
    const room = bucket < buckets ? PLACES_PER_BUCKET - lastCapacity : PLACES_PER_BUCKET;
    const quantity = Math.min(missing, room);
    if (quantity > 0) shares.push({ bucket, quantity, isNew: bucket >= buckets });
    missing -= quantity;
  }
  return {
    usesMax: usesMax - missing,
    buckets: Math.max(buckets, ...shares.map(({ bucket }) => bucket + 1)),
    shares,
  };
}

/** The uses of a code at `now`. The use of a lapsed hold is left, whether or not a job has run. */
export interface CodeUses {
  held: number;
  booked: number;
  left: number;
}

export function usesIn(buckets: Bucket[], now: number): CodeUses {
  const sum = (of: (bucket: Bucket) => number): number => buckets.reduce((total, bucket) => total + of(bucket), 0);
  return {
    held: sum(({ claims }) => Object.values(claims).filter(({ expiresAt }) => !hasLapsed(expiresAt, now)).length),
    booked: sum(({ booked }) => booked),
    left: sum(bucket => availableAt(bucket, now)),
  };
}
