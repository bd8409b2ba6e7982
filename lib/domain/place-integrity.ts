/** Checks that the seats of an event, and the buckets of its areas and counters, match its claims (P1). */
import { keptIn, ORGANIZER } from './blocks.ts';
import { isCounterId, typeOfCounter } from './counters.ts';
import { isEditId } from './ids.ts';
import { type Violation, type ViolationKind, versionsOf } from './integrity.ts';
import { JOURNAL_LAG_MAX_SECONDS } from './limits.ts';
import type { Bucket, Claim, Seat } from './model.ts';
import { placesOf, unlockedSeatsOf } from './places.ts';
import type { Code } from './price-model.ts';
import { hasLapsed } from './seat-lifecycle.ts';
import { SECOND_MS } from './time.ts';

/** The claims on an event, by id, by seat and by bucket. */
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

/** Finds a seat that is in two bookings (P1), or whose row does not match the claims on it. */
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
    if (isItsOwn && isUnlockedWithoutBlock(seat, owner)) return [violation('block-unowned', unowned(seatId), [owner])];
    return isItsOwn
      ? []
      : [violation('seat-lost', `${seatId} is in a booking, but its row says ${wordsOf(seat)}.`, [owner])];
  }
  if (seat.status === 'booked') {
    return [
      violation('seat-lost', `The row of ${seatId} says booked, but there is no such booking.`, named ? [named] : []),
    ];
  }
  if (seat.status === 'held' && !(named && isHeldBy(seat, named))) {
    return [violation('seat-lost', `The row of ${seatId} says held, but there is no such hold.`, named ? [named] : [])];
  }
  if (seat.status === 'held' && named && isUnlockedWithoutBlock(seat, named)) {
    return [violation('block-unowned', unowned(seatId), [named])];
  }
  if (seat.status === 'blocked' && seat.blockedBy === undefined) {
    return [violation('block-unowned', `${seatId} is blocked, but its row does not say by whom.`, [])];
  }
  const without = claims.filter(claim => isLive(claim, now) && seat.claimId !== claim.id);
  return without.length === 0
    ? []
    : [violation('seat-lost', `${seatId} is in an active hold, but its row says ${wordsOf(seat)}.`, without)];
}

/** A seat that its claim would give back to a block that its row does not name. */
const isUnlockedWithoutBlock = ({ seatId, blockedBy }: Seat, claim: Claim): boolean =>
  blockedBy !== ORGANIZER && unlockedSeatsOf(claim).has(seatId);
const unowned = (seatId: string): string => `A code has unlocked ${seatId}, but its row does not say who blocked it.`;
const wordsOf = ({ status, claimId }: Seat): string => (claimId === undefined ? status : `${status} by ${claimId}`);
const isLive = ({ status, expiresAt }: Claim, now: number): boolean =>
  status === 'active' && !hasLapsed(expiresAt, now);
const isHeldBy = ({ seatId, holdExpiresAt }: Seat, claim: Claim): boolean =>
  claim.status === 'active' && claim.expiresAt === holdExpiresAt && placesOf(claim).seatIds.includes(seatId);

/** Finds a code whose buckets together have more or fewer uses than the code. */
export function codeViolations({ id, counterId, usesMax, version }: Code, all: Bucket[]): Violation[] {
  const own = all.filter(({ areaId }) => areaId === counterId);
  const capacity = own.reduce((sum, bucket) => sum + bucket.capacity, 0);
  if (capacity === (usesMax ?? 0)) return [];
  const detail = `The buckets of the code ${id} have ${capacity} uses, and the code has ${usesMax ?? 'no number'}.`;
  return [{ kind: 'area-off', detail, claimIds: [], seenIn: `${version} ${JSON.stringify(own)}` }];
}

/** Finds a bucket whose places, or units of a counter, do not add up, or do not match the claims on it. */
export function bucketViolations(bucket: Bucket, { byId, byBucket }: ClaimsOfEvent, now: number): Violation[] {
  const { areaId, number, capacity, available, booked, blocked, claims, bookedAt = 0 } = bucket;
  const kept = keptIn(bucket);
  const known = byBucket.get(bucketName(areaId, number)) ?? [];
  const shareOf = (claim: Claim): number =>
    placesOf(claim).shares.reduce(
      (sum, share) => (share.areaId === areaId && share.bucket === number ? sum + share.quantity : sum),
      0,
    );
  const violation = (detail: string, of: Claim[]): Violation => ({
    kind: 'area-off',
    detail: `${nameOfBuckets(areaId, known)}, bucket ${number}: ${detail}`,
    ...(!isCounterId(areaId) && { areaId }),
    claimIds: of.map(({ id }) => id),
    seenIn: `${JSON.stringify(bucket)} ${versionsOf(known)}`,
  });
  const standing = Object.entries(claims);
  const held = standing.reduce((sum, [, { quantity }]) => sum + quantity, 0);
  const bookings = known.filter(({ status }) => status === 'confirmed');
  const sold = bookings.reduce((sum, claim) => sum + shareOf(claim), 0);
  // The list of claims follows the stream, so it may not have the latest bookings yet.
  const mayLag = now < bookedAt + JOURNAL_LAG_MAX_SECONDS * SECOND_MS;
  const unmatched = standing.filter(([id, { quantity, expiresAt }]) => {
    const claim = byId.get(id);
    return (
      !isEditId(id) && !(claim?.status === 'active' && claim.expiresAt === expiresAt && shareOf(claim) === quantity)
    );
  });
  const without = known.filter(claim => isLive(claim, now) && !claims[claim.id]);
  return [
    ...(Math.min(available, booked, blocked, kept) >= 0 && available + booked + blocked + kept + held === capacity
      ? []
      : [
          violation(
            `${available} + ${booked} + ${blocked} + ${kept} + ${held} places do not add up to its capacity, ${capacity}.`,
            [],
          ),
        ]),
    ...(booked === sold || (booked > sold && mayLag)
      ? []
      : [violation(`${booked} places are booked, but ${sold} are in bookings.`, bookings)]),
    ...(unmatched.length === 0 ? [] : [violation('it holds places for claims that do not match.', [])]),
    ...(without.length === 0 ? [] : [violation('an active hold is missing in it.', without)]),
  ];
}

/** An area by its id. A counter by its ticket type, or by the code whose uses it counts. */
function nameOfBuckets(id: string, claims: Claim[]): string {
  if (!isCounterId(id)) return id;
  const type = typeOfCounter(id);
  if (type !== undefined) return `ticket type ${type}`;
  const [code] = claims.flatMap(({ sale }) => (sale?.code?.counterId === id ? [sale.code.id] : []));
  return `code ${code ?? id}`;
}
