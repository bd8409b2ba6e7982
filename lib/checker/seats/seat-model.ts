/**
 * The states of one seat, and the operations that change them. A hold has a range of possible deadlines: a payment whose answer
 * is unknown may have moved it. Times are epoch ms. Each step has the earliest time at which it is possible; the earlier it is,
 * the more steps can follow.
 *
 * A claim with a code may take a blocked seat, if its code unlocks the seat. The seat is blocked again when the claim ends or lapses.
 * The history need not tell which codes unlock a seat, so every code may.
 */
import { PAYMENT_WINDOW_SECONDS } from '../../domain/limits.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../calls.ts';

export type SeatState =
  | { is: 'free' | 'blocked' }
  /** The unknown state before the history began. */
  | { is: 'earlier' }
  /** `claim` is the number of the claim among those of the seat, or UNKNOWN_CLAIM. The deadline is between `from` and `to`. */
  | { is: 'held'; claim: number; from: number; to: number; isUnlocked: boolean }
  | { is: 'booked'; claim: number; isUnlocked: boolean };

export const UNKNOWN_CLAIM = -1;

/** An operation on a seat, or an answer that tells its state. Its effect comes between its invocation and its answer. */
export interface SeatOperation {
  does: 'take' | 'extend' | 'pay' | 'book' | 'release' | 'cancel' | 'block' | 'see';
  claim: number;
  calls: Call[];
  from: number;
  to: number;
  invokedAt: number;
  answeredAt: number;
  /** Bounds of the deadline that it sets. For an answer that shows a hold, `deadlineFrom` is the deadline in it, or NaN. */
  deadlineFrom: number;
  deadlineTo: number;
  /** For a booking: the earliest deadline of its hold. After it, the places may be booked although they were free again. */
  lapsesFrom: number;
  /** Its claim has a code, which may unlock the seat. */
  mayUnlock: boolean;
  /** For an answer that tells the state. */
  sees?: 'available' | 'held' | 'booked' | 'blocked';
  /** It tells the state as the reason of a refusal. */
  isRefusal?: boolean;
}

export interface Step {
  state: SeatState;
  /** The time from which on the step is possible. */
  notBefore: number;
}

const FREE: SeatState = { is: 'free' };
const BLOCKED: SeatState = { is: 'blocked' };
const ALWAYS = Number.NEGATIVE_INFINITY;
const WINDOW_MS = PAYMENT_WINDOW_SECONDS * SECOND_MS;

/** Returns the state after an operation; undefined if it is impossible in this state. */
export function stepOf(state: SeatState, operation: SeatOperation, skewMs: number): Step | undefined {
  const { does, claim, deadlineFrom, deadlineTo } = operation;
  switch (does) {
    case 'take':
      return whenTaken(state, operation, skewMs, { is: 'held', claim, from: deadlineFrom, to: deadlineTo });
    case 'block':
      return whenBlocked(state, skewMs, BLOCKED) ?? whenVacant(state, skewMs, BLOCKED);
    case 'extend':
    case 'pay':
      return stepOfDeadline(state, operation, skewMs);
    case 'book':
      return stepOfBooking(state, operation, skewMs);
    case 'release':
      if (!isOf(state, claim)) return always(state);
      return state.is === 'held' ? always(givenBack(state)) : undefined;
    case 'cancel':
      return state.is === 'booked' && state.claim === claim ? always(givenBack(state)) : undefined;
    case 'see':
      return stepOfSight(state, operation, skewMs);
  }
}

const always = (state: SeatState): Step => ({ state, notBefore: ALWAYS });

/** Whether the seat is held or booked by this claim. */
export const isOf = (state: SeatState, claim: number): boolean => 'claim' in state && state.claim === claim;

const givenBack = ({ isUnlocked }: { isUnlocked: boolean }): SeatState => (isUnlocked ? BLOCKED : FREE);

/** A free seat may be taken at any time, a held one from its deadline on, by a clock that is ahead. */
export function whenVacant(state: SeatState, skewMs: number, next: SeatState): Step | undefined {
  if (state.is === 'free' || state.is === 'earlier') return always(next);
  return state.is === 'held' && !state.isUnlocked ? whenLapsed(state, skewMs, next) : undefined;
}

/** A blocked seat, and one that a lapsed hold had unlocked. */
export function whenBlocked(state: SeatState, skewMs: number, next: SeatState): Step | undefined {
  if (state.is === 'blocked') return always(next);
  return state.is === 'held' && state.isUnlocked ? whenLapsed(state, skewMs, next) : undefined;
}

const whenLapsed = ({ from }: { from: number }, skewMs: number, next: SeatState): Step => ({
  state: next,
  notBefore: from - skewMs,
});

/** A state in which a claim has the seat, before it is known whether it is unlocked. */
type Taken = { is: 'held'; claim: number; from: number; to: number } | { is: 'booked'; claim: number };

/** A claim takes a vacant seat. With a code it may take a blocked one. */
export function whenTaken(
  state: SeatState,
  { mayUnlock }: { mayUnlock: boolean },
  skewMs: number,
  next: Taken,
): Step | undefined {
  const fromBlock = mayUnlock ? whenBlocked(state, skewMs, { ...next, isUnlocked: true }) : undefined;
  return fromBlock ?? whenVacant(state, skewMs, { ...next, isUnlocked: false });
}

/** An extension needs the hold. A payment that begins changes the deadline only if the seat is still held by its claim. */
function stepOfDeadline(state: SeatState, operation: SeatOperation, skewMs: number): Step | undefined {
  const { does, claim, invokedAt, answeredAt, deadlineFrom, deadlineTo } = operation;
  if (state.is !== 'held' || state.claim !== claim) return does === 'pay' ? always(state) : undefined;
  // The service decides by the time at which the call began. The write may be later.
  if (invokedAt - skewMs >= state.to) return undefined;
  if (does === 'extend' && deadlineFrom === deadlineTo) return always({ ...state, from: deadlineFrom, to: deadlineTo });
  const latest = does === 'pay' ? Math.min(answeredAt, state.to) + skewMs + WINDOW_MS : deadlineTo;
  return always({ ...state, from: Math.max(state.from, deadlineFrom), to: Math.max(state.to, latest) });
}

/** A late payment books the places also after the deadline, if they are not held or booked by another claim then. */
function stepOfBooking(state: SeatState, operation: SeatOperation, skewMs: number): Step | undefined {
  const { claim, lapsesFrom } = operation;
  if ('claim' in state && state.claim === claim) {
    return state.is === 'held' ? always({ is: 'booked', claim, isUnlocked: state.isUnlocked }) : undefined;
  }
  if (lapsesFrom === Number.POSITIVE_INFINITY) return undefined;
  const step = whenTaken(state, operation, skewMs, { is: 'booked', claim });
  return step && { ...step, notBefore: Math.max(step.notBefore, lapsesFrom - skewMs) };
}

function stepOfSight(state: SeatState, { sees, invokedAt, deadlineFrom: told }: SeatOperation, skewMs: number) {
  if (sees === 'available') return state.is === 'earlier' ? undefined : whenVacant(state, skewMs, state);
  if (state.is === 'earlier') return always(state);
  if (sees === 'blocked') return whenBlocked(state, skewMs, state);
  if (sees !== state.is) return undefined;
  if (state.is !== 'held') return always(state);
  if (Number.isNaN(told)) return state.to > invokedAt - skewMs ? always(state) : undefined;
  const isPossible = state.from <= told && told <= state.to && told > invokedAt - skewMs;
  return isPossible ? always(state) : undefined;
}
