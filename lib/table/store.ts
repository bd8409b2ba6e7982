/** The store port on DynamoDB. Each method is a read or a transaction in a file of its own. */
import type { JournalEntry } from '../domain/journal.ts';
import { seatedSections } from '../domain/layout.ts';
import { LAST_INSTANT } from '../domain/limits.ts';
import type { Claim, EventFacts, Seat } from '../domain/model.ts';
import { busy } from '../domain/refusals.ts';
import type { Store } from '../ports/store.ts';
import { allocateBuckets, readBuckets } from './claims/allocate-buckets.ts';
import { createBucketMemory } from './claims/bucket-memory.ts';
import { cancelBooking } from './claims/cancel-booking.ts';
import { changeClaim } from './claims/change-claim.ts';
import { listReferenced } from './claims/claim-references.ts';
import { claimOf } from './claims/claim-rows.ts';
import { confirmBooking } from './claims/confirm-booking.ts';
import { readRuledOut } from './claims/customer-rules.ts';
import { endHold } from './claims/end-hold.ts';
import { extendHold } from './claims/extend-hold.ts';
import { liveRecordOf } from './claims/idempotency-rows.ts';
import { initiatePayment } from './claims/initiate-payment.ts';
import { readJourneys } from './claims/journeys.ts';
import { listClaims, listClaimsOfEvent, listMatchingOfEvent, listNewestClaimIds } from './claims/list-claims.ts';
import { listScans } from './claims/list-scans.ts';
import { listUnfinishedClaims } from './claims/list-unfinished.ts';
import { placeHold, readObstacles } from './claims/place-hold.ts';
import { recordRefusal } from './claims/record-refusal.ts';
import { recordScans } from './claims/record-scans.ts';
import { readSweptBefore, recordSweptBefore, remindOfLapse, startSweepAt } from './claims/record-sweep.ts';
import { recoverBooking } from './claims/recover-booking.ts';
import { isAbsent } from './conditions.ts';
import { readCode } from './events/code-store.ts';
import { factsOf, summaryOf } from './events/event-rows.ts';
import { listEvents } from './events/list-events.ts';
import { listEventsOf } from './events/list-organization-events.ts';
import { seatOf } from './events/place-rows.ts';
import { publishEvent } from './events/publish-event.ts';
import { put } from './expression.ts';
import { appendJournal } from './journal/journal.ts';
import { journalEntryOf } from './journal/journal-rows.ts';
import { typesInUse } from './journal/types-in-use.ts';
import {
  claimKey,
  eventKey,
  eventPartition,
  gatesKey,
  idempotencyKey,
  journalPartition,
  lapsePartition,
  PREFIX,
  parseLapseMarkerKey,
  pricesKey,
  seatPartition,
  stuckPartition,
  sweepKey,
  unfinishedPartition,
  uniqueNameKey,
} from './keys.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { queryPartition, queryUpTo, readRow, readRows } from './queries.ts';
import type { Table } from './table.ts';
import { putOne, type Row } from './transact.ts';

/** Creates the store over one table. */
export function createStore(table: Table): Store {
  const memory = createBucketMemory();
  return {
    readEvent: async eventId => factsOf(await queryPartition(table, eventPartition(eventId))),
    readCode: (eventId, codeId) => readCode(table, eventId, codeId),
    readEventSummary: async eventId =>
      summaryOf(await readRows(table, [eventKey(eventId), gatesKey(eventId), pricesKey(eventId)])),
    listEvents: (query, page) => listEvents(table, query, page),
    listEventsOf: (organizationIds, query, page) => listEventsOf(table, organizationIds, query, page),
    publishEvent: (facts, entry, once) => publishEvent(table, facts, entry, once),
    readSeats: facts => readSeats(table, facts),
    readBuckets: async (eventId, areas) =>
      (await Promise.all(areas.map(area => readBuckets(table, eventId, area)))).flat(),

    placeHold: (claim, key, answer, areas, time) => placeHold(table, memory, claim, key, answer, { areas, time }),
    readObstacles: (eventId, seatIds, now, unlocked) => readObstacles(table, eventId, seatIds, now, unlocked),
    readRuledOut: (claim, now) => readRuledOut(table, claim, now),
    readJourneys: (ownerId, eventIds, now) => readJourneys(table, ownerId, eventIds, now),
    readShortages: (claim, areas, time) => allocateBuckets(table, memory, claim, areas, time).shortages(),
    extendHold: (claim, change, key, answer) => extendHold(table, claim, change, key, answer),
    initiatePayment: (claim, change, key) => initiatePayment(table, claim, change, key),
    endHold: (claim, change) => endHold(table, claim, change),
    confirmBooking: (claim, change, key) => confirmBooking(table, claim, change, key),
    recoverBooking: (claim, change, areas) => recoverBooking(table, claim, change, areas),
    cancelBooking: (claim, change, keyed) => cancelBooking(table, claim, change, keyed),
    changeClaim: (claim, change) => changeClaim(table, claim, change),
    recordScans: (claim, changes) => recordScans(table, claim, changes),
    recordRefusal: (key, now, refusal) => recordRefusal(table, key, now, refusal),

    readClaim: async claimId => claimOfRow(await readRow(table, claimKey(claimId))),
    readClaims: async claimIds => (await readRows(table, claimIds.map(claimKey))).map(claimOfRow),
    readRecord: async ({ callerId, key }, now) =>
      liveRecordOf(await readRow(table, idempotencyKey(callerId, key)), now),
    async readClaimAndRecord(claimId, { callerId, key }, now) {
      const [claim, record] = await readRows(table, [claimKey(claimId), idempotencyKey(callerId, key)]);
      return { claim: claimOfRow(claim), record: liveRecordOf(record, now) };
    },
    listClaims: (ownerId, matches, page) => listClaims(table, ownerId, matches, page),
    listNewestClaimIds: (ownerId, limit) => listNewestClaimIds(table, ownerId, limit),
    listReferenced: reference => listReferenced(table, reference),

    listClaimsOfEvent: (eventId, page) => listClaimsOfEvent(table, eventId, page),
    typesInUse: (eventId, types) => typesInUse(table, eventId, types),
    listMatchingOfEvent: (eventId, matches, page) => listMatchingOfEvent(table, eventId, matches, page),
    listScansOfEvent: (eventId, matches, page) => listScans(table, eventId, matches, page),
    listUnfinishedClaims: (shard, until) => listUnfinishedClaims(table, unfinishedPartition(shard), until),
    listStuckClaims: shard => listUnfinishedClaims(table, stuckPartition(shard), LAST_INSTANT),
    async readLapsed(minute, shard, until) {
      const rows = await queryUpTo(table, lapsePartition(minute, shard), `${until}~`);
      return rows.map(row => parseLapseMarkerKey(String(row.sk)));
    },
    readSweptBefore: () => readSweptBefore(table),
    startSweepAt: minute => startSweepAt(table, minute),
    recordSweptBefore: minute => recordSweptBefore(table, minute),
    remindOfLapse: (claimId, at) => remindOfLapse(table, claimId, at),

    appendJournal: entries => appendJournal(table, entries),
    readJournal: async (subjectId): Promise<JournalEntry[]> =>
      (await queryPartition(table, journalPartition(subjectId))).map(journalEntryOf),
    hasUniqueName: async name => (await readRow(table, uniqueNameKey(name))) !== undefined,
    takeUniqueName: name => takeUniqueName(table, name),
    isReachable: () =>
      readRow(table, sweepKey()).then(
        () => true,
        () => false,
      ),
  };
}

async function takeUniqueName(table: Table, name: string): Promise<boolean> {
  const sent = await putOne(table, put(table.name, uniqueNameKey(name), isAbsent));
  if (sent.is === 'busy') throw busy();
  return sent.is === 'committed';
}

const claimOfRow = (row: Row | undefined): Claim | undefined => row && claimOf(row);

async function readSeats(table: Table, facts: EventFacts): Promise<Map<string, Seat>> {
  const seats = await mapConcurrently(seatedSections(facts), async ({ id }) =>
    (await queryPartition(table, seatPartition(facts.event.id, id), PREFIX.seat)).map(seatOf),
  );
  return new Map(seats.flat().map(seat => [seat.seatId, seat]));
}
