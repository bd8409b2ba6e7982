/** A booking tells the present: the event as it is now, what differs from the sale, and the right to cancel after a move. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking, Cancellation } from '../../../lib/contract/bookings/responses.ts';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { publishHistoryOf, publishHistoryOfAll } from '../../support/payments.ts';
import {
  cancel,
  edit,
  hold,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  pay,
  publish,
  START,
  type World,
} from '../../support/world.ts';

const HOUR = 60 * MINUTE;
const STARTS = START + 5 * 24 * HOUR;
const iso = (epochMs: number): string => new Date(epochMs).toISOString();
const SOLD = { title: 'An evening', venue: 'The hall', startsAt: iso(STARTS), endsAt: iso(STARTS + 2 * HOUR) };
const MOVED = {
  title: 'A night',
  venue: 'The barn',
  startsAt: iso(STARTS + 24 * HOUR),
  endsAt: iso(STARTS + 26 * HOUR),
};

let world: World;
let [organizer, admin, alice]: Person[] = [];
let event: Event;
let seats = 0;
beforeEach(async () => {
  world = await openWorld();
  [organizer, admin, alice] = await Promise.all([world.person('organizer'), world.person('admin'), world.person()]);
  event = await publish(world, SOLD, organizer);
  seats = 0;
});

const me = (): Person => alice as Person;
const change = async (changes: EventChanges): Promise<void> => {
  expect((await edit(world, organizer as Person, event, changes)).status).toBe(200);
};
async function book(key = newKey()): Promise<Booking> {
  seats += 1;
  const held = await hold(world, me(), event, [`a/A-${seats}`]);
  const booked = await pay(world, me(), held.body, { key });
  expect(booked.status).toBe(201);
  return booked.body;
}
const read = async ({ id }: { id: string }): Promise<Booking> =>
  (await world.invoke<Booking>('read-booking', { as: me(), params: { bookingId: id } })).body;
const listed = async (operation: 'list-bookings' | 'find-bookings', as: Person): Promise<Booking[]> =>
  (await world.invoke<{ items: Booking[] }>(operation, { as })).body.items;

describe('a booking shows the event', () => {
  it('B1: as it is now, and names what differs from the sale; a replay of the payment repeats the first response', async () => {
    const held = await hold(world, me(), event, ['a/A-1']);
    const key = newKey();
    const first = await pay(world, me(), held.body, { key });
    expect(first.body.event).toEqual({ ...SOLD, timeZone: 'UTC', status: 'scheduled' });
    await change(MOVED);
    const present = {
      ...MOVED,
      timeZone: 'UTC',
      status: 'scheduled',
      changedSince: ['title', 'venue', 'startsAt', 'endsAt'],
    };
    expect((await read(first.body)).event).toEqual(present);
    await publishHistoryOf(world, held.body);
    for (const [operation, as] of [
      ['list-bookings', me()],
      ['find-bookings', admin as Person],
    ] as const) {
      expect((await listed(operation, as)).map(booking => booking.event)).toEqual([present]);
    }
    const again = await pay(world, me(), held.body, { key });
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([201, first.body, 'true']);
    const cancelled = await cancel(world, me(), first.body);
    expect(cancelled.body.booking.event).toEqual(present);
  });

  it('without changes, if it was moved and moved back, or if only its sales have ended', async () => {
    const booked = await book();
    await change(MOVED);
    await change(SOLD);
    expect((await read(booked)).event).toEqual(booked.event);
    await change({ salesCloseAt: iso(world.now + 1) });
    world.now += 2;
    await change({ status: 'closed' });
    expect(await read(booked)).toEqual({ ...booked, payment: { ...booked.payment, state: 'captured' } });
  });

  it('with each fact by itself, and without a venue that was removed', async () => {
    const booked = await book();
    const bookedEvent = async () => (await read(booked)).event;
    await change({ venue: null });
    expect(await bookedEvent()).not.toHaveProperty('venue');
    expect((await bookedEvent()).changedSince).toEqual(['venue']);
    await change({ endsAt: iso(STARTS + 3 * HOUR), venue: SOLD.venue });
    expect((await bookedEvent()).changedSince).toEqual(['endsAt']);
    await change({ timeZone: 'Europe/Vienna', endsAt: SOLD.endsAt, cancellationClosesMinutes: 5 });
    expect(await bookedEvent()).toEqual({ ...booked.event, timeZone: 'Europe/Vienna' });
  });

  it('compared with the sale of this booking, not with that of an earlier one', async () => {
    const one = await book();
    await change(MOVED);
    const other = await book();
    expect((await read(one)).event.changedSince).toEqual(['title', 'venue', 'startsAt', 'endsAt']);
    expect((await read(other)).event).not.toHaveProperty('changedSince');
    await change({ title: SOLD.title });
    expect((await read(one)).event.changedSince).toEqual(['venue', 'startsAt', 'endsAt']);
    expect((await read(other)).event.changedSince).toEqual(['title']);
  });

  it('as cancelled, if it was cancelled, and as it was sold, if it was then deleted', async () => {
    const booked = await book();
    await change({ title: 'A night' });
    expect((await edit(world, organizer as Person, event, { status: 'cancelled' })).status).toBeLessThan(300);
    const { status, event: cancelled, ...rest } = await read(booked);
    expect([status, cancelled.status, cancelled.changedSince]).toEqual(['cancelled', 'cancelled', ['title', 'status']]);
    expect(rest).not.toHaveProperty('cancellableUntil');
    world.now += HOUR;
    await world.invoke('delete-event', { as: organizer as Person, params: { eventId: event.id } });
    world.now += HOUR;
    expect((await read(booked)).event).toEqual(SOLD);
    expect((await listed('list-bookings', me())).map(one => one.event)).toEqual([SOLD]);
  });
});

describe('the owner of a booking of a moved event', () => {
  const CLOSES = STARTS - HOUR;
  const refusal = (closedAt: number) => ({ code: 'cancellation-closed', closedAt: iso(closedAt) });
  const cancelAt = async (now: number, booking: Booking) => {
    world.now = now;
    const { status, body } = await cancel(world, me(), booking);
    return status === 200 ? 'cancelled' : { code: body.code, closedAt: (body as { closedAt?: string }).closedAt };
  };

  it('may cancel after the closing time, until the new start, and reads this deadline', async () => {
    const [one, other] = [await book(), await book()];
    expect([one.cancellableUntil, (await read(one)).cancellableUntil]).toEqual([iso(CLOSES), iso(CLOSES)]);
    const startsAt = STARTS + 15 * MINUTE;
    world.now = CLOSES + 10 * MINUTE;
    await change({ startsAt: iso(startsAt) });
    expect((await read(one)).cancellableUntil).toBe(iso(startsAt));
    await publishHistoryOfAll(world);
    for (const bookings of [await listed('list-bookings', me()), await listed('find-bookings', admin as Person)]) {
      expect(bookings.map(booking => booking.cancellableUntil)).toEqual([iso(startsAt), iso(startsAt)]);
    }
    expect(await cancelAt(startsAt - 1, one)).toBe('cancelled');
    expect(await cancelAt(startsAt, other)).toEqual(refusal(startsAt));
  });

  it('has no such right if the start differs by less than 15 minutes, or is back where it was', async () => {
    const booked = await book();
    world.now = CLOSES + 15 * MINUTE;
    await change({ startsAt: iso(STARTS + 15 * MINUTE - 1) });
    expect(await cancelAt(world.now, booked)).toEqual(refusal(CLOSES + 15 * MINUTE - 1));
    await change(MOVED);
    await change(SOLD);
    expect(await cancelAt(world.now, booked)).toEqual(refusal(CLOSES));
    expect((await read(booked)).status).toBe('confirmed');
  });

  it('has none once the event has begun at an earlier time', async () => {
    const [one, other] = [await book(), await book()];
    const startsAt = STARTS - 2 * HOUR;
    await change({ startsAt: iso(startsAt) });
    expect(await cancelAt(startsAt, one)).toEqual(refusal(startsAt));
    expect(await cancelAt(startsAt - 1, other)).toBe('cancelled');
  });

  it('has it after another venue was set, and not for a booking that was sold with it', async () => {
    const one = await book();
    await change({ venue: 'The barn' });
    const other = await book();
    expect(await cancelAt(STARTS - 1, one)).toBe('cancelled');
    expect(await cancelAt(STARTS - 1, other)).toEqual(refusal(CLOSES));
    expect(await cancelAt(CLOSES - 1, other)).toBe('cancelled');
  });

  it('may cancel a part of it too', async () => {
    const held = await hold(world, me(), event, ['a/B-1', 'a/B-2']);
    const booked = (await pay(world, me(), held.body)).body;
    await change({ venue: 'The barn' });
    world.now = STARTS - 1;
    const body = { seats: ['a/B-1'] };
    const request = { as: me(), key: newKey(), params: { bookingId: booked.id }, body };
    const { status, body: answer } = await world.invoke<Cancellation>('cancel-booking', request);
    expect([status, answer.booking.status, answer.booking.cancellableUntil]).toEqual([200, 'confirmed', iso(STARTS)]);
    expect(answer.booking.event.changedSince).toEqual(['venue']);
  });

  it('keeps a final refusal of a key, and cancels with a new key', async () => {
    const booked = await book();
    const key = newKey();
    world.now = CLOSES;
    const first = await cancel(world, me(), booked, { key });
    expect([first.status, first.body.code]).toEqual([409, 'cancellation-closed']);
    await change({ startsAt: iso(STARTS + HOUR) });
    const again = await cancel(world, me(), booked, { key });
    expect([again.status, again.body.code, again.headers['idempotent-replayed']]).toEqual([
      409,
      'cancellation-closed',
      'true',
    ]);
    expect((await cancel(world, me(), booked)).status).toBe(200);
  });

  it('is not refused by the event as another function has cached it', async () => {
    const booked = await book();
    const other = await world.another();
    world.now = CLOSES;
    await other.invoke('read-event', { params: { eventId: event.id } });
    await change({ startsAt: iso(STARTS + HOUR) });
    expect((await cancel(other, me(), booked)).status).toBe(200);
  });
});
