/** Requests to cancel a part that are refused: each has its problem with its members, and changes nothing in the table. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { allRows } from '../../support/edits.ts';
import { redeemTicket } from '../../support/tickets.ts';
import {
  type ApiResponse,
  cancel,
  edit,
  MINUTE,
  newKey,
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
let bob: Person;
let event: Event;
/** The seats A-1 to A-3 (tickets 1 to 3) and three places of an area (tickets 4 to 6). */
let booked: Booking;
/** The seat A-9 and one place of the area, of another customer. */
let other: Booking;

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [organizer, admin] = await Promise.all([world.person('organizer'), world.person('admin')]);
  [alice, bob] = await Promise.all([world.person(), world.person()]);
  event = await publish(
    world,
    {
      sections: [
        { id: 'main', name: 'Main', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: 9 }] },
        { id: 'standing', name: 'Standing', kind: 'area', price: 1_000, capacity: 20 },
        { id: 'balcony', name: 'Balcony', kind: 'area', price: 1_000, capacity: 20 },
      ],
    },
    organizer,
  );
  booked = await bookPlaces(world, alice, event, { seats: seats(1, 2, 3), areas: standing(3) });
  other = await bookPlaces(world, bob, event, { seats: seats(9), areas: standing(1) });
});

const seats = (...numbers: number[]): string[] => numbers.map(number => `main/A-${number}`);
const standing = (quantity: unknown) => [{ areaId: 'standing', quantity: quantity as number }];
const ticketOf = ({ id }: Booking, number: number): string => `tkt_${id.slice(4)}_${number}`;

const send = (body: unknown, as = alice): Promise<ApiResponse<ProblemFields>> =>
  world.invoke('cancel-booking', { as, key: newKey(), params: { bookingId: booked.id }, body });

/** Sends the cancellation and returns its problem, which must leave every row of the table as it was. */
async function problemOf(body: unknown, as = alice): Promise<ProblemFields & { status: number }> {
  const before = await allRows(world);
  const calls = gateway.calls.length;
  const { status, body: problem } = await send(body, as);
  expect(await allRows(world)).toEqual(before);
  expect(gateway.calls).toHaveLength(calls);
  return { ...problem, status };
}

describe('places that are not in the booking', () => {
  const FAULTS: [string, () => object, [string, string][]][] = [
    ['a seat of another booking', () => ({ seats: seats(1, 9) }), [['body.seats.1', 'is not in this booking']]],
    ['a seat that is for sale', () => ({ seats: seats(4) }), [['body.seats.0', 'is not in this booking']]],
    ['a seat that does not exist', () => ({ seats: ['nowhere/1'] }), [['body.seats.0', 'is not in this booking']]],
    [
      'a ticket of another booking',
      () => ({ tickets: [ticketOf(other, 1)] }),
      [['body.tickets.0', 'is not in this booking']],
    ],
    [
      'a ticket with a number that it does not have',
      () => ({ tickets: [ticketOf(booked, 7)] }),
      [['body.tickets.0', 'is not in this booking']],
    ],
    [
      'an area that it has nothing of',
      () => ({ areas: [{ areaId: 'balcony', quantity: 1 }] }),
      [['body.areas.0.areaId', 'is not in this booking']],
    ],
    [
      'more of an area than was ever booked',
      () => ({ areas: standing(4) }),
      [['body.areas.0.quantity', 'must be at most 3: the booking has no other places of this area']],
    ],
    [
      'more of an area than was booked beside its ticket',
      () => ({ areas: standing(3), tickets: [ticketOf(booked, 4)] }),
      [['body.areas.0.quantity', 'must be at most 2: the booking has no other places of this area']],
    ],
    [
      'a seat and its own ticket',
      () => ({ seats: seats(2), tickets: [ticketOf(booked, 2)] }),
      [['body.seats.0', 'is named by its ticket too']],
    ],
    [
      'several of them',
      () => ({ seats: seats(9), areas: standing(40), tickets: [ticketOf(other, 2)] }),
      [
        ['body.seats.0', 'is not in this booking'],
        ['body.areas.0.quantity', 'must be at most 3: the booking has no other places of this area'],
        ['body.tickets.0', 'is not in this booking'],
      ],
    ],
  ];
  it.each(FAULTS)('are named: %s', async (_what, body, errors) => {
    const problem = await problemOf(body());
    expect([problem.status, problem.code]).toEqual([400, 'validation-failed']);
    expect(problem.errors).toEqual(errors.map(([path, message]) => ({ path, message })));
  });

  it('are named to an administrator too, who gives a reason', async () => {
    expect(await problemOf({ seats: seats(9), reason: 'illness' }, admin)).toMatchObject({ code: 'validation-failed' });
  });
});

describe('a body that is malformed', () => {
  it.each<[string, object, string]>([
    ['a seat twice', { seats: seats(1, 1) }, 'body.seats'],
    ['an area twice', { areas: [...standing(1), ...standing(1)] }, 'body.areas'],
    ['a list of no seats', { seats: [] }, 'body.seats'],
    ['a list of no areas', { areas: [] }, 'body.areas'],
    ['a list of no tickets', { tickets: [] }, 'body.tickets'],
    ['a list of no seats beside tickets', { seats: [], tickets: [`tkt_${'1'.repeat(25)}_1`] }, 'body.seats'],
    ['null for seats', { seats: null }, 'body.seats'],
    ['more seats than a hold may have', { seats: Array.from({ length: 41 }, (_, i) => `main/A-${i}`) }, 'body.seats'],
    ['no place of an area', { areas: standing(0) }, 'body.areas.0.quantity'],
    ['a negative quantity', { areas: standing(-1) }, 'body.areas.0.quantity'],
    ['half a place', { areas: standing(1.5) }, 'body.areas.0.quantity'],
    ['a quantity as text', { areas: standing('1') }, 'body.areas.0.quantity'],
    ['an area without a quantity', { areas: [{ areaId: 'standing' }] }, 'body.areas.0.quantity'],
    ['an area with a price', { areas: [{ areaId: 'standing', quantity: 1, price: 0 }] }, 'body.areas.0'],
    ['a ticket number instead of its id', { tickets: [1] }, 'body.tickets.0'],
    ['an id that is no ticket', { tickets: [`bkg_${'1'.repeat(25)}`] }, 'body.tickets.0'],
    ['a ticket number of 0', { tickets: [`tkt_${'1'.repeat(25)}_0`] }, 'body.tickets.0'],
    ['a reason of 10,000 characters', { seats: seats(1), reason: 'x'.repeat(10_000) }, 'body.reason'],
    ['a reason of 501 characters', { seats: seats(1), reason: 'x'.repeat(501) }, 'body.reason'],
    ['an empty reason', { seats: seats(1), reason: '' }, 'body.reason'],
    ['an unknown field', { seats: seats(1), amount: 1 }, 'body'],
    ['places as the hold has them', { places: [{ seatId: 'main/A-1' }] }, 'body'],
    ['a list', [], 'body'],
  ])('is refused: %s', async (_what, body, path) => {
    const problem = await problemOf(body);
    expect([problem.status, problem.code]).toEqual([400, 'validation-failed']);
    expect(problem.errors.map(error => error.path)).toEqual([path]);
  });

  it('is refused: a ticket twice', async () => {
    const problem = await problemOf({ tickets: [ticketOf(booked, 1), ticketOf(booked, 1)] });
    expect(problem.errors).toEqual([{ path: 'body.tickets', message: 'must not name a ticket twice' }]);
  });

  it('may have a reason of 300 characters, and all places in all three lists', async () => {
    const body = { seats: seats(1, 2), areas: standing(2), tickets: [ticketOf(booked, 3), ticketOf(booked, 4)] };
    expect((await send({ ...body, reason: 'x'.repeat(300) })).status).toBe(200);
    expect((await world.claimOf({ id: booked.id })).status).toBe('cancelled');
  });
});

describe('places that are cancelled already', () => {
  beforeEach(async () => {
    expect((await send({ seats: seats(1), tickets: [ticketOf(booked, 5)] })).status).toBe(200);
  });

  it.each<[string, () => object, () => object]>([
    ['a seat', () => ({ seats: seats(1, 2) }), () => ({ seatIds: seats(1) })],
    [
      'a ticket',
      () => ({ tickets: [4, 5].map(number => ticketOf(booked, number)) }),
      () => ({ ticketIds: [ticketOf(booked, 5)] }),
    ],
    [
      'more of an area than is left',
      () => ({ areas: standing(3) }),
      () => ({ areas: [{ areaId: 'standing', left: 2 }] }),
    ],
    [
      'more of an area than is left beside its ticket',
      () => ({ areas: standing(2), tickets: [ticketOf(booked, 6)] }),
      () => ({ areas: [{ areaId: 'standing', left: 1 }] }),
    ],
    [
      'all of these',
      () => ({ seats: seats(1), areas: standing(3), tickets: [ticketOf(booked, 2)] }),
      () => ({ seatIds: seats(1), areas: [{ areaId: 'standing', left: 2 }] }),
    ],
  ])('are named, and the others are not cancelled: %s', async (_what, body, members) => {
    const { status, code, type, title, detail, requestId, ...named } = (await problemOf(body())) as object as Record<
      string,
      unknown
    >;
    expect([status, code]).toEqual([409, 'booking-places-cancelled']);
    expect(named).toEqual(members());
  });

  it('do not matter to a cancellation of the rest', async () => {
    expect((await send({})).status).toBe(200);
  });

  it('of a booking that is cancelled as a whole are refused as the booking is', async () => {
    expect((await send({})).status).toBe(200);
    for (const body of [
      { seats: seats(1) },
      { seats: seats(2) },
      { areas: standing(1) },
      { tickets: [ticketOf(booked, 6)] },
      {},
    ]) {
      const problem = await problemOf(body);
      expect([problem.status, problem.code]).toEqual([409, 'booking-cancelled']);
    }
  });
});

describe('a ticket that was used at the door', () => {
  beforeEach(async () => {
    await redeemTicket(world, booked, 2);
    await redeemTicket(world, booked, 6);
  });

  it.each<[string, () => object, number[]]>([
    ['by its seat', () => ({ seats: seats(1, 2) }), [2]],
    ['by its id', () => ({ tickets: [ticketOf(booked, 6), ticketOf(booked, 5)] }), [6]],
    ['as one of all places of its area', () => ({ areas: standing(3) }), [6]],
    ['as a part of the whole booking', () => ({}), [2, 6]],
  ])('is not cancelled by its owner: %s', async (_how, body, numbers) => {
    const problem = await problemOf(body());
    expect([problem.status, problem.code]).toEqual([409, 'ticket-redeemed']);
    expect(problem).toMatchObject({ ticketIds: numbers.map(number => ticketOf(booked, number)) });
  });

  it('does not keep its owner from cancelling the others', async () => {
    const answer = await cancel(world, alice, booked, { seats: seats(1, 3), areas: standing(2) });
    expect(answer.body.booking.places.flatMap(({ tickets }) => tickets.map(({ status }) => status))).toEqual([
      'void',
      'redeemed',
      'void',
      'void',
      'void',
      'redeemed',
    ]);
    expect(answer.body.refund.amount.amount).toBe(12_000);
  });

  it('is cancelled by an administrator who names it, with a reason', async () => {
    const reason = 'the show was stopped';
    expect(await problemOf({ areas: standing(3), reason }, admin)).toMatchObject({
      code: 'ticket-redeemed',
      ticketIds: [ticketOf(booked, 6)],
    });
    expect(
      (await send({ seats: seats(2), areas: standing(2), tickets: [ticketOf(booked, 6)], reason }, admin)).status,
    ).toBe(200);
    const { tickets, history } = await world.claimOf({ id: booked.id });
    expect(tickets).toEqual(['valid', 'void', 'valid', 'void', 'void', 'void']);
    expect(history.findLast(({ action }) => action === 'booking.places-cancelled')).toMatchObject({
      actor: admin.userId,
      reason,
    });
  });

  it('is cancelled with the whole booking by an administrator', async () => {
    expect((await send({ reason: 'the show was stopped' }, admin)).status).toBe(200);
    expect(new Set((await world.claimOf({ id: booked.id })).tickets)).toEqual(new Set(['void']));
  });
});

describe('the right to cancel a part', () => {
  it('belongs to nobody but the owner, members and administrators', async () => {
    for (const as of [bob, await world.person('organizer')]) {
      // Neither the places of the booking nor their faults are told.
      for (const body of [{ seats: seats(1) }, { seats: seats(9) }, { tickets: [ticketOf(booked, 1)] }]) {
        const problem = await problemOf(body, as);
        expect([problem.status, problem.code]).toEqual([404, 'booking-not-found']);
        expect(problem).not.toHaveProperty('errors');
      }
    }
  });

  it('needs a reason from an administrator, before and after the deadline of the owner', async () => {
    const problem = await problemOf({ seats: seats(1) }, admin);
    expect([problem.status, problem.code, problem.errors.map(({ path }) => path)]).toEqual([
      400,
      'validation-failed',
      ['body.reason'],
    ]);
    expect((await send({ seats: seats(1), reason: 'illness' }, admin)).status).toBe(200);
    world.now = Date.parse(event.startsAt) - 60 * MINUTE;
    expect((await send({ seats: seats(2), reason: 'illness' }, await world.person('admin'))).status).toBe(200);
  });

  it('ends with the deadline, which is final for the key', async () => {
    world.now = Date.parse(event.startsAt) - 60 * MINUTE;
    const ask = () => cancel(world, alice, booked, { seats: seats(1), key: 'late' });
    const late = await ask();
    expect([late.status, late.body.code]).toEqual([409, 'cancellation-closed']);
    await edit(world, await world.person('admin'), event, { cancellationClosesMinutes: 0 });
    expect((await ask()).body.code).toBe('cancellation-closed');
    expect((await send({ seats: seats(1) })).status).toBe(200);
  });

  it('ends with the booking: a hold has no parts', async () => {
    const held = await world.invoke<Hold>('place-hold', {
      as: alice,
      key: newKey(),
      params: { eventId: event.id },
      body: { seats: seats(5) },
    });
    booked = { ...booked, id: held.body.id.replace('hld', 'bkg') };
    expect(await problemOf({ seats: seats(5) })).toMatchObject({ status: 404, code: 'booking-not-found' });
  });
});

describe('an amount that the gateway cannot return', () => {
  beforeEach(() => {
    // As in Madagascar: only whole multiples of five ariary can be moved.
    gateway.canExpress = amount => amount % 2_500 === 0;
  });

  it('is refused before anything changes', async () => {
    const problem = await problemOf({ areas: standing(1) });
    expect([problem.status, problem.code]).toEqual([409, 'refund-not-possible']);
    expect(problem).toMatchObject({ amount: { amount: 1_000, currency: 'EUR' } });
    expect(await problemOf({ areas: standing(1), reason: 'illness' }, admin)).toMatchObject({
      code: 'refund-not-possible',
    });
  });

  it('is not needed for a part that can be returned', async () => {
    expect((await send({ seats: seats(1) })).status).toBe(200);
  });

  it('does not refuse a replay, whose refund was accepted before', async () => {
    gateway.canExpress = () => true;
    const first = await cancel(world, alice, booked, { areas: standing(1), key: 'one' });
    gateway.canExpress = () => false;
    expect((await cancel(world, alice, booked, { areas: standing(1), key: 'one' })).body).toEqual(first.body);
  });
});
