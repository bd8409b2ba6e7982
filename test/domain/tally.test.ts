/** The contribution of a journal entry to the tallies: sums that do not depend on the order of entries. */
import { describe, expect, it } from 'vitest';
import {
  type CountedEntry,
  isNothing,
  noTally,
  restReturned,
  sumOfTallies,
  TALLY_FIELDS,
  tallyOf,
} from '../../lib/domain/tally.ts';

const entry = (action: string, to: string, others: Partial<CountedEntry> = {}): CountedEntry => ({
  action,
  to,
  ...others,
});
const paid = { payment: { number: 1, amount: 5_000 } };

const placed = entry('hold.placed', 'active');
const confirmed = entry('booking.confirmed', 'confirmed', { from: 'active', total: 5_000, ...paid });
const captured = entry('payment.captured', 'captured', { from: 'authorised', ...paid });
const cancelled = entry('booking.cancelled', 'cancelled', { from: 'confirmed', total: 5_000, ...paid });
const refunded = entry('payment.refunded', 'refunded', { from: 'captured', ...paid });

describe('the tally', () => {
  it.each<[string, CountedEntry, object]>([
    ['a placed hold', placed, { active: 1 }],
    ['a released hold', entry('hold.released', 'released', { from: 'active' }), { active: -1, released: 1 }],
    ['an expired hold', entry('hold.expired', 'expired', { from: 'active' }), { active: -1, expired: 1 }],
    ['a booking', confirmed, { active: -1, confirmed: 1, gross: 5_000 }],
    ['a late booking', { ...confirmed, from: 'expired' }, { expired: -1, confirmed: 1, gross: 5_000 }],
    ['a cancelled booking', cancelled, { confirmed: -1, cancelled: 1, refunded: 5_000 }],
    ['a captured payment', captured, { captured: 5_000 }],
    ['a refund of a captured payment', refunded, { returned: 5_000 }],
    ['the return of the rest of a payment', { ...refunded, returned: 3_000 }, { returned: 3_000 }],
  ])('of %s counts its changes', (_name, counted, expected) => {
    expect(tallyOf(counted)).toEqual({ ...noTally(), ...expected });
  });

  it.each<[string, CountedEntry]>([
    ['an extension', entry('hold.extended', 'active', { from: 'active' })],
    ['a payment intent', entry('payment.initiated', 'initiated', paid)],
    ['a declined payment', entry('payment.declined', 'declined', { from: 'initiated', ...paid })],
    ['a voided payment', entry('payment.voided', 'voided', { from: 'authorised', ...paid })],
    ['an authorised payment', entry('payment.authorised', 'authorised', { from: 'initiated', ...paid })],
    ['a stuck payment', entry('payment.stuck', 'captured', { from: 'captured', ...paid })],
    ['a refund of a payment that was not captured', { ...refunded, from: 'authorised' }],
    ['a change of an event', entry('event.published', 'published')],
  ])('of %s is zero', (_name, counted) => {
    expect(isNothing(tallyOf(counted))).toBe(true);
  });

  it('of a booking with a total of 0 still counts the booking', () => {
    expect(tallyOf({ ...confirmed, total: 0 })).toEqual({ ...noTally(), active: -1, confirmed: 1 });
    expect(isNothing(tallyOf({ ...confirmed, total: 0 }))).toBe(false);
  });
});

describe('the rest that a whole payment returns', () => {
  const of = (action: 'payment.refunded' | 'payment.refund-failed', amount?: number, number = 1) => ({
    action,
    payment: { number, amount: 5_000, ...(amount !== undefined && { refund: { number: 1, amount } }) },
  });
  const part = of('payment.refunded', 2_000);

  it.each([
    ['after a refund of a part: less this refund', [part], 3_000],
    ['after two refunds', [part, of('payment.refunded', 500)], 2_500],
    ['after a refund of all: nothing', [of('payment.refunded', 5_000)], 0],
    ['without a refund before: what the entry says', [], undefined],
    ['after a refund that has failed: what the entry says', [part, of('payment.refund-failed', 2_000)], undefined],
    ['after the refund of another payment: what the entry says', [of('payment.refunded', 2_000, 2)], undefined],
  ])('is %s', (_name, before, rest) => {
    expect(restReturned([...before, of('payment.refunded')], before.length)).toBe(rest);
  });

  it('is not asked of other entries, nor of later ones', () => {
    expect(restReturned([part, part], 1)).toBeUndefined();
    expect(restReturned([of('payment.refunded'), part], 0)).toBeUndefined();
    expect(restReturned([part, of('payment.refund-failed')], 1)).toBeUndefined();
  });
});

describe('the sum of tallies', () => {
  const entries = [placed, confirmed, captured, cancelled, refunded];

  it('of all entries of a cancelled claim is one cancelled booking, with its amounts captured and returned', () => {
    const money = { gross: 5_000, refunded: 5_000, captured: 5_000, returned: 5_000 };
    expect(sumOfTallies(entries.map(tallyOf))).toEqual({ ...noTally(), cancelled: 1, ...money });
  });

  it('does not depend on the order', () => {
    const inOrder = sumOfTallies(entries.map(tallyOf));
    expect(sumOfTallies([...entries].reverse().map(tallyOf))).toEqual(inOrder);
    expect(sumOfTallies([cancelled, placed, refunded, captured, confirmed].map(tallyOf))).toEqual(inOrder);
  });

  it('of no entries is zero in every field', () => {
    expect(sumOfTallies([])).toEqual(noTally());
    expect(Object.keys(noTally())).toEqual([...TALLY_FIELDS]);
  });
});
