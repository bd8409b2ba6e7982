/** Which tickets a request to cancel a part of a booking chooses, and when it is refused. */
import { describe, expect, it } from 'vitest';
import { ticketIdOf } from '../../../lib/domain/ids.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import {
  chooseTickets,
  faultsOfPlaces,
  namesPlaces,
  type PlacesToCancel,
} from '../../../lib/domain/part-cancellation.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';
import { placesOfTickets, priceOf } from '../../../lib/domain/tickets.ts';
import { CLAIM_ID, capturedBooking, ticketsNumbered } from '../../support/claims.ts';

const id = (number: number): string => ticketIdOf(CLAIM_ID, number);
/** The booking with these tickets void and redeemed, by number. */
function bookingWith({ gone = [], used = [] }: { gone?: number[]; used?: number[] } = {}): Claim {
  const claim = capturedBooking();
  const statusOf = (number: number) => (gone.includes(number) ? 'void' : used.includes(number) ? 'redeemed' : 'valid');
  return { ...claim, tickets: claim.tickets.map((_, i) => statusOf(i + 1)) };
}
/** The numbers of the chosen tickets, or the refusal. */
function choose(claim: Claim, places: PlacesToCancel, by: 'owner' | 'admin' = 'owner') {
  const chosen = chooseTickets(claim, places, by);
  return chosen instanceof Refusal
    ? { code: chosen.code, details: chosen.details }
    : chosen.map(({ number }) => number);
}
const standing = (quantity: number) => [{ areaId: 'standing', quantity }];

describe('the tickets that are cancelled', () => {
  it.each<[string, PlacesToCancel, number[]]>([
    ['all, for a request without places', {}, [1, 2, 3, 4, 5, 6, 7]],
    ['those of the seats', { seats: ['a/A-2'] }, [2]],
    ['those with the highest numbers of an area', { areas: standing(2) }, [5, 6]],
    ['all of an area', { areas: standing(4) }, [3, 4, 5, 6]],
    ['those that the request names', { tickets: [id(4), id(1)] }, [1, 4]],
    ['of an area, besides those that the request names', { areas: standing(2), tickets: [id(6)] }, [4, 5, 6]],
    [
      'of seats, areas and ids together, in their order',
      { seats: ['a/A-1'], areas: standing(1), tickets: [id(7)] },
      [1, 6, 7],
    ],
  ])('are %s', (_which, places, numbers) => {
    expect(choose(bookingWith(), places)).toEqual(numbers);
  });

  it('of an area are the highest that are neither void nor used', () => {
    expect(choose(bookingWith({ gone: [5], used: [6] }), { areas: standing(2) })).toEqual([3, 4]);
  });

  it('of an area keep their numbers, and so do the others', () => {
    const claim = bookingWith({ gone: [6] });
    expect(choose(claim, { areas: standing(1) })).toEqual([5]);
    expect(choose(claim, { tickets: [id(3)] })).toEqual([3]);
  });

  it('give their places back to the buckets that they are in', () => {
    const claim = bookingWith();
    expect(placesOfTickets(ticketsNumbered(claim, 2, 4, 5, 6))).toEqual({
      seatIds: ['a/A-2'],
      shares: [
        { areaId: 'standing', bucket: 0, quantity: 2 },
        { areaId: 'standing', bucket: 2, quantity: 1 },
      ],
    });
  });

  it('are worth their prices', () => {
    expect(priceOf(ticketsNumbered(bookingWith(), 1, 3, 7))).toBe(6_000);
  });
});

describe('a cancellation is refused', () => {
  it.each<[string, PlacesToCancel, object]>([
    ['a seat that is cancelled', { seats: ['a/A-1', 'a/A-2'] }, { seatIds: ['a/A-1'], areas: [], ticketIds: [] }],
    ['a ticket that is cancelled', { tickets: [id(3), id(6)] }, { seatIds: [], areas: [], ticketIds: [id(6)] }],
    [
      'more of an area than is left',
      { areas: standing(4) },
      { seatIds: [], areas: [{ areaId: 'standing', left: 3 }], ticketIds: [] },
    ],
    [
      'more of an area than is left beside its named tickets',
      { areas: standing(3), tickets: [id(3)] },
      { seatIds: [], areas: [{ areaId: 'standing', left: 2 }], ticketIds: [] },
    ],
    [
      'all of these at once',
      { seats: ['a/A-1'], areas: standing(3), tickets: [id(6), id(5)] },
      { seatIds: ['a/A-1'], areas: [{ areaId: 'standing', left: 2 }], ticketIds: [id(6)] },
    ],
  ])('for %s, which it names', (_what, places, details) => {
    for (const by of ['owner', 'admin'] as const)
      expect(choose(bookingWith({ gone: [1, 6] }), places, by)).toEqual({ code: 'booking-places-cancelled', details });
  });

  it('for a used ticket of the owner, by id, by seat, by count and as a part of all', () => {
    const claim = bookingWith({ used: [1, 4] });
    const refusedFor = (...numbers: number[]) => ({
      code: 'ticket-redeemed',
      details: { ticketIds: numbers.map(id) },
    });
    expect(choose(claim, { tickets: [id(4), id(5)] })).toEqual(refusedFor(4));
    expect(choose(claim, { seats: ['a/A-1'] })).toEqual(refusedFor(1));
    expect(choose(claim, { areas: standing(4) })).toEqual(refusedFor(4));
    expect(choose(claim, {})).toEqual(refusedFor(1, 4));
    expect(choose(claim, { areas: standing(3) })).toEqual([3, 5, 6]);
  });

  it('for an administrator only if a used ticket is counted from an area and not named', () => {
    const claim = bookingWith({ used: [1, 4] });
    expect(choose(claim, { tickets: [id(4)], seats: ['a/A-1'] }, 'admin')).toEqual([1, 4]);
    expect(choose(claim, {}, 'admin')).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(choose(claim, { areas: standing(3), tickets: [id(4)] }, 'admin')).toEqual([3, 4, 5, 6]);
    expect(choose(claim, { areas: standing(4) }, 'admin')).toEqual({
      code: 'ticket-redeemed',
      details: { ticketIds: [id(4)] },
    });
  });

  it('for a cancelled place before a used one', () => {
    expect(choose(bookingWith({ gone: [1], used: [2] }), { seats: ['a/A-1', 'a/A-2'] })).toMatchObject({
      code: 'booking-places-cancelled',
    });
  });
});

describe('the faults of a request', () => {
  const OTHER_ID = `tkt_${'1'.repeat(25)}_1`;
  it.each<[string, PlacesToCancel, [string, string][]]>([
    ['a seat of another booking', { seats: ['a/A-1', 'a/A-9'] }, [['body.seats.1', 'is not in this booking']]],
    ['a ticket of another booking', { tickets: [OTHER_ID] }, [['body.tickets.0', 'is not in this booking']]],
    ['a ticket number that is too high', { tickets: [id(8)] }, [['body.tickets.0', 'is not in this booking']]],
    [
      'an area of another booking',
      { areas: [{ areaId: 'balcony', quantity: 1 }] },
      [['body.areas.0.areaId', 'is not in this booking']],
    ],
    [
      'a seat as an area',
      { areas: [{ areaId: 'a', quantity: 1 }] },
      [['body.areas.0.areaId', 'is not in this booking']],
    ],
    ['an area as a seat', { seats: ['standing'] }, [['body.seats.0', 'is not in this booking']]],
    [
      'more of an area than was booked',
      { areas: standing(5) },
      [['body.areas.0.quantity', 'must be at most 4: the booking has no other places of this area']],
    ],
    [
      'more of an area than was booked beside its named tickets',
      { areas: standing(3), tickets: [id(3), id(4)] },
      [['body.areas.0.quantity', 'must be at most 2: the booking has no other places of this area']],
    ],
    ['a seat and its ticket', { seats: ['a/A-2'], tickets: [id(2)] }, [['body.seats.0', 'is named by its ticket too']]],
    [
      'several faults',
      { seats: ['x/1'], areas: [{ areaId: 'x', quantity: 1 }], tickets: [OTHER_ID] },
      [
        ['body.seats.0', 'is not in this booking'],
        ['body.areas.0.areaId', 'is not in this booking'],
        ['body.tickets.0', 'is not in this booking'],
      ],
    ],
  ])('name %s', (_what, places, faults) => {
    const expected = faults.map(([path, message]) => ({ path, message }));
    // A fault is about the places that were ever booked: cancellations and admissions do not change it.
    for (const claim of [bookingWith(), bookingWith({ gone: [1, 2, 3], used: [4] })])
      expect(faultsOfPlaces(claim, places)).toEqual(expected);
  });

  it.each<[string, PlacesToCancel]>([
    ['no places', {}],
    ['all places', { seats: ['a/A-1', 'a/A-2', 'free/A-1'], areas: standing(4) }],
    ['all tickets', { tickets: [1, 2, 3, 4, 5, 6, 7].map(id) }],
    ['an area and tickets of it', { areas: standing(3), tickets: [id(6)] }],
  ])('are none for %s', (_what, places) => {
    expect(faultsOfPlaces(bookingWith(), places)).toEqual([]);
  });
});

it('a request names places if it has any of the three lists', () => {
  expect(namesPlaces({})).toBe(false);
  for (const places of [{ seats: ['a'] }, { areas: standing(1) }, { tickets: [id(1)] }])
    expect(namesPlaces(places)).toBe(true);
});
