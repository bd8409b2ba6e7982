/**
 * Books a hold that lapsed before its payment was decided, in one transaction or not at all. It books each seat that is
 * still the claim's own or that any buyer could hold, and as many places of each area as the claim had, in its own buckets
 * or in others.
 *
 * Races:
 * - Another buyer takes a place at the same time: the condition of one of the two writes refuses.
 * - The sweep expires the claim meanwhile: the claim is not as it was read, and the recovery is decided again.
 * - The payment is given up meanwhile: the condition that it is wanted refuses.
 * - The organizer has unblocked a seat that the code had unlocked: its row gives the next guess (unlocked-seats.ts), and the booking says
 *   that the seat is not unlocked any more. If an edit has taken the seat, the booking is not made.
 */
import { isDeepStrictEqual } from 'node:util';
import { availableAt, chooseShares } from '../../domain/buckets.ts';
import { applyChange, type ClaimChange } from '../../domain/claim-changes.ts';
import { countersOf } from '../../domain/counters.ts';
import { rulesOf } from '../../domain/customer-rules.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { Area, Bucket, BucketShare, Claim } from '../../domain/model.ts';
import { placesOf, unlockedSeatsOf } from '../../domain/places.ts';
import { conflictOf } from '../../domain/seat-conflicts.ts';
import type { RecoverOutcome } from '../../ports/store.ts';
import { claimMayBeRecovered, hasEnough, mayBeRecovered, mayBeUnlockedAgain, paymentIsWanted } from '../conditions.ts';
import { seatOf } from '../events/place-rows.ts';
import { and, expression, type Update, update } from '../expression.ts';
import { bucketKey, seatKeyOf } from '../keys.ts';
import type { Table } from '../table.ts';
import { type Action, type Reason, transact } from '../transact.ts';
import { type Allocated, allocatedOf, readBuckets, withShares } from './allocate-buckets.ts';
import { takePlaces } from './allocate-from-bucket.ts';
import { claimUpdate } from './change-claim.ts';
import { claimOf } from './claim-rows.ts';
import { addEntry, hasEntryFor, moveEntry, readItinerary, readRuleRows, refusalBy } from './customer-rules.ts';
import { lastChangeOf, movePlaces, seatBecomes } from './move-places.ts';
import { openUnlockedSeats } from './unlocked-seats.ts';

/** `areas` are the areas that the claim names, as they are now. */
export async function recoverBooking(
  table: Table,
  claim: Claim,
  change: ClaimChange,
  areas: Area[],
): Promise<RecoverOutcome> {
  const { at } = change.entry;
  const placesGone: RecoverOutcome = { is: 'places-gone', places: placesOf(claim) };
  const { seatIds } = placesOf(claim);
  const condition = and(claimMayBeRecovered, paymentIsWanted(paymentNumberOf(change)));
  const unlocked = openUnlockedSeats(table, claim);
  let changedAt = at;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const rules = await ruleUpdates(table, claim, at);
    const booked = await bookShares(table, claim, areas, at);
    if (!rules || !booked) return placesGone;
    const guess = unlocked.guessFor(booked.claim);
    const booking = booked.isElsewhere || guess !== booked.claim ? withSharesOf(change, guess) : change;
    const actions: Action[] = [
      { Update: claimUpdate(table.name, { claim, change: booking, condition }) },
      ...seatIds.map(seatId => ({ Update: bookSeat(table.name, guess, seatId, at, changedAt) })),
      ...booked.writes,
      ...rules.map(Update => ({ Update })),
    ];
    const sent = await transact(table, actions, { idempotencyFirst: false });
    if (sent.is === 'busy') return sent;
    if (sent.is === 'committed') return { is: 'recovered', claim: applyChange(claim, booking) };
    const [ofClaim, ...others] = sent.reasons;
    if (ofClaim?.refused) return { is: 'stale', claim: ofClaim.row && claimOf(ofClaim.row) };
    const ofSeats = others.slice(0, seatIds.length);
    if (ofSeats.some((reason, i) => isGone(reason, claim, at, unlocked.may(seatIds[i] ?? '')))) return placesGone;
    await unlocked.onConflict(seatIds, ofSeats);
    changedAt = Math.max(changedAt, lastChangeOf(ofSeats) + 1);
  }
  return { is: 'busy' };
}

const paymentNumberOf = ({ payment }: ClaimChange): number => {
  if (!payment) throw new Error('only a payment recovers a booking');
  return payment.number;
};

const withSharesOf = (change: ClaimChange, { places, counted }: Claim): ClaimChange => ({
  ...change,
  places,
  ...(counted && { counted }),
  entry: { ...change.entry, places, ...(counted && { counted }) },
});

/** Returns the writes of the claim's rules; undefined if a rule that has lost the claim's entry refuses the claim. */
async function ruleUpdates(table: Table, claim: Claim, now: number): Promise<Update[] | undefined> {
  const rows = { ...(await readRuleRows(table, claim, now)), ...(await readItinerary(table, claim, now)) };
  const rules = rulesOf(claim);
  const withoutEntry = rules.filter(rule => !hasEntryFor(rule, claim, rows));
  if (withoutEntry.some(rule => refusalBy(rule, claim, rows, now))) return undefined;
  return rules.map(rule =>
    withoutEntry.includes(rule)
      ? addEntry(table.name, rule, claim, rows, { now, expiresAt: undefined })
      : moveEntry(table.name, rule, claim, { to: 'book' }),
  );
}

function bookSeat(table: string, claim: Claim, seatId: string, now: number, changedAt: number): Update {
  const seat = { now, claimId: claim.id, changedAt };
  return update(table, seatKeyOf(claim.eventId, seatId), {
    set: [seatBecomes('booked'), expression`claimId = ${claim.id}`, expression`changedAt = ${changedAt}`],
    remove: ['holdExpiresAt'],
    condition: unlockedSeatsOf(claim).has(seatId) ? mayBeUnlockedAgain(seat) : mayBeRecovered(seat),
  });
}

/** Whether the seat is removed or another claim has it. Otherwise it refused only because its last change is later than our clock. */
function isGone({ refused, row }: Reason, { id }: Claim, now: number, mayUnlock: boolean): boolean {
  if (!refused) return false;
  const seat = row && seatOf(row);
  return !seat || (conflictOf(seat, now, mayUnlock) !== undefined && !(seat.status === 'held' && seat.claimId === id));
}

/** The claim with its shares, the writes that book them, and whether some of them are in other buckets than before. */
interface BookedShares {
  claim: Claim;
  writes: Action[];
  isElsewhere: boolean;
}

/** Returns undefined if an area or a counter has too few units. */
async function bookShares(table: Table, claim: Claim, areas: Area[], now: number): Promise<BookedShares | undefined> {
  const booked: Allocated[] = [];
  const writes: Action[] = [];
  for (const allocated of allocatedOf(claim)) {
    const { id } = allocated;
    const area = [...areas, ...countersOf(claim)].find(area => area.id === id);
    const buckets = area ? await readBuckets(table, claim.eventId, area) : [];
    const shares = chooseAgain(claim, allocated, buckets, now, table.clock.random());
    if (!shares) return undefined;
    booked.push({ ...allocated, shares });
    writes.push(...shares.flatMap(share => bookShare(table.name, claim, id, share, buckets, now)));
  }
  const isElsewhere = !isDeepStrictEqual(
    booked.map(({ shares }) => shares),
    allocatedOf(claim).map(({ shares }) => shares),
  );
  return { claim: withShares(claim, booked), writes, isElsewhere };
}

/** Keeps the shares that are still in their buckets, and chooses other buckets for the rest; undefined if they have too few. */
function chooseAgain(
  { id }: Claim,
  { quantity, shares }: Allocated,
  buckets: Bucket[],
  now: number,
  random: number,
): BucketShare[] | undefined {
  const kept = shares.filter(share => buckets.some(({ number, claims }) => number === share.bucket && claims[id]));
  const missing = quantity - kept.reduce((sum, share) => sum + share.quantity, 0);
  if (missing === 0) return shares;
  const isKept = new Set(kept.map(({ bucket }) => bucket));
  const levels = buckets
    .filter(({ number }) => !isKept.has(number))
    .map(bucket => ({ number: bucket.number, available: availableAt(bucket, now) }));
  const found = levels.length > 0 ? chooseShares(levels, missing, random) : undefined;
  return found && [...kept, ...found];
}

/** Books a share that is still in its bucket, or takes places from the bucket, also those of lapsed claims. */
function bookShare(
  table: string,
  claim: Claim,
  areaId: string,
  { bucket: number, quantity }: BucketShare,
  buckets: Bucket[],
  now: number,
): Action[] {
  const bucket = buckets.find(bucket => bucket.number === number);
  if (bucket?.claims[claim.id]) {
    const own = { seatIds: [], shares: [{ areaId, bucket: number, quantity }] };
    return movePlaces(table, claim, own, { to: 'book' }, now);
  }
  const taken = takePlaces(bucket, quantity, now);
  const Update = update(table, bucketKey(claim.eventId, areaId, number), {
    set: [...taken.set, expression`booked = booked + ${quantity}`, expression`bookedAt = ${now}`],
    remove: taken.remove,
    condition: and(hasEnough(taken.needed), ...taken.conditions),
  });
  return [{ Update }];
}
