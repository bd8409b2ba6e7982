/**
 * Cancellations of bookings with fees, ticket types and codes: what is returned and what the seller keeps (P6), when the gateway answers late or
 * not, when the event is cancelled, and what the counters of types and codes get back.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewCancellation } from '../../../lib/contract/bookings/requests.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { NewPrices } from '../../../lib/contract/events/price-requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { bookPlaces, expectBalanced, readBooking } from '../../support/bookings.ts';
import { createCode } from '../../support/codes.ts';
import { runJobs } from '../../support/import.ts';
import { reconcile } from '../../support/payments.ts';
import { holdOf, publishPriced } from '../../support/prices.ts';
import { cancel, edit, MINUTE, openWorld, type Person, type World } from '../../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let organizer: Person;
let alice: Person;
let bob: Person;
let event: Event;

/** A refundable and a kept fee on each ticket, and on the booking. */
const PRICES: NewPrices = {
  taxPercent: 19,
  ticketTypes: [
    { id: 'adult', name: 'Adult' },
    { id: 'child', name: 'Child', percent: 50, onlyWith: ['adult'], placesMax: 2, taxPercent: 7 },
  ],
  fees: [
    { id: 'ticket', name: 'Ticket fee', per: 'ticket', amount: 100, isRefundable: true },
    { id: 'system', name: 'System fee', per: 'ticket', amount: 40, isRefundable: false },
    { id: 'service', name: 'Service fee', per: 'booking', amount: 300, isRefundable: true },
    { id: 'handling', name: 'Handling', per: 'booking', amount: 200, isRefundable: false },
  ],
};
/** An adult at 50.00 and a child at 25.00: 80.80 with the fees. */
const FAMILY = { seats: ['stalls/A-1', { seat: 'stalls/A-2', type: 'child' }] };
const KEPT = 2 * 40 + 200;
const TOTAL = 7_500 + 2 * 140 + 500;

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [organizer, alice, bob] = await Promise.all([world.person('organizer'), world.person(), world.person()]);
  event = await publishPriced(world, PRICES, {}, organizer);
});

const booked = (body: object = FAMILY): Promise<Booking> => bookPlaces(world, alice, event, body);
const read = (booking: Booking): Promise<Booking> => readBooking(world, alice, booking);
const euros = (amount: number) => ({ amount, currency: 'EUR' });
async function cancelled(booking: Booking, body: NewCancellation = {}, as = alice, on = world) {
  const answer = await cancel(on, as, booking, body);
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return answer.body;
}
async function expectSettled(booking: Booking, kept: number): Promise<void> {
  for (let run = 0; run < 2; run++) {
    world.now += MINUTE;
    await reconcile(world);
  }
  await expectBalanced(world, gateway, booking, kept);
}
/** A function that runs `act` once, before its first transaction with this text. Its decision is stale then. */
async function functionInterruptedBy(act: () => Promise<unknown>, text = ''): Promise<World> {
  const on = await world.another({ gateway });
  let isDone = false;
  on.faults.beforeRequests(async ({ name, input }) => {
    if (name !== 'TransactWriteCommand' || isDone || !JSON.stringify(input).includes(text)) return;
    isDone = true;
    await act();
  });
  return on;
}

describe('the cancellation of a part', () => {
  it('returns the price and the refundable fee on the ticket, and shows its taxes and the kept fee', async () => {
    const booking = await booked();
    expect(booking.total).toEqual(euros(TOTAL));
    const { refund, booking: after } = await cancelled(booking, { seats: ['stalls/A-2'] });
    expect(refund.amount).toEqual(euros(2_600));
    expect(after).toMatchObject({ kept: euros(TOTAL - 2_600), refunded: euros(2_600) });
    expect(after.cancellations).toMatchObject([
      {
        amount: euros(2_600),
        feesKept: euros(40),
        taxes: [
          { percent: 19, gross: euros(100), tax: euros(16) },
          { percent: 7, gross: euros(2_500), tax: euros(164) },
        ],
      },
    ]);
    await expectSettled(booking, TOTAL - 2_600);
  });

  it('may leave a child without its adult', async () => {
    const booking = await booked();
    await cancelled(booking, { seats: ['stalls/A-1'] });
    expect((await read(booking)).status).toBe('confirmed');
    await expectSettled(booking, TOTAL - 5_100);
  });
});

describe('the last cancellation', () => {
  it('returns the refundable fee on the booking; the payment stays captured with the fees that are kept', async () => {
    const booking = await booked();
    await cancelled(booking, { seats: ['stalls/A-2'] });
    const { refund } = await cancelled(booking);
    expect(refund.amount).toEqual(euros(5_000 + 100 + 300));
    await expectSettled(booking, KEPT);
    expect(await read(booking)).toMatchObject({
      status: 'cancelled',
      payment: { state: 'captured' },
      kept: euros(KEPT),
      refunded: euros(TOTAL - KEPT),
      refund: { status: 'refunded', amount: euros(TOTAL - KEPT) },
      cancellations: [{ feesKept: euros(40) }, { feesKept: euros(240) }],
    });
  });

  it('before the capture: the whole payment is captured, and the rest is refunded', async () => {
    gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
    const booking = await booked();
    const { booking: after } = await cancelled(booking);
    expect([after.refund, after.payment?.state]).toEqual([
      { status: 'refunding', amount: euros(TOTAL - KEPT) },
      'authorised',
    ]);
    expect(gateway.kept).toBe(0);
    gateway.faultOf = () => undefined;
    await expectSettled(booking, KEPT);
    expect((await read(booking)).refund?.status).toBe('refunded');
  });

  it.each(['refused', 'taken back'] as const)('of a payment that is %s afterwards keeps nothing', async how => {
    gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
    const booking = await booked();
    await cancelled(booking);
    if (how === 'taken back') {
      const [payment] = gateway.accounts;
      if (payment) gateway.accounts.set(payment[0], { ...payment[1], state: 'voided' });
    }
    gateway.faultOf = call => (call === 'capture' && how === 'refused' ? 'refused' : undefined);
    await expectSettled(booking, 0);
    expect(await read(booking)).toMatchObject({
      payment: { state: 'voided' },
      kept: euros(0),
      refunded: euros(TOTAL),
      refund: { status: 'refunded', amount: euros(TOTAL) },
    });
  });

  it('is decided again if the capture is recorded meanwhile', async () => {
    gateway.faultOf = call => (call === 'capture' ? 'lost-reply' : undefined);
    const booking = await booked();
    gateway.faultOf = () => undefined;
    world.now += MINUTE;
    const on = await functionInterruptedBy(() => reconcile(world));
    await cancelled(booking, {}, alice, on);
    await expectSettled(booking, KEPT);
  });

  it('of what costs nothing has no fees', async () => {
    const code = await createCode(world, organizer, event, { discount: { percent: 100 } });
    const booking = await booked({ ...FAMILY, code });
    expect([booking.total, booking.payment]).toEqual([euros(0), undefined]);
    const { refund, booking: after } = await cancelled(booking);
    expect([refund, after.cancellations?.[0]?.feesKept]).toEqual([{ status: 'refunded', amount: euros(0) }, undefined]);
    await expectSettled(booking, 0);
  });
});

describe('all fees are returned', () => {
  it('after the event was cancelled, also those that an earlier cancellation has kept', async () => {
    const booking = await booked();
    await cancelled(booking, { seats: ['stalls/A-2'] });
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBe(200);
    await runJobs(world);
    await expectSettled(booking, 0);
    expect(await read(booking)).toMatchObject({ refunded: euros(TOTAL), payment: { state: 'refunded' } });
  });

  it('to an owner who cancels before the event does it, also if the function still has the event as it was', async () => {
    const booking = await booked();
    const stale = await world.another({ gateway });
    await stale.invoke('read-event', { params: { eventId: event.id } });
    const on = await functionInterruptedBy(() => cancelled(booking, {}, alice, stale), `CLAIM#${booking.id.slice(4)}`);
    expect((await edit(on, organizer, event, { status: 'cancelled' })).status).toBe(200);
    expect((await read(booking)).cancellations).toMatchObject([{ by: 'customer', amount: euros(TOTAL) }]);
    await expectSettled(booking, 0);
  });

  it('if the organizer says so, and never because the owner does', async () => {
    const booking = await booked();
    const refused = await cancel(world, alice, booking, { returnFees: true });
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [
        {
          path: 'body.returnFees',
          message: "only a member of the event's organization or an administrator may send true: leave it out",
        },
      ],
    ]);
    const first = await cancelled(booking, { seats: ['stalls/A-2'], returnFees: true, reason: 'ill' }, organizer);
    expect(first.refund.amount).toEqual(euros(2_640));
    expect((await read(booking)).cancellations?.[0]).not.toHaveProperty('feesKept');
    await cancelled(booking);
    await expectSettled(booking, 240);
  });

  it('with the last part if the organizer says so: the payment is returned as a whole', async () => {
    const booking = await booked();
    await cancelled(booking, { seats: ['stalls/A-2'] });
    await cancelled(booking, { returnFees: true, reason: 'ill' }, organizer);
    await expectSettled(booking, 0);
    expect((await read(booking)).payment?.state).toBe('refunded');
  });

  it('if the gateway cannot express the rest, the organizer can return all', async () => {
    gateway.canExpress = amount => amount === TOTAL;
    const booking = await booked();
    const refused = await cancel(world, alice, booking);
    expect([refused.status, refused.body.code]).toEqual([409, 'refund-not-possible']);
    expect(refused.body).toMatchObject({ amount: euros(TOTAL - KEPT) });
    await cancelled(booking, { returnFees: true, reason: 'ill' }, organizer);
    await expectSettled(booking, 0);
  });
});

describe('of places of an area by type', () => {
  const standing = (quantity: number, type?: string) => ({ areaId: 'standing', quantity, ...(type && { type }) });
  const typesOf = async (booking: Booking) =>
    (await read(booking)).places.map(({ type, tickets }) => [type?.id, ...tickets.map(({ status }) => status)]);

  it('the valid tickets of the type with the highest numbers are cancelled, and then those of any type', async () => {
    const booking = await booked({ areas: [standing(3, 'adult'), standing(2, 'child')] });
    await cancelled(booking, { areas: [standing(1, 'adult')] });
    expect(await typesOf(booking)).toEqual([
      ['adult', 'valid', 'valid', 'void'],
      ['child', 'valid', 'valid'],
    ]);
    await cancelled(booking, { areas: [standing(2), standing(1, 'child')] });
    expect(await typesOf(booking)).toEqual([
      ['adult', 'valid', 'void', 'void'],
      ['child', 'void', 'void'],
    ]);
    const gone = await cancel(world, alice, booking, { areas: [standing(1, 'child')] });
    expect([gone.body.code, (gone.body as { areas?: unknown }).areas]).toEqual([
      'booking-places-cancelled',
      [{ areaId: 'standing', type: 'child', left: 0 }],
    ]);
  });

  it('a type that the booking does not have there is a fault, and so is a larger quantity', async () => {
    const booking = await booked({ areas: [standing(3, 'adult'), standing(1, 'child')] });
    const faultsOf = async (areas: NewCancellation['areas']) =>
      (await cancel(world, alice, booking, { areas })).body.errors?.map(({ path }) => path);
    expect(await faultsOf([standing(1, 'pensioner')])).toEqual(['body.areas.0.type']);
    expect(await faultsOf([standing(2, 'child')])).toEqual(['body.areas.0.quantity']);
    expect(await faultsOf([standing(1, 'child'), standing(4)])).toEqual(['body.areas.1.quantity']);
    expect(await faultsOf([standing(1, 'child'), standing(3)])).toBeUndefined();
  });
});

describe('the counters', () => {
  /** Bob needs an adult for each hold with a child. */
  const children = (quantity: number) => ({
    areas: [
      { areaId: 'standing', quantity: 1 },
      { areaId: 'standing', quantity, type: 'child' },
    ],
  });
  const FAMILY_OF_FOUR = {
    seats: ['stalls/A-1', 'stalls/A-2', { seat: 'stalls/A-3', type: 'child' }, { seat: 'stalls/A-4', type: 'child' }],
  };
  const holds = async (body: Parameters<typeof holdOf>[3]) => {
    const answer = await holdOf(world, bob, event, body);
    return answer.status === 201 ? undefined : answer.body.code;
  };

  it('of a type get back one unit for each cancelled place of it, and the code keeps its use until the end', async () => {
    const code = await createCode(world, organizer, event, { discount: { percent: 10 }, usesMax: 1 });
    const booking = await booked({ ...FAMILY_OF_FOUR, code });
    expect(await holds(children(1))).toBe('ticket-type-sold-out');
    await cancelled(booking, { seats: ['stalls/A-1'] });
    expect(await holds(children(1))).toBe('ticket-type-sold-out');
    await cancelled(booking, { seats: ['stalls/A-3'] });
    expect(await holds(children(2))).toBe('ticket-type-sold-out');
    expect(await holds(children(1))).toBeUndefined();
    expect(await holds({ seats: ['stalls/B-1'], code })).toBe('code-used-up');
    await cancelled(booking);
    expect(await holds({ seats: ['stalls/B-1'], code })).toBeUndefined();
    expect(await holds({ seats: ['stalls/B-2'], code })).toBe('code-used-up');
    await expectSettled(booking, 4 * 40 + 200);
  });

  it('get each unit back once from two parts at once, beside a capture, and whatever is lost', async () => {
    gateway.faultOf = call => (call === 'capture' ? 'lost-reply' : undefined);
    const booking = await booked(FAMILY_OF_FOUR);
    gateway.faultOf = () => undefined;
    world.now += MINUTE;
    const on = await functionInterruptedBy(async () => {
      await cancelled(booking, { seats: ['stalls/A-3'] });
      await reconcile(world);
    });
    on.faults.injectIntoTransactions('lost-reply');
    const key = 'lost';
    const first = await cancel(on, alice, booking, { seats: ['stalls/A-4'], key });
    expect([200, 503]).toContain(first.status);
    const again = await cancel(world, alice, booking, { seats: ['stalls/A-4'], key });
    expect([again.status, again.body.refund.amount]).toEqual([200, euros(2_600)]);
    expect(await holds(children(3))).toBe('ticket-type-sold-out');
    expect(await holds(children(2))).toBeUndefined();
    await expectSettled(booking, 10_000 + 4 * 140 + 500 - 2 * 100);
  });

  it.each([0, 1, 2, 3, 4])('are consistent if row %i of the transaction conflicts', async conflictOn => {
    const booking = await booked(FAMILY_OF_FOUR);
    const on = await world.another({ gateway });
    on.faults.injectIntoTransactions({ conflictOn }, { conflictOn });
    await cancelled(booking, { seats: ['stalls/A-3'] }, alice, on);
    expect(await holds(children(2))).toBe('ticket-type-sold-out');
    expect(await holds(children(1))).toBeUndefined();
    await expectSettled(booking, booking.total.amount - 2_600);
  });
});
