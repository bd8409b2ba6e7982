/** The payment of a booking of which parts are cancelled: its capture, its refunds one by one, and those that a person resolves. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { UnfinishedPayment } from '../../../lib/contract/administration/responses.ts';
import type { NewCancellation } from '../../../lib/contract/bookings/requests.ts';
import type { Booking, Payment } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { RefundedPayment } from '../../../lib/ports/payment-gateway.ts';
import { type GatewayCall, LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { bookPlaces, expectBalanced, readBooking } from '../../support/bookings.ts';
import { runJobs } from '../../support/import.ts';
import { reconcile } from '../../support/payments.ts';
import {
  type ApiResponse,
  cancel,
  edit,
  hold,
  MINUTE,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let organizer: Person;
let admin: Person;
let alice: Person;
let event: Event;

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [organizer, admin, alice] = await Promise.all([world.person('organizer'), world.person('admin'), world.person()]);
  event = await publish(
    world,
    { sections: [{ id: 'main', name: 'Main', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: 9 }] }] },
    organizer,
  );
});

const seats = (...numbers: number[]): string[] => numbers.map(number => `main/A-${number}`);
/** A booking of the seats. */
const booked = (): Promise<Booking> => bookPlaces(world, alice, event, { seats: seats(1, 2, 3) });
/** A booking whose capture does not reach the gateway. */
async function uncaptured(): Promise<Booking> {
  lose('capture');
  const booking = await booked();
  recover();
  return booking;
}
const lose = (...lost: GatewayCall[]): void => {
  gateway.faultOf = call => (lost.includes(call) ? 'lost-request' : undefined);
};
const recover = (): void => {
  gateway.faultOf = () => undefined;
};
/** The gateway refuses the refunds with these numbers for good. */
const refuseRefunds = (...numbers: number[]): void => {
  gateway.faultOf = (call, payment) =>
    call === 'refund' && numbers.includes((payment as RefundedPayment).refund.number) ? 'refused' : undefined;
};
async function cancelled(booking: Booking, body: NewCancellation = {}) {
  const { status, body: answer } = await cancel(world, alice, booking, body);
  expect(status).toBe(200);
  return answer;
}
/** The reconciler, as it runs a minute later. */
const reconciled = () => {
  world.now += MINUTE;
  return reconcile(world);
};
const read = (booking: Booking): Promise<Booking> => readBooking(world, alice, booking);
const statusesOf = ({ refunds }: Booking): [number, string, number][] =>
  refunds.map(({ number, status, amount }) => [number, status, amount.amount]);
const callsOf = (): string[] => gateway.calls.map(({ call, refund }) => (refund ? `${call} ${refund}` : call));
const paymentIdOf = ({ payment }: Booking): string => payment?.id ?? '';
const settle = (booking: Booking, body: { reason?: string; refund?: number } = {}) =>
  world.invoke<Payment & ProblemFields>('settle-payment', {
    as: admin,
    params: { paymentId: paymentIdOf(booking) },
    body: { reason: 'by transfer', ...body },
  });
const resume = (booking: Booking) =>
  world.invoke<Payment & ProblemFields>('resume-payment', { as: admin, params: { paymentId: paymentIdOf(booking) } });
const codeOf = ({ status, body }: ApiResponse<ProblemFields>) => [status, body.code];
const waiting = async (): Promise<UnfinishedPayment[]> =>
  (await world.invoke<{ items: UnfinishedPayment[] }>('find-payments', { as: admin })).body.items;
/** The actions after the confirmation. */
const actionsOf = async (booking: Booking): Promise<string[]> =>
  (await world.claimOf(booking)).history.map(({ action }) => action).slice(3);
const expectConsistent = (booking: Booking, kept: number): Promise<void> =>
  expectBalanced(world, gateway, booking, kept);

describe('a part that is cancelled before the capture', () => {
  it('is refunded by its own call, after that call has captured the whole payment', async () => {
    const booking = await uncaptured();
    gateway.calls.length = 0;
    const { refund } = await cancelled(booking, { seats: seats(1) });
    expect(refund).toEqual({ status: 'refunding', amount: { amount: 5_000, currency: 'EUR' } });
    expect(callsOf()).toEqual(['capture', 'refund 1']);
    expect(await read(booking)).toMatchObject({ payment: { state: 'captured' }, refunds: [{ status: 'refunded' }] });
    await expectConsistent(booking, 10_000);
  });

  it('is refunded once by the reconciler, when the gateway answers', async () => {
    const booking = await uncaptured();
    lose('capture', 'refund');
    await cancelled(booking, { seats: seats(1) });
    await cancelled(booking, { seats: seats(2) });
    await reconciled();
    expect(statusesOf(await read(booking))).toEqual([
      [1, 'refunding', 5_000],
      [2, 'refunding', 5_000],
    ]);
    recover();
    gateway.calls.length = 0;
    expect(await reconciled()).toMatchObject({ finished: 1, unfinished: 0 });
    expect(callsOf()).toEqual(['capture', 'refund 1', 'refund 2']);
    expect(await reconciled()).toMatchObject({ finished: 0, unfinished: 0 });
    await expectConsistent(booking, 5_000);
  });

  it('is voided with the rest if the booking is cancelled before the capture too', async () => {
    const booking = await uncaptured();
    lose('capture');
    await cancelled(booking, { seats: seats(1) });
    recover();
    gateway.calls.length = 0;
    const { refund } = await cancelled(booking);
    expect(refund).toMatchObject({ amount: { amount: 10_000 } });
    expect(callsOf()).toEqual(['void']);
    expect(await read(booking)).toMatchObject({
      payment: { state: 'voided' },
      refund: { status: 'refunded', amount: { amount: 15_000 } },
    });
    expect(statusesOf(await read(booking))).toEqual([
      [1, 'refunded', 5_000],
      [2, 'refunded', 10_000],
    ]);
    await expectConsistent(booking, 0);
  });

  it('is refunded with the rest if the payment was captured before the void', async () => {
    gateway.faultOf = call => (call === 'capture' ? 'lost-reply' : undefined);
    const booking = await booked();
    lose('capture', 'refund');
    await cancelled(booking, { seats: seats(1) });
    recover();
    await cancelled(booking);
    expect(callsOf().slice(-3)).toEqual(['void', 'refund 1', 'refund 2']);
    expect(statusesOf(await read(booking))).toEqual([
      [1, 'refunded', 5_000],
      [2, 'refunded', 10_000],
    ]);
    await expectConsistent(booking, 0);
  });

  it('is not refunded if the gateway refuses the capture: the booking is cancelled and nothing was charged', async () => {
    const booking = await uncaptured();
    lose('capture');
    await cancelled(booking, { seats: seats(1) });
    gateway.faultOf = call => (call === 'capture' ? 'refused' : undefined);
    await reconciled();
    recover();
    expect(await read(booking)).toMatchObject({ status: 'cancelled', payment: { state: 'voided' } });
    expect(await actionsOf(booking)).toEqual(['booking.places-cancelled', 'booking.cancelled', 'payment.voided']);
    expect(callsOf()).not.toContain('refund 1');
    expect((await hold(world, await world.person(), event, seats(1, 2, 3))).status).toBe(201);
    await expectConsistent(booking, 0);
  });
});

describe('a cancelled event', () => {
  it('refunds what is left of each booking, once', async () => {
    const booking = await booked();
    await cancelled(booking, { seats: seats(2) });
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    for (let run = 0; run < 3; run++) {
      await runJobs(world);
      await reconciled();
    }
    expect(await read(booking)).toMatchObject({ status: 'cancelled', refund: { status: 'refunded' } });
    expect(statusesOf(await read(booking))).toEqual([
      [1, 'refunded', 5_000],
      [2, 'refunded', 10_000],
    ]);
    expect(callsOf().filter(call => call.startsWith('refund'))).toEqual(['refund 1', 'refund 2']);
    await expectConsistent(booking, 0);
  });

  it('refunds what is left; the stuck refund of an earlier part still waits for a person', async () => {
    const booking = await booked();
    refuseRefunds(1);
    await cancelled(booking, { seats: seats(2) });
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    for (let run = 0; run < 3; run++) {
      await runJobs(world);
      await reconciled();
    }
    expect(statusesOf(await read(booking))).toEqual([
      [1, 'refunding', 5_000],
      [2, 'refunded', 10_000],
    ]);
    expect((await settle(booking, { refund: 1 })).status).toBe(200);
    expect(await read(booking)).toMatchObject({ payment: { state: 'refunded' }, refund: { status: 'refunded' } });
    expect(gateway.kept).toBe(5_000);
  });
});

describe('a refund that the gateway refuses for good', () => {
  it('does not stop the others, and is shown until a person has settled it by its number', async () => {
    const booking = await booked();
    refuseRefunds(1);
    await cancelled(booking, { seats: seats(1) });
    const stuckSince = new Date(world.now).toISOString();
    expect(await waiting()).toMatchObject([{ paymentId: paymentIdOf(booking), needsPerson: true, stuckSince }]);
    await cancelled(booking, { seats: seats(2) });
    expect(statusesOf(await read(booking))).toEqual([
      [1, 'refunding', 5_000],
      [2, 'refunded', 5_000],
    ]);
    const report = await reconciled();
    expect(report).toMatchObject({ unfinished: 1, needPerson: 1 });
    expect(callsOf().filter(call => call === 'refund 1')).toHaveLength(1);
    expect(await waiting()).toMatchObject([{ paymentId: paymentIdOf(booking), needsPerson: true, stuckSince }]);
    const answer = await settle(booking, { refund: 1 });
    expect([answer.status, answer.body.state]).toEqual([200, 'captured']);
    expect(await waiting()).toEqual([]);
    expect((await world.claimOf(booking)).history.at(-1)).toMatchObject({
      action: 'payment.refunded',
      from: 'captured',
      to: 'captured',
      actor: admin.userId,
      reason: 'by transfer',
      payment: { refund: { number: 1, amount: 5_000 } },
    });
    expect(await read(booking)).toMatchObject({
      status: 'confirmed',
      refunds: [{ status: 'refunded' }, { status: 'refunded' }],
    });
    // The administrator has given the money back without the gateway.
    await expectConsistent(booking, 10_000);
  });

  it('is settled only by its number if the payment has several, and only if it is stuck', async () => {
    const booking = await booked();
    refuseRefunds(2);
    await cancelled(booking, { seats: seats(1) });
    await cancelled(booking, { seats: seats(2) });
    const before = await world.claimOf(booking);
    const unnamed = await settle(booking);
    expect(codeOf(unnamed)).toEqual([400, 'validation-failed']);
    expect(unnamed.body.errors).toEqual([{ path: 'body.refund', message: 'must be one of the refunds 1, 2' }]);
    expect(codeOf(await settle(booking, { refund: 3 }))).toEqual([400, 'validation-failed']);
    expect(codeOf(await settle(booking, { refund: 1 }))).toEqual([409, 'payment-not-stuck']);
    expect(await world.claimOf(booking)).toEqual(before);
    expect((await settle(booking, { refund: 2 })).status).toBe(200);
    const settled = await world.claimOf(booking);
    const other = await world.person('admin');
    const again = await world.invoke<Payment>('settle-payment', {
      as: other,
      params: { paymentId: paymentIdOf(booking) },
      body: { reason: 'in cash', refund: 2 },
    });
    expect([again.status, again.body.state]).toEqual([200, 'captured']);
    expect(await world.claimOf(booking)).toEqual(settled);
  });

  it('may be settled without its number if it is the only one, and not by another number', async () => {
    const booking = await booked();
    refuseRefunds(1);
    await cancelled(booking, { seats: seats(1) });
    expect(codeOf(await settle(booking, { refund: 2 }))).toEqual([400, 'validation-failed']);
    expect((await settle(booking)).status).toBe(200);
    expect(statusesOf(await read(booking))).toEqual([[1, 'refunded', 5_000]]);
  });

  it('is made by the reconciler after a person has resumed it, like all other stuck refunds', async () => {
    const booking = await booked();
    refuseRefunds(1, 2);
    await cancelled(booking, { seats: seats(1) });
    await cancelled(booking, { seats: seats(2) });
    const asked: RefundedPayment[] = [];
    gateway.before = async (_call, payment) => asked.push(payment as RefundedPayment);
    recover();
    expect((await resume(booking)).status).toBe(200);
    expect(await actionsOf(booking)).toEqual([
      'payment.captured',
      'booking.places-cancelled',
      'payment.stuck',
      'booking.places-cancelled',
      'payment.stuck',
      'payment.resumed',
      'payment.resumed',
    ]);
    const resumed = await world.claimOf(booking);
    expect((await resume(booking)).status).toBe(200);
    expect(await world.claimOf(booking)).toEqual(resumed);
    expect(await reconciled()).toMatchObject({ finished: 1 });
    expect(asked.map(({ refund: { number, resumptions } }) => [number, resumptions])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(codeOf(await resume(booking))).toEqual([409, 'payment-not-stuck']);
    await expectConsistent(booking, 5_000);
  });

  it('can be resumed again after the gateway has refused it again, as a new request', async () => {
    const booking = await booked();
    refuseRefunds(1);
    await cancelled(booking, { seats: seats(1) });
    await resume(booking);
    await reconciled();
    expect(await waiting()).toMatchObject([{ needsPerson: true }]);
    recover();
    await resume(booking);
    const asked: RefundedPayment[] = [];
    gateway.before = async (_call, payment) => asked.push(payment as RefundedPayment);
    await reconciled();
    expect(asked.map(({ resumptions, refund }) => [resumptions, refund.resumptions])).toEqual([[0, 2]]);
    await expectConsistent(booking, 10_000);
  });

  it('becomes stuck by its own age; a refund that was requested later does not', async () => {
    const booking = await booked();
    lose('refund');
    await cancelled(booking, { seats: seats(1) });
    world.now += 25 * 60 * MINUTE;
    await cancelled(booking, { seats: seats(2) });
    world.now += 2 * 60 * MINUTE;
    await reconciled();
    const [payment] = (await world.claimOf(booking)).payments;
    expect(payment?.refunds).toMatchObject([{ number: 1, stuckSince: world.now }, { number: 2 }]);
    expect(payment?.refunds?.[1]).not.toHaveProperty('stuckSince');
    recover();
    await reconciled();
    expect(statusesOf(await read(booking))).toEqual([
      [1, 'refunding', 5_000],
      [2, 'refunded', 5_000],
    ]);
  });
});

describe('a refund that is pending at the bank', () => {
  it('does not hold back the refund of another part, which waited for a day', async () => {
    const booking = await booked();
    const { refund } = gateway;
    gateway.refund = async (payment: RefundedPayment) =>
      payment.refund.number === 1 ? { says: 'pending' as const } : refund(payment);
    await cancelled(booking, { seats: seats(1) });
    await cancelled(booking, { seats: seats(2) });
    expect(statusesOf(await read(booking))).toEqual([
      [1, 'refunding', 5_000],
      [2, 'refunded', 5_000],
    ]);
    expect(await reconciled()).toMatchObject({ finished: 0, unfinished: 1, needPerson: 0 });
    gateway.refund = refund;
    expect(await reconciled()).toMatchObject({ finished: 1 });
    await expectConsistent(booking, 5_000);
  });
});

describe('a gateway that is slow', () => {
  /** Advances the clock by this long (ms) with each refund that is asked for. */
  const takeFor = (ms: number): void => {
    gateway.before = async call => {
      if (call === 'refund') world.now += ms;
    };
  };
  const refundsAskedBy = async (act: () => Promise<unknown>): Promise<number> => {
    const before = callsOf().length;
    await act();
    return callsOf().slice(before).length;
  };

  it('was asked for every open refund in one call, so that a part got no answer after some parts without refunds', async () => {
    const booking = await bookPlaces(world, alice, event, { seats: seats(1, 2, 3, 4, 5, 6) });
    lose('refund');
    for (const number of [1, 2, 3, 4]) await cancelled(booking, { seats: seats(number) });
    takeFor(4_000);
    expect(await refundsAskedBy(() => cancelled(booking, { seats: seats(5) }))).toBe(2);
    expect(await refundsAskedBy(reconciled)).toBe(2);
    // It answers again, but slowly: each run makes some of the refunds.
    recover();
    const runs: number[] = [];
    while ((await read(booking)).refunds.some(({ status }) => status === 'refunding'))
      runs.push(await refundsAskedBy(reconciled));
    expect(runs).toEqual([2, 2, 1]);
    await expectConsistent(booking, 5_000);
  });

  it('makes the refund of a call that spent its time with the capture', async () => {
    const booking = await uncaptured();
    gateway.before = async call => {
      if (call === 'capture') world.now += 6_000;
    };
    const { refund } = await cancelled(booking, { seats: seats(1) });
    expect(refund.status).toBe('refunding');
    expect(statusesOf(await read(booking))).toEqual([[1, 'refunded', 5_000]]);
  });
});

describe('a void that the gateway refuses for good', () => {
  it('was refused a settlement without the number of a refund, if parts were cancelled before', async () => {
    const booking = await uncaptured();
    lose('capture');
    await cancelled(booking, { seats: seats(1) });
    await cancelled(booking, { seats: seats(2) });
    gateway.faultOf = call => (call === 'void' ? 'refused' : undefined);
    await cancel(world, alice, booking, { key: 'rest' });
    recover();
    // While a person resolves it, neither a retry nor the reconciler asks the gateway again.
    expect((await cancel(world, alice, booking, { key: 'rest' })).status).toBe(200);
    await reconciled();
    expect(callsOf().filter(call => call === 'void')).toHaveLength(1);
    expect(await waiting()).toMatchObject([{ state: 'authorised', needsPerson: true }]);
    const answer = await settle(booking);
    expect([answer.status, answer.body.state]).toEqual([200, 'voided']);
    expect((await settle(booking)).body).toEqual(answer.body);
    expect(await read(booking)).toMatchObject({ status: 'cancelled', refund: { status: 'refunded' } });
    expect(await waiting()).toEqual([]);
  });
});
