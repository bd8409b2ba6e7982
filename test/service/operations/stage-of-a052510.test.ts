/**
 * The rows of the commit a052510, the last one without refunds by number and without bookings of which a part is cancelled:
 * bookings with finished and open refunds, payments that were given up or are pending, journeys, and an edit and a cancellation
 * of an event in progress. This version reads the rows, sells from them, cancels parts, and makes each open refund once.
 *
 * The file was made in a clone of that commit: a test there called its API in a world on the embedded engine with the gateway of
 * the simulator, interrupted some calls, and wrote down all rows. Its first line has the people, the events, the claims, the
 * accounts at the gateway, and some calls with an idempotency key and their answers.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { UnfinishedPayment } from '../../../lib/contract/administration/responses.ts';
import type { Booking, Cancellation } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { bookingIdOf, paymentIdOf } from '../../../lib/domain/ids.ts';
import { EDIT_SETTLE_MS, PAYMENT_NEEDS_PERSON_SECONDS, RECONCILE_AFTER_SECONDS } from '../../../lib/domain/limits.ts';
import { paymentOf } from '../../../lib/domain/payment-lifecycle.ts';
import { refundsOf } from '../../../lib/domain/refunds.ts';
import type { GatewayRefund, RefundedPayment } from '../../../lib/ports/payment-gateway.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { claimOf } from '../../../lib/table/claims/claim-rows.ts';
import { runJobs } from '../../support/import.ts';
import { migrate } from '../../support/migration.ts';
import { expectIntegrity, expectIntegrityOfAll, publishHistoryOfAll, reconcile } from '../../support/payments.ts';
import { rowsOf } from '../../support/replay.ts';
import { openStage, readStage, type Stage } from '../../support/stages.ts';
import {
  bucketsOf,
  edit,
  hold,
  newKey,
  type Person,
  type ProblemFields,
  pay,
  sweep,
  type World,
} from '../../support/world.ts';

type Account = NonNullable<ReturnType<LedgerGateway['accounts']['get']>>;
interface SoldStage extends Stage {
  /** The claims by a name, with the names of their owners and events. */
  claims: Record<string, { id: string; owner: string; event: string }>;
  gateway: Record<string, Pick<Account, 'state' | 'amount'>>;
}

const STAGE = readStage(new URL('stage-of-a052510.jsonl', import.meta.url)) as SoldStage;
const { organizer, admin } = STAGE;
/** The payments that the gateway has captured although Holdfast wants no money, and how many refunds it still has to make. */
const OWED: Record<string, number> = {
  'given up, captured': 1,
  'given up, refund open': 1,
  'refund open': 1,
  'refund made': 0,
  'refund resumed': 1,
  'captured, then cancelled': 1,
  'on ending': 1,
};

let world: World;
let gateway: LedgerGateway;
/** The requests for refunds, in their order. */
let asked: RefundedPayment[];
beforeEach(async () => {
  gateway = new LedgerGateway();
  // The version before has refunded payments as a whole, without a number.
  for (const [id, account] of Object.entries(STAGE.gateway)) gateway.accounts.set(id, { ...account, refunds: [] });
  asked = [];
  gateway.before = async (call, payment) => call === 'refund' && asked.push(payment as RefundedPayment);
  world = await openStage(STAGE, { gateway });
});

const claimNamed = (name: string): SoldStage['claims'][string] => {
  const claim = STAGE.claims[name];
  if (!claim) throw new Error(`the stage has no claim ${name}`);
  return claim;
};
const idOf = (name: string): string => claimNamed(name).id.slice(4);
const paymentIdIn = (name: string): string => paymentIdOf(idOf(name), 1);
const ownerOf = (name: string): Person => STAGE.customers[claimNamed(name).owner] as Person;
const eventOf = (name: string): Event => ({ id: STAGE.events[name] }) as Event;
const readClaim = (name: string) => world.claimOf(claimNamed(name));

const accountOf = (name: string): Account | undefined => gateway.accounts.get(paymentIdIn(name));
const refundsAsked = (name: string): GatewayRefund[] =>
  asked.filter(({ paymentId }) => paymentId === paymentIdIn(name)).map(({ refund }) => refund);
const refundsMade = (name: string): number[] => accountOf(name)?.refunds.map(({ amount }) => amount) ?? [];
/** The amount that the gateway has captured and not returned. */
const keptOf = (name: string): number => {
  const { state, amount = 0 } = accountOf(name) ?? {};
  return state === 'captured' ? amount - refundsMade(name).reduce((sum, refund) => sum + refund, 0) : 0;
};

const cancelPlaces = (name: string, places: object = {}) =>
  world.invoke<Cancellation & ProblemFields>('cancel-booking', {
    as: ownerOf(name),
    key: newKey(),
    params: { bookingId: bookingIdOf(idOf(name)) },
    body: places,
  });

async function expectAllIntegrity(): Promise<void> {
  await publishHistoryOfAll(world);
  await expectIntegrityOfAll(world, Object.entries(STAGE.events));
}

/** Runs the schedules until only stuck payments are left. */
async function finish(): Promise<void> {
  for (let run = 0; run < 4; run++) {
    world.now += EDIT_SETTLE_MS;
    await reconcile(world);
    await sweep(world);
    await publishHistoryOfAll(world);
    await runJobs(world, () => 1_000);
  }
}

/** Checks that the gateway has kept the prices of all tickets that stand, and the money of the stuck refund. */
async function expectMoneyBalances(stuck = keptOf('refund stuck')): Promise<void> {
  const claims = (await rowsOf(world, 'CLAIM#')).map(claimOf);
  const sold = claims
    .filter(({ status }) => status === 'confirmed')
    .reduce((sum, { total, booking, payments }) => {
      const paid = payments[(booking?.paymentNumber ?? 1) - 1];
      return sum + total - refundsOf(paid ?? {}).reduce((all, { amount }) => all + amount, 0);
    }, 0);
  expect(gateway.kept).toBe(sold + stuck);
}

describe('a stage of the commit a052510', () => {
  it('has integrity, also while its journal is late, and its journal gives each claim', async () => {
    for (const id of Object.values(STAGE.events)) await expectIntegrity(world, { id });
    await expectAllIntegrity();
  });

  it('answers each idempotency key as it did', async () => {
    for (const { name, operation, as, key, params, body, status, answer } of STAGE.calls) {
      if (status === 503 || status === 202) continue;
      const again = await world.invoke<Record<string, unknown>>(operation, {
        as,
        key,
        ...(params ? { params } : {}),
        ...(body ? { body } : {}),
      });
      expect([name, again.status, again.headers['idempotent-replayed']]).toEqual([name, status, 'true']);
      // The record of a payment names the booking, which is presented as today, with more members.
      if (operation === 'confirm-booking') expect(again.body).toMatchObject(answer as object);
      else expect([name, again.body]).toEqual([name, answer]);
    }
  });

  it('makes each open refund once, also one that the version before has made without learning it', async () => {
    await finish();
    for (const [name, made] of Object.entries(OWED)) {
      const { refunds, state } = paymentOf(await readClaim(name), 1);
      expect([name, state, refunds?.map(refund => refund.state)]).toEqual([name, 'refunded', ['refunded']]);
      expect([name, refundsMade(name).length, keptOf(name)]).toEqual([name, made, 0]);
      const numbers = refundsAsked(name).map(({ number, amount }) => [number, amount]);
      expect([name, numbers]).toEqual([name, [[1, accountOf(name)?.amount]]]);
    }
    expect(refundsAsked('refund stuck')).toEqual([]);
    expect(refundsAsked('refund done')).toEqual([]);
    expect(paymentOf(await readClaim('void open'), 1)).toMatchObject({ state: 'voided', wanted: 'refunded' });
    await expectMoneyBalances();
    await expectAllIntegrity();
  });

  it('lists its stuck refund as refund 1, and lets an administrator resume or settle it', async () => {
    const paymentId = paymentIdIn('refund stuck');
    const listed = await world.invoke<{ items: UnfinishedPayment[] }>('find-payments', {
      as: admin,
      query: { needsPerson: 'true' },
    });
    const amount = { amount: 6_000, currency: 'EUR' };
    expect(listed.body.items).toMatchObject([
      { paymentId, amount, refunds: [{ number: 1, amount, state: 'initiated' }] },
    ]);
    const settled = await world.invoke('settle-payment', {
      as: admin,
      params: { paymentId },
      body: { reason: 'by bank transfer' },
    });
    expect(settled).toMatchObject({ status: 200, body: { state: 'refunded' } });
    await finish();
    expect(refundsAsked('refund stuck')).toEqual([]);
    await expectMoneyBalances();
    await expectAllIntegrity();
  });

  it('makes its stuck refund once after an administrator has resumed it', async () => {
    const paymentId = paymentIdIn('refund stuck');
    expect((await world.invoke('resume-payment', { as: admin, params: { paymentId } })).status).toBe(200);
    await finish();
    expect(refundsAsked('refund stuck')).toMatchObject([{ number: 1, resumptions: 1 }]);
    expect([refundsMade('refund stuck'), keptOf('refund stuck')]).toEqual([[6_000], 0]);
    await expectMoneyBalances(0);
    await expectAllIntegrity();
  });

  it('asks again for a refund that the version before has resumed, with its resumption', async () => {
    await finish();
    expect(refundsAsked('refund resumed')).toMatchObject([{ number: 1, resumptions: 1 }]);
  });

  it('cancels a part of a booking, then another one, then the rest', async () => {
    const parts: [object, number][] = [
      [{ seats: ['a/A-2'] }, 5_000],
      [{ areas: [{ areaId: 'standing', quantity: 3 }] }, 9_000],
      [{}, 13_000],
    ];
    for (const [places, amount] of parts) {
      const cancelled = await cancelPlaces('paid', places);
      expect([cancelled.status, cancelled.body.refund]).toMatchObject([200, { amount: { amount } }]);
      await expectAllIntegrity();
    }
    expect(refundsAsked('paid').map(({ number, amount }) => [number, amount])).toEqual([
      [1, 5_000],
      [2, 9_000],
      [3, 13_000],
    ]);
    expect((await readClaim('paid')).status).toBe('cancelled');
    expect((await hold(world, ownerOf('other paid'), eventOf('concert'), ['a/A-1', 'a/A-2', 'a/A-3'])).status).toBe(
      201,
    );
    await finish();
    await expectMoneyBalances();
    await expectAllIntegrity();
  });

  it('cancels a part before the capture, which captures the whole payment and refunds the part', async () => {
    const cancelled = await cancelPlaces('uncaptured', { seats: ['a/B-6'] });
    expect([cancelled.status, cancelled.body.refund]).toMatchObject([200, { amount: { amount: 5_000 } }]);
    await finish();
    expect([accountOf('uncaptured'), keptOf('uncaptured')]).toMatchObject([
      { state: 'captured', amount: 16_000 },
      11_000,
    ]);
    expect(await readClaim('uncaptured')).toMatchObject({
      status: 'confirmed',
      tickets: ['void', 'valid', 'valid', 'valid'],
    });
    await expectMoneyBalances();
    await expectAllIntegrity();
  });

  it('voids the payment of a booking that is cancelled as a whole before the capture', async () => {
    expect((await cancelPlaces('uncaptured')).status).toBe(200);
    await finish();
    expect(accountOf('uncaptured')?.state).toBe('voided');
    await expectMoneyBalances();
    await expectAllIntegrity();
  });

  it('returns what is left of each booking once when the organizer cancels the event', async () => {
    expect((await cancelPlaces('paid', { seats: ['a/A-1'] })).status).toBe(200);
    expect((await cancelPlaces('other paid', { seats: ['a/B-2'] })).status).toBe(200);
    expect((await edit(world, organizer, eventOf('concert'), { status: 'cancelled' })).status).toBe(200);
    await finish();
    world.now += 60 * 60 * 1_000;
    await finish();
    for (const [name, { event }] of Object.entries(STAGE.claims)) {
      if (event !== 'concert' || name === 'refund stuck') continue;
      expect([name, (await readClaim(name)).status]).not.toEqual([name, 'confirmed']);
      expect([name, keptOf(name)]).toEqual([name, 0]);
    }
    expect(refundsAsked('paid').map(({ amount }) => amount)).toEqual([5_000, 22_000]);
    await expectMoneyBalances();
    await expectAllIntegrity();
  });

  it('finishes the edit and the cancellation of an event that were begun', async () => {
    await finish();
    const read = async (name: string) =>
      (await world.invoke<Event>('read-event', { params: { eventId: eventOf(name).id } })).body;
    expect((await read('running edit')).sections.map(({ capacity }) => capacity)).toEqual([9, 40]);
    expect((await read('ending')).status).toBe('cancelled');
    for (const name of ['on ending', 'uncaptured on ending']) {
      expect([name, (await readClaim(name)).status]).toEqual([name, 'cancelled']);
      expect([name, keptOf(name)]).toEqual([name, 0]);
    }
    expect((await cancelPlaces('on running edit', { areas: [{ areaId: 'standing', quantity: 2 }] })).status).toBe(200);
    expect((await bucketsOf(world, await read('running edit'))).reduce((sum, { booked }) => sum + booked, 0)).toBe(1);
    await expectMoneyBalances();
    await expectAllIntegrity();
  });

  it('books a pending payment that the customer confirms, and cancels a part of it', async () => {
    gateway.settle(paymentIdIn('pending'), 'authorised');
    world.now += RECONCILE_AFTER_SECONDS * 1_000;
    await reconcile(world);
    expect((await readClaim('pending')).status).toBe('confirmed');
    expect((await pay(world, ownerOf('last hold'), { id: claimNamed('last hold').id })).status).toBe(201);
    const cancelled = await cancelPlaces('last hold', { seats: ['a/C-3'] });
    expect([cancelled.status, cancelled.body.refund]).toMatchObject([200, { amount: { amount: 5_000 } }]);
    await finish();
    await expectMoneyBalances();
    await expectAllIntegrity();
  });

  it('counts the places that are left under the limit of a customer', async () => {
    const areas = (quantity: number) =>
      world.invoke<ProblemFields>('place-hold', {
        as: ownerOf('paid'),
        key: newKey(),
        params: { eventId: eventOf('concert').id },
        body: { areas: [{ areaId: 'standing', quantity }] },
      });
    const refused = await areas(6);
    expect([refused.status, refused.body.code]).toEqual([409, 'customer-limit-reached']);
    expect((await cancelPlaces('paid', { areas: [{ areaId: 'standing', quantity: 1 }] })).status).toBe(200);
    expect((await areas(6)).status).toBe(201);
    await expectAllIntegrity();
  });

  it('keeps a journey of which a part is cancelled, and forgets it with the last place', async () => {
    const sameTime = await publishAnother('IC 1');
    const overlapping = () => hold(world, ownerOf('IC 1'), sameTime, ['wagon/1-1']);
    expect((await cancelPlaces('IC 1', { seats: ['wagon/1-2'] })).status).toBe(200);
    expect((await overlapping()).body.code).toBe('overlapping-journey');
    expect((await cancelPlaces('IC 1', { seats: ['wagon/1-1'] })).status).toBe(200);
    expect((await overlapping()).status).toBe(201);
    await expectAllIntegrity();
  });

  it('counts a journey at the time of its event, which was moved after the sale', async () => {
    for (const name of ['IC 9', 'hold of IC 9']) {
      const { body: journey, status } = await hold(world, ownerOf(name), eventOf('IC 1'), [
        name === 'IC 9' ? 'wagon/1-3' : 'wagon/1-4',
      ]);
      expect([name, status, journey.code]).toEqual([name, 201, undefined]);
    }
    const { body: refused } = await hold(world, ownerOf('IC 9'), await publishAnother('IC 9'), ['wagon/1-1']);
    const { startsAt, endsAt } = await timesOf('IC 9');
    expect(refused).toMatchObject({
      code: 'overlapping-journey',
      journeys: [{ eventId: eventOf('IC 9').id, startsAt, endsAt }],
    });
    await expectAllIntegrity();
  });

  it('lets a train move onto another journey of its customers, and shows both', async () => {
    expect((await pay(world, ownerOf('IC 2'), { id: claimNamed('IC 2').id })).status).toBe(201);
    const { startsAt, endsAt } = await timesOf('IC 1');
    expect((await edit(world, organizer, eventOf('IC 2'), { startsAt, endsAt })).status).toBe(200);
    expect((await cancelPlaces('IC 1', { seats: ['wagon/1-1'] })).status).toBe(200);
    await expectAllIntegrity();
    expect((await cancelPlaces('IC 1')).status).toBe(200);
    await expectAllIntegrity();
  });

  it('shows what has changed since the sale', async () => {
    const { body } = await world.invoke<Booking>('read-booking', {
      as: ownerOf('moved concert'),
      params: { bookingId: bookingIdOf(idOf('moved concert')) },
    });
    expect(body).toMatchObject({ event: { changedSince: ['title', 'venue', 'startsAt', 'endsAt'] }, refunds: [] });
  });

  it('needs no migration: a run of it changes no row, before and after cancellations', async () => {
    const before = await migrate(world);
    expect(before).toMatchObject({ is: 'finished' });
    expect((await cancelPlaces('paid', { seats: ['a/A-2'] })).status).toBe(200);
    await finish();
    const rows = await rowsOf(world, 'CLAIM#');
    await migrate(world, { isAgain: true });
    expect(await rowsOf(world, 'CLAIM#')).toEqual(rows);
    await expectAllIntegrity();
  });

  it('needs a person for each open refund that the gateway does not answer for two hours', async () => {
    gateway.faultOf = () => 'lost-request';
    await reconcile(world);
    world.now += PAYMENT_NEEDS_PERSON_SECONDS * 1_000;
    const { needPerson } = await reconcile(world);
    expect(needPerson).toBeGreaterThanOrEqual(Object.keys(OWED).length);
  });
});

async function timesOf(name: string): Promise<Pick<Event, 'startsAt' | 'endsAt' | 'timeZone'>> {
  const { body } = await world.invoke<Event>('read-event', { params: { eventId: eventOf(name).id } });
  const { startsAt, endsAt, timeZone } = body;
  return { startsAt, endsAt, timeZone };
}

/** Publishes another train at the time of this one. */
async function publishAnother(name: string): Promise<Event> {
  const { status, body } = await world.invoke<Event>('publish-event', {
    as: organizer,
    body: {
      kind: 'train',
      title: `another train at the time of ${name}`,
      service: { number: 'IC 3', carrier: 'ÖBB' },
      route: { origin: 'Wien', destination: 'Graz' },
      ...(await timesOf(name)),
      currency: 'EUR',
      sections: [{ id: 'wagon', name: 'Wagon', kind: 'seated', price: 2_900, rows: [{ row: '1', count: 2 }] }],
    },
  });
  expect(status).toBe(201);
  return body;
}
