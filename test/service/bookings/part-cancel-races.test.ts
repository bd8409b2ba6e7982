/**
 * The cancellation of a part while something else changes the booking, at each point between its reads and its write; and requests
 * or replies that are lost (P8). Each place is refunded once, and what another change has done stays.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewCancellation } from '../../../lib/contract/bookings/requests.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { bookPlaces, expectBalanced, readBooking } from '../../support/bookings.ts';
import type { Fault } from '../../support/faults.ts';
import { runJobs } from '../../support/import.ts';
import { reconcile } from '../../support/payments.ts';
import {
  cancel,
  edit,
  hold,
  MINUTE,
  openWorld,
  type Person,
  pay,
  publish,
  sweep,
  type World,
} from '../../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let organizer: Person;
let alice: Person;
let event: Event;

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
  event = await publish(
    world,
    {
      placesPerCustomerMax: 4,
      sections: [{ id: 'main', name: 'Main', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: 9 }] }],
    },
    organizer,
  );
});

const seats = (...numbers: number[]): string[] => numbers.map(number => `main/A-${number}`);
/** A booking of the seats. */
const booked = (): Promise<Booking> => bookPlaces(world, alice, event, { seats: seats(1, 2, 3) });
const read = (booking: Booking): Promise<Booking> => readBooking(world, alice, booking);
const statusesOf = async (booking: Booking): Promise<string[]> => (await world.claimOf(booking)).tickets;
const amountsOf = async (booking: Booking): Promise<number[]> =>
  ((await world.claimOf(booking)).payments[0]?.refunds ?? []).map(({ amount }) => amount);

/** A function that runs `act` once, before its first transaction with this text is sent. Its decision is stale then. */
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
const cancelPart = (on: World, booking: Booking, body: NewCancellation, key?: string) =>
  cancel(on, alice, booking, { ...body, ...(key !== undefined && { key }) });

/** Finishes all payments and checks the money, the journal and the integrity of the event. */
async function expectSettled(booking: Booking, kept: number): Promise<void> {
  for (let run = 0; run < 2; run++) {
    world.now += MINUTE;
    await reconcile(world);
  }
  await expectBalanced(world, gateway, booking, kept);
}

describe('between the decision and the write of a cancellation', () => {
  it('another one of the same place wins, and this one is told so', async () => {
    const booking = await booked();
    const on = await functionInterruptedBy(() => cancelPart(world, booking, { seats: seats(2) }));
    const { status, body } = await cancelPart(on, booking, { seats: seats(1, 2) });
    expect([status, body.code, body.seatIds]).toEqual([409, 'booking-places-cancelled', seats(2)]);
    expect(await amountsOf(booking)).toEqual([5_000]);
    await expectSettled(booking, 10_000);
  });

  it('another one of another place leaves this one its own refund', async () => {
    const booking = await booked();
    const on = await functionInterruptedBy(() => cancelPart(world, booking, { seats: seats(2) }));
    const { status, body } = await cancelPart(on, booking, { seats: seats(1) });
    expect([status, body.refund.amount.amount, body.booking.refunded.amount]).toEqual([200, 5_000, 10_000]);
    expect(await statusesOf(booking)).toEqual(['void', 'void', 'valid']);
    await expectSettled(booking, 5_000);
  });

  it('another one of all other places makes this one the last', async () => {
    const booking = await booked();
    const on = await functionInterruptedBy(() => cancelPart(world, booking, { seats: seats(2, 3) }));
    const { body } = await cancelPart(on, booking, { seats: seats(1) });
    expect([body.booking.status, body.refund.amount.amount]).toEqual(['cancelled', 5_000]);
    await expectSettled(booking, 0);
  });

  it('a cancellation of all wins over a part, and a part leaves the rest to a cancellation of all', async () => {
    const one = await booked();
    const on = await functionInterruptedBy(() => cancelPart(world, one, {}));
    const { status, body } = await cancelPart(on, one, { seats: seats(1) });
    expect([status, body.code]).toEqual([409, 'booking-cancelled']);
    const other = await booked();
    const late = await functionInterruptedBy(() => cancelPart(world, other, { seats: seats(1) }));
    const rest = await cancelPart(late, other, {});
    expect([rest.body.booking.status, rest.body.refund.amount.amount]).toEqual(['cancelled', 10_000]);
    expect(await amountsOf(other)).toEqual([5_000, 10_000]);
    await expectSettled(other, 0);
  });

  it('the recorded capture of its payment is no obstacle: the part is refunded', async () => {
    gateway.faultOf = call => (call === 'capture' ? 'lost-reply' : undefined);
    const booking = await booked();
    gateway.faultOf = () => undefined;
    world.now += MINUTE;
    const on = await functionInterruptedBy(() => reconcile(world));
    const { body } = await cancelPart(on, booking, { seats: seats(1) });
    expect(body.booking.payment?.state).toBe('captured');
    expect((await world.claimOf(booking)).history.slice(-3).map(({ action }) => action)).toEqual([
      'payment.captured',
      'booking.places-cancelled',
      'payment.refunded',
    ]);
    await expectSettled(booking, 10_000);
  });

  it('the recorded refund of another part is no obstacle', async () => {
    const booking = await booked();
    gateway.faultOf = call => (call === 'refund' ? 'lost-reply' : undefined);
    await cancelPart(world, booking, { seats: seats(1) });
    gateway.faultOf = () => undefined;
    world.now += MINUTE;
    const on = await functionInterruptedBy(() => reconcile(world));
    const { body } = await cancelPart(on, booking, { seats: seats(2) });
    expect(body.booking.refunds.map(({ status }) => status)).toEqual(['refunded', 'refunding']);
    await expectSettled(booking, 5_000);
  });

  it('the cancellation of the event wins, and refunds all once', async () => {
    const booking = await booked();
    const on = await functionInterruptedBy(async () => {
      await edit(world, organizer, event, { status: 'cancelled' });
      await runJobs(world);
    });
    const { status, body } = await cancelPart(on, booking, { seats: seats(1) });
    expect([status, body.code]).toEqual([409, 'booking-cancelled']);
    expect(await amountsOf(booking)).toEqual([15_000]);
    await expectSettled(booking, 0);
  });

  it('nothing of a booking expires: sweep and stream leave it alone', async () => {
    const booking = await booked();
    world.now += 60 * MINUTE;
    const on = await functionInterruptedBy(() => sweep(world));
    expect((await cancelPart(on, booking, { seats: seats(1) })).status).toBe(200);
    expect(await statusesOf(booking)).toEqual(['void', 'valid', 'valid']);
    await expectSettled(booking, 10_000);
  });

  it('another buyer who has taken the seat by mistake keeps it (P5)', async () => {
    const booking = await booked();
    await cancelPart(world, booking, { seats: seats(1) });
    const bob = await world.person();
    const on = await functionInterruptedBy(async () => {
      const held = await hold(world, bob, event, seats(1));
      expect((await pay(world, bob, held.body)).status).toBe(201);
    });
    expect((await cancelPart(on, booking, {})).status).toBe(200);
    expect(await world.seatStatus(event, 'main/A-1')).toBe('booked');
    await expectSettled(booking, 5_000);
  });
});

describe('between the decision and the write of the cancellation of the event', () => {
  it('a part is cancelled and refunded, and the rest by the event', async () => {
    const booking = await booked();
    const on = await functionInterruptedBy(
      async () => expect((await cancelPart(world, booking, { seats: seats(1) })).status).toBe(200),
      `CLAIM#${booking.id.slice(4)}`,
    );
    expect((await edit(on, organizer, event, { status: 'cancelled' })).status).toBe(200);
    await runJobs(world);
    expect(await amountsOf(booking)).toEqual([5_000, 10_000]);
    expect(await read(booking)).toMatchObject({ status: 'cancelled' });
    await expectSettled(booking, 0);
  });
});

describe('at the same time', () => {
  it('six functions with six keys cancel each of three seats once', async () => {
    const booking = await booked();
    const functions = await Promise.all(Array.from({ length: 6 }, () => world.another({ gateway })));
    const answers = await Promise.all(functions.map((on, i) => cancelPart(on, booking, { seats: seats(1 + (i % 3)) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 409, 409, 409]);
    const refused = answers.filter(({ status }) => status === 409).map(({ body }) => body.code);
    for (const code of refused) expect(['booking-places-cancelled', 'booking-cancelled']).toContain(code);
    expect(await amountsOf(booking)).toEqual([5_000, 5_000, 5_000]);
    await expectSettled(booking, 0);
  });

  it('six functions with one key cancel one seat, and get one answer', async () => {
    const booking = await booked();
    const functions = await Promise.all(Array.from({ length: 6 }, () => world.another({ gateway })));
    const answers = await Promise.all(functions.map(on => cancelPart(on, booking, { seats: seats(2) }, 'same')));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    await expectSettled(booking, 10_000);
  });
});

describe('a write whose request or reply is lost', () => {
  const FAULTS: Fault[] = ['lost-request', 'lost-reply', 'throttle', { conflictOn: 0 }, { conflictOn: 1 }];

  it.each(FAULTS)('is repeated by the same key with the same effect: %o', async fault => {
    const booking = await booked();
    const on = await world.another({ gateway });
    on.faults.injectIntoTransactions(fault, fault);
    const first = await cancelPart(on, booking, { seats: seats(2) }, 'once');
    expect([200, 503]).toContain(first.status);
    const again = await cancelPart(world, booking, { seats: seats(2) }, 'once');
    expect([again.status, again.body.refund.amount.amount]).toEqual([200, 5_000]);
    expect(await statusesOf(booking)).toEqual(['valid', 'void', 'valid']);
    await expectSettled(booking, 10_000);
  });

  it.each(FAULTS)('of the refund is repeated by the reconciler: %o', async fault => {
    const booking = await booked();
    const on = await world.another({ gateway });
    let sent = 0;
    on.faults.inject(({ name }) => (name === 'UpdateCommand' && sent++ < 3 ? fault : undefined));
    expect((await cancelPart(on, booking, { seats: seats(2) })).status).toBe(200);
    expect(sent).toBeGreaterThan(0);
    await expectSettled(booking, 10_000);
    expect((await read(booking)).refunds.map(({ status }) => status)).toEqual(['refunded']);
  });

  it('arrives late, after a newer cancellation of the same place: it changes nothing', async () => {
    const booking = await booked();
    const on = await world.another({ gateway });
    let late: (() => Promise<unknown>) | undefined;
    on.faults.wrap(
      client =>
        ({
          send: async (command: { constructor: { name: string } }) => {
            if (command.constructor.name !== 'TransactWriteCommand' || late) return client.send(command as never);
            late = () => client.send(command as never);
            throw Object.assign(new Error('the reply did not come'), { name: 'TimeoutError' });
          },
        }) as never,
    );
    await cancelPart(on, booking, { seats: seats(2) });
    await cancelPart(world, booking, { seats: seats(1) });
    const before = await world.claimOf(booking);
    await expect(late?.()).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect(await world.claimOf(booking)).toEqual(before);
    await expectSettled(booking, 5_000);
  });
});
