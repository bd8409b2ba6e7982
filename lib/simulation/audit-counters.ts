/**
 * Compares the stored counters of ticket types and codes, and the uses of codes by customer, with the claims: after everything has settled,
 * each has the units of the bookings that are left, and no others (P1, P4, P5).
 */
import { isCounterId } from '../domain/counters.ts';
import type { Bucket, Claim } from '../domain/model.ts';
import { placesOf } from '../domain/places.ts';
import { limitOf } from '../table/claims/customer-rows.ts';
import { bucketOf } from '../table/events/place-rows.ts';
import { codeLimitKey, PREFIX, parseBucketKey } from '../table/keys.ts';
import type { Row } from '../table/transact.ts';

/** Returns a sentence for each contradiction. */
export function auditCounters(rows: Row[], claims: Claim[]): string[] {
  const booked = claims.filter(({ status }) => status === 'confirmed');
  const buckets = rows.filter(isBucketOfCounter).map(row => ({ eventId: eventOf(row), bucket: bucketOf(row) }));
  return [
    ...buckets.flatMap(({ eventId, bucket }) => faultsOfBucket(eventId, bucket, booked)),
    ...faultsOfCustomers(rows, booked),
  ];
}

const isBucketOfCounter = ({ pk, sk }: Row): boolean =>
  String(sk).startsWith(PREFIX.bucket) && isCounterId(parseBucketKey({ pk: String(pk), sk: String(sk) }).areaId);
const eventOf = ({ pk }: Row): string => String(pk).split('#')[1] ?? '';

function faultsOfBucket(eventId: string, bucket: Bucket, bookings: Claim[]): string[] {
  const { areaId, number, capacity, available, booked, blocked, claims } = bucket;
  const units = bookings
    .filter(claim => claim.eventId === eventId)
    .flatMap(claim => placesOf(claim).shares)
    .filter(share => share.areaId === areaId && share.bucket === number)
    .reduce((sum, { quantity }) => sum + quantity, 0);
  const name = `Bucket ${number} of the counter ${areaId} of ${eventId}`;
  return [
    ...(booked === units ? [] : [`${name} has ${booked} units booked, and its bookings have ${units}.`]),
    ...(Object.keys(claims).length === 0 ? [] : [`${name} still has units of ${Object.keys(claims).join(', ')}.`]),
    ...(available + booked + blocked === capacity
      ? []
      : [`${name} has ${available} units left and ${booked} booked of ${capacity}.`]),
  ];
}

/** The row of a customer counts each booking with the code once, and each booking is in its row. */
function faultsOfCustomers(rows: Row[], bookings: Claim[]): string[] {
  const limited = bookings.flatMap(({ id, eventId, ownerId, sale }) =>
    sale?.code?.usesPerCustomerMax === undefined
      ? []
      : [{ id, name: nameOf(codeLimitKey(eventId, sale.code.counterId, ownerId)) }],
  );
  const limits = new Map(
    rows
      .filter(({ sk }) => String(sk).startsWith(codeLimitKey('', '', '').sk))
      .map(row => [nameOf(row), limitOf(row)] as const),
  );
  return [
    ...[...limits].flatMap(([name, { used, claims }]) => {
      const own = limited.filter(one => one.name === name).map(({ id }) => id);
      const isRight = used === own.length && own.every(id => claims[id]) && Object.keys(claims).length === own.length;
      return isRight ? [] : [`The uses ${name} are ${used}, of ${Object.keys(claims)}, and the bookings are ${own}.`];
    }),
    ...limited.filter(({ name }) => !limits.has(name)).map(({ id, name }) => `The booking ${id} is not in ${name}.`),
  ];
}

const nameOf = ({ pk, sk }: Row | { pk: string; sk: string }): string => `${String(pk)} ${String(sk)}`;
