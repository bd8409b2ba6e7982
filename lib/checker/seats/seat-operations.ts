/** Collects, for each seat, the operations of its claims, the answers that tell its state, and what else may have changed it. */
import type { SeatMap, SeatMapChanges } from '../../contract/events/responses.ts';
import type { NewHold } from '../../contract/holds/requests.ts';
import type { Hold } from '../../contract/holds/responses.ts';
import { parseSeatId } from '../../domain/ids.ts';
import { PAYMENT_WINDOW_SECONDS } from '../../domain/limits.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../calls.ts';
import { codeOf } from '../calls.ts';
import { partOfOperation, quantityOf } from '../cancelled-parts.ts';
import { type Claim, mayHaveEffect, mayHaveWritten } from '../claims.ts';
import { blocksSeat, editsOfSeat, isFreeAtFirst, type KnownEvent } from '../events.ts';
import type { History } from '../history.ts';
import type { KeyedOperation } from '../keyed-operations.ts';
import { unresolvedHolds } from '../unresolved-holds.ts';
import type { SeatOperation } from './seat-model.ts';
import type { SeatProblem } from './seat-search.ts';

export interface SeatOfEvent extends SeatProblem {
  eventId: string;
  seatId: string;
}

/** The seats that the history names in a claim or a refusal, or that a read did not find available. */
export function seatsOf(history: History): SeatOfEvent[] {
  const seats = new Map<string, SeatOfEvent>();
  const seatOf = (eventId: string, seatId: string): SeatOfEvent => {
    const name = `${eventId} ${seatId}`;
    let seat = seats.get(name);
    if (!seat) {
      seat = newSeat(history, eventId, seatId);
      seats.set(name, seat);
    }
    return seat;
  };
  let number = 0;
  for (const claim of history.claims.values()) {
    const onSeats = withCodeOf(claim, operationsOf(history, claim, number));
    for (const seatId of claim.seats) {
      const seat = seatOf(claim.eventId, seatId);
      addAll(seat, onSeats);
      addAll(seat, endsOf(history, claim, number, seatId));
    }
    number += 1;
  }
  for (const call of history.calls) addRefusal(seatOf, call);
  const reads = history.calls.filter(isFreshMap);
  for (const read of reads) addRead(seats, seatOf, read);
  addUnknownHolds(history, seats);
  return [...seats.values()];
}

function newSeat({ events, skewMs }: History, eventId: string, seatId: string): SeatOfEvent {
  const event = events.get(eventId);
  const edits = event ? editsOfSeat(event, seatId) : [];
  const blocks = edits
    .filter(edit => blocksSeat(edit, seatId))
    .map(({ call }) => operation('block', -1, [call], call, call));
  const isFree = event !== undefined && isFreeAtFirst(event, parseSeatId(seatId).sectionId);
  const initial: SeatProblem['initial'] = { is: isFree ? 'free' : 'earlier' };
  return {
    eventId,
    seatId,
    operations: blocks,
    optional: [],
    unknownHoldsFrom: undefined,
    unknownHoldsUnlock: false,
    edits,
    initial,
    skewMs,
  };
}

interface OnSeats {
  operations: SeatOperation[];
  optional: SeatOperation[];
}

function addAll(seat: SeatOfEvent, { operations, optional }: OnSeats): void {
  seat.operations.push(...operations);
  seat.optional.push(...optional);
}

/** An operation whose effect lies between the invocation of `first` and the answer of `last`. */
function operation(
  does: SeatOperation['does'],
  claim: number,
  calls: Call[],
  { from, invokedAt }: Pick<Call, 'from' | 'invokedAt'>,
  { to, answeredAt }: Pick<Call, 'to' | 'answeredAt'> = NEVER,
): SeatOperation {
  const deadline = { deadlineFrom: Number.NEGATIVE_INFINITY, deadlineTo: Number.NEGATIVE_INFINITY };
  const lapsesFrom = Number.POSITIVE_INFINITY;
  return { does, claim, calls, from, to, invokedAt, answeredAt, ...deadline, lapsesFrom, mayUnlock: false };
}

const NEVER = { to: Number.POSITIVE_INFINITY, answeredAt: Number.POSITIVE_INFINITY };

/** The operations of a claim that may unlock its seats, if it has a code. */
function withCodeOf({ code }: Claim, { operations, optional }: OnSeats): OnSeats {
  const mayUnlock = code !== undefined;
  const coded = (operation: SeatOperation): SeatOperation => ({ ...operation, mayUnlock });
  return { operations: operations.map(coded), optional: optional.map(coded) };
}

/** The operations of a claim on all of its seats. */
function operationsOf(history: History, claim: Claim, number: number): OnSeats {
  const found: OnSeats = { operations: [], optional: [] };
  addTake(history, claim, number, found);
  for (const extension of claim.extensions) addExtension(claim, number, extension, found);
  for (const payment of claim.payments) addPayment(history, claim, number, payment, found);
  for (const call of claim.releases) {
    if (call.answer?.status === 204) found.operations.push(operation('release', number, [call], call, call));
    else if (!call.answer || call.answer.status >= 500) found.optional.push(operation('release', number, [call], call));
  }
  return found;
}

/** The operations that may cancel one seat of a booking, alone or with others. */
function endsOf({ events }: History, claim: Claim, number: number, seatId: string): OnSeats {
  const found: OnSeats = { operations: [], optional: [] };
  const partly: KeyedOperation[] = [];
  const wholly: KeyedOperation[] = [];
  for (const cancellation of claim.cancellations.filter(mayHaveEffect)) {
    const part = partOfOperation(claim, cancellation);
    if (part.isWhole) wholly.push(cancellation);
    else if (quantityOf(part, seatId) > 0) partly.push(cancellation);
  }
  for (const cancellation of partly) addCancellation(number, cancellation, found);
  // The cancellation of the rest does not free a seat that was cancelled before.
  const isPartCancelled = partly.some(({ success }) => success);
  for (const cancellation of isPartCancelled ? [] : wholly)
    addCancellation(number, cancellation, found, partly.length === 0);
  const isCancelledByCall = isPartCancelled || wholly.some(({ success }) => success);
  addEnds(events.get(claim.eventId), claim, number, isCancelledByCall, found);
  return found;
}

function addCancellation(number: number, keyed: KeyedOperation, found: OnSeats, isCertain = true): void {
  const { attempts, first, success } = keyed;
  if (!success) found.optional.push(operation('cancel', number, attempts, first));
  else (isCertain ? found.operations : found.optional).push(operation('cancel', number, attempts, first, success));
}

function addTake({ skewMs }: History, claim: Claim, number: number, found: OnSeats): void {
  const { placed, firstDeadline, lastDeadline, createdAt, isDeadlineExact } = claim;
  const deadlines = { deadlineFrom: firstDeadline, deadlineTo: isDeadlineExact ? firstDeadline : lastDeadline };
  if (placed?.success) {
    const take = operation('take', number, placed.attempts, placed.first, placed.success);
    found.operations.push({ ...take, ...deadlines });
  } else {
    const take = operation('take', number, [], { from: -1, invokedAt: createdAt - skewMs });
    found.optional.push({ ...take, ...deadlines });
  }
}

function addExtension({ lastDeadline }: Claim, number: number, keyed: KeyedOperation, found: OnSeats): void {
  const { attempts, first, success } = keyed;
  const hold = success?.answer?.document as Hold | undefined;
  if (success) {
    const until = hold ? Date.parse(hold.expiresAt) : Number.NEGATIVE_INFINITY;
    const deadlines = { deadlineFrom: until, deadlineTo: hold ? until : lastDeadline };
    found.operations.push({ ...operation('extend', number, attempts, first, success), ...deadlines });
  } else if (mayHaveEffect(keyed)) {
    found.optional.push({ ...operation('extend', number, attempts, first), deadlineTo: lastDeadline });
  }
}

const WINDOW_MS = PAYMENT_WINDOW_SECONDS * SECOND_MS;

/** A payment begins, which may move the deadline, and later books or does not. */
function addPayment({ skewMs }: History, claim: Claim, number: number, keyed: KeyedOperation, found: OnSeats): void {
  const { attempts, first, success } = keyed;
  if (!attempts.some(mayHaveWritten)) return;
  if (claim.total !== 0) {
    const begun = attempts.find(hasBegun);
    // Only the first payment of a hold moves its deadline.
    const isOnly = claim.payments.length === 1;
    const deadlineFrom = begun && isOnly ? first.invokedAt - skewMs + WINDOW_MS : Number.NEGATIVE_INFINITY;
    const pay = { ...operation('pay', number, attempts, first, begun), deadlineFrom };
    (begun ? found.operations : found.optional).push(pay);
  }
  const lapsesFrom = isReleasedInTime(claim, skewMs) ? Number.POSITIVE_INFINITY : claim.firstDeadline;
  if (success) found.operations.push({ ...operation('book', number, attempts, first, success), lapsesFrom });
  else if (mayBook(claim, keyed)) found.optional.push({ ...operation('book', number, attempts, first), lapsesFrom });
}

/** Whether an answer says that the payment was begun. */
const hasBegun = ({ answer }: Call): boolean => answer !== undefined && [201, 202, 402].includes(answer.status);

const mayBook = ({ finalStatus }: Claim, keyed: KeyedOperation): boolean =>
  mayHaveEffect(keyed) &&
  finalStatus !== 'released' &&
  finalStatus !== 'expired' &&
  !keyed.attempts.some(call => codeOf(call) === 'payment-declined');

/** Whether the claim was released before its deadline. Then no payment can book it again. */
const isReleasedInTime = ({ releases, firstDeadline }: Claim, skewMs: number): boolean =>
  releases.some(({ answer, answeredAt }) => answer?.status === 204 && answeredAt < firstDeadline - skewMs);

/** The end of a claim that no call asks for: the gateway takes a payment back, or the event is cancelled. */
function addEnds(
  event: KnownEvent | undefined,
  claim: Claim,
  number: number,
  isCancelledByCall: boolean,
  found: OnSeats,
): void {
  if (claim.finalStatus === 'confirmed') return;
  const [payment] = claim.payments;
  if (payment && !isCancelledByCall) found.optional.push(operation('cancel', number, [], payment.first));
  const end = event?.edits.find(({ endsSales }) => endsSales);
  if (end) found.optional.push(operation('release', number, [end.call], end.call));
}

interface ToldConflict {
  seatId: string;
  reason: 'held' | 'booked' | 'blocked';
  until?: string;
}

type SeatOf = (eventId: string, seatId: string) => SeatOfEvent;

/** A refusal names seats that another buyer has, or that are blocked. */
function addRefusal(seatOf: SeatOf, call: Call): void {
  if (codeOf(call) !== 'seats-unavailable' || call.params.eventId === undefined) return;
  const conflicts = call.answer?.problem?.conflicts;
  if (!Array.isArray(conflicts)) return;
  for (const { seatId, reason, until } of conflicts as ToldConflict[]) {
    const told = until === undefined ? Number.NaN : Date.parse(until);
    const see = { ...operation('see', -1, [call], call, call), deadlineFrom: told, sees: reason, isRefusal: true };
    seatOf(call.params.eventId, seatId).operations.push(see);
  }
}

/** The maps of the final state are left to the rule settled-places. */
const isFreshMap = ({ operation: name, query, answer, isFinal }: Call): boolean =>
  !isFinal &&
  name === 'read-seats' &&
  query.fresh === 'true' &&
  query.since === undefined &&
  answer?.document !== undefined;

function addRead(seats: Map<string, SeatOfEvent>, seatOf: SeatOf, call: Call): void {
  const map = call.answer?.document as SeatMap | SeatMapChanges;
  const { eventId } = call.params;
  if (eventId === undefined || !('sections' in map)) return;
  for (const { rows } of map.sections) {
    for (const { seatId, status } of rows.flatMap(row => row.seats)) {
      if (status === 'available' && !seats.has(`${eventId} ${seatId}`)) continue;
      const see = { ...operation('see', -1, [call], call, call), deadlineFrom: Number.NaN, sees: status };
      seatOf(eventId, seatId).operations.push(see);
    }
  }
}

/** A hold whose client got no answer may have taken seats, unless the final reads show that it was not placed. */
function addUnknownHolds(history: History, seats: Map<string, SeatOfEvent>): void {
  for (const [eventId, holds] of unresolvedHolds(history)) {
    for (const { operation: keyed, seatIds, bestOf } of holds) {
      for (const seatId of seatIds) addUnknownHold(seats.get(`${eventId} ${seatId}`), keyed.first);
      if (bestOf === undefined) continue;
      for (const seat of seats.values()) {
        if (seat.eventId === eventId && seat.seatId.startsWith(bestOf)) addUnknownHold(seat, keyed.first);
      }
    }
  }
}

function addUnknownHold(seat: SeatOfEvent | undefined, { from, body }: Call): void {
  if (!seat) return;
  seat.unknownHoldsFrom = Math.min(seat.unknownHoldsFrom ?? Number.POSITIVE_INFINITY, from);
  seat.unknownHoldsUnlock ||= (body as Partial<NewHold> | undefined)?.code !== undefined;
}
