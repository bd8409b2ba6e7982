/**
 * The times at which a claim certainly has its places, and those at which it may have them (epoch ms). They differ, because an
 * answer comes after its effect, clocks that judge a deadline differ, and an operation without an answer may have happened.
 */
import type { Hold } from '../../contract/holds/responses.ts';
import { PAYMENT_WINDOW_SECONDS } from '../../domain/limits.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { type Claim, mayHaveEffect, mayHaveWritten } from '../claims.ts';
import type { History } from '../history.ts';

/** From `from` until before `to`. */
export interface Interval {
  from: number;
  to: number;
}

export function certainlyHeld(history: History, claim: Claim): Interval[] {
  const from = claim.placed?.success?.answeredAt;
  if (from === undefined) return [];
  const freed = firstPossibleEnd(history, claim);
  const lapses = Math.max(claim.firstDeadline, ...deadlinesOf(claim)) - history.skewMs;
  const booked = certainlyBooked(history, claim);
  // A booking that is not known for certain may have been cancelled while the hold would still be active.
  const paidFrom = Math.min(...claim.payments.filter(mayHaveEffect).map(({ first }) => first.invokedAt));
  const held = { from, to: Math.min(lapses, freed, booked ? booked.to : paidFrom) };
  if (!booked) return [held].filter(isInterval);
  // Booked before the deadline: without a gap. A late payment may have found its places free, and taken them again.
  return (booked.from < held.to ? [{ from, to: booked.to }] : [held, booked]).filter(isInterval);
}

const isInterval = ({ from, to }: Interval): boolean => from < to;

const deadlinesOf = ({ extensions }: Claim): number[] =>
  extensions.flatMap(({ success }) => {
    const hold = success?.answer?.document as Hold | undefined;
    return hold ? [Date.parse(hold.expiresAt)] : [];
  });

/** The first invocation of a call that may end the hold: a release, or an edit that ends the sales. */
function firstPossibleEnd({ events }: History, { releases, eventId }: Claim): number {
  const ends = events.get(eventId)?.edits.filter(({ endsSales }) => endsSales) ?? [];
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...releases.filter(mayHaveWritten).map(({ invokedAt }) => invokedAt),
    ...ends.map(({ call }) => call.invokedAt),
  );
}

function certainlyBooked({ events }: History, claim: Claim): Interval | undefined {
  const { payments, cancellations, finalStatus, eventId } = claim;
  const from = Math.min(...payments.flatMap(({ success }) => success?.answeredAt ?? []));
  if (!Number.isFinite(from)) return undefined;
  const cancelled = cancellations.filter(mayHaveEffect).map(({ first }) => first.invokedAt);
  // The gateway may take a payment back, which cancels the booking without a call.
  if (finalStatus !== 'confirmed' && cancelled.length === 0) return undefined;
  if (finalStatus !== 'confirmed' && !cancellations.some(({ success }) => success)) return undefined;
  const ends = events.get(eventId)?.edits.filter(({ endsSales }) => endsSales) ?? [];
  const to = Math.min(Number.POSITIVE_INFINITY, ...cancelled, ...ends.map(({ call }) => call.invokedAt));
  return { from, to };
}

/** The time during which the claim may have its places. */
export function possiblyHeld({ skewMs }: History, claim: Claim): Interval {
  const from = claim.placed?.first.invokedAt ?? claim.createdAt - skewMs;
  if (mayBeBooked(claim)) {
    const cancelledAt = claim.cancellations.flatMap(({ success }) => success?.answeredAt ?? []);
    return { from, to: Math.min(Number.POSITIVE_INFINITY, ...cancelledAt) };
  }
  const releasedAt = claim.releases.flatMap(({ answer, answeredAt }) => (answer?.status === 204 ? [answeredAt] : []));
  return { from, to: Math.min(lastDeadlineOf(claim, skewMs) + skewMs, ...releasedAt) };
}

const mayBeBooked = ({ payments, finalStatus }: Claim): boolean =>
  finalStatus === 'confirmed' ||
  finalStatus === 'cancelled' ||
  (finalStatus === undefined && payments.some(mayHaveEffect)) ||
  payments.some(({ success }) => success !== undefined);

const WINDOW_MS = PAYMENT_WINDOW_SECONDS * SECOND_MS;

function lastDeadlineOf(claim: Claim, skewMs: number): number {
  const { firstDeadline, lastDeadline, isDeadlineExact, extensions, payments } = claim;
  const isKnown = isDeadlineExact && extensions.every(extension => extension.success || !mayHaveEffect(extension));
  const last = isKnown ? Math.max(firstDeadline, ...deadlinesOf(claim)) : lastDeadline;
  return payments.some(({ attempts }) => attempts.some(mayHaveWritten)) ? last + WINDOW_MS + skewMs : last;
}
