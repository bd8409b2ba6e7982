/** The facts of mails about bookings, from bookings that the changes of the domain have made. */
import { describe, expect, it } from 'vitest';
import {
  type BookingSurroundings,
  bookingMailFacts,
  bookingMailKind,
  EVENT_CANCELLED_REASON,
  factsOfBooking,
  organizerOf,
} from '../../lib/domain/booking-mails.ts';
import { referenceOf } from '../../lib/domain/booking-reference.ts';
import { cancelBooking, cancelTickets, type Origin } from '../../lib/domain/claim-changes.ts';
import type { Claim, EventFacts } from '../../lib/domain/model.ts';
import {
  authorisedBooking,
  capturedBooking,
  changed,
  ORIGIN,
  TYPED_PLACES,
  TYPED_SALE,
  ticketsNumbered,
} from '../support/claims.ts';

const FACTS = {
  event: {
    id: 'evt_x',
    kind: 'train',
    title: 'To the sea',
    startsAt: 61_000_000,
    endsAt: 67_000_000,
    timeZone: 'Europe/Berlin',
  },
  sections: [
    { id: 'a', name: 'Coach A', kind: 'seated', price: 5_000, capacity: 2, rows: [{ row: 'A', count: 2 }] },
    { id: 'standing', name: 'Standing', kind: 'area', price: 1_000, capacity: 9, buckets: 3 },
    { id: 'free', name: 'Crew', kind: 'seated', price: 0, capacity: 1, rows: [{ row: 'A', count: 1 }] },
  ],
} as unknown as EventFacts;

const AROUND: BookingSurroundings = {
  owner: { name: 'Anna', language: 'de' },
  facts: FACTS,
  organizer: { name: 'Coast Railway' },
  link: 'https://tickets.example.org/links#booking=token',
};
const ORGANIZER: Origin = { ...ORIGIN, actor: 'usr_organizer' };
const SYSTEM: Origin = { ...ORIGIN, actor: 'system' };

const lastOf = ({ history }: Claim): number => history.length - 1;
const factsOfLast = (booking: Claim, around = AROUND) => bookingMailFacts(booking, lastOf(booking), around);
const without =
  (...tickets: number[]) =>
  (claim: Claim) =>
    cancelTickets(claim, ticketsNumbered(claim, ...tickets), ORIGIN);

describe('the mail of a confirmation', () => {
  it('has all places by their names: each seat, and the places of an area together', () => {
    const booking = authorisedBooking();
    expect(factsOfLast(booking)).toEqual({
      kind: 'booking-confirmed',
      language: 'de',
      name: 'Anna',
      event: FACTS.event,
      organizer: { name: 'Coast Railway' },
      reference: referenceOf(booking),
      currency: 'EUR',
      link: AROUND.link,
      places: [
        { section: 'Coach A', row: 'A', seat: '1', quantity: 1, price: 5_000 },
        { section: 'Coach A', row: 'A', seat: '2', quantity: 1, price: 5_000 },
        { section: 'Standing', quantity: 4, price: 1_000 },
        { section: 'Crew', row: 'A', seat: '1', quantity: 1, price: 0 },
      ],
      total: { lines: [], amount: 14_000, taxes: [] },
      cancellableUntil: booking.booking?.cancellableUntil,
    });
  });

  it('marks the places that were cancelled since, and keeps the total that was paid', () => {
    const booking = changed(capturedBooking(), without(1, 3));
    const position = booking.history.findIndex(({ action }) => action === 'booking.confirmed');
    expect(bookingMailFacts(booking, position, AROUND)).toMatchObject({
      places: [
        { seat: '1', isCancelled: true },
        { seat: '2' },
        { section: 'Standing', quantity: 1, isCancelled: true },
        { section: 'Standing', quantity: 3 },
        { section: 'Crew' },
      ],
      total: { amount: 14_000 },
    });
  });

  it('does not promise a cancellation that was over at the purchase', () => {
    const booking = authorisedBooking();
    const { booking: terms } = booking;
    if (!terms) throw new Error('no booking');
    const late = { ...booking, booking: { ...terms, cancellableUntil: terms.confirmedAt } };
    expect(factsOfLast(late)).not.toHaveProperty('cancellableUntil');
  });

  it('has the default language if its owner has chosen none', () => {
    expect(factsOfLast(authorisedBooking(), { ...AROUND, owner: { name: 'Anna' } })).toMatchObject({ language: 'en' });
  });

  it('has the event as it was sold if the event is gone, with the ids of the places', () => {
    const facts = factsOfLast(authorisedBooking(), { ...AROUND, facts: undefined });
    expect(facts).toMatchObject({
      event: { title: 'To the coast', timeZone: 'UTC', kind: 'other' },
      places: [
        { section: 'a', seat: 'A-1' },
        { section: 'a', seat: 'A-2' },
        { section: 'standing' },
        { section: 'free' },
      ],
    });
  });
});

describe('the mail of a cancellation', () => {
  it('of a part has the cancelled places, those that are left, and the refund', () => {
    expect(factsOfLast(changed(capturedBooking(), without(1, 3)))).toMatchObject({
      kind: 'booking-places-cancelled',
      by: 'customer',
      cancelled: [
        { section: 'Coach A', row: 'A', seat: '1', quantity: 1, price: 5_000 },
        { section: 'Standing', quantity: 1, price: 1_000 },
      ],
      places: [{ seat: '2' }, { section: 'Standing', quantity: 3 }, { section: 'Crew' }],
      refund: { amount: 6_000 },
    });
  });

  it('of several parts at the same time tells each one’s own places', () => {
    const booking = changed(capturedBooking(), without(1), without(2));
    const positions = booking.history.flatMap(({ action }, i) => (action === 'booking.places-cancelled' ? [i] : []));
    const seats = positions.map(position => bookingMailFacts(booking, position, AROUND));
    expect(seats).toMatchObject([
      { cancelled: [{ seat: '1' }], refund: { amount: 5_000 } },
      { cancelled: [{ seat: '2' }], refund: { amount: 5_000 } },
    ]);
  });

  it('of the rest has only the rest', () => {
    const facts = factsOfLast(changed(capturedBooking(), without(1, 2), claim => cancelBooking(claim, ORIGIN)));
    expect(facts).toMatchObject({
      kind: 'booking-cancelled',
      cancelled: [{ section: 'Standing', quantity: 4 }, { section: 'Crew' }],
      refund: { amount: 4_000 },
    });
    expect(facts).not.toHaveProperty('cancelled.0.isCancelled');
  });

  it('of a payment that is not captured yet tells the amount that goes back', () => {
    expect(factsOfLast(changed(authorisedBooking(), claim => cancelBooking(claim, ORIGIN)))).toMatchObject({
      refund: { amount: 14_000 },
    });
  });

  it('has no refund if the places were free', () => {
    const free = authorisedBooking([{ seatId: 'free/A-1', price: 0 }]);
    expect(factsOfLast(changed(free, claim => cancelBooking(claim, ORIGIN)))).not.toHaveProperty('refund');
    expect(factsOfLast(changed(capturedBooking(), without(7)))).not.toHaveProperty('refund');
  });

  it('tells the reason of an organizer, but not that of Holdfast', () => {
    const by = (origin: Origin) =>
      factsOfLast(changed(capturedBooking(), claim => cancelBooking(claim, origin, 'the fog')));
    expect(by(ORGANIZER)).toMatchObject({ by: 'organizer', reason: 'the fog', refund: { amount: 14_000 } });
    expect(by(SYSTEM)).toMatchObject({ by: 'system' });
    // The payment failed: nothing was charged.
    expect(by(SYSTEM)).not.toHaveProperty('reason');
    expect(by(SYSTEM)).not.toHaveProperty('refund');
  });

  it('used to bring the reason of a customer, which is any text, to an address that a stranger had registered', () => {
    const text = 'Your bank: sign in at https://evil.example';
    const whole = factsOfLast(changed(capturedBooking(), claim => cancelBooking(claim, ORIGIN, text)));
    expect(whole).toMatchObject({ kind: 'booking-cancelled', by: 'customer' });
    expect(JSON.stringify(whole)).not.toContain('evil');
  });

  it('of an event says so, unless the owner wrote that reason', () => {
    const by = (origin: Origin) =>
      factsOfLast(changed(capturedBooking(), claim => cancelBooking(claim, origin, EVENT_CANCELLED_REASON)));
    expect(by(ORGANIZER)).toMatchObject({ kind: 'event-cancelled', refund: { amount: 14_000 } });
    expect(by(ORGANIZER)).not.toHaveProperty('reason');
    expect(by(ORIGIN)).toMatchObject({ kind: 'booking-cancelled', by: 'customer' });
  });
});

describe('a mail about a sale with types, a code, fees and taxes', () => {
  const sold = capturedBooking(TYPED_PLACES, TYPED_SALE);

  it('has the types, the prices before the discount, the other lines and the taxes: they sum up to the total', () => {
    const position = sold.history.findIndex(({ action }) => action === 'booking.confirmed');
    const facts = bookingMailFacts(sold, position, AROUND);
    expect(facts).toMatchObject({
      places: [
        { section: 'Coach A', seat: '1', type: 'Adult', quantity: 1, price: 5_000 },
        { section: 'Coach A', seat: '2', type: 'Child', quantity: 1, price: 2_500 },
        { section: 'Standing', type: 'Adult', quantity: 1, price: 1_000 },
        { section: 'Standing', type: 'Child', quantity: 1, price: 500 },
      ],
      total: {
        lines: [
          { kind: 'discount', code: 'SUMMER-10', amount: -900 },
          { kind: 'fee', name: 'Service fee', quantity: 4, amount: 600 },
          { kind: 'fee', name: 'Handling', quantity: 1, amount: 200 },
        ],
        amount: 8_900,
        taxes: [
          { percent: 19, gross: 6_200, tax: 990 },
          { percent: 7, gross: 2_700, tax: 177 },
        ],
      },
    });
    expect(sumOf(facts)).toBe(8_900);
  });

  it('says what a cancellation returns with its fees and taxes, and what is left', () => {
    expect(factsOfLast(changed(sold, without(2, 3)))).toMatchObject({
      cancelled: [
        { seat: '2', type: 'Child', price: 2_250 },
        { section: 'Standing', type: 'Adult', price: 900 },
      ],
      refund: {
        lines: [{ kind: 'fees', amount: 300 }],
        amount: 3_450,
        taxes: [
          { percent: 19, gross: 1_200, tax: 192 },
          { percent: 7, gross: 2_250, tax: 148 },
        ],
      },
      places: [
        { seat: '1', type: 'Adult', price: 4_500 },
        { section: 'Standing', type: 'Child', quantity: 1, price: 450 },
      ],
      remaining: {
        lines: [{ kind: 'fees', amount: 500 }],
        amount: 5_450,
        taxes: [
          { percent: 19, gross: 5_000, tax: 798 },
          { percent: 7, gross: 450, tax: 29 },
        ],
      },
    });
  });

  it('does not return the fee that is kept with the whole booking, and names it, which it did not', () => {
    for (const origin of [ORIGIN, ORGANIZER]) {
      expect(factsOfLast(changed(sold, claim => cancelBooking(claim, origin)))).toMatchObject({
        refund: { lines: [{ kind: 'fees', amount: 600 }], amount: 8_700 },
        feesKept: 200,
      });
    }
    expect(factsOfLast(changed(sold, without(2, 3)))).not.toHaveProperty('feesKept');
  });

  it('names no kept fees if the payment failed, or if all fees are returned', () => {
    const all = { returnFees: true };
    for (const [origin, options] of [[SYSTEM], [ORGANIZER, all]] as const) {
      const cancelled = changed(sold, claim => cancelBooking(claim, origin, undefined, options));
      expect(factsOfLast(cancelled)).not.toHaveProperty('feesKept');
    }
  });
});

/** The sum of the places and the other lines that a confirmation shows. */
function sumOf(facts: ReturnType<typeof bookingMailFacts>): number {
  if (facts?.kind !== 'booking-confirmed') throw new Error('no confirmation');
  const places = facts.places.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
  return facts.total.lines.reduce((sum, { amount }) => sum + amount, places);
}

describe('an entry without a mail', () => {
  it('is every other one, and a position after the last', () => {
    const booking = capturedBooking();
    const kinds = booking.history.map(entry => bookingMailKind(entry));
    expect(kinds.filter(kind => kind !== undefined)).toEqual(['booking-confirmed']);
    for (const [position, kind] of kinds.entries()) {
      if (kind === undefined) expect(bookingMailFacts(booking, position, AROUND)).toBeUndefined();
    }
    expect(bookingMailFacts(booking, booking.history.length, AROUND)).toBeUndefined();
  });
});

describe('the facts of a mailing', () => {
  it('are those of the booking', () => {
    const booking = authorisedBooking();
    expect(factsOfBooking(booking, AROUND)).toMatchObject({
      name: 'Anna',
      reference: referenceOf(booking),
      event: FACTS.event,
    });
  });

  it('name the organization and its contact address, as far as it has them', () => {
    expect(organizerOf({ name: 'Coast Railway', contactEmail: 'a@example.org' })).toEqual({
      name: 'Coast Railway',
      email: 'a@example.org',
    });
    expect(organizerOf({})).toEqual({});
  });
});
