/**
 * The port of shared seat maps on DynamoDB. Each event that is looked at has two rows: a large one for the snapshot, and a
 * small one for the lease, which many functions try to get. A write costs by the size of its row, even if it is refused.
 */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { seatedSections } from '../../domain/layout.ts';
import { CLOCKS_APART_MAX_MS, SEAT_MAP_ROW_SECONDS } from '../../domain/limits.ts';
import type { EventFacts, Seat } from '../../domain/model.ts';
import type { Counts, SeatMapSnapshot } from '../../domain/seat-map-snapshot.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { SeatMapStore } from '../../ports/seat-maps.ts';
import { snapshotIsOlder, snapshotLeaseIsFree } from '../conditions.ts';
import { put } from '../expression.ts';
import {
  epochSeconds,
  eventKey,
  PREFIX,
  seatMapPartition,
  seatPartition,
  snapshotKey,
  snapshotLeaseKey,
} from '../keys.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { queryAttributes, queryLately, readRow } from '../queries.ts';
import { bytes, list, number, object, parseRow, text } from '../row-parsers.ts';
import type { Table } from '../table.ts';

import { putOne, type Row } from '../transact.ts';
import { eventVersion } from './event-rows.ts';
import { SHOWN_ATTRIBUTES, seatShownBy } from './place-rows.ts';

export function createSeatMapStore(table: Table): SeatMapStore {
  return {
    async read(eventId) {
      const rows = await queryLately(table, seatMapPartition(eventId));
      const snapshot = rows.find(({ sk }) => sk === snapshotKey(eventId).sk);
      const lease = rows.find(({ sk }) => sk === snapshotLeaseKey(eventId).sk);
      return {
        ...(snapshot && { snapshot: snapshotOfRow(snapshot) }),
        ...(lease && { leaseUntil: parseRow(lease, leaseRow).leaseUntil }),
      };
    },

    async lease(eventId, { now, until }) {
      const leaseOf = table.clock.token();
      const row = { ...snapshotLeaseKey(eventId), leaseUntil: until, leaseOf, ttl: timeToLive(now) };
      const isFree = snapshotLeaseIsFree({ now, untilAtMost: until + CLOCKS_APART_MAX_MS });
      const sent = await putOne(table, put(table.name, row, isFree));
      // The row has our own lease if the response to an earlier attempt was lost.
      return sent.is === 'committed' || (sent.is === 'refused' && sent.reasons[0]?.row?.leaseOf === leaseOf);
    },

    async share(eventId, snapshot, now) {
      const row = { ...snapshotKey(eventId), ...attributesOf(snapshot), ttl: timeToLive(now) };
      const isOlder = snapshotIsOlder({ asOf: snapshot.asOf, asOfAtMost: now + CLOCKS_APART_MAX_MS });
      await putOne(table, put(table.name, row, isOlder));
    },

    readSeats: facts => readSeats(table, facts),
    async readVersion(eventId) {
      const row = await readRow(table, eventKey(eventId));
      return row && parseRow(row, versioned).version;
    },
  };
}

const timeToLive = (now: number): number => epochSeconds(now + SEAT_MAP_ROW_SECONDS * SECOND_MS);

/** Reads only the attributes that a map shows, because there may be tens of thousands of rows. */
async function readSeats(table: Table, facts: EventFacts): Promise<Map<string, Seat>> {
  const seats = await mapConcurrently(seatedSections(facts), async ({ id }) => {
    const rows = await queryAttributes(table, seatPartition(facts.event.id, id), PREFIX.seat, SHOWN_ATTRIBUTES);
    return rows.map(row => seatShownBy(row, id));
  });
  return new Map(seats.flat().map(seat => [seat.seatId, seat]));
}

/** Both arrays are compressed together. Most seats have equal bytes, so this takes little space. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

export function attributesOf({ statuses, changes, areas, ...facts }: SeatMapSnapshot): Row {
  return {
    ...facts,
    seats: brotliCompressSync(Buffer.concat([statuses, changes]), QUALITY),
    areas: areas.map(({ available, held, booked, blocked }) => [available, held, booked, blocked]),
  };
}

const snapshot = object<
  Omit<SeatMapSnapshot, 'statuses' | 'changes' | 'areas'> & { seats: Uint8Array; areas: number[][] }
>({
  asOf: number,
  version: number,
  layout: text,
  seats: bytes,
  areas: list(list(number)),
  sameSince: number,
});
const leaseRow = object<{ leaseUntil: number }>({ leaseUntil: number });
const versioned = object<{ version: number }>({ version: eventVersion });

export function snapshotOfRow(row: Row): SeatMapSnapshot {
  const { seats, areas, ...facts } = parseRow(row, snapshot);
  const both = brotliDecompressSync(seats);
  return {
    ...facts,
    statuses: both.subarray(0, both.length / 2),
    changes: both.subarray(both.length / 2),
    areas: areas.map(countsOf),
  };
}

const countsOf = ([available = 0, held = 0, booked = 0, blocked = 0]: number[]): Counts => ({
  available,
  held,
  booked,
  blocked,
});
