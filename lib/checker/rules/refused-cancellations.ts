/** A cancellation is refused only for a true reason (P9): places are cancelled already, the deadline is over, tickets were used. */
import { parseTicketId } from '../../domain/ids.ts';
import { type Call, codeOf } from '../calls.ts';
import { type Part, partOf, partOfOperation, quantityOf } from '../cancelled-parts.ts';
import { type Claim, claimIdIn, mayHaveEffect } from '../claims.ts';
import { isoTime, listOfTimes, possibleDeadlines } from '../deadlines.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import { type History, positionOfFirstAttempt } from '../history.ts';

export function checkRefusedCancellation(history: History, call: Call, findings: Findings): void {
  const claim = history.claims.get(claimIdIn(call.params.bookingId ?? ''));
  if (call.operation !== 'cancel-booking' || !claim) return;
  const flaw = flawOf(history, claim, call);
  if (flaw === undefined) return;
  findings.applied['true-refusals'] += 1;
  if (flaw !== '') report(findings, 'true-refusals', `${nameOf(call)}: ${flaw}.`, [call]);
}

/** The flaw of a refusal, or an empty text if it has none; undefined if the refusal says nothing that can be checked. */
function flawOf(history: History, claim: Claim, call: Call): string | undefined {
  switch (codeOf(call)) {
    case 'cancellation-closed':
      return flawOfClosed(history, claim, call);
    case 'booking-cancelled':
      return claim.finalStatus === 'confirmed' ? `the booking bkg_${claim.id} is confirmed at the end` : '';
    case 'booking-places-cancelled':
      return claim.arePlacesKnown ? flawOfGone(claim, call) : undefined;
    case 'ticket-redeemed':
      return flawOfRedeemed(claim, call);
    case 'refund-not-possible':
      return flawOfAmount(claim, call);
    default:
      return undefined;
  }
}

/** A cancellation is refused only after the time that the refusal names, and that is a deadline that the booking has. */
function flawOfClosed(history: History, claim: Claim, call: Call): string | undefined {
  const closedAt = Date.parse(String(call.answer?.problem?.closedAt));
  if (!Number.isFinite(closedAt)) return undefined;
  if (closedAt > call.answeredAt + history.skewMs)
    return `it says that cancellation closed at ${isoTime(closedAt)}, and that is later`;
  const event = history.events.get(claim.eventId);
  if (!event || claim.ownerId !== call.caller) return '';
  // A replay repeats the deadline of its key's first attempt.
  const from = positionOfFirstAttempt(history, call);
  const deadlines = possibleDeadlines(claim, event, { from, to: call.to });
  if (!deadlines || deadlines.includes(closedAt)) return '';
  return `it says that cancellation closed at ${isoTime(closedAt)}, and by its event as it was then it closes at ${listOfTimes(deadlines)}`;
}

interface Gone {
  seatIds?: string[];
  areas?: { areaId: string; type?: string; left: number }[];
  ticketIds?: string[];
}

/** The places that are refused as cancelled may have been cancelled by another key. */
function flawOfGone(claim: Claim, call: Call): string {
  const { seatIds = [], areas = [], ticketIds = [] } = (call.answer?.problem ?? {}) as Gone;
  const others = othersThanOf(claim, call);
  const mayBeCancelled = (placeId: string): number => others.reduce((sum, part) => sum + quantityOf(part, placeId), 0);
  const placeOfTicket = (id: string): string => claim.units[(parseTicketId(id)?.number ?? 0) - 1] ?? '';
  const seat = [...seatIds, ...ticketIds.map(placeOfTicket)].find(placeId => mayBeCancelled(placeId) === 0);
  if (seat !== undefined) return `it says that ${seat} is cancelled, and no other call may have cancelled it`;
  const { tickets } = (call.body ?? {}) as { tickets?: string[] };
  const byTicket = partOf(claim, { tickets }).quantities;
  // How many places of a type the others may have cancelled is not known.
  const area = areas.find(({ areaId, type, left }) => {
    if (type !== undefined) return false;
    const booked = claim.areas.find(one => one.areaId === areaId)?.quantity ?? 0;
    return booked - (byTicket.get(areaId) ?? 0) - mayBeCancelled(areaId) > left;
  });
  return area ? `it says that only ${area.left} places of ${area.areaId} are left, and there are more` : '';
}

/** The parts that other keys may have cancelled before this call was answered. */
const othersThanOf = (claim: Claim, call: Call): Part[] =>
  claim.cancellations
    .filter(other => !other.attempts.includes(call) && other.first.from < call.to && mayHaveEffect(other))
    .map(other => partOfOperation(claim, other));

/** A ticket that is valid at the end was never used. */
function flawOfRedeemed({ told }: Claim, { answer }: Call): string | undefined {
  const last = told.findLast(({ call }) => call.isFinal && call.key === undefined)?.booking;
  if (!last) return undefined;
  const used = new Set((answer?.problem?.ticketIds ?? []) as string[]);
  const unused = last.places
    .flatMap(({ tickets }) => tickets)
    .find(({ id, status }) => used.has(id) && status === 'valid');
  return unused ? `it says that ${unused.id} was used, and that ticket is valid at the end` : '';
}

/** An amount that cannot be returned is at most what all named places cost with their fees, and at least their prices without fees. */
function flawOfAmount(claim: Claim, call: Call): string | undefined {
  const amount = (call.answer?.problem?.amount as { amount?: number } | undefined)?.amount;
  const [told] = claim.told;
  if (amount === undefined || !told) return undefined;
  const part = partOf(claim, call.body);
  const named = Map.groupBy(claim.prices, ({ placeId }) => placeId);
  const priceOf = (isDear: boolean): number =>
    [...named].reduce((sum, [placeId, units]) => {
      const prices = units.map(({ price }) => price).toSorted((one, other) => (isDear ? other - one : one - other));
      return sum + prices.slice(0, quantityOf(part, placeId)).reduce((all, price) => all + price, 0);
    }, 0);
  const fees = claim.fees.reduce((sum, fee) => sum + fee.amount, 0);
  const [least, most] = [part.isWhole ? 0 : priceOf(false), priceOf(true) + fees];
  const isTrue = least <= amount && amount <= most;
  return isTrue
    ? ''
    : `it says that ${amount} cannot be returned, and the places that it names cost ${least} to ${most}`;
}
