/**
 * Tallies are exact under any delivery by the stream. Each test compares them with a recount from the claims, which
 * does not depend on journal entries and their order.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import {
  ENTRIES_PER_TRANSACTION,
  SECTIONS_PER_EVENT_MAX,
  TRANSACTION_ACTIONS_MAX,
} from '../../../lib/domain/limits.ts';
import type { Claim, HistoryEntry } from '../../../lib/domain/model.ts';
import { type DaySales, sumOfSales, sumOfSections } from '../../../lib/domain/sales.ts';
import { salesOfEntries } from '../../../lib/domain/sales-of-entries.ts';
import { noTally, sumOfTallies, type Tally, tallyOf } from '../../../lib/domain/tally.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import type { CurrencyTally } from '../../../lib/ports/administration.ts';
import type { Fault } from '../../support/faults.ts';
import { runSize } from '../../support/randomized.ts';
import { deliver, recordsOf } from '../../support/stream.ts';
import { expire, extend, hold, newKey, openWorld, pay, publish, release, type World } from '../../support/world.ts';

/** The tally of one claim, from its final state. */
function tallyOfClaim({ status, total, booking, payments }: Claim): Tally {
  const amountOf = (...states: string[]) =>
    payments.filter(({ state }) => states.includes(state)).reduce((sum, { amount }) => sum + amount, 0);
  return {
    ...noTally(),
    [status]: 1,
    gross: booking ? total : 0,
    refunded: status === 'cancelled' ? total : 0,
    captured: amountOf('captured', 'refunded'),
    returned: amountOf('refunded'),
  };
}

const recount = (claims: Claim[]): CurrencyTally[] =>
  [...Map.groupBy(claims, ({ currency }) => currency)].map(([currency, ofCurrency]) => ({
    currency,
    ...sumOfTallies(ofCurrency.map(tallyOfClaim)),
  }));

const byCurrency = (tallies: CurrencyTally[]) =>
  tallies.toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
const tallied = async (world: World, eventId?: string) =>
  byCurrency(await world.service.dependencies.administration.readTallies(eventId));

/** The sales of an event by day and section, from the histories of its claims. All claims of this file are of one day. */
const recountSales = (own: Claim[]): DaySales[] => {
  const sales = sumOfSales(own.flatMap(claim => salesOfEntries(claim, claim.history)));
  const [first] = own as [Claim];
  return [{ day: '2027-03-01', currency: first.currency, ...sales }];
};
const readSales = async (world: World, eventId: string): Promise<DaySales[]> =>
  (await world.service.dependencies.administration.readSales(eventId)).counted;

let claims: Claim[];
let records: DynamoDBRecord[];

/** Claims in every final state, in two currencies. */
beforeAll(async () => {
  const world = await openWorld();
  const buyer = await world.person();
  const events: Event[] = [await publish(world), await publish(world), await publish(world, { currency: 'BDT' })];
  const holds: { id: string }[] = [];
  for (const [i, event] of events.entries()) {
    let seats = 0;
    const held = async (count = 1) => {
      const seatIds = Array.from({ length: count }, () => `a/${'ABCDEFGHIJ'[i]}-${++seats}`);
      const { body } = await hold(world, buyer, event, seatIds);
      holds.push(body);
      world.now += 5;
      return body;
    };
    await held();
    await extend(world, buyer, await held());
    await release(world, buyer, await held());
    await pay(world, buyer, await held(2));
    const declined = await held();
    await pay(world, buyer, declined, { paymentMethod: 'sim_declined' });
    world.now += 5;
    await pay(world, buyer, declined);
    const { body: booking } = await pay(world, buyer, await held(3));
    world.now += 5;
    await world.invoke('cancel-booking', { as: buyer, key: newKey(), params: { bookingId: booking.id }, body: {} });
    const lapsing = await held();
    const { expiresAt } = await world.claimOf(lapsing);
    world.now = expiresAt;
    await expire(world, lapsing);
  }
  claims = await Promise.all(holds.map(held => world.claimOf(held)));
  records = claims.flatMap(recordsOf);
}, 60_000);

/** Delivers as Lambda does: records that were reported as failed are delivered again until none fails. */
async function deliverUntilDone(world: World, batch: DynamoDBRecord[]): Promise<void> {
  let rest = batch;
  for (let tried = 0; rest.length > 0; tried++) {
    if (tried > 50) throw new Error('some records failed in 50 deliveries');
    const { batchItemFailures } = await deliver(world, publishHistory, rest);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    rest = rest.filter(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ''));
  }
}

const copyOf = (claim: Claim): Claim => ({ ...claim, id: IDS.next() });

describe('the tallies', () => {
  it('cover claims in every final state', () => {
    const [eur, bdt] = [recount(claims)[0] as Tally, recount(claims)[1] as Tally];
    expect(bdt).toMatchObject({ active: 2, released: 1, confirmed: 2, cancelled: 1, expired: 1 });
    expect(bdt).toMatchObject({ gross: 30_000, refunded: 15_000, captured: 30_000, returned: 15_000 });
    expect(eur).toMatchObject({ active: 4, gross: 60_000, refunded: 30_000 });
  });

  it('equal the recount by currency, for all events and for each, and can be rebuilt from the journal', async () => {
    const world = await openWorld();
    await deliverUntilDone(world, records);
    expect(await tallied(world)).toEqual(byCurrency(recount(claims)));
    const ofEvents = Map.groupBy(claims, ({ eventId }) => eventId);
    for (const [eventId, own] of ofEvents) {
      expect(await tallied(world, eventId)).toEqual(recount(own));
      expect(await readSales(world, eventId)).toEqual(recountSales(own));
    }
    const { store } = world.service.dependencies;
    const journal = (await Promise.all(claims.map(({ id }) => store.readJournal(id)))).flat();
    const fromJournal = [...Map.groupBy(journal, ({ currency }) => currency ?? '')].map(([currency, entries]) => ({
      currency,
      ...sumOfTallies(entries.map(tallyOf)),
    }));
    expect(byCurrency(fromJournal)).toEqual(byCurrency(recount(claims)));
  });

  it('are empty without claims', async () => {
    expect(await tallied(await openWorld())).toEqual([]);
  });

  it('are exact when records arrive repeatedly, in any order and batches, at several functions, with faults', async () => {
    const anyFault = fc.constantFrom<Fault[]>(
      undefined,
      undefined,
      undefined,
      'lost-reply',
      'lost-request',
      'throttle',
      { conflictOn: 1 },
      { reasons: ['None', 'TransactionConflict'] },
    );
    const delivery = fc.record({
      order: fc.shuffledSubarray(
        Array.from({ length: 3 * records.length }, (_, i) => i),
        { minLength: 2 * records.length },
      ),
      batchSize: fc.integer({ min: 1, max: 60 }),
      functions: fc.integer({ min: 1, max: 4 }),
      faults: fc.array(anyFault, { minLength: 40, maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(delivery, async ({ order, batchSize, functions, faults }) => {
        const world = await openWorld();
        const services = [world];
        while (services.length < functions) services.push(await world.another());
        for (const { faults: client } of services) {
          let used = 0;
          // Each service gets the whole list of faults, and then none.
          client.inject(() => (used < faults.length ? faults[used++] : undefined));
        }
        // All records again at the end, so that each is delivered at least once.
        const arriving = [...order.map(i => records[i % records.length] as DynamoDBRecord), ...records];
        const batches = Array.from({ length: Math.ceil(arriving.length / batchSize) }, (_, i) =>
          arriving.slice(i * batchSize, (i + 1) * batchSize),
        ).entries();
        await Promise.all(
          services.map(async service => {
            for (const [, batch] of batches) await deliverUntilDone(service, batch);
          }),
        );
        for (const { faults: client } of services) client.clear();
        expect(await tallied(world)).toEqual(byCurrency(recount(claims)));
        for (const [eventId, own] of Map.groupBy(claims, ({ eventId: of }) => of))
          expect(await readSales(world, eventId)).toEqual(recountSales(own));
      }),
      { numRuns: runSize(8, 40) },
    );
  }, 120_000);

  it('count a sale that changes no tally: a captured payment that proves to be void', async () => {
    const world = await openWorld();
    const booked = claims.find(({ status }) => status === 'confirmed') as Claim;
    const captured = booked.history.findLast(({ action }) => action === 'payment.captured') as HistoryEntry;
    const voided: HistoryEntry = { ...captured, action: 'payment.voided', from: 'captured', to: 'voided' };
    const claim = { ...copyOf(booked), history: [...booked.history, voided] };
    await deliverUntilDone(world, recordsOf(claim));
    const [day] = (await readSales(world, claim.eventId)) as [DaySales];
    const { captured: taken, returned } = sumOfSections(day.sections.values());
    expect([taken, returned]).toEqual([claim.total, claim.total]);
  });

  it('need few transactions for many records of one event', async () => {
    const world = await openWorld({ random: Math.random });
    const [held] = claims as [Claim];
    const copies = Array.from({ length: 2 * ENTRIES_PER_TRANSACTION + 1 }, () => copyOf(held));
    world.faults.requests.length = 0;
    await deliverUntilDone(world, copies.flatMap(recordsOf));
    const transactions = world.faults.requests.filter(({ name }) => name === 'TransactWriteCommand');
    expect(transactions).toHaveLength(3);
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: copies.length }]);
  });

  it('count many types and codes, in as many transactions as their rows need', async () => {
    const world = await openWorld({ random: Math.random });
    const areas = Array.from({ length: SECTIONS_PER_EVENT_MAX }, (_, i) => `area${i}`);
    const sections = areas.map(id => ({ id, name: id, kind: 'area' as const, price: 1_000, capacity: 10 }));
    const { id: eventId, currency } = await publish(world, { sections });
    const booked = claims.find(({ status }) => status === 'confirmed') as Claim;
    const copies = Array.from({ length: 2 * ENTRIES_PER_TRANSACTION }, (_, i): Claim => {
      const unit = { type: 'adult', price: 900, discount: 100, quantity: 1 };
      const places = areas
        .filter((_, area) => area % 25 === i % 25)
        .map(areaId => ({ areaId, quantity: 1, price: 900, shares: [{ bucket: 0, quantity: 1 }], units: [unit] }));
      return {
        ...copyOf(booked),
        eventId,
        currency,
        places,
        sale: { types: [{ id: 'adult', name: 'Adult' }], code: { id: `CODE${i % 70}`, counterId: `code:${i}` } },
      };
    });
    world.faults.requests.length = 0;
    await deliverUntilDone(world, copies.flatMap(recordsOf));
    const transactions = world.faults.requests.filter(({ name }) => name === 'TransactWriteCommand');
    const sizes = transactions.map(({ input }) => (input as { TransactItems: unknown[] }).TransactItems.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(TRANSACTION_ACTIONS_MAX);
    expect(Math.max(...sizes)).toBeGreaterThan(85);
    const expected = sumOfSales(copies.flatMap(claim => salesOfEntries(claim, claim.history)));
    const { counted, codes } = await world.service.dependencies.administration.readSales(eventId);
    expect(counted).toEqual([{ ...expected, day: counted[0]?.day, currency, codes: new Map() }]);
    expect(new Map(codes.map(({ code, currency: _same, ...figures }) => [code, figures]))).toEqual(expected.codes);
    expect(codes).toHaveLength(70);
  });

  it('skip the entries that are counted already, and count the rest of the batch', async () => {
    const world = await openWorld();
    const [held] = claims as [Claim];
    const copies = Array.from({ length: 10 }, () => copyOf(held));
    await deliverUntilDone(world, copies.slice(3, 6).flatMap(recordsOf));
    await deliverUntilDone(world, copies.flatMap(recordsOf));
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: 10 }]);
  });

  it('count an entry once when all replies are lost, because the retry finds it counted', async () => {
    const world = await openWorld();
    const [held] = claims as [Claim];
    const copies = Array.from({ length: 5 }, () => copyOf(held)).flatMap(recordsOf);
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? 'lost-reply' : undefined));
    expect(await deliver(world, publishHistory, copies)).toEqual({ batchItemFailures: [] });
    world.faults.clear();
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: 5 }]);
    await deliverUntilDone(world, copies);
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: 5 }]);
  });

  it('count all other entries of a batch with one entry that fails, and only that one is reported', async () => {
    const world = await openWorld();
    const [held] = claims as [Claim];
    const copies = Array.from({ length: 5 }, () => copyOf(held));
    const poisoned = copies[2] as Claim;
    world.faults.inject(({ name, input }) =>
      name === 'TransactWriteCommand' && JSON.stringify(input).includes(poisoned.id) ? 'throttle' : undefined,
    );
    const delivered = copies.flatMap(recordsOf);
    const { batchItemFailures } = await deliver(world, publishHistory, delivered);
    expect(batchItemFailures).toEqual([{ itemIdentifier: delivered[2]?.dynamodb?.SequenceNumber }]);
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: 4 }]);
    world.faults.clear();
    await deliverUntilDone(world, delivered);
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: 5 }]);
  });
});
