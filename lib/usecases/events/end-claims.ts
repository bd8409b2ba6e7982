/**
 * Ends every claim on a cancelled event, and blocks the places that they had: holds are released, bookings are cancelled
 * and so refunded, with all fees.
 */
import { EVENT_CANCELLED_REASON } from '../../domain/booking-mails.ts';
import { cancelBooking, endHold } from '../../domain/claim-changes.ts';
import type { LeasedEdit } from '../../domain/event-jobs.ts';
import { CLAIMS_AT_ONCE } from '../../domain/limits.ts';
import { hasLivePayment } from '../../domain/payment-lifecycle.ts';
import { Refusal } from '../../domain/refusals.ts';
import { hasLapsed } from '../../domain/seat-lifecycle.ts';
import { bySystem } from '../origin.ts';
import type { EditRun, Progress } from './edit-run.ts';
import { activeClaimIds, blockWhatIsLeft, type Places, readPlaces } from './end-sales.ts';

/** Blocks available places and ends claims. Done when a pass finds no available place and no active claim. */
export async function endClaimsAndSales(run: EditRun, leased: LeasedEdit): Promise<Progress> {
  let current = leased;
  while (run.timeLeft() > 0) {
    const pass = await blockWhatIsLeft(run, current);
    const ended = await endClaims(run, pass.leased.job.claimsAfter);
    current = await rememberPosition(run, pass.leased, ended.claimsAfter);
    if (pass.isDone && ended.none) return { leased: current, isDone: true };
    // The claims that are left wait for the gateway. The reconciler drives their payments; the next run looks again.
    if (pass.isDone && ended.count === 0) return { leased: current, isDone: false };
  }
  return { leased: current, isDone: false };
}

/** Stores the position in the list of claims, so that the next pass or run continues there, however long the list is. */
async function rememberPosition(
  { edits }: EditRun,
  leased: LeasedEdit,
  claimsAfter: string | undefined,
): Promise<LeasedEdit> {
  const { claimsAfter: before, ...job } = leased.job;
  if (claimsAfter === before) return leased;
  return edits.replace(leased, { ...job, ...(claimsAfter !== undefined && { claimsAfter }) });
}

interface Ended {
  /** Whether there were no claims. */
  none: boolean;
  /** How many claims this pass has ended. */
  count: number;
  /** Position in the list of the event's claims; undefined at its end. */
  claimsAfter?: string | undefined;
}

/** Ends the claims that the places name, then those of the list of the event's claims, from `claimsAfter` on. */
async function endClaims(run: EditRun, claimsAfter: string | undefined): Promise<Ended> {
  const places = await readPlaces(run);
  const named = claimsNamedBy(run, places);
  const ended: Ended = { none: named.length === 0, count: 0, claimsAfter };
  const end = async (claimIds: string[]): Promise<void> => {
    // A claim that cannot be ended now must not keep the ones behind it: a later pass tries it again.
    const each = await Promise.all(claimIds.map(claimId => endClaim(run, claimId).catch(falseIfRefused)));
    ended.count += each.filter(Boolean).length;
  };
  for (let from = 0; from < named.length && run.timeLeft() > 0; from += CLAIMS_AT_ONCE) {
    await end(named.slice(from, from + CLAIMS_AT_ONCE));
  }
  // Buckets do not name their bookings. The list of the event's claims does; it may lag by seconds.
  if (places.buckets.every(({ booked }) => booked === 0)) return { ...ended, claimsAfter: undefined };
  ended.none = false;
  do {
    const page = { limit: CLAIMS_AT_ONCE, ...(ended.claimsAfter !== undefined && { after: ended.claimsAfter }) };
    const { items, next } = await run.store.listClaimsOfEvent(run.facts.event.id, page);
    await end(items);
    ended.claimsAfter = next;
  } while (ended.claimsAfter !== undefined && run.timeLeft() > 0);
  return ended;
}

/** The holds and bookings of seats, and the holds of areas. */
function claimsNamedBy(run: EditRun, places: Places): string[] {
  const ofBookedSeats = places.seats.flatMap(({ status, claimId }) =>
    status === 'booked' && claimId ? [claimId] : [],
  );
  return [...new Set([...activeClaimIds(run, places), ...ofBookedSeats])];
}

/** Ends one claim. False if it needs no end or has a live payment, or if it was changed meanwhile: the next pass sees it. */
async function endClaim({ store, call, by }: EditRun, claimId: string): Promise<boolean> {
  const claim = await store.readClaim(claimId);
  if (claim?.status === 'confirmed') {
    const cancellation = cancelBooking(claim, by, EVENT_CANCELLED_REASON, { returnFees: true });
    return (await store.cancelBooking(claim, cancellation)).is === 'done';
  }
  if (claim?.status !== 'active' || hasLivePayment(claim)) return false;
  const to = hasLapsed(claim.expiresAt, call.now) ? 'expired' : 'released';
  return (await store.endHold(claim, endHold(to, bySystem(call)))).is === 'done';
}

const falseIfRefused = (error: unknown): false => {
  if (error instanceof Refusal) return false;
  throw error;
};
