/** The rows of places: one for each seat, and one for each bucket of an area. */
import { ORGANIZER } from '../../domain/blocks.ts';
import { seatIdOf } from '../../domain/ids.ts';
import type { Bucket, Seat } from '../../domain/model.ts';
import type { PlaceBatch } from '../../domain/place-batches.ts';
import { SEAT_STATUSES, type SeatStatus } from '../../domain/seat-lifecycle.ts';
import { bucketKey, nameIn, PREFIX, parseBucketKey, parseSeatKey, seatKey } from '../keys.ts';
import { keyOf, mapOf, number, object, oneOf, optional, parseRow, text } from '../row-parsers.ts';
import type { Row } from '../transact.ts';

/** A published seat. It has never changed, so its first change may come from any clock. */
export const availableSeatRow = (eventId: string, sectionId: string, label: string): Row => ({
  ...seatKey(eventId, sectionId, label),
  status: 'available' satisfies SeatStatus,
  changedAt: 0,
});

/** A seat that is published blocked: the organizer keeps it from sale. */
export const blockedSeatRow = (
  eventId: string,
  sectionId: string,
  label: string,
  { note }: { note?: string },
): Row => ({
  ...availableSeatRow(eventId, sectionId, label),
  status: 'blocked' satisfies SeatStatus,
  blockedBy: ORGANIZER,
  ...(note !== undefined && { note }),
});

const seatStatus = oneOf(SEAT_STATUSES);

export const seatOf = (row: Row): Seat => parseRow(row, seat);

/** A request may parse 50,000 seats, so this is written out: object() takes 1.7 times as long. */
function seat(row: Row): Seat {
  const { sectionId, label } = parseSeatKey(keyOf(row));
  const { claimId, holdExpiresAt, blockedBy, note } = row;
  return {
    seatId: seatIdOf(sectionId, label),
    status: seatStatus(row.status, 'status'),
    changedAt: number(row.changedAt, 'changedAt'),
    ...(claimId !== undefined && { claimId: text(claimId, 'claimId') }),
    ...(holdExpiresAt !== undefined && { holdExpiresAt: number(holdExpiresAt, 'holdExpiresAt') }),
    ...(blockedBy !== undefined && { blockedBy: text(blockedBy, 'blockedBy') }),
    ...(note !== undefined && { note: text(note, 'note') }),
  };
}

/** The attributes on which a seat map depends, read without the others. */
export const SHOWN_ATTRIBUTES = {
  text: 'sk, #status, changedAt, holdExpiresAt, blockedBy',
  names: { '#status': 'status' },
};

/** A seat of a section from its shown attributes. */
export const seatShownBy = (row: Row, sectionId: string): Seat => parseRow(row, () => shownSeat(row, sectionId));

function shownSeat({ sk, status, changedAt, holdExpiresAt, blockedBy }: Row, sectionId: string): Seat {
  return {
    seatId: seatIdOf(sectionId, nameIn(text(sk, 'sk'), PREFIX.seat)),
    status: seatStatus(status, 'status'),
    changedAt: number(changedAt, 'changedAt'),
    ...(holdExpiresAt !== undefined && { holdExpiresAt: number(holdExpiresAt, 'holdExpiresAt') }),
    ...(blockedBy !== undefined && { blockedBy: text(blockedBy, 'blockedBy') }),
  };
}

/** A published bucket: its places are available, except those that the organizer keeps from sale. */
export const newBucketRow = (eventId: string, areaId: string, number: number, capacity: number, kept = 0): Row => ({
  ...bucketKey(eventId, areaId, number),
  capacity,
  available: capacity - kept,
  booked: 0,
  blocked: 0,
  ...(kept > 0 && { blockedByOrganizer: kept }),
  freed: 0,
  claims: {},
});

/** The rows of new places, when an event is published at once or imported. */
export const newPlaceRows = (eventId: string, { seats, buckets }: PlaceBatch): Row[] => [
  ...seats.map(({ sectionId, label, block }) =>
    block ? blockedSeatRow(eventId, sectionId, label, block) : availableSeatRow(eventId, sectionId, label),
  ),
  ...buckets.map(({ areaId, number, capacity, kept }) => newBucketRow(eventId, areaId, number, capacity, kept)),
];

const bucket = object<Omit<Bucket, 'areaId' | 'number'>>({
  capacity: number,
  available: number,
  booked: number,
  blocked: number,
  blockedByOrganizer: optional(number),
  freed: number,
  bookedAt: optional(number),
  claims: mapOf(object<Bucket['claims'][string]>({ quantity: number, expiresAt: number })),
});

export const bucketOf = (row: Row): Bucket => ({ ...parseBucketKey(keyOf(row)), ...parseRow(row, bucket) });
