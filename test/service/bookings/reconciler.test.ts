/**
 * The reconciler finishes every payment after a crash or a lost reply, charges no customer for an abandoned purchase,
 * and reports the payments that need a person without delaying the others.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import {
  PAYMENT_OVERDUE_SECONDS,
  PAYMENT_PENDING_SECONDS_MAX,
  RECONCILE_AFTER_SECONDS,
  UNFINISHED_SHARDS,
} from '../../../lib/domain/limits.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { expectJournalGivesClaim, publishHistoryOf, reconcile } from '../../support/payments.ts';
import {
  cancel,
  edit,
  hold,
  MINUTE,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  release,
  START,
  sweep,
  type World,
} from '../../support/world.ts';

const HOUR = 60 * MINUTE;
let world: World;
let gateway: LedgerGateway;
let organizer: Person;
let alice: Person;
let bob: Person;
let event: Event;

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [organizer, alice, bob] = await Promise.all([world.person('organizer'), world.person(), world.person()]);
  event = await publish(world, {}, organizer);
});

const paymentIdOf = ({ id }: { id: string }): string => `pay_${id.slice(4)}_1`;
const later = async (ms: number): Promise<void> => {
  world.now += ms;
  await sweep(world);
  await reconcile(world);
};

describe('a payment', () => {
  it('whose capture request was lost is captured, but not while its first call may still run', async () => {
    const { body } = await hold(world, alice, event, ['a/A-1']);
    gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
    expect((await pay(world, alice, body)).status).toBe(201);
    gateway.faultOf = () => undefined;
    world.now += RECONCILE_AFTER_SECONDS * 1000 - 1;
    expect(await reconcile(world)).toEqual({ finished: 0, unfinished: 0, needPerson: 0, failed: 0 });
    world.now += 1;
    expect(await reconcile(world)).toEqual({ finished: 1, unfinished: 0, needPerson: 0, failed: 0 });
    expect(gateway.kept).toBe(5_000);
  });

  it('whose capture the gateway refuses permanently cancels its booking', async () => {
    const { body } = await hold(world, alice, event, ['a/A-1']);
    gateway.faultOf = call => (call === 'capture' ? 'refused' : undefined);
    expect((await pay(world, alice, body)).status).toBe(201);
    const claim = await world.claimOf(body);
    expect([claim.status, claim.payments[0]?.state, gateway.kept, gateway.outstanding]).toEqual([
      'cancelled',
      'voided',
      0,
      0,
    ]);
    expect((await hold(world, bob, event, ['a/A-1'])).status).toBe(201);
  });

  it('whose authorisation was voided at the gateway cancels its booking', async () => {
    const { body } = await hold(world, alice, event, ['a/A-1']);
    gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
    await pay(world, alice, body);
    gateway.faultOf = () => undefined;
    const account = gateway.accounts.get(paymentIdOf(body));
    if (account) account.state = 'voided';
    await later(MINUTE);
    const { status, history } = await world.claimOf(body);
    expect(status).toBe('cancelled');
    expect(history.at(-1)).toMatchObject({ action: 'booking.cancelled', actor: 'system', reason: expect.any(String) });
  });

  it('is voided and not charged when the gateway was unreachable for hours', async () => {
    const { body: first } = await hold(world, alice, event, ['a/A-1']);
    gateway.faultOf = () => 'lost-request';
    expect((await pay(world, alice, first)).status).toBe(503);
    for (let waited = 0; waited < 4; waited++) await later(PAYMENT_PENDING_SECONDS_MAX * 500);
    // The customer gave up and bought another seat.
    gateway.faultOf = () => undefined;
    const { body: second } = await hold(world, alice, event, ['a/A-2']);
    expect((await pay(world, alice, second)).status).toBe(201);
    await later(MINUTE);
    expect((await world.claimOf(first)).payments).toMatchObject([{ state: 'voided', wanted: 'voided' }]);
    expect([gateway.kept, gateway.outstanding]).toEqual([5_000, 0]);
  });

  it('is not authorised by a retry many hours later, also when the reconciler has not run', async () => {
    const { body } = await hold(world, alice, event, ['a/A-1']);
    gateway.faultOf = () => 'lost-request';
    expect((await pay(world, alice, body, { key: 'k' })).status).toBe(503);
    gateway.faultOf = () => undefined;
    world.now += 20 * HOUR;
    gateway.calls.length = 0;
    const again = await pay(world, alice, body, { key: 'k' });
    expect([again.status, again.body.code]).toEqual([409, 'hold-expired']);
    expect(gateway.calls.map(({ call }) => call)).toEqual(['void']);
    expect([gateway.kept, gateway.outstanding]).toEqual([0, 0]);
  });

  it('that is authorised after its event has started is voided, although its places still have the hold', async () => {
    const startsAt = new Date(START + 10 * MINUTE).toISOString();
    const soon = await publish(world, { startsAt, endsAt: new Date(START + 20 * MINUTE).toISOString() }, organizer);
    gateway.decide = () => 'pending';
    const { body } = await hold(world, alice, soon, ['a/A-1']);
    expect((await pay(world, alice, body, { key: 'k' })).status).toBe(202);
    world.now = START + 30 * MINUTE;
    gateway.settle(paymentIdOf(body), 'authorised');
    expect((await pay(world, alice, body, { key: 'k' })).body.code).toBe('hold-expired');
    expect([gateway.kept, gateway.outstanding]).toEqual([0, 0]);
  });

  it('is confirmed when a function with a fast clock gave its seat to a hold that was then released', async () => {
    gateway.decide = () => 'pending';
    const { body } = await hold(world, alice, event, ['a/A-1']);
    expect((await pay(world, alice, body, { key: 'k' })).status).toBe(202);
    const ahead = await world.another({ gateway, skew: 5_000 });
    world.now = Date.parse(body.expiresAt) - 1_000;
    const taken = await hold(ahead, bob, event, ['a/A-1']);
    expect((await release(ahead, bob, taken.body)).status).toBe(204);
    gateway.settle(paymentIdOf(body), 'authorised');
    expect((await pay(world, alice, body, { key: 'k' })).status).toBe(201);
  });

  it('that its customer never authenticates is voided after an hour', async () => {
    gateway.decide = () => 'pending';
    const { body } = await hold(world, alice, event, ['a/A-1']);
    expect((await pay(world, alice, body)).status).toBe(202);
    await later(PAYMENT_PENDING_SECONDS_MAX * 1000 - 1);
    expect((await world.claimOf(body)).payments).toMatchObject([{ state: 'initiated', wanted: 'captured' }]);
    await later(1);
    expect((await world.claimOf(body)).payments).toMatchObject([{ state: 'voided', wanted: 'voided' }]);
    gateway.settle(paymentIdOf(body), 'authorised');
    expect(gateway.outstanding).toBe(0);
  });

  it('that is late is confirmed when its event was postponed, although a cache has the old start', async () => {
    const start = START + 10 * MINUTE;
    const soon = { startsAt: new Date(start).toISOString(), endsAt: new Date(start + HOUR).toISOString() };
    const postponed = await publish(world, soon, organizer);
    const other = await world.another({ gateway });
    const { body } = await hold(other, alice, postponed, ['a/A-1']);
    gateway.decide = () => 'pending';
    expect((await pay(other, alice, body)).status).toBe(202);
    world.now = start - 1_000;
    await sweep(world);
    await other.invoke('read-event', { params: { eventId: postponed.id } });
    const moved = {
      startsAt: new Date(start + 24 * HOUR).toISOString(),
      endsAt: new Date(start + 26 * HOUR).toISOString(),
    };
    expect((await edit(world, organizer, postponed, moved)).status).toBe(200);
    // Within the 5 s that the other function caches the event.
    world.now = start + 1_000;
    gateway.settle(paymentIdOf(body), 'authorised');
    await reconcile(other);
    expect((await world.claimOf(body)).status).toBe('confirmed');
  });
});

describe('a refund', () => {
  it('needs no person one minute after its start, although the payment is old', async () => {
    const { body } = await hold(world, alice, event, ['a/A-1']);
    const booked = await pay(world, alice, body);
    world.now += 72 * HOUR;
    gateway.faultOf = call => (call === 'refund' ? 'lost-request' : undefined);
    await cancel(world, alice, booked.body);
    world.now += MINUTE;
    expect(await reconcile(world)).toMatchObject({ unfinished: 1, needPerson: 0 });
    world.now += 2 * HOUR;
    expect(await reconcile(world)).toMatchObject({ unfinished: 1, needPerson: 1 });
  });

  it('that was refused permanently is not retried until a person resumes it, and delays no other payment', async () => {
    const admin = await world.person('admin');
    const { body } = await hold(world, alice, event, ['a/A-1']);
    gateway.faultOf = call => (call === 'refund' ? 'refused' : undefined);
    await cancel(world, alice, (await pay(world, alice, body)).body);
    const { body: lost } = await hold(world, bob, event, ['a/B-1']);
    gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
    await pay(world, bob, lost);
    gateway.faultOf = () => undefined;
    gateway.calls.length = 0;
    world.now += MINUTE;
    expect(await reconcile(world)).toEqual({ finished: 1, unfinished: 1, needPerson: 1, failed: 0 });
    expect(gateway.calls.map(({ call }) => call)).toEqual(['capture']);
    const { store } = world.service.dependencies;
    const shards = Array.from({ length: UNFINISHED_SHARDS }, (_, shard) => shard);
    const unfinished = await Promise.all(shards.map(shard => store.listUnfinishedClaims(shard, world.now)));
    expect(unfinished.flat()).toEqual([]);
    expect((await Promise.all(shards.map(store.listStuckClaims))).flat()).toMatchObject([
      { claimId: body.id.slice(4) },
    ]);
    const params = { paymentId: paymentIdOf(body) };
    for (let again = 0; again < 2; again++) {
      expect((await world.invoke('resume-payment', { as: admin, params })).status).toBe(200);
    }
    // A resumed payment cannot be settled by hand, because that could refund it twice.
    const settle = { as: admin, params, body: { reason: 'By hand' } };
    expect((await world.invoke<ProblemFields>('settle-payment', settle)).body.code).toBe('payment-not-stuck');
    world.now += MINUTE;
    expect(await reconcile(world)).toEqual({ finished: 1, unfinished: 0, needPerson: 0, failed: 0 });
    const { payments, history } = await world.claimOf(body);
    expect(payments).toMatchObject([{ state: 'refunded', wanted: 'refunded' }]);
    expect(history.map(({ action }) => action).slice(-3)).toEqual([
      'payment.stuck',
      'payment.resumed',
      'payment.refunded',
    ]);
    expect((await world.invoke<ProblemFields>('resume-payment', { as: admin, params })).body.code).toBe(
      'payment-not-stuck',
    );
    await publishHistoryOf(world, body);
    await expectJournalGivesClaim(world, body);
  });

  it('that fails in every run needs a person after two hours', async () => {
    const { body } = await hold(world, alice, event, ['a/A-1']);
    const booked = await pay(world, alice, body);
    gateway.faultOf = call => (call === 'refund' ? 'lost-request' : undefined);
    await cancel(world, alice, booked.body);
    const { gateway: working } = world.service.dependencies;
    world.service.dependencies.gateway = new Proxy(working, {
      get: () => () => Promise.reject(new TypeError('a bug of ours')),
    });
    world.now += HOUR;
    expect(await reconcile(world)).toMatchObject({ failed: 1, needPerson: 0 });
    world.now += HOUR;
    world.countedMetrics.length = 0;
    expect(await reconcile(world)).toMatchObject({ failed: 1, needPerson: 1 });
    expect(world.countedMetrics).toContain('PaymentNeedsPerson');
  });

  it('of a claim with a broken row needs a person after two hours, and does not stop the run', async () => {
    const { body } = await hold(world, alice, event, ['a/A-1']);
    const { body: other } = await hold(world, bob, event, ['a/A-2']);
    gateway.faultOf = call => (call === 'refund' ? 'lost-request' : undefined);
    for (const [person, held] of [
      [alice, body],
      [bob, other],
    ] as const) {
      await cancel(world, person, (await pay(world, person, held)).body);
    }
    const Key = { pk: `CLAIM#${body.id.slice(4)}`, sk: 'CLAIM' };
    const removeHistory = { TableName: world.table.name, Key, UpdateExpression: 'REMOVE history' };
    await world.table.documents.send(new UpdateCommand(removeHistory));
    gateway.faultOf = () => undefined;
    world.now += 2 * HOUR;
    expect(await reconcile(world)).toMatchObject({ finished: 1, failed: 1, needPerson: 1 });
  });

  it('without a reply for more than a day is left to a person, and the reconciler stops retrying it', async () => {
    const { body } = await hold(world, alice, event, ['a/A-1']);
    const booked = await pay(world, alice, body);
    gateway.faultOf = call => (call === 'refund' ? 'lost-request' : undefined);
    await cancel(world, alice, booked.body);
    world.now += PAYMENT_OVERDUE_SECONDS * 1000;
    await reconcile(world);
    gateway.calls.length = 0;
    world.now += MINUTE;
    expect(await reconcile(world)).toMatchObject({ unfinished: 1, needPerson: 1 });
    expect(gateway.calls).toEqual([]);
  });
});
