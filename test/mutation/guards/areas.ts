/** Seeded bugs in the guards of counted places. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const CONDITIONS = 'lib/table/conditions.ts';
const MOVE_PLACES = 'lib/table/claims/move-places.ts';
const BUCKET_TESTS = 'test/table/bucket-conditions.test.ts';
const ANY = 'expression`attribute_exists(pk)`';

export const AREA_GUARDS: Guard[] = [
  {
    name: 'a bucket goes below zero: its places are not conditioned',
    file: CONDITIONS,
    from: 'and(hasEnough(needed), hasNoShare(claimId))',
    to: 'hasNoShare(claimId)',
    breaks: 'P1',
    caughtBy: [
      byRule('area-places'),
      byTest(BUCKET_TESTS, 'taking from a bucket > takes its last place, and no place more'),
    ],
  },
  {
    name: 'a claim takes places of a bucket twice',
    file: CONDITIONS,
    from: 'and(hasEnough(needed), hasNoShare(claimId))',
    to: 'hasEnough(needed)',
    breaks: 'P1',
    caughtBy: [byTest(BUCKET_TESTS, 'taking from a bucket > does not take places twice for one claim')],
  },
  {
    name: 'credit twice: places that another claim took after the deadline are freed again',
    file: CONDITIONS,
    from: 'expression`claims.${attribute(claimId)}.quantity = ${quantity}`',
    to: ANY,
    breaks: 'P5',
    caughtBy: [
      byRule('integrity'),
      byTest(
        BUCKET_TESTS,
        'a share in a bucket > stays with another claim that has taken it after it lapsed, when the rest is expired',
      ),
    ],
  },
  {
    name: 'a lapsed claim is removed from its bucket twice, or after it was extended',
    file: CONDITIONS,
    from: 'expression`claims.${attribute(claimId)}.expiresAt = ${expiresAt}`',
    to: ANY,
    breaks: 'P1',
    caughtBy: [
      byTest(
        BUCKET_TESTS,
        'taking from a bucket > from a claim that was lapsed when it was read > is refused if the claim was extended since',
      ),
    ],
  },
  {
    name: 'claims that have not lapsed are removed from a bucket',
    file: 'lib/table/claims/allocate-from-bucket.ts',
    from: 'lapsedClaimsOf(bucket, now).sort(',
    to: 'lapsedClaimsOf(bucket, Number.MAX_SAFE_INTEGER).sort(',
    breaks: 'P5',
    caughtBy: [
      byTest(
        BUCKET_TESTS,
        'taking from a bucket > takes no place of a claim before the exact millisecond of its deadline',
      ),
    ],
  },
  {
    name: 'wrong bucket: a claim changes another bucket than the one that its places came from',
    file: MOVE_PLACES,
    from: 'bucketKey(claim.eventId, areaId, bucket),',
    to: 'bucketKey(claim.eventId, areaId, bucket === 0 ? 1 : 0),',
    breaks: 'P5',
    caughtBy: [
      byRule('true-refusals'),
      byTest('test/service/holds/areas.test.ts', 'an area > can be booked, extended, released and expired like seats'),
    ],
  },
  {
    name: 'the places of a lapsed claim in a bucket are for sale only after a job has freed them',
    file: 'lib/domain/buckets.ts',
    from: 'bucket.available + lapsedClaimsOf(bucket, now).reduce((sum, { quantity }) => sum + quantity, 0)',
    to: 'bucket.available',
    breaks: 'P4',
    caughtBy: [
      byRule('true-refusals'),
      byTest(
        'test/domain/buckets.test.ts',
        'the availability of a bucket > is its available places and the places of claims that lapse by this millisecond',
      ),
    ],
  },
  {
    name: 'a cancellation adds to the available places, but does not take from the booked ones',
    file: MOVE_PLACES,
    from: 'expression`booked = booked - ${quantity}`,',
    to: '',
    breaks: 'P1',
    caughtBy: [
      byRule('settled-places'),
      byTest(
        'test/service/bookings/cancel.test.ts',
        'a booking that is cancelled > frees its seats and places at once, voids its tickets, and is refunded',
      ),
    ],
  },
  {
    name: 'a cancellation takes more from the booked places than there are',
    file: CONDITIONS,
    from: 'expression`booked >= ${quantity}`',
    to: ANY,
    breaks: 'P5',
    caughtBy: [
      byTest(
        'test/table/payment-conditions.test.ts',
        'a cancellation gives back > no more places of a bucket than are booked there',
      ),
    ],
  },
  {
    name: 'the last places of an area cannot be bought, if they are in several buckets',
    file: 'lib/domain/buckets.ts',
    from: 'return shares.reduce((sum, share) => sum + share.quantity, 0) === quantity ? shares : undefined;',
    to: 'return shares.length === 1 && shares[0]?.quantity === quantity ? shares : undefined;',
    breaks: 'P1',
    caughtBy: [
      byTest(
        'test/domain/buckets.test.ts',
        'chooseShares > chooses the fullest buckets together if no single one has enough',
      ),
    ],
  },
  {
    name: 'sold out from one read of the buckets',
    file: 'lib/table/claims/allocate-buckets.ts',
    from: 'const after = await readAll();',
    to: 'const after = before;',
    breaks: 'P9',
    caughtBy: [
      byTest(
        'test/service/holds/allocate-buckets.test.ts',
        'a place that moves between buckets while places are counted > is found, so that the area is not refused as sold out',
      ),
    ],
  },
  {
    name: 'sold out although places were freed between two reads',
    file: 'lib/domain/buckets.ts',
    from: ' + bucket.freed - seen.freed',
    to: '',
    breaks: 'P9',
    caughtBy: [
      byTest(
        'test/domain/buckets.test.ts',
        'availableAtMostBetween > counts a place that moves from a bucket not yet read to one already read',
      ),
    ],
  },
  {
    name: 'sold out from remembered buckets',
    file: 'lib/table/claims/allocate-buckets.ts',
    from: 'return guess ?? find(quantity);',
    to: 'return guess ?? { areaId: area.id, available: 0 };',
    breaks: 'P9',
    caughtBy: [
      byRule('true-refusals'),
      byTest(
        'test/service/holds/allocate-buckets.test.ts',
        'the last places, one in each bucket > are sold together when one bucket has only a lapsed claim',
      ),
    ],
  },
];
