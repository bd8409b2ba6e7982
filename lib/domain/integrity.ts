/**
 * The promises, recounted: what must be true of an event's seats, buckets and claims, of their journal, of the tallies and
 * of what counts against its customers. Pure: what is compared was read before, row by row, so a finding is only a
 * suspicion until the same rows show it again, unchanged (see usecases/check-integrity.ts).
 */

import { isDeepStrictEqual } from 'node:util';
import { replayClaim } from './claim-replay.ts';
import { type CustomerLimit, type Itinerary, quantityOf } from './customer-rules.ts';
import { isEditId } from './ids.ts';
import type { ClaimEntry } from './journal.ts';
import { JOURNAL_LAG_MAX_SECONDS } from './limits.ts';
import type { Bucket, Claim, Seat } from './model.ts';
import { nextStepOf, paymentOf } from './payment-lifecycle.ts';
import { placesOf } from './places.ts';
import { hasLapsed } from './seat-lifecycle.ts';
import { type CountedEntry, noTally, sumOfTallies, TALLY_FIELDS, type Tally, tallyOf } from './tally.ts';
import { SECOND_MS } from './time.ts';

export const VIOLATIONS = [
  'seat-sold-twice',
  'seat-lost',
  'area-off',
  'charge-without-booking',
  'booking-without-charge',
  'hold-not-expired',
  'journal-incomplete',
  'journal-differs',
  'limit-off',
  'itinerary-off',
  'tally-off',
] as const;
export type ViolationKind = (typeof VIOLATIONS)[number];

/** Something that must not be, and which rows showed it. */
export interface Violation {
  kind: ViolationKind;
  /** One sentence for the person who has to find out why. */
  detail: string;
  seatId?: string;
  areaId?: string;
  claimIds: string[];
  /** The rows that it was seen in, as they were: where they are still so, it still is. */
  seenIn: string;
}

/** All claims that have to do with an event, by id, and which of them have which place. */
export interface ClaimsOfEvent {
  byId: Map<string, Claim>;
  bySeat: Map<string, Claim[]>;
  byBucket: Map<string, Claim[]>;
}

const bucketName = (areaId: string, bucket: number): string => `${areaId}#${bucket}`;

export function indexClaims(claims: Claim[]): ClaimsOfEvent {
  const found: ClaimsOfEvent = {
    byId: new Map(claims.map(claim => [claim.id, claim])),
    bySeat: new Map(),
    byBucket: new Map(),
  };
  const add = (to: Map<string, Claim[]>, name: string, claim: Claim): void => {
    const list = to.get(name);
    if (list) list.push(claim);
    else to.set(name, [claim]);
  };
  for (const claim of claims) {
    const { seatIds, shares } = placesOf(claim);
    for (const seatId of seatIds) add(found.bySeat, seatId, claim);
    for (const { areaId, bucket } of shares) add(found.byBucket, bucketName(areaId, bucket), claim);
  }
  return found;
}

const versionsOf = (claims: Claim[]): string => claims.map(({ id, history }) => `${id}:${history.length}`).join(' ');

/** A seat that is in two bookings (P1), or that is not what the claims on it say. */
export function seatViolations(
  seatId: string,
  seat: Seat | undefined,
  { byId, bySeat }: ClaimsOfEvent,
  now: number,
): Violation[] {
  const claims = bySeat.get(seatId) ?? [];
  const booked = claims.filter(({ status }) => status === 'confirmed');
  const named = seat?.claimId === undefined ? undefined : byId.get(seat.claimId);
  const violation = (kind: ViolationKind, detail: string, of: Claim[]): Violation => ({
    kind,
    detail,
    seatId,
    claimIds: of.map(({ id }) => id),
    seenIn: `${JSON.stringify(seat ?? null)} ${versionsOf(claims)}`,
  });
  if (booked.length > 1) return [violation('seat-sold-twice', `${seatId} is in ${booked.length} bookings.`, booked)];
  if (!seat) return [violation('seat-lost', `${seatId} has no row.`, booked)];
  const [owner] = booked;
  if (owner) {
    const isItsOwn = seat.status === 'booked' && seat.claimId === owner.id;
    return isItsOwn ? [] : [violation('seat-lost', `${seatId} is booked, and its row says ${wordsOf(seat)}.`, [owner])];
  }
  if (seat.status === 'booked') {
    return [violation('seat-lost', `${seatId} is booked by nobody whose booking stands.`, named ? [named] : [])];
  }
  if (seat.status === 'held' && !(named && isHeldBy(seat, named))) {
    return [violation('seat-lost', `${seatId} is held, and no hold has it so.`, named ? [named] : [])];
  }
  const without = claims.filter(claim => isLive(claim, now) && seat.claimId !== claim.id);
  return without.length === 0
    ? []
    : [violation('seat-lost', `${seatId} is held, and its row says ${wordsOf(seat)}.`, without)];
}

const wordsOf = ({ status, claimId }: Seat): string => (claimId === undefined ? status : `${status} by ${claimId}`);
const isLive = ({ status, expiresAt }: Claim, now: number): boolean =>
  status === 'active' && !hasLapsed(expiresAt, now);
const isHeldBy = ({ seatId, holdExpiresAt }: Seat, claim: Claim): boolean =>
  claim.status === 'active' && claim.expiresAt === holdExpiresAt && placesOf(claim).seatIds.includes(seatId);

/** A bucket whose places do not add up, or are not what the claims on them say. */
export function bucketViolations(bucket: Bucket, { byId, byBucket }: ClaimsOfEvent, now: number): Violation[] {
  const { areaId, number, capacity, available, booked, blocked, claims, bookedAt = 0 } = bucket;
  const known = byBucket.get(bucketName(areaId, number)) ?? [];
  const shareOf = (claim: Claim): number =>
    placesOf(claim).shares.reduce(
      (sum, share) => (share.areaId === areaId && share.bucket === number ? sum + share.quantity : sum),
      0,
    );
  const violation = (detail: string, of: Claim[]): Violation => ({
    kind: 'area-off',
    detail: `${areaId}, bucket ${number}: ${detail}`,
    areaId,
    claimIds: of.map(({ id }) => id),
    seenIn: `${JSON.stringify(bucket)} ${versionsOf(known)}`,
  });
  const standing = Object.entries(claims);
  const held = standing.reduce((sum, [, { quantity }]) => sum + quantity, 0);
  const bookings = known.filter(({ status }) => status === 'confirmed');
  const sold = bookings.reduce((sum, claim) => sum + shareOf(claim), 0);
  // The list of claims follows the stream: of what was booked just now it may not know yet.
  const mayLag = now < bookedAt + JOURNAL_LAG_MAX_SECONDS * SECOND_MS;
  const strangers = standing.filter(([id, { quantity, expiresAt }]) => {
    const claim = byId.get(id);
    return (
      !isEditId(id) && !(claim?.status === 'active' && claim.expiresAt === expiresAt && shareOf(claim) === quantity)
    );
  });
  const without = known.filter(claim => isLive(claim, now) && !claims[claim.id]);
  return [
    ...(available >= 0 && booked >= 0 && blocked >= 0 && available + booked + blocked + held === capacity
      ? []
      : [violation(`${available} + ${booked} + ${blocked} + ${held} places are not its ${capacity}.`, [])]),
    ...(booked === sold || (booked > sold && mayLag)
      ? []
      : [violation(`${booked} are booked, and ${sold} are in bookings.`, bookings)]),
    ...(strangers.length === 0 ? [] : [violation('it keeps places that no hold has so.', [])]),
    ...(without.length === 0 ? [] : [violation('a hold has places that it does not keep.', without)]),
  ];
}

/** What a claim says of itself: its money (P6), and whether the sweep has passed it by. `sweptBefore` is epoch ms. */
export function claimViolations(claim: Claim, sweptBefore: number): Violation[] {
  const { status, total, booking, payments, expiresAt } = claim;
  const violation = (kind: ViolationKind, detail: string): Violation => ({
    kind,
    detail,
    claimIds: [claim.id],
    seenIn: versionsOf([claim]),
  });
  const kept = payments.filter(
    ({ state, wanted }) => wanted === 'captured' && ['authorised', 'captured'].includes(state),
  );
  const paid = booking?.paymentNumber === undefined ? undefined : paymentOf(claim, booking.paymentNumber);
  const isBooked = status === 'confirmed';
  const astray = kept.filter(payment => !isBooked || payment.number !== paid?.number);
  const isPaid = total === 0 || (paid !== undefined && paid.amount === total && kept.includes(paid));
  // Until it is cancelled, a booking whose charge was taken back is the reconciler's to see to.
  const isEnding = paid !== undefined && nextStepOf(paid) === 'cancel';
  return [
    ...(astray.length === 0
      ? []
      : [violation('charge-without-booking', `Payment ${astray.map(({ number }) => number)} pays for nothing.`)]),
    ...(isBooked && !isPaid && !isEnding
      ? [violation('booking-without-charge', 'The booking stands, and nothing has paid for it.')]
      : []),
    ...(status === 'active' && expiresAt < sweptBefore
      ? [violation('hold-not-expired', 'The sweep has passed its deadline, and it is still active.')]
      : []),
  ];
}

/** A journal with gaps, or that does not give the claim (P7). What is missing at its end may be on its way. */
export function journalViolations(claim: Claim, entries: ClaimEntry[], now: number): Violation[] {
  const violation = (kind: ViolationKind, detail: string): Violation => ({
    kind,
    detail,
    claimIds: [claim.id],
    seenIn: `${versionsOf([claim])} ${entries.length}`,
  });
  const gap = entries.findIndex(({ position }, i) => position !== i);
  if (gap >= 0) return [violation('journal-incomplete', `The journal has no entry ${gap}.`)];
  const missing = claim.history[entries.length];
  if (missing) {
    const isLate = now >= missing.at + JOURNAL_LAG_MAX_SECONDS * SECOND_MS;
    return isLate ? [violation('journal-incomplete', `The journal has no entry ${entries.length}.`)] : [];
  }
  if (isDeepStrictEqual(replayClaim(entries), claim)) return [];
  return [violation('journal-differs', 'Replaying its journal does not give the claim.')];
}

/** What counts against a customer's limit, and should not; or does not, and should. */
export function limitViolations(limit: CustomerLimit | undefined, claims: Claim[]): Violation[] {
  const standing = limit?.claims ?? {};
  const limited = claims.filter(({ placesPerCustomerMax }) => placesPerCustomerMax !== undefined);
  const sum = Object.values(standing).reduce((all, { quantity }) => all + quantity, 0);
  const forgotten = limited.filter(
    claim => claim.status === 'confirmed' && standing[claim.id]?.quantity !== quantityOf(claim),
  );
  const kept = limited.filter(({ id, status }) => status !== 'confirmed' && status !== 'active' && standing[id]);
  const isOff = sum !== (limit?.used ?? 0) || forgotten.length + kept.length > 0;
  return isOff
    ? [
        {
          kind: 'limit-off',
          detail: `The limit of a customer counts ${limit?.used ?? 0} places, and that is not what they have.`,
          claimIds: [...forgotten, ...kept].map(({ id }) => id),
          seenIn: `${JSON.stringify(limit ?? null)} ${versionsOf(limited)}`,
        },
      ]
    : [];
}

/** A journey that is booked and not in its customer's itinerary, or the other way round; what is over may be forgotten. */
export function itineraryViolations(itinerary: Itinerary | undefined, claims: Claim[], now: number): Violation[] {
  const journeys = itinerary?.journeys ?? {};
  const off = claims.filter(({ id, status, journey }) => {
    if (!journey || journey.endsAt <= now) return false;
    if (status === 'confirmed') return journeys[id] === undefined || journeys[id].expiresAt !== undefined;
    return status !== 'active' && journeys[id] !== undefined;
  });
  return off.map(claim => ({
    kind: 'itinerary-off',
    detail: "A journey and its customer's itinerary do not agree.",
    claimIds: [claim.id],
    seenIn: `${JSON.stringify(journeys[claim.id] ?? null)} ${versionsOf([claim])}`,
  }));
}

/** Tallies that are not the sums of the entries in the journal; every entry is counted with its own write. */
export function tallyViolations(
  tallies: Map<string, Tally>,
  entries: (CountedEntry & { currency?: string })[],
): Violation[] {
  const byCurrency = Map.groupBy(
    entries.filter(({ currency }) => currency !== undefined),
    ({ currency }) => currency as string,
  );
  return [...new Set([...tallies.keys(), ...byCurrency.keys()])].flatMap(currency => {
    const counted = sumOfTallies((byCurrency.get(currency) ?? []).map(tallyOf));
    const kept = tallies.get(currency) ?? noTally();
    const off = TALLY_FIELDS.filter(field => counted[field] !== kept[field]);
    return off.map(field => ({
      kind: 'tally-off' as const,
      detail: `The tally of ${field} in ${currency} says ${kept[field]}; its entries give ${counted[field]}.`,
      claimIds: [],
      seenIn: `${entries.length}`,
    }));
  });
}
