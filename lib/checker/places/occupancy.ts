/**
 * The times at which a claim certainly has its places, and those at which it may have them (epoch ms). They differ, because an
 * answer comes after its effect, clocks that judge a deadline differ, and an operation without an answer may have happened.
 */
import type { Hold } from '../../contract/holds/responses.ts';
import { PAYMENT_WINDOW_SECONDS } from '../../domain/limits.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { endsBooking, partOfOperation, quantityOf } from '../cancelled-parts.ts';
import { type Claim, mayHaveEffect, mayHaveWritten } from '../claims.ts';
import type { History } from '../history.ts';
import type { KeyedOperation } from '../keyed-operations.ts';

/** From `from` until before `to`. */
export interface Interval {
  from: number;
  to: number;
}

/** An interval in which a claim has this number of places of a seat or area. */
export interface Taken extends Interval {
  quantity: number;
}

/** Places of one seat, or of one area. */
interface Wanted {
  placeId: string;
  quantity: number;
}

/** The places that the claim certainly has. A cancellation may take its part away from its first invocation on. */
export function certainlyTaken(history: History, claim: Claim, wanted: Wanted): Taken[] {
  const ends = claim.cancellations
    .filter(mayHaveEffect)
    .map(operation => ({ at: operation.first.invokedAt, quantity: partial(claim, operation, wanted) }));
  return certainlyHeld(history, claim).flatMap(interval => divided(interval, wanted.quantity, ends));
}

/** The places that the claim may have. A cancellation has certainly taken its part away when its success is told. */
export function possiblyTaken(history: History, claim: Claim, wanted: Wanted): Taken[] {
  const ends = claim.cancellations.flatMap(operation =>
    operation.success ? [{ at: operation.success.answeredAt, quantity: partial(claim, operation, wanted) }] : [],
  );
  return divided(possiblyHeld(history, claim), wanted.quantity, ends);
}

/** The number of these places that a cancellation of a part cancels. A cancellation of all that is left ends the whole interval. */
function partial(claim: Claim, operation: KeyedOperation, { placeId }: Wanted): number {
  const part = partOfOperation(claim, operation);
  return part.isWhole ? 0 : quantityOf(part, placeId);
}

/** Divides places into those that a cancellation of a part ends earlier, and the rest. */
function divided({ from, to }: Interval, quantity: number, ends: { at: number; quantity: number }[]): Taken[] {
  const taken: Taken[] = [];
  let left = quantity;
  for (const end of ends.toSorted((one, other) => one.at - other.at)) {
    const part = Math.min(left, end.quantity);
    taken.push({ from, to: Math.min(to, end.at), quantity: part });
    left -= part;
  }
  return [...taken, { from, to, quantity: left }].filter(share => share.quantity > 0 && isInterval(share));
}

/** The time during which the claim certainly has its places, apart from those that are cancelled as a part. */
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
  const cancelled = cancellations
    .filter(
      operation => mayHaveEffect(operation) && (partOfOperation(claim, operation).isWhole || endsBooking(operation)),
    )
    .map(({ first }) => first.invokedAt);
  // The gateway may take a payment back, which cancels the booking without a call.
  if (finalStatus !== 'confirmed' && !cancellations.some(endsBooking)) return undefined;
  const ends = events.get(eventId)?.edits.filter(({ endsSales }) => endsSales) ?? [];
  const to = Math.min(Number.POSITIVE_INFINITY, ...cancelled, ...ends.map(({ call }) => call.invokedAt));
  return { from, to };
}

/** The time during which the claim may have its places, apart from those that are cancelled as a part. */
export function possiblyHeld({ skewMs }: History, claim: Claim): Interval {
  const from = claim.placed?.first.invokedAt ?? claim.createdAt - skewMs;
  if (mayBeBooked(claim)) {
    const cancelledAt = claim.cancellations.filter(endsBooking).flatMap(({ success }) => success?.answeredAt ?? []);
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
