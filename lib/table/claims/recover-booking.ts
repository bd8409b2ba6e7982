/**
 * Books a hold that lapsed before its payment came: each seat that is still its own, or that any buyer could have, and of
 * areas as many places as it held, in its own buckets or in others; all of it in one transaction, or nothing.
 *
 * The races it must survive: another buyer takes a place at the same time (its condition refuses one of the two); the
 * sweep expires the claim meanwhile (it is not as it was read, and is decided again); somebody gives the payment up (it
 * is wanted no more).
 */
import { availableAt, chooseShares } from '../../domain/buckets.ts';
import { applyChange, type ClaimChange } from '../../domain/claim-changes.ts';
import { rulesOf } from '../../domain/customer-rules.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { Area, AreaPlace, Bucket, BucketShare, Claim, Place } from '../../domain/model.ts';
import { placesOf } from '../../domain/places.ts';
import { seatStatusAt } from '../../domain/seat-lifecycle.ts';
import type { RecoverOutcome } from '../../ports/store.ts';
import { claimMayBeRecovered, hasEnough, mayBeRecovered, paymentIsWanted } from '../conditions.ts';
import { seatOf } from '../events/place-rows.ts';
import { and, expression, type Update, update } from '../expression.ts';
import { bucketKey, seatKeyOf } from '../keys.ts';
import type { Table } from '../table.ts';
import { type Action, type Reason, transact } from '../transact.ts';
import { readBuckets } from './allocate-buckets.ts';
import { takePlaces } from './allocate-from-bucket.ts';
import { claimUpdate } from './change-claim.ts';
import { claimOf } from './claim-rows.ts';
import { moveRule, readItinerary, readRules, refusalBy, standsIn, takeRule } from './customer-rules.ts';
import { lastChangeOf, movePlaces, seatBecomes } from './move-places.ts';

/** `areas` are those that the claim names, as they are now. */
export async function recoverBooking(
  table: Table,
  claim: Claim,
  change: ClaimChange,
  areas: Area[],
): Promise<RecoverOutcome> {
  const { at } = change.entry;
  let changedAt = at;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const rules = await rulesToBook(table, claim, at);
    const booked = await chooseAgain(table, claim, areas, at);
    if (!rules || !booked) return { is: 'places-gone', places: placesOf(claim) };
    const made = booked.isElsewhere ? withPlaces(change, booked.places) : change;
    const { seatIds } = placesOf(claim);
    const condition = and(claimMayBeRecovered, paymentIsWanted(paymentNumberOf(change)));
    const actions: Action[] = [
      { Update: claimUpdate(table.name, { claim, change: made, condition }) },
      ...seatIds.map(seatId => ({ Update: bookSeat(table.name, claim, seatId, at, changedAt) })),
      ...booked.shares,
      ...rules.map(Update => ({ Update })),
    ];
    const sent = await transact(table, actions, { idempotencyFirst: false });
    if (sent.is === 'busy') return sent;
    if (sent.is === 'committed') return { is: 'recovered', claim: applyChange(claim, made) };
    const [own, ...others] = sent.reasons;
    if (own?.refused) return { is: 'stale', claim: own.row && claimOf(own.row) };
    const ofSeats = others.slice(0, seatIds.length);
    if (ofSeats.some(reason => isTaken(reason, claim, at))) return { is: 'places-gone', places: placesOf(claim) };
    changedAt = Math.max(changedAt, lastChangeOf(ofSeats) + 1);
  }
  return { is: 'busy' };
}

const paymentNumberOf = ({ payment }: ClaimChange): number => {
  if (!payment) throw new Error('only a payment recovers a booking');
  return payment.number;
};

const withPlaces = (change: ClaimChange, places: Place[]): ClaimChange => ({
  ...change,
  places,
  entry: { ...change.entry, places },
});

/** The writes of the claim's rules; undefined where one allows it no more. */
async function rulesToBook(table: Table, claim: Claim, now: number): Promise<Update[] | undefined> {
  const seen = { ...(await readRules(table, claim)), ...(await readItinerary(table, claim, now)) };
  const rules = rulesOf(claim);
  const forgotten = rules.filter(rule => !standsIn(seen[rule]?.row, claim));
  if (forgotten.some(rule => refusalBy(rule, claim, seen[rule]?.row, now))) return undefined;
  return rules.map(rule =>
    forgotten.includes(rule)
      ? takeRule(table.name, rule, claim, seen, { now, expiresAt: undefined })
      : moveRule(table.name, rule, claim, { to: 'book' }),
  );
}

function bookSeat(table: string, claim: Claim, seatId: string, now: number, changedAt: number): Update {
  return update(table, seatKeyOf(claim.eventId, seatId), {
    set: [seatBecomes('booked'), expression`claimId = ${claim.id}`, expression`changedAt = ${changedAt}`],
    remove: ['holdExpiresAt'],
    condition: mayBeRecovered({ now, claimId: claim.id, changedAt }),
  });
}

/** A seat that is gone, or that somebody else has: what else refuses is a clock behind. */
function isTaken({ refused, row }: Reason, { id }: Claim, now: number): boolean {
  if (!refused) return false;
  const seat = row && seatOf(row);
  return !seat || (seatStatusAt(seat, now) !== 'available' && !(seat.status === 'held' && seat.claimId === id));
}

interface Booked {
  places: Place[];
  isElsewhere: boolean;
  shares: Action[];
}

/** Where the claim's counted places are to be booked; undefined where an area has too few of them. */
async function chooseAgain(table: Table, claim: Claim, areas: Area[], now: number): Promise<Booked | undefined> {
  const booked: Booked = { places: [], isElsewhere: false, shares: [] };
  for (const place of claim.places) {
    if ('seatId' in place) {
      booked.places.push(place);
      continue;
    }
    const area = areas.find(({ id }) => id === place.areaId);
    const buckets = area ? await readBuckets(table, claim.eventId, area) : [];
    const shares = sharesAgain(claim, place, buckets, now, table.clock.random());
    if (!shares) return undefined;
    const isElsewhere = JSON.stringify(shares) !== JSON.stringify(place.shares);
    booked.isElsewhere ||= isElsewhere;
    booked.places.push(isElsewhere ? { ...place, shares } : place);
    const seen = new Map(buckets.map(bucket => [bucket.number, bucket]));
    booked.shares.push(
      ...shares.flatMap(share =>
        bookShare(table.name, claim, place.areaId, share, seen.get(share.bucket) as Bucket, now),
      ),
    );
  }
  return booked;
}

/** What is still its own in its buckets stays there; the rest comes from wherever it is to be had. */
function sharesAgain(
  { id }: Claim,
  { quantity, shares }: AreaPlace,
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

/** Books a share in a bucket that has it still, or takes it there with the places of claims that have lapsed. */
function bookShare(
  table: string,
  claim: Claim,
  areaId: string,
  { bucket: number, quantity }: BucketShare,
  seen: Bucket,
  now: number,
): Action[] {
  if (seen.claims[claim.id]) {
    const own = { seatIds: [], shares: [{ areaId, bucket: number, quantity }] };
    return movePlaces(table, claim, own, { to: 'book' }, now);
  }
  const taken = takePlaces(seen, quantity, now);
  const Update = update(table, bucketKey(claim.eventId, areaId, number), {
    set: [...taken.set, expression`booked = booked + ${quantity}`, expression`bookedAt = ${now}`],
    remove: taken.remove,
    condition: and(hasEnough(taken.needed), ...taken.conditions),
  });
  return [{ Update }];
}
