/** What a journal entry adds to the tallies: sums that do not care for order. */
import { describe, expect, it } from 'vitest';
import { type CountedEntry, isNothing, noTally, sumOfTallies, TALLY_FIELDS, tallyOf } from '../../lib/domain/tally.ts';

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

describe('an entry', () => {
  it.each<[string, CountedEntry, object]>([
    ['a placed hold', placed, { active: 1 }],
    ['a released hold', entry('hold.released', 'released', { from: 'active' }), { active: -1, released: 1 }],
    ['an expired hold', entry('hold.expired', 'expired', { from: 'active' }), { active: -1, expired: 1 }],
    ['a booking', confirmed, { active: -1, confirmed: 1, gross: 5_000 }],
    ['a late booking', { ...confirmed, from: 'expired' }, { expired: -1, confirmed: 1, gross: 5_000 }],
    ['a cancelled booking', cancelled, { confirmed: -1, cancelled: 1, refunded: 5_000 }],
    ['a charge', captured, { captured: 5_000 }],
    ['a refund of a charge', refunded, { returned: 5_000 }],
  ])('of %s counts', (_name, counted, expected) => {
    expect(tallyOf(counted)).toEqual({ ...noTally(), ...expected });
  });

  it.each<[string, CountedEntry]>([
    ['an extension', entry('hold.extended', 'active', { from: 'active' })],
    ['an intent', entry('payment.initiated', 'initiated', paid)],
    ['a decline', entry('payment.declined', 'declined', { from: 'initiated', ...paid })],
    ['a void', entry('payment.voided', 'voided', { from: 'authorised', ...paid })],
    ['a payment given up', entry('payment.authorised', 'authorised', { from: 'initiated', ...paid })],
    ['a payment that is stuck', entry('payment.stuck', 'captured', { from: 'captured', ...paid })],
    ['a refund of what was never charged', { ...refunded, from: 'authorised' }],
    ["an event's own", entry('event.published', 'published')],
  ])('of %s counts for nothing', (_name, counted) => {
    expect(isNothing(tallyOf(counted))).toBe(true);
  });

  it('of a booking without a price counts the booking', () => {
    expect(tallyOf({ ...confirmed, total: 0 })).toEqual({ ...noTally(), active: -1, confirmed: 1 });
    expect(isNothing(tallyOf({ ...confirmed, total: 0 }))).toBe(false);
  });
});

describe('the sum', () => {
  const life = [placed, confirmed, captured, cancelled, refunded];

  it('of a whole life is one cancelled booking, its money taken and given back', () => {
    const money = { gross: 5_000, refunded: 5_000, captured: 5_000, returned: 5_000 };
    expect(sumOfTallies(life.map(tallyOf))).toEqual({ ...noTally(), cancelled: 1, ...money });
  });

  it('is the same in every order', () => {
    const inOrder = sumOfTallies(life.map(tallyOf));
    expect(sumOfTallies([...life].reverse().map(tallyOf))).toEqual(inOrder);
    expect(sumOfTallies([cancelled, placed, refunded, captured, confirmed].map(tallyOf))).toEqual(inOrder);
  });

  it('of nothing is nothing', () => {
    expect(sumOfTallies([])).toEqual(noTally());
    expect(Object.keys(noTally())).toEqual([...TALLY_FIELDS]);
  });
});
