/** The counts by gate are exact under any delivery by the stream, and the integrity check finds each wrong one. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import type { Integrity } from '../../../lib/contract/administration/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { type CountsOfGate, countsOfEntries, sumByGate } from '../../../lib/domain/gate-counts.ts';
import type { ClaimEntry } from '../../../lib/domain/journal.ts';
import { ENTRIES_PER_TRANSACTION } from '../../../lib/domain/limits.ts';
import type { Claim, HistoryEntry, Scan } from '../../../lib/domain/model.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import { readGateCounts } from '../../../lib/table/journal/gate-counts.ts';
import { gateCountsKey } from '../../../lib/table/keys.ts';
import { publishHistory as publishAll } from '../../../lib/usecases/administration/publish-history.ts';
import { bookPlaces } from '../../support/bookings.ts';
import type { Fault } from '../../support/faults.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOfAll } from '../../support/payments.ts';
import { runSize } from '../../support/randomized.ts';
import { deliver, recordsOf } from '../../support/stream.ts';
import { openWorld, type Person, publish, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let event: Event;
let claim: Claim;

const scanEntry = (scan: Omit<Scan, 'direction'>): HistoryEntry => {
  const isAdmission = scan.outcome === 'admitted';
  const direction = scan.outcome === 'left' ? 'out' : 'in';
  return {
    action: isAdmission ? 'ticket.admitted' : scan.outcome === 'left' ? 'ticket.left' : 'ticket.refused',
    at: world.now,
    actor: organizer.userId,
    requestId: 'scan',
    from: 'redeemed',
    to: 'redeemed',
    scan: { ...scan, direction },
  };
};
/** Appends a scan to the history of a claim, as a change of its row. */
async function keepScan({ id }: { id: string }, scan: Omit<Scan, 'direction' | 'nonce'>): Promise<void> {
  world.now += 1_000;
  const entry = scanEntry({ ...scan, nonce: IDS.next() });
  const current = await world.claimOf({ id: `bkg_${id}` });
  const tickets = current.tickets.map((status, i) =>
    entry.action === 'ticket.admitted' && i + 1 === scan.ticket ? ('redeemed' as const) : status,
  );
  expect(await world.service.dependencies.store.changeClaim(current, { entry, tickets })).toEqual({ is: 'done' });
}
const byGate = (counts: CountsOfGate[]) => counts.toSorted((one, other) => (one.gate < other.gate ? -1 : 1));
const read = async (of: World, eventId = event.id) => byGate(await readGateCounts(of.table, eventId));
const recount = (claims: Claim[]) =>
  byGate(sumByGate(claims.flatMap(({ history }) => countsOfEntries(history).flatMap(counts => counts ?? []))));

beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await publish(world, {}, organizer);
  const booking = await bookPlaces(world, await world.person(), event, { seats: ['a/A-1', 'a/A-2'] });
  const id = booking.id.slice(4);
  await keepScan({ id }, { ticket: 1, outcome: 'admitted', gate: 'north' });
  await keepScan({ id }, { ticket: 1, outcome: 'duplicate', gate: 'south' });
  await keepScan({ id }, { ticket: 2, outcome: 'admitted' });
  await keepScan({ id }, { ticket: 1, outcome: 'left', gate: 'south' });
  await keepScan({ id }, { ticket: 1, outcome: 'admitted', gate: 'north' });
  claim = await world.claimOf(booking);
});

describe('the counts by gate', () => {
  it('are the sums of the scans, and the journal gives the claim with its scans', async () => {
    await publishHistoryOfAll(world);
    expect(await read(world)).toEqual([
      { gate: '', in: 1, out: 0, refused: 0, inside: 1 },
      { gate: 'north', in: 2, out: 0, refused: 0, inside: 2 },
      { gate: 'south', in: 0, out: 1, refused: 1, inside: -1 },
    ]);
    await expectJournalGivesClaim(world, { id: `bkg_${claim.id}` });
    await expectIntegrity(world, event);
  });

  it('can be rebuilt from the journal alone', async () => {
    await publishHistoryOfAll(world);
    const journal = (await world.service.dependencies.store.readJournal(claim.id)) as ClaimEntry[];
    expect(byGate(sumByGate(countsOfEntries(journal).flatMap(counts => counts ?? [])))).toEqual(await read(world));
  });

  it('are exact when records arrive repeatedly, in any order and batches, with faults', async () => {
    const claims = [claim, { ...claim, id: IDS.next() }, { ...claim, id: IDS.next() }];
    const records = claims.flatMap(recordsOf);
    const anyFault = fc.constantFrom<Fault[]>(undefined, undefined, 'lost-reply', 'lost-request', 'throttle', {
      conflictOn: 1,
    });
    const delivery = fc.record({
      order: fc.shuffledSubarray([...records.keys(), ...records.keys()].map((_, i) => i)),
      batchSize: fc.integer({ min: 1, max: 20 }),
      faults: fc.array(anyFault, { maxLength: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(delivery, async ({ order, batchSize, faults }) => {
        const other = await openWorld();
        let used = 0;
        other.faults.inject(() => (used < faults.length ? faults[used++] : undefined));
        const arriving = [...order.map(i => records[i % records.length] as DynamoDBRecord), ...records];
        for (let from = 0; from < arriving.length; from += batchSize)
          await deliverUntilDone(other, arriving.slice(from, from + batchSize));
        expect(await read(other, claim.eventId)).toEqual(recount(claims));
      }),
      { numRuns: runSize(4, 25) },
    );
  });

  it('of many gates are added in one transaction with their entries', async () => {
    const other = await openWorld();
    const history = Array.from({ length: ENTRIES_PER_TRANSACTION }, (_, i) =>
      scanEntry({ ticket: 1, outcome: 'duplicate', nonce: `${i}`, gate: `gate-${i}` }),
    );
    const entriesBefore = claim.history.length;
    const { store } = other.service.dependencies;
    other.faults.requests.length = 0;
    await publishAll({ store }, [{ claim: { ...claim, history: [...claim.history, ...history] }, entriesBefore }]);
    expect(other.faults.requests.map(({ name }) => name)).toEqual(['TransactWriteCommand']);
    expect(await read(other)).toHaveLength(ENTRIES_PER_TRANSACTION);
  });
});

describe('the integrity check', () => {
  const check = async () => {
    const { body } = await world.invoke<Integrity>('check-integrity', { as: organizer, params: { eventId: event.id } });
    return body.violations.map(({ kind, detail }) => `${kind}: ${detail}`);
  };

  it('finds a count that is too high, and a gate where nobody scanned', async () => {
    await publishHistoryOfAll(world);
    expect(await check()).toEqual([]);
    const Item = { ...gateCountsKey(event.id, 'east', 0), in: 1 };
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
    const lost = { ...gateCountsKey(event.id, 'north', 4), in: 1, inside: 1 };
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: lost }));
    expect(await check()).toEqual([
      'gates-off: The counts of gate east say 1 in; the entries give 0.',
      'gates-off: The counts of gate north say 1 in; the entries give 2.',
      'gates-off: The counts of gate north say 1 inside; the entries give 2.',
    ]);
  });

  it('finds nothing while the stream has not delivered the scans', async () => {
    expect(await check()).toEqual([]);
  });
});

async function deliverUntilDone(to: World, batch: DynamoDBRecord[]): Promise<void> {
  let rest = batch;
  for (let tried = 0; rest.length > 0; tried++) {
    if (tried > 50) throw new Error('some records failed in 50 deliveries');
    const { batchItemFailures } = await deliver(to, publishHistory, rest);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    rest = rest.filter(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ''));
  }
}
