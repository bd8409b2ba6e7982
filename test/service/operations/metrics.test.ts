/** Metrics: each event is counted once, and a repeated response counts only as a replay. */
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { projectRows } from '../../../functions/stream/project-rows.ts';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { VARIABLES } from '../../../lib/deployment/variables.ts';
import { cancelBooking } from '../../../lib/domain/claim-changes.ts';
import { composedBackground } from '../../../lib/lambda/compose/background-service.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { lapseMarkerKey } from '../../../lib/table/keys.ts';
import { runEventJobs } from '../../../lib/usecases/events/run-event-jobs.ts';
import { sweepLapsed } from '../../../lib/usecases/holds/sweep-lapsed.ts';
import { observe, openObservedWorld } from '../../support/observed-world.ts';
import { reconcile } from '../../support/payments.ts';
import { deliver, record, recordsOf } from '../../support/stream.ts';
import {
  cancel,
  edit,
  extend,
  hold,
  holdPlaces,
  MINUTE,
  type Person,
  pay,
  publish,
  publishArea,
  release,
  sweep,
  type World,
} from '../../support/world.ts';

let world: World;
let event: Event;
let alice: Person;
let bob: Person;
let gateway: LedgerGateway;

async function openNewWorld(): Promise<void> {
  gateway = new LedgerGateway();
  world = await openObservedWorld({ gateway });
}

beforeAll(openNewWorld);
beforeEach(() =>
  observe(async () => {
    event = await publish(world, { holdSeconds: 90, sections: [TWO_ROWS] });
    [alice, bob] = [await world.person(), await world.person()];
  }),
);

const rows = ['A', 'B'].map(row => ({ row, count: 10 }));
const TWO_ROWS = { id: 'a', name: 'A', kind: 'seated' as const, price: 5_000, rows };

/** Runs an action and returns what it counted. */
const counts = async (run: () => Promise<unknown>) => (await observe(run)).counts;
/** Runs an action without looking at its metrics. */
const uncounted = async <Result>(run: () => Promise<Result>): Promise<Result> => (await observe(run)).answer;
const held = async (seat = 'a/A-1', as = alice) => (await uncounted(() => hold(world, as, event, [seat]))).body;
const booked = async (seat = 'a/A-1') => {
  const { body } = await uncounted(() => hold(world, alice, event, [seat]));
  return (await uncounted(() => pay(world, alice, body))).body;
};

describe('a hold', () => {
  it('is counted as placed once, and as a replay when its key is repeated', async () => {
    expect(await counts(() => hold(world, alice, event, ['a/A-1', 'a/A-2'], { key: 'k' }))).toEqual({ HoldsPlaced: 1 });
    expect(await counts(() => hold(world, alice, event, ['a/A-1', 'a/A-2'], { key: 'k' }))).toEqual({ Replays: 1 });
  });

  it('that is refused is counted once, by its code', async () => {
    await held();
    expect(await counts(() => hold(world, bob, event, ['a/A-1']))).toEqual({ 'HoldsRefused seats-unavailable': 1 });
    expect(await counts(() => hold(world, bob, event, ['a/Z-1']))).toEqual({ 'HoldsRefused place-not-found': 1 });
    const cheap = { expectedTotal: 1 };
    expect(await counts(() => hold(world, bob, event, ['a/B-1'], cheap))).toEqual({ 'HoldsRefused price-changed': 1 });
    const area = await uncounted(() => publishArea(world, 2));
    expect(await counts(() => holdPlaces(world, bob, area, 3))).toEqual({ 'HoldsRefused area-sold-out': 1 });
  });

  it('on the best available seats is counted once, also after attempts on other seats', async () => {
    const holdBest = (quantity: number) =>
      world.invoke('place-hold', {
        as: bob,
        key: `best-${quantity}`,
        params: { eventId: event.id },
        body: { bestAvailable: { quantity, adjacent: true } },
      });
    await uncounted(() => holdBest(1));
    const other = await world.another();
    await uncounted(() => hold(other, alice, event, ['a/A-4', 'a/A-5', 'a/A-6', 'a/A-7']));
    expect(await counts(() => holdBest(5))).toEqual({ HoldsPlaced: 1 });
    expect(await counts(() => holdBest(9))).toEqual({ 'HoldsRefused no-adjacent-seats': 1 });
  });

  it('that is extended or released is not counted, and a lapsed one is counted when its owner releases it', async () => {
    const first = await held();
    expect(await counts(() => extend(world, alice, first))).toEqual({});
    expect(await counts(() => release(world, alice, first))).toEqual({});
    const second = await held();
    world.now = Date.parse(second.expiresAt);
    expect(await counts(() => release(world, alice, second))).toEqual({ 'HoldsLapsed owner': 1 });
    expect(await counts(() => release(world, alice, second))).toEqual({});
  });
});

describe('a lapsed hold', () => {
  beforeAll(openNewWorld);

  it('is counted once by the sweep that expires it, with the lag of the sweep', async () => {
    const { expiresAt } = await held();
    world.now = Date.parse(expiresAt);
    expect(await counts(() => sweep(world))).toEqual({ 'HoldsLapsed sweep': 1, SweepLag: 0 });
    expect(await counts(() => sweep(world))).toEqual({});
  });

  it('is counted once by the removal of its marker, also when the record is delivered twice', async () => {
    const { id, expiresAt } = await held();
    world.now = Date.parse(expiresAt);
    const { pk, sk } = lapseMarkerKey(id.slice(4), world.now);
    const removed = record({ Keys: { pk: { S: pk }, sk: { S: sk } } }, 'REMOVE');
    expect(await counts(() => deliver(world, projectRows, [removed, removed]))).toEqual({ 'HoldsLapsed ttl': 1 });
    expect(await counts(() => sweep(world))).toEqual({});
  });

  it('is not counted when another hold takes its seat', async () => {
    world.now = Date.parse((await held()).expiresAt);
    expect(await counts(() => hold(world, bob, event, ['a/A-1']))).toEqual({ HoldsPlaced: 1 });
  });
});

describe('a sweep', () => {
  beforeAll(openNewWorld);

  it('that has nothing to do counts nothing, so that an idle stage costs nothing', async () => {
    await uncounted(() => sweep(world));
    for (let run = 0; run < 5; run++) {
      world.now += MINUTE;
      expect(await counts(() => sweep(world))).toEqual({});
    }
  });

  it('that runs out of time counts its lag', async () => {
    await uncounted(() => sweep(world));
    world.now += 60 * MINUTE;
    let left = 1;
    const short = () => sweepLapsed(world.service.dependencies, world.call(), () => left--);
    // It swept one of 60 minutes.
    expect(await counts(short)).toEqual({ SweepLag: 59 * 60 });
  });
});

describe('a payment', () => {
  beforeEach(() => {
    gateway.decide = ({ method }) => (method === 'sim_declined' ? 'declined' : 'authorised');
    gateway.faultOf = () => undefined;
  });

  it('that is captured counts one booking, and its repeated key counts as a replay', async () => {
    const first = await held();
    const paid = { BookingsConfirmed: 1, 'Payments captured': 1, 'Payments initiated': 1 };
    expect(await counts(() => pay(world, alice, first, { key: 'p' }))).toEqual(paid);
    expect(await counts(() => pay(world, alice, first, { key: 'p' }))).toEqual({ Replays: 1 });
  });

  it('that is declined is counted once, and its repeated key counts as a replay', async () => {
    const first = await held();
    const decline = () => pay(world, alice, first, { key: 'p', paymentMethod: 'sim_declined' });
    expect(await counts(decline)).toEqual({ 'Payments declined': 1, 'Payments initiated': 1 });
    expect(await counts(decline)).toEqual({ Replays: 1 });
  });

  it('that is pending is counted as pending once, and as captured once', async () => {
    gateway.decide = () => 'pending';
    const first = await held();
    const key = { key: 'p' };
    expect(await counts(() => pay(world, alice, first, key))).toEqual({
      'Payments initiated': 1,
      'Payments pending': 1,
    });
    expect(await counts(() => pay(world, alice, first, key))).toEqual({});
    gateway.settle(`pay_${first.id.slice(4)}_1`, 'authorised');
    world.now += MINUTE;
    expect(await counts(() => reconcile(world))).toEqual({ BookingsConfirmed: 1, 'Payments captured': 1 });
    expect(await counts(() => reconcile(world))).toEqual({});
  });

  it('without an answer of the gateway is counted for each response that says so', async () => {
    gateway.faultOf = call => (call === 'authorise' ? 'lost-request' : undefined);
    const first = await held();
    const key = { key: 'p' };
    expect(await counts(() => pay(world, alice, first, key))).toEqual({
      'Payments initiated': 1,
      'Payments unanswered': 1,
    });
    expect(await counts(() => pay(world, alice, first, key))).toEqual({ 'Payments unanswered': 1 });
    gateway.faultOf = () => undefined;
    const paid = { BookingsConfirmed: 1, 'Payments captured': 1, Replays: 1 };
    expect(await counts(() => pay(world, alice, first, key))).toEqual(paid);
  });

  it('whose seat another hold has is counted as given up and voided', async () => {
    gateway.decide = () => 'pending';
    const first = await held();
    await uncounted(() => pay(world, alice, first));
    world.now = Date.parse(first.expiresAt) + 60 * MINUTE;
    await uncounted(() => hold(world, bob, event, ['a/A-1']));
    gateway.settle(`pay_${first.id.slice(4)}_1`, 'authorised');
    const given = await counts(() => reconcile(world));
    expect(given).toEqual({ 'Payments given-up': 1, 'Payments voided': 1 });
  });

  it('is counted as captured once when the reply to the write was lost', async () => {
    const first = await held();
    // The SDK retries the update, and the retry finds the effect of the first attempt.
    world.faults.inject(({ name }) => {
      if (name !== 'UpdateCommand') return undefined;
      world.faults.clear();
      return 'lost-reply';
    });
    const paid = await counts(() => pay(world, alice, first));
    expect(paid).toEqual({
      BookingsConfirmed: 1,
      'Payments captured': 1,
      'Payments initiated': 1,
      'ConflictsRetried unknown': 1,
    });
  });
});

describe('a booking', () => {
  it('that is cancelled is counted once, with its refund', async () => {
    const first = await booked();
    const refunded = { BookingsCancelled: 1, 'Payments refunded': 1 };
    expect(await counts(() => cancel(world, alice, first, { key: 'c' }))).toEqual(refunded);
    expect(await counts(() => cancel(world, alice, first, { key: 'c' }))).toEqual({ Replays: 1 });
  });

  it('with a total of 0 is counted without a payment', async () => {
    const sections = [{ id: 'standing', name: 'Free', kind: 'area' as const, price: 0, capacity: 5 }];
    const free = await uncounted(() => publish(world, { sections }));
    const { body } = await uncounted(() => holdPlaces(world, alice, free, 1));
    expect(await counts(() => pay(world, alice, body))).toEqual({ BookingsConfirmed: 1 });
  });

  it('whose refund is refused permanently is counted as stuck once, and in each run as needing a person', async () => {
    const first = await booked();
    gateway.faultOf = call => (call === 'refund' ? 'refused' : undefined);
    const stuck = { BookingsCancelled: 1, 'Payments stuck': 1 };
    expect(await counts(() => cancel(world, alice, first))).toEqual(stuck);
    for (let run = 0; run < 2; run++) {
      world.now += MINUTE;
      expect(await counts(() => reconcile(world))).toEqual({ PaymentNeedsPerson: 1 });
    }
  });
});

describe('the history publisher', () => {
  it('counts the age of its oldest change once', async () => {
    const first = await held();
    world.now += 4_000;
    await uncounted(() => extend(world, alice, first));
    world.now += 1_500;
    const records = recordsOf(await world.claimOf(first));
    expect(await counts(() => deliver(world, publishHistory, records))).toEqual({ StreamAge: 5_500 });
    expect(await counts(() => deliver(world, publishHistory, records))).toEqual({});
  });
});

describe('a transient error', () => {
  it('is counted by its kind for each retry, and not at the last attempt', async () => {
    world.faults.injectIntoTransactions({ conflictOn: 1 }, { conflictOn: 1 }, 'throttle');
    expect(await counts(() => hold(world, alice, event, ['a/A-1']))).toEqual({
      'ConflictsRetried conflict': 2,
      'ConflictsRetried throttle': 1,
      HoldsPlaced: 1,
    });
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? { conflictOn: 1 } : undefined));
    expect(await counts(() => hold(world, bob, event, ['a/A-2']))).toEqual({
      'ConflictsRetried conflict': 6,
      'HoldsRefused busy': 1,
    });
  });
});

describe('a background function', () => {
  beforeAll(openNewWorld);

  it('counts with the dimensions from its environment', async () => {
    const { tables, endpoint = '', region = '', credentials } = world.connection;
    const environment = {
      AWS_LAMBDA_FUNCTION_NAME: 'sweep-lapsed',
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials?.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey,
      [VARIABLES.tableName]: tables.sales,
      [VARIABLES.accountsTable]: tables.accounts,
      [VARIABLES.journalTable]: tables.journal,
      [VARIABLES.dynamodbEndpoint]: endpoint,
      [VARIABLES.stageName]: 'dev',
      [VARIABLES.logLevel]: 'INFO',
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { dependencies } = await composedBackground();
    const sold = await world.claimOf({ id: `hld_${(await booked()).id.slice(4)}` });
    const { expiresAt } = await held('a/A-2');
    const change = cancelBooking(sold, { at: world.now, actor: 'system', requestId: 'r' });
    expect(await counts(() => dependencies.store.cancelBooking(sold, change))).toEqual({ BookingsCancelled: 1 });
    world.now = Date.parse(expiresAt);
    const swept = () => sweepLapsed(dependencies, world.call(), () => 1);
    expect(await counts(swept)).toEqual({ 'HoldsLapsed sweep': 1, SweepLag: 0 });
    vi.unstubAllEnvs();
  });
});

describe('the metrics for operators', () => {
  beforeAll(openNewWorld);

  it('count the violations of an integrity check, and nothing without violations', async () => {
    const admin = await uncounted(() => world.person('admin'));
    const check = () => world.invoke('check-integrity', { as: admin, params: { eventId: event.id } });
    const { id } = await held();
    expect(await counts(check)).toEqual({});
    const { store } = world.service.dependencies;
    const claim = await world.claimOf({ id });
    Object.assign(world.service.dependencies.integrity, {
      readClaims: async () => ({ claims: [{ ...claim, status: 'released' }], withWrongTotals: new Set() }),
    });
    expect((await counts(check)).IntegrityViolations).toBeGreaterThan(0);
    expect(await store.readClaim(claim.id)).toMatchObject({ status: 'active' });
  });

  it('count each failed run of an event job', async () => {
    const organizer = await uncounted(() => world.person('organizer'));
    const own = await uncounted(() => publish(world, {}, organizer));
    const { dependencies } = world.service;
    dependencies.edits.decide = () => Promise.reject(new Error('a bug'));
    await uncounted(() => edit(world, organizer, own, { title: 'Another' }));
    const runJobs = () => runEventJobs(dependencies, world.call('event-jobs'), () => 1_000);
    for (let run = 0; run < 2; run++) {
      world.now += 5 * MINUTE;
      expect(await counts(runJobs)).toEqual({ EventWorkFailed: 1 });
    }
  });
});
