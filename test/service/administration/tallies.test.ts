/**
 * Tallies: right to the unit, however the stream delivers what they count. Each is compared with a recount from the claims
 * themselves, which knows nothing of entries and their order.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import type { Event } from '../../../lib/contract/events/messages.ts';
import { ENTRIES_PER_TRANSACTION } from '../../../lib/domain/limits.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import { noTally, sumOfTallies, type Tally, tallyOf } from '../../../lib/domain/tally.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import type { CurrencyTally } from '../../../lib/ports/administration.ts';
import type { Fault } from '../../support/faults.ts';
import { deliver, recordsOf } from '../../support/stream.ts';
import { expire, extend, hold, newKey, openWorld, pay, publish, release, type World } from '../../support/world.ts';

/** What a claim counts for, by what it has become. */
function countedOf({ status, total, booking, payments }: Claim): Tally {
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
    ...sumOfTallies(ofCurrency.map(countedOf)),
  }));

const byCurrency = (tallies: CurrencyTally[]) =>
  tallies.toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
const tallied = async (world: World, eventId?: string) =>
  byCurrency(await world.service.dependencies.administration.readTallies(eventId));

let claims: Claim[];
let records: DynamoDBRecord[];

/** Every way that a claim can go, in two currencies. */
beforeAll(async () => {
  const world = await openWorld();
  const buyer = await world.person();
  const events: Event[] = [await publish(world), await publish(world), await publish(world, { currency: 'BDT' })];
  const holds: { id: string }[] = [];
  for (const [i, event] of events.entries()) {
    let seats = 0;
    const held = async (count = 1) => {
      const wanted = Array.from({ length: count }, () => `a/${'ABCDEFGHIJ'[i]}-${++seats}`);
      const { body } = await hold(world, buyer, event, wanted);
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

/** As Lambda delivers: what was reported failed comes again, until nothing does. */
async function deliverUntilDone(world: World, batch: DynamoDBRecord[]): Promise<void> {
  let rest = batch;
  for (let tried = 0; rest.length > 0; tried++) {
    if (tried > 50) throw new Error('some records fail for ever');
    const { batchItemFailures } = await deliver(world, publishHistory, rest);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    rest = rest.filter(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ''));
  }
}

const copyOf = (claim: Claim): Claim => ({ ...claim, id: IDS.next() });

describe('the tallies', () => {
  it('have every way that a claim can go', () => {
    const [eur, bdt] = [recount(claims)[0] as Tally, recount(claims)[1] as Tally];
    expect(bdt).toMatchObject({ active: 2, released: 1, confirmed: 2, cancelled: 1, expired: 1 });
    expect(bdt).toMatchObject({ gross: 30_000, refunded: 15_000, captured: 30_000, returned: 15_000 });
    expect(eur).toMatchObject({ active: 4, gross: 60_000, refunded: 30_000 });
  });

  it('are what the claims come to, by currency, of all events and of each, and follow from the journal alone', async () => {
    const world = await openWorld();
    await deliverUntilDone(world, records);
    expect(await tallied(world)).toEqual(byCurrency(recount(claims)));
    const ofEvents = Map.groupBy(claims, ({ eventId }) => eventId);
    for (const [eventId, own] of ofEvents) expect(await tallied(world, eventId)).toEqual(recount(own));
    const { store } = world.service.dependencies;
    const journal = (await Promise.all(claims.map(({ id }) => store.readJournal(id)))).flat();
    const fromJournal = [...Map.groupBy(journal, ({ currency }) => currency ?? '')].map(([currency, entries]) => ({
      currency,
      ...sumOfTallies(entries.map(tallyOf)),
    }));
    expect(byCurrency(fromJournal)).toEqual(byCurrency(recount(claims)));
  });

  it('are nothing where nothing was sold', async () => {
    expect(await tallied(await openWorld())).toEqual([]);
  });

  it('do not care how records come: twice, backwards, split, to several functions at once, through weather', async () => {
    const weather = fc.constantFrom<Fault[]>(
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
      faults: fc.array(weather, { minLength: 40, maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(delivery, async ({ order, batchSize, functions, faults }) => {
        const world = await openWorld();
        const services = [world];
        while (services.length < functions) services.push(await world.another());
        for (const { faults: client } of services) {
          let met = 0;
          // Three calls that see the whole list, and then fair weather.
          client.inject(() => (met < faults.length ? faults[met++] : undefined));
        }
        // The rest of the records at the end: each comes once at least.
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
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  it('are counted together: a crowd of one event takes few transactions, each spread over its own shards', async () => {
    const world = await openWorld({ random: Math.random });
    const [held] = claims as [Claim];
    const crowd = Array.from({ length: 2 * ENTRIES_PER_TRANSACTION + 1 }, () => copyOf(held));
    world.faults.requests.length = 0;
    await deliverUntilDone(world, crowd.flatMap(recordsOf));
    const transactions = world.faults.requests.filter(({ name }) => name === 'TransactWriteCommand');
    expect(transactions).toHaveLength(3);
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: crowd.length }]);
  });

  it('leave out what was counted before, and count the rest of the batch', async () => {
    const world = await openWorld();
    const [held] = claims as [Claim];
    const crowd = Array.from({ length: 10 }, () => copyOf(held));
    await deliverUntilDone(world, crowd.slice(3, 6).flatMap(recordsOf));
    await deliverUntilDone(world, crowd.flatMap(recordsOf));
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: 10 }]);
  });

  it('count once what was counted though no reply ever came: the next try finds it there', async () => {
    const world = await openWorld();
    const [held] = claims as [Claim];
    const crowd = Array.from({ length: 5 }, () => copyOf(held)).flatMap(recordsOf);
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? 'lost-reply' : undefined));
    expect(await deliver(world, publishHistory, crowd)).toEqual({ batchItemFailures: [] });
    world.faults.clear();
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: 5 }]);
    await deliverUntilDone(world, crowd);
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: 5 }]);
  });

  it('lose nothing to a poisoned entry in their midst, which is reported alone', async () => {
    const world = await openWorld();
    const [held] = claims as [Claim];
    const crowd = Array.from({ length: 5 }, () => copyOf(held));
    const poisoned = crowd[2] as Claim;
    world.faults.inject(({ name, input }) =>
      name === 'TransactWriteCommand' && JSON.stringify(input).includes(poisoned.id) ? 'throttle' : undefined,
    );
    const delivered = crowd.flatMap(recordsOf);
    const { batchItemFailures } = await deliver(world, publishHistory, delivered);
    expect(batchItemFailures).toEqual([{ itemIdentifier: delivered[2]?.dynamodb?.SequenceNumber }]);
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: 4 }]);
    world.faults.clear();
    await deliverUntilDone(world, delivered);
    expect(await tallied(world)).toEqual([{ currency: held.currency, ...noTally(), active: 5 }]);
  });
});
