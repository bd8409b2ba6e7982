/** Acceptance scenario 11: cancelling a booking, the callers and deadlines that allow it, and its refund. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Stats } from '../../../lib/contract/administration/responses.ts';
import type { Booking, Cancellation } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf, reconcile } from '../../support/payments.ts';
import {
  type ApiResponse,
  bucketsOf,
  cancel,
  edit,
  hold,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  release,
  START,
  type World,
} from '../../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let organizer: Person;
let admin: Person;
let alice: Person;
let bob: Person;
let event: Event;

const SECTIONS = [
  { id: 'a', name: 'A', kind: 'seated' as const, price: 5_000, rows: [{ row: 'A', count: 9 }] },
  { id: 'free', name: 'Free', kind: 'seated' as const, price: 0, rows: [{ row: 'A', count: 3 }] },
  { id: 'standing', name: 'Standing', kind: 'area' as const, price: 1_000, capacity: 10 },
];

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [organizer, admin, alice, bob] = await Promise.all([
    world.person('organizer'),
    world.person('admin'),
    world.person(),
    world.person(),
  ]);
  event = await publish(world, { sections: SECTIONS, ...SOON }, organizer);
});

/** Within the lifetime of a session. */
const SOON = {
  startsAt: new Date(START + 5 * 24 * 60 * MINUTE).toISOString(),
  endsAt: new Date(START + 5 * 24 * 60 * MINUTE + 60 * MINUTE).toISOString(),
};

async function bookingOf(body: object, of = event): Promise<Booking> {
  const request = { as: alice, key: newKey(), params: { eventId: of.id }, body };
  const held = await world.invoke<Hold>('place-hold', request);
  const booked = await pay(world, alice, held.body);
  expect(booked.status).toBe(201);
  return booked.body;
}
const seats = (...labels: string[]) => ({ seats: labels.map(label => `a/A-${label}`) });
const read = async ({ id }: Booking): Promise<Booking> =>
  (await world.invoke<Booking>('read-booking', { as: alice, params: { bookingId: id } })).body;
const holdOf = ({ id }: Booking) => ({ id: id.replace('bkg', 'hld') });
const codeOf = ({ status, body }: ApiResponse<Cancellation & ProblemFields>) => [status, body.code];

describe('a booking that is cancelled', () => {
  it('frees its seats and places at once, voids its tickets, and is refunded', async () => {
    const booked = await bookingOf({ ...seats('1', '2'), areas: [{ areaId: 'standing', quantity: 3 }] });
    world.now += MINUTE;
    const cancelled = await cancel(world, alice, booked);
    const amount = { amount: 13_000, currency: 'EUR' };
    const cancelledAt = new Date(world.now).toISOString();
    const { cancellableUntil: _deadline, ...kept } = booked;
    expect(cancelled.status).toBe(200);
    expect(cancelled.body).toEqual({
      booking: {
        ...kept,
        status: 'cancelled',
        cancelledAt,
        places: booked.places.map(place => ({
          ...place,
          tickets: place.tickets.map(({ id }) => ({ id, status: 'void' })),
        })),
        refunded: amount,
        refunds: [{ number: 1, status: 'refunding', amount }],
        payment: { ...booked.payment, state: 'captured' },
        refund: { status: 'refunding', amount },
        cancellations: [
          {
            at: cancelledAt,
            by: 'customer',
            tickets: booked.places.flatMap(({ tickets }) => tickets.map(({ id }) => id)),
            amount,
          },
        ],
      },
      refund: { status: 'refunding', amount },
    });
    expect(await read(booked)).toMatchObject({
      status: 'cancelled',
      refund: { status: 'refunded', amount },
      payment: { state: 'refunded' },
    });
    expect([gateway.kept, gateway.outstanding]).toEqual([0, 0]);
    const claim = await world.claimOf(holdOf(booked));
    expect(new Set(claim.tickets)).toEqual(new Set(['void']));
    expect(claim.tickets).toHaveLength(5);
    expect((await bucketsOf(world, event))[0]).toMatchObject({ available: 10, booked: 0 });
    expect((await hold(world, bob, event, ['a/A-1', 'a/A-2'])).status).toBe(201);
    // The hold and the history stay readable.
    const { body } = await world.invoke<Hold>('read-hold', {
      as: alice,
      params: { holdId: claim.id && `hld_${claim.id}` },
    });
    expect(body.status).toBe('confirmed');
    await publishHistoryOf(world, holdOf(booked));
    await expectJournalGivesClaim(world, holdOf(booked));
    await expectIntegrity(world, event);
  });

  it('is refunded once for repeated cancellations: with one key, with two keys, and concurrently', async () => {
    const [one, two, three] = [await bookingOf(seats('1')), await bookingOf(seats('2')), await bookingOf(seats('3'))];
    const first = await cancel(world, alice, one, { key: 'k' });
    const again = await cancel(world, alice, one, { key: 'k' });
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([200, first.body, 'true']);
    expect(codeOf(await cancel(world, alice, one))).toEqual([409, 'booking-cancelled']);
    expect(codeOf(await cancel(world, alice, two, { key: 'k' }))).toEqual([422, 'idempotency-key-reused']);
    expect(codeOf(await cancel(world, alice, one, { key: 'k', reason: 'Other words' }))).toEqual([
      422,
      'idempotency-key-reused',
    ]);

    const functions = await Promise.all(Array.from({ length: 6 }, () => world.another({ gateway })));
    const duplicates = await Promise.all(functions.map(on => cancel(on, alice, two, { key: 'same' })));
    expect(duplicates.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(new Set(duplicates.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const rivals = await Promise.all(functions.map(on => cancel(on, alice, three)));
    expect(rivals.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    for (const booking of [one, two, three]) {
      const { history } = await world.claimOf(holdOf(booking));
      expect(history.filter(({ action }) => action === 'booking.cancelled')).toHaveLength(1);
      expect(history.filter(({ action }) => action === 'payment.refunded')).toHaveLength(1);
    }
    expect(gateway.kept).toBe(0);
  });

  it('is cancelled once when replies were lost, and the retry gets the response', async () => {
    const booked = await bookingOf(seats('1'));
    world.faults.injectIntoTransactions('lost-reply', 'lost-reply', 'lost-reply');
    const answer = await cancel(world, alice, booked, { key: 'k' });
    expect([200, 503]).toContain(answer.status);
    world.faults.clear();
    const again = await cancel(world, alice, booked, { key: 'k' });
    expect([again.status, again.body.refund.status]).toEqual([200, 'refunding']);
    expect((await world.claimOf(holdOf(booked))).history.at(-1)?.action).toBe('payment.refunded');
  });

  it('is subtracted from the net revenue', async () => {
    const [confirmed, cancelled] = [await bookingOf(seats('1')), await bookingOf(seats('2', '3'))];
    await cancel(world, alice, cancelled);
    for (const booking of [confirmed, cancelled]) await publishHistoryOf(world, holdOf(booking));
    const { body } = await world.invoke<Stats>('read-stats', { as: admin });
    const euros = (amount: number) => ({ amount, currency: 'EUR' });
    expect(body.revenue).toMatchObject([{ gross: euros(15_000), refunded: euros(10_000), net: euros(5_000) }]);
    expect(body.bookings).toMatchObject({ confirmed: 1, cancelled: 1 });
  });

  it('with a total of 0 makes no call to the gateway', async () => {
    const booked = await bookingOf({ seats: ['free/A-1'] });
    const { body } = await cancel(world, alice, booked);
    expect(body.refund).toEqual({ status: 'refunded', amount: { amount: 0, currency: 'EUR' } });
    expect(gateway.calls).toEqual([]);
    expect((await hold(world, bob, event, ['free/A-1'])).status).toBe(201);
  });

  it('is voided and not refunded before its payment is captured', async () => {
    gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
    const booked = await bookingOf(seats('1'));
    gateway.faultOf = () => undefined;
    expect((await cancel(world, alice, booked)).status).toBe(200);
    expect(await read(booked)).toMatchObject({ payment: { state: 'voided' }, refund: { status: 'refunded' } });
    expect(gateway.calls.map(({ call }) => call)).not.toContain('refund');
  });

  it('is refunded when the cancellation comes during the capture, before or after its effect', async () => {
    for (const arrives of ['before', 'after'] as const) {
      const label = arrives === 'before' ? '4' : '5';
      const { body: held } = await hold(world, alice, event, [`a/A-${label}`]);
      const other = await world.another({ gateway });
      let isCancelled = false;
      gateway.before = async call => {
        if (call !== 'capture' || isCancelled) return;
        isCancelled = true;
        expect((await cancel(other, alice, { id: held.id.replace('hld', 'bkg') })).status).toBe(200);
      };
      if (arrives === 'after') gateway.faultOf = call => (call === 'capture' ? 'lost-reply' : undefined);
      expect((await pay(world, alice, held)).status).toBe(201);
      gateway.before = async () => {};
      gateway.faultOf = () => undefined;
      world.now += MINUTE;
      await reconcile(world);
      expect((await world.claimOf(held)).status).toBe('cancelled');
      expect([gateway.kept, gateway.outstanding]).toEqual([0, 0]);
    }
  });
});

describe('a booking may be cancelled', () => {
  const START_OF = () => Date.parse(event.startsAt);

  it('by its owner until an hour before the start, and by an administrator later, with a reason', async () => {
    const [one, two] = [await bookingOf(seats('1')), await bookingOf(seats('2'))];
    world.now = START_OF() - 60 * MINUTE - 1;
    expect((await cancel(world, alice, one)).status).toBe(200);
    world.now += 1;
    const late = await cancel(world, alice, two);
    expect(codeOf(late)).toEqual([409, 'cancellation-closed']);
    expect(late.body).toMatchObject({ closedAt: new Date(world.now).toISOString() });
    const without = await cancel(world, admin, two);
    expect(codeOf(without)).toEqual([400, 'validation-failed']);
    expect(without.body.errors).toMatchObject([{ path: 'body.reason' }]);
    world.now = START_OF() + MINUTE;
    const answer = await cancel(world, admin, two, { reason: 'The heating broke down' });
    expect([answer.status, answer.body.booking.status]).toEqual([200, 'cancelled']);
    expect(
      (await world.claimOf(holdOf(two))).history.find(({ action }) => action === 'booking.cancelled'),
    ).toMatchObject({
      actor: admin.userId,
      reason: 'The heating broke down',
    });
    expect(gateway.kept).toBe(0);
  });

  it('by no other caller, and not with a token whose role or session the table does not confirm', async () => {
    const booked = await bookingOf(seats('1'));
    for (const as of [bob, await world.person('organizer')]) {
      expect(codeOf(await cancel(world, as, booked, { reason: 'Mine now' }))).toEqual([404, 'booking-not-found']);
    }
    // A token with a role that the table does not have, and a token whose session has ended.
    for (const as of [
      { ...bob, role: 'admin' as const },
      { ...admin, sessionId: `ses_${'0'.repeat(25)}` },
    ]) {
      expect(codeOf(await cancel(world, as, booked, { reason: 'Mine now' }))).toEqual([401, 'unauthenticated']);
    }
    const held = await hold(world, alice, event, ['a/A-2']);
    for (const as of [alice, admin]) {
      const none = await cancel(world, as, { id: held.body.id.replace('hld', 'bkg') }, { reason: 'r' });
      expect(codeOf(none)).toEqual([404, 'booking-not-found']);
    }
    await release(world, alice, held.body);
    expect((await read(booked)).status).toBe('confirmed');
  });

  it('until the later of two deadlines: the one at purchase and the current one of its event', async () => {
    const strict = await publish(world, { sections: SECTIONS, ...SOON, cancellationClosesMinutes: 600 }, organizer);
    const booked = await bookingOf(seats('1'), strict);
    const other = await bookingOf(seats('2'), strict);
    world.now = Date.parse(strict.startsAt) - 600 * MINUTE;
    expect(codeOf(await cancel(world, alice, booked))).toEqual([409, 'cancellation-closed']);
    await edit(world, organizer, strict, { cancellationClosesMinutes: 0 });
    expect((await cancel(world, alice, booked)).status).toBe(200);
    // The deadline at purchase stays valid after the event gets a stricter one.
    const startsAt = new Date(world.now + 60 * MINUTE).toISOString();
    const terms = { startsAt, endsAt: new Date(world.now + 90 * MINUTE).toISOString(), cancellationClosesMinutes: 0 };
    const generous = await publish(world, { sections: SECTIONS, ...terms }, organizer);
    const kept = await bookingOf(seats('3'), generous);
    await edit(world, organizer, generous, { cancellationClosesMinutes: 100_000 });
    expect((await cancel(world, alice, kept)).status).toBe(200);
    expect((await read(other)).status).toBe('confirmed');
  });

  it('after the deadline by an administrator who owns it, with a reason', async () => {
    const { body: held } = await hold(world, admin, event, ['a/A-1']);
    const { body: booked } = await pay(world, admin, held);
    world.now = START_OF();
    expect(codeOf(await cancel(world, admin, booked))).toEqual([409, 'cancellation-closed']);
    expect((await cancel(world, admin, booked, { reason: 'The concert was too short' })).status).toBe(200);
  });

  it('never after its event has started, with any deadline', async () => {
    const booked = await bookingOf(seats('1'));
    const startsAt = new Date(world.now + 24 * 60 * MINUTE).toISOString();
    const endsAt = new Date(world.now + 26 * 60 * MINUTE).toISOString();
    expect((await edit(world, organizer, event, { startsAt, endsAt })).status).toBe(200);
    world.now = Date.parse(startsAt) - 1;
    expect((await cancel(world, alice, booked)).status).toBe(200);
    const other = await bookingOf(
      seats('2'),
      await publish(world, { sections: SECTIONS }, await world.person('organizer')),
    );
    const as = await world.person('admin');
    const soon = new Date(world.now + MINUTE).toISOString();
    await edit(world, as, { id: other.eventId } as Event, { startsAt: soon, endsAt });
    world.now = Date.parse(soon);
    expect(codeOf(await cancel(world, alice, other))).toEqual([409, 'cancellation-closed']);
  });

  it('with or without a body, which may have only a reason', async () => {
    const [one, two] = [await bookingOf(seats('1')), await bookingOf(seats('2'))];
    const tryCancel = (booking: Booking, more: object) =>
      world.invoke<ProblemFields>('cancel-booking', {
        as: alice,
        key: newKey(),
        params: { bookingId: booking.id },
        ...more,
      });
    expect((await tryCancel(one, {})).status).toBe(200);
    for (const body of [{ reason: '' }, { reason: 'x'.repeat(501) }, { reason: 7 }, { amount: 1 }, []]) {
      expect((await tryCancel(two, { body })).body.code).toBe('validation-failed');
    }
    const keyless = await world.invoke<ProblemFields>('cancel-booking', {
      as: alice,
      params: { bookingId: two.id },
      body: {},
    });
    expect(keyless.body.code).toBe('idempotency-key-required');
    expect((await read(two)).status).toBe('confirmed');
  });
});

describe('a refund that the gateway refuses permanently', () => {
  it('is listed and counted until a person settles it', async () => {
    const booked = await bookingOf(seats('1'));
    gateway.faultOf = call => (call === 'refund' ? 'refused' : undefined);
    expect((await cancel(world, alice, booked)).status).toBe(200);
    world.now += MINUTE;
    world.countedMetrics.length = 0;
    const report = await reconcile(world);
    expect(report).toMatchObject({ unfinished: 1, needPerson: 1, failed: 0 });
    expect(world.countedMetrics).toEqual(['PaymentNeedsPerson']);
    const { history } = await world.claimOf(holdOf(booked));
    expect(history.filter(({ action }) => action === 'payment.stuck')).toHaveLength(1);
    const waiting = await world.invoke<{ items: { paymentId: string; needsPerson: boolean }[] }>('find-payments', {
      as: admin,
    });
    expect(waiting.body.items).toMatchObject([{ paymentId: booked.payment?.id, needsPerson: true }]);
    expect((await read(booked)).refund?.status).toBe('refunding');
    const settled = await world.invoke('settle-payment', {
      as: admin,
      params: { paymentId: booked.payment?.id ?? '' },
      body: { reason: 'Paid back by bank transfer' },
    });
    expect(settled.status).toBe(200);
    expect((await read(booked)).refund?.status).toBe('refunded');
    expect(await reconcile(world)).toMatchObject({ unfinished: 0, needPerson: 0 });
    await publishHistoryOf(world, holdOf(booked));
    await expectJournalGivesClaim(world, holdOf(booked));
  });
});
