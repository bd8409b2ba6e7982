/**
 * Computes what an on-sale needs of a stage in its busiest second, from the places that are sold and the minutes they are
 * sold in. What cannot be known in advance is a constant here, with its reason. Pure.
 */
import { CLAIMS_SHARDS, FEED_SHARDS, LAPSE_SHARDS, TALLY_SHARDS, UNFINISHED_SHARDS } from '../../domain/limits.ts';
import { ASSUMED_MS, CPU_MS } from '../shared/assumptions.ts';
import { JOURNAL, unitsToAppend, unitsToJournal, unitsToPay, unitsToPlace } from './sale-units.ts';

export interface OnSale {
  places: number;
  minutes: number;
  seatsPerHold: number;
  sections: number;
  /** People who look at the seat map at once. */
  readers: number;
  /** Rate of the busiest second, in multiples of the average. */
  peak: number;
}

/** Most buyers come in the first minutes: of a sale of ten minutes, most places are sold in two or three. */
export const PEAK_DEFAULT = 4;
/** Refused holds for each granted one. */
export const REFUSED_PER_HOLD = 1;
/** Share of the refusals that cost a transaction. The others cost a read, because their function knows the seat is taken. */
export const REFUSED_BY_TRANSACTION = 0.5;
/** The best sections are sold first: one may have this many times its even share. */
export const SECTION_SKEW = 3;
/** A client that shows a seat map reads it again at this interval. */
export const MAP_READ_EVERY_SECONDS = 2;

/** DynamoDB's limits for one partition, in units a second. They do not depend on the table's. */
export const PARTITION_WRITES = 1_000;
export const PARTITION_READS = 3_000;

export interface Rates {
  holds: number;
  refused: number;
  bookings: number;
  seatMaps: number;
  logins: number;
}

/** Requests in the busiest second. */
export function ratesOf({ places, minutes, seatsPerHold, readers, peak }: OnSale): Rates {
  const holds = (places / seatsPerHold / (minutes * 60)) * peak;
  return {
    holds,
    refused: holds * REFUSED_PER_HOLD,
    bookings: holds,
    seatMaps: readers / MAP_READ_EVERY_SECONDS,
    // Every buyer signs in, most of them just before.
    logins: holds,
  };
}

export interface Units {
  tableWrites: number;
  tableReads: number;
  /** The part of `tableWrites` that is in the journal table, if there is one. */
  journalWrites: number;
  /** Write units of the indexes that sales write to. */
  indexWrites: Record<'byOwner' | 'byFeed' | 'byUnfinished', number>;
}

/** Bytes of a seat's row, and of a seat in the shared snapshot with random states. */
const SEAT_ROW_BYTES = 115;
const SNAPSHOT_SEAT_BYTES = 1.05;
/** Bytes of the row of a section: layout and prices. */
const SECTION_ROW_BYTES = 350;
const READ_UNIT_BYTES = 4_096;
const EVENT_READ_EVERY_SECONDS = 5;

/** The limits of the customer and the address, or of the account and the address. A refused hold gives back as much as it counted. */
const UNITS_TO_COUNT = 2;

/** Units a second. */
export function unitsOf(sale: OnSale): Units {
  const { holds, refused, bookings, logins } = ratesOf(sale);
  const { seatsPerHold: seats } = sale;
  const tried = holds + refused * REFUSED_BY_TRANSACTION;
  const counted = refused * (1 - REFUSED_BY_TRANSACTION);
  return {
    tableWrites:
      tried * unitsToPlace(seats) +
      counted * UNITS_TO_COUNT +
      refused * UNITS_TO_COUNT +
      bookings * unitsToPay(seats) +
      holds * unitsToJournal(seats) +
      logins * (1 + UNITS_TO_COUNT) +
      mapWrites(sale),
    journalWrites: holds * unitsToAppend(seats),
    // A payment reads one row, a refusal by read two, an expired marker one, and a login two.
    tableReads: bookings + counted * 2 + refused * REFUSED_BY_TRANSACTION + holds + logins * 2 + mapReads(sale),
    indexWrites: { byOwner: 2 * holds, byFeed: holds * JOURNAL.feed, byUnfinished: 2 * bookings },
  };
}

/** Once a second one function reads all rows and shares a snapshot. The others read the snapshot, and all read the event. */
function mapReads(sale: OnSale): number {
  const functions = concurrencyOf(sale);
  const rows = (sale.places * SEAT_ROW_BYTES) / READ_UNIT_BYTES;
  return (sale.readers > 0 ? rows : 0) + functions.events * snapshotReads(sale) + eventReads(sale, allOf(functions));
}

/** Eventually consistent reads of the snapshot. */
const snapshotReads = ({ places }: OnSale): number => Math.ceil((places * SNAPSHOT_SEAT_BYTES) / READ_UNIT_BYTES) / 2;

const eventReads = ({ sections }: OnSale, functions: number): number =>
  (functions * Math.ceil((sections * SECTION_ROW_BYTES) / READ_UNIT_BYTES)) / EVENT_READ_EVERY_SECONDS;

/** Writes of the lease and of the snapshot, once a second. */
const mapWrites = ({ places, readers }: OnSale): number =>
  readers > 0 ? 1 + Math.ceil((places * SNAPSHOT_SEAT_BYTES) / 1_024) : 0;

export interface HotPartition {
  what: string;
  writes: number;
  reads: number;
}

/** Units a second of the hottest partition of each kind of shared key. */
export function hotPartitionsOf(sale: OnSale): HotPartition[] {
  const { holds, bookings } = ratesOf(sale);
  const functions = concurrencyOf(sale);
  return [
    { what: "a section's seats", writes: sectionWrites(sale), reads: sectionReads(sale) },
    { what: 'lapse markers of a minute', writes: (2 * holds) / LAPSE_SHARDS, reads: holds / LAPSE_SHARDS },
    { what: "the event's list of claims", writes: holds / CLAIMS_SHARDS, reads: 0 },
    // In the worst case each counting entry has a transaction of its own.
    { what: 'tallies of the event, and of all', writes: (2 * JOURNAL.counting * holds) / TALLY_SHARDS, reads: 0 },
    { what: 'the journal by day (byFeed)', writes: (JOURNAL.feed * holds) / FEED_SHARDS, reads: 0 },
    { what: 'unfinished payments (byUnfinished)', writes: (2 * bookings) / UNFINISHED_SHARDS, reads: 0 },
    { what: 'the event and its sections', writes: 0, reads: eventReads(sale, allOf(functions)) },
    { what: 'the shared seat map', writes: mapWrites(sale), reads: functions.events * snapshotReads(sale) },
  ];
}

const share = (sections: number): number => Math.min(1, SECTION_SKEW / sections);

/** Writes to the seats of all sections: each seat is written when it is held, when it is booked, and by failed transactions. */
function seatWrites(sale: OnSale): number {
  const { holds, refused, bookings } = ratesOf(sale);
  return 2 * sale.seatsPerHold * (holds + bookings + refused * REFUSED_BY_TRANSACTION);
}

const sectionWrites = (sale: OnSale): number => seatWrites(sale) * share(sale.sections);

function sectionReads(sale: OnSale): number {
  const losers = ratesOf(sale).refused * sale.seatsPerHold * share(sale.sections);
  const rows = sale.readers > 0 ? (sale.places / sale.sections) * (SEAT_ROW_BYTES / READ_UNIT_BYTES) : 0;
  return losers + rows;
}

/** The number of sections with which the hottest one stays within the limit of a partition. */
export const sectionsFor = (sale: OnSale): number => {
  const writes = seatWrites(sale);
  return writes <= PARTITION_WRITES ? 1 : Math.ceil((SECTION_SKEW * writes) / PARTITION_WRITES);
};

/** Concurrent invocations by function: their rate times their duration. */
export type Concurrency = Record<'accounts' | 'events' | 'holds' | 'bookings' | 'publish-history', number>;

export function concurrencyOf(sale: OnSale): Concurrency {
  const { holds, refused, bookings, seatMaps, logins } = ratesOf(sale);
  const { own, transaction, request, gateway } = ASSUMED_MS;
  const busy = (rate: number, ms: number): number => Math.ceil((rate * ms) / 1_000);
  return {
    accounts: busy(logins, own + CPU_MS.password + 4 * request),
    events: busy(seatMaps, own + request),
    holds: busy(holds + refused, own + request + transaction),
    // The counter, a read, and the transactions intent, confirm and capture, with two calls of the gateway.
    bookings: busy(bookings, own + 3 * request + 2 * transaction + 2 * gateway),
    // One for each partition of the table.
    'publish-history': Math.max(1, Math.ceil((holds * unitsToJournal(sale.seatsPerHold)) / PARTITION_WRITES)),
  };
}

export const allOf = (functions: Concurrency): number => Object.values(functions).reduce((sum, each) => sum + each, 0);

/** Requests a second on the HTTP API. */
export const requestsOf = (sale: OnSale): number => Object.values(ratesOf(sale)).reduce((sum, rate) => sum + rate, 0);
