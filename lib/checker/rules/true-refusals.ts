/**
 * A place that is refused as taken or sold out was not available all the time. A hold is not refused as expired before its
 * deadline, and a cancellation neither refused before nor accepted after its own (P9). The reasons that name seats are checked
 * with the history of each seat.
 */
import type { NewCancellation } from '../../contract/bookings/requests.ts';
import type { NewHold } from '../../contract/holds/requests.ts';
import type { Hold } from '../../contract/holds/responses.ts';
import { findSeats } from '../best-seats.ts';
import { type Call, codeOf } from '../calls.ts';
import { type Claim, claimIdIn, mayHaveWritten } from '../claims.ts';
import { isoTime, listOfTimes, possibleDeadlines } from '../deadlines.ts';
import { areSeatsEditedBefore, isFreeAtFirst, type KnownEvent } from '../events.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import { type History, positionOfFirstAttempt } from '../history.ts';
import { possiblyTaken, type Taken } from '../places/occupancy.ts';
import { type Timeline, timelineOf } from '../places/timeline.ts';
import { positionBefore } from '../settings.ts';
import { type UnresolvedHold, unresolvedHolds } from '../unresolved-holds.ts';
import { checkRefusedCancellation } from './refused-cancellations.ts';

export function checkRefusals(history: History, findings: Findings): void {
  const unresolved = unresolvedHolds(history);
  const claimsOf = Map.groupBy(history.claims.values(), ({ eventId }) => eventId);
  const occupied = new Map<string, Occupied>();
  const occupiedIn = (eventId: string): Occupied => {
    const found =
      occupied.get(eventId) ?? occupiedBy(history, claimsOf.get(eventId) ?? [], unresolved.get(eventId) ?? []);
    occupied.set(eventId, found);
    return found;
  };
  for (const call of history.calls) {
    const code = codeOf(call);
    const event = history.events.get(call.params.eventId ?? '');
    if (code === 'hold-expired') checkExpired(history, call, findings);
    checkRefusedCancellation(history, call, findings);
    if (call.operation !== 'place-hold' || !event?.isFreeAtFirst) continue;
    if (code === 'area-sold-out') checkSoldOut(event, occupiedIn(event.id), call, findings);
    if (isOfBestSeats(call)) checkBestSeats(event, occupiedIn(event.id), call, findings);
  }
  for (const claim of history.claims.values()) checkLateCancellations(history, claim, findings);
}

/** When places may be taken: the seats one by one, and the places of areas by their number. */
interface Occupied {
  seats: Map<string, Timeline>;
  areas: Map<string, Timeline>;
  unresolved: UnresolvedHold[];
}

function occupiedBy(history: History, claims: Claim[], unresolved: UnresolvedHold[]): Occupied {
  const [seats, areas] = [new Map<string, Taken[]>(), new Map<string, Taken[]>()];
  for (const claim of claims) {
    const takenBy = (placeId: string, quantity: number) => possiblyTaken(history, claim, { placeId, quantity });
    for (const seatId of claim.seats) push(seats, seatId, takenBy(seatId, 1));
    for (const { areaId, quantity } of claim.areas) push(areas, areaId, takenBy(areaId, quantity));
  }
  for (const { operation, seatIds, areas: shares } of unresolved) {
    const interval = { from: operation.first.invokedAt, to: Number.POSITIVE_INFINITY };
    for (const seatId of seatIds) push(seats, seatId, [{ ...interval, quantity: 1 }]);
    for (const { areaId, quantity } of shares) push(areas, areaId, [{ ...interval, quantity }]);
  }
  const timelines = (taken: Map<string, Taken[]>) => new Map([...taken].map(([id, all]) => [id, timelineOf(all)]));
  return { seats: timelines(seats), areas: timelines(areas), unresolved };
}

function push(taken: Map<string, Taken[]>, id: string, more: Taken[]): void {
  const others = taken.get(id);
  if (others) others.push(...more);
  else taken.set(id, more);
}

// Areas

function checkSoldOut(event: KnownEvent, { areas }: Occupied, call: Call, findings: Findings): void {
  const conflicts = call.answer?.problem?.conflicts;
  if (!Array.isArray(conflicts)) return;
  for (const { areaId, available } of conflicts as { areaId: string; available: number }[]) {
    const capacity = event.capacities.get(areaId)?.min;
    if (
      capacity === undefined ||
      !isFreeAtFirst(event, areaId) ||
      event.edits.some(edit => edit.call.from < call.to && mayShrink(edit, areaId))
    )
      continue;
    findings.applied['true-refusals'] += 1;
    const taken = areas.get(areaId)?.highestBetween(call.invokedAt, call.answeredAt) ?? 0;
    if (capacity - taken <= available) continue;
    const detail = `${nameOf(call)}: it says that ${areaId} of ${event.id} has ${available} places, and at least ${capacity - taken} were available during the whole call.`;
    report(findings, 'true-refusals', detail, [call]);
  }
}

const mayShrink = ({ changes, touchesAll }: KnownEvent['edits'][number], areaId: string): boolean =>
  touchesAll ||
  changes.removeSections?.includes(areaId) === true ||
  changes.sections?.some(({ id, capacity, blocked }) => id === areaId && (capacity ?? blocked) !== undefined) === true;

// Best available seats

const isOfBestSeats = (call: Call): boolean =>
  (call.body as Partial<NewHold> | undefined)?.bestAvailable !== undefined &&
  (codeOf(call) === 'no-adjacent-seats' || codeOf(call) === 'seats-unavailable');

function checkBestSeats(event: KnownEvent, occupied: Occupied, call: Call, findings: Findings): void {
  const request = (call.body as NewHold).bestAvailable;
  const hasOthers = occupied.unresolved.some(hold => hold.bestOf !== undefined && hold.operation.first.from < call.to);
  const isUnknown = areSeatsEditedBefore(event, call.to) || event.blockedAtFirst.size > 0;
  if (!request || hasOthers || isUnknown || event.rows.length === 0) return;
  findings.applied['true-refusals'] += 1;
  const isFree = (seatId: string): boolean =>
    (occupied.seats.get(seatId)?.highestBetween(call.invokedAt, call.answeredAt) ?? 0) === 0;
  const found = findSeats(event.rows, request, isFree);
  if (!found) return;
  const detail = `${nameOf(call)}: ${found.join(', ')} of ${event.id} were available during the whole call, and are what was requested.`;
  report(findings, 'true-refusals', detail, [call]);
}

// Deadlines

/** The owner cancels a booking only until the latest deadline that it can have had. */
function checkLateCancellations(history: History, claim: Claim, findings: Findings): void {
  const event = history.events.get(claim.eventId);
  for (const { first, success } of claim.cancellations) {
    // With a reason, an administrator cancels at any time.
    const isByOwner =
      first.caller === claim.ownerId && (first.body as NewCancellation | undefined)?.reason === undefined;
    if (!success || !event || !isByOwner) continue;
    const deadlines = possibleDeadlines(claim, event, { from: positionBefore(history, first), to: success.to });
    if (!deadlines) continue;
    findings.applied['true-refusals'] += 1;
    if (first.invokedAt - history.skewMs < Math.max(...deadlines)) continue;
    const detail = `${nameOf(success)}: it was sent at ${isoTime(first.invokedAt)}, and by the event as it was then cancellation closed at ${listOfTimes(deadlines)}.`;
    report(findings, 'true-refusals', detail, [success]);
  }
}

/**
 * A hold is not refused as expired before the last deadline that its customer was given before the key was first used. An
 * extension in flight at that time may come after the refusal, which is final for the key.
 */
function checkExpired(history: History, call: Call, findings: Findings): void {
  const id = call.params.holdId ?? (call.body as { holdId?: string } | undefined)?.holdId;
  const claim = history.claims.get(claimIdIn(id ?? ''));
  const event = history.events.get(claim?.eventId ?? '');
  if (!claim || claim.releases.some(mayHaveWritten) || event?.edits.some(({ endsSales }) => endsSales)) return;
  const from = positionOfFirstAttempt(history, call);
  const told = [claim.placed, ...claim.extensions].flatMap(operation =>
    operation?.success && operation.success.to < from ? [operation.success] : [],
  );
  const deadlines = told.map(({ answer }) => Date.parse((answer?.document as Hold | undefined)?.expiresAt ?? ''));
  const deadline = Math.max(...deadlines.filter(Number.isFinite));
  if (!Number.isFinite(deadline)) return;
  findings.applied['true-refusals'] += 1;
  if (call.answeredAt + history.skewMs >= deadline) return;
  const detail = `${nameOf(call)}: the hold ${id} was given until ${new Date(deadline).toISOString()}.`;
  report(findings, 'true-refusals', detail, [...told, call]);
}
