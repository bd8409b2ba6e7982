/** Each entry of a claim's history adds places and money to the sales of its event, by section. */
import { describe, expect, it } from 'vitest';
import type { HistoryEntry, Place } from '../../lib/domain/model.ts';
import {
  isNoSale,
  noSales,
  noSectionSales,
  type Sales,
  type SectionSales,
  sumOfSales,
} from '../../lib/domain/sales.ts';
import { salesOfEntries } from '../../lib/domain/sales-of-entries.ts';

/** Tickets 1 and 2 are seats of 50, ticket 3 is a seat of 70, tickets 4 and 5 are places of 10. */
const PLACES: Place[] = [
  { seatId: 'stalls/A-1', price: 50 },
  { seatId: 'stalls/A-2/x', price: 50 },
  { seatId: 'box.1/A-1', price: 70 },
  { areaId: 'standing', quantity: 2, price: 10, shares: [] },
];
const CLAIM = { places: PLACES, currency: 'EUR' };
const TOTAL = 190;

type Entry = Pick<HistoryEntry, 'action'> & Partial<HistoryEntry>;
const entry = (action: Entry['action'], others: Partial<HistoryEntry> = {}): Entry => ({ action, ...others });
const payment = (number = 1, refund?: { number: number; amount: number }) => ({
  payment: { number, amount: TOTAL, ...(refund && { refund }) },
});

const placed = entry('hold.placed');
const intent = entry('payment.initiated', payment());
const confirmed = entry('booking.confirmed', payment());
const captured = entry('payment.captured', payment());
/** Cancels a seat of 50 and a place of 10, as refund 1. */
const part = entry('booking.places-cancelled', {
  ...payment(1, { number: 1, amount: 60 }),
  cancelled: { tickets: [2, 5], amount: 60 },
});
const partReturned = entry('payment.refunded', payment(1, { number: 1, amount: 60 }));
const partRejected = entry('payment.refund-failed', payment(1, { number: 1, amount: 60 }));
/** Cancels the rest, as refund 2. */
const rest = entry('booking.cancelled', {
  ...payment(1, { number: 2, amount: 130 }),
  cancelled: { tickets: [1, 3, 4], amount: 130 },
});
const restReturned = entry('payment.refunded', payment(1, { number: 2, amount: 130 }));
const whole = entry('booking.cancelled', payment(1, { number: 1, amount: TOTAL }));
const wholeReturned = entry('payment.refunded', payment(1, { number: 1, amount: TOTAL }));

const BOOKED = { stalls: { booked: 2 }, 'box.1': { booked: 1 }, standing: { booked: 2 } };
const CAPTURED = { stalls: { captured: 100 }, 'box.1': { captured: 70 }, standing: { captured: 20 } };
const CANCELLED = { stalls: { cancelled: 2 }, 'box.1': { cancelled: 1 }, standing: { cancelled: 2 } };
const RETURNED = { stalls: { returned: 100 }, 'box.1': { returned: 70 }, standing: { returned: 20 } };
const NOTHING = {};

const answer = ({ sections }: Sales) => Object.fromEntries(sections);
type Changes = Record<string, Partial<SectionSales>>;
const withZeros = (changes: Changes) =>
  Object.fromEntries(Object.entries(changes).map(([id, sales]) => [id, { ...noSectionSales(), ...sales }]));

/** The sales of the last of these entries. */
const lastOf = (entries: Entry[]): Sales => {
  const all = salesOfEntries(CLAIM, entries as HistoryEntry[]);
  return all.at(-1) as Sales;
};

describe('the sales of an entry', () => {
  it.each<[string, Entry[], Changes]>([
    ['a hold', [placed], NOTHING],
    ['an extension', [placed, entry('hold.extended')], NOTHING],
    ['an intent', [placed, intent], NOTHING],
    ['a confirmation: all places', [placed, intent, confirmed], BOOKED],
    ['a free booking: all places', [placed, entry('booking.confirmed')], BOOKED],
    ['the capture: the price of all places', [placed, intent, confirmed, captured], CAPTURED],
    [
      'a part cancel: its places, and no money yet',
      [placed, intent, confirmed, captured, part],
      { stalls: { cancelled: 1 }, standing: { cancelled: 1 } },
    ],
    [
      'the refund of a part: its price',
      [placed, intent, confirmed, captured, part, partReturned],
      { stalls: { returned: 50 }, standing: { returned: 10 } },
    ],
    [
      'a refund that the bank rejects later: its price less',
      [placed, intent, confirmed, captured, part, partReturned, partRejected],
      { stalls: { returned: -50 }, standing: { returned: -10 } },
    ],
    [
      'the same refund, made again by a person',
      [placed, intent, confirmed, captured, part, partReturned, partRejected, partReturned],
      { stalls: { returned: 50 }, standing: { returned: 10 } },
    ],
    [
      'a refund that is recorded twice: nothing',
      [placed, confirmed, captured, part, partReturned, partReturned],
      NOTHING,
    ],
    [
      'the cancellation of the rest: the places that were left',
      [placed, intent, confirmed, captured, part, partReturned, rest],
      { stalls: { cancelled: 1 }, 'box.1': { cancelled: 1 }, standing: { cancelled: 1 } },
    ],
    [
      'the refund of the rest, before the refund of the part',
      [placed, intent, confirmed, captured, part, rest, restReturned],
      { stalls: { returned: 50 }, 'box.1': { returned: 70 }, standing: { returned: 10 } },
    ],
    ['a whole cancel: all places', [placed, intent, confirmed, captured, whole], CANCELLED],
    ['the refund of all', [placed, intent, confirmed, captured, whole, wholeReturned], RETURNED],
    ['a stuck refund: nothing', [placed, confirmed, captured, whole, entry('payment.stuck', payment())], NOTHING],
    ['a resumed refund: nothing', [placed, confirmed, captured, whole, entry('payment.resumed', payment())], NOTHING],
    [
      'the return of the whole payment after a part of it: the rest',
      [placed, confirmed, captured, part, partReturned, entry('payment.refunded', payment())],
      { stalls: { returned: 50 }, 'box.1': { returned: 70 }, standing: { returned: 10 } },
    ],
    ['a capture after a part was cancelled: the price of all places', [placed, confirmed, part, captured], CAPTURED],
    [
      'the refund of that part',
      [placed, confirmed, part, captured, partReturned],
      { stalls: { returned: 50 }, standing: { returned: 10 } },
    ],
    [
      'a late capture, after the booking was cancelled',
      [
        placed,
        confirmed,
        entry('booking.cancelled', payment()),
        entry('payment.captured', payment(1, { number: 1, amount: TOTAL })),
      ],
      CAPTURED,
    ],
    [
      'the refund that a late capture requested, after a part had its own',
      [
        placed,
        confirmed,
        part,
        entry('booking.cancelled', { ...payment(), cancelled: { tickets: [1, 3, 4], amount: 130 } }),
        entry('payment.captured', payment(1, { number: 2, amount: 130 })),
        restReturned,
      ],
      { stalls: { returned: 50 }, 'box.1': { returned: 70 }, standing: { returned: 10 } },
    ],
    [
      'a payment that is voided before the capture: no money',
      [placed, confirmed, whole, entry('payment.voided', payment())],
      NOTHING,
    ],
    [
      'a captured payment that proves to be void: all money',
      [placed, confirmed, captured, entry('payment.voided', payment())],
      RETURNED,
    ],
    [
      'the refund of a payment that was not captured: no money',
      [placed, confirmed, entry('payment.refunded', payment())],
      NOTHING,
    ],
    [
      'the refund of version 0.5, whose cancellation names no refund',
      [placed, confirmed, captured, entry('booking.cancelled', payment()), entry('payment.refunded', payment())],
      RETURNED,
    ],
    [
      'a refund whose cancellation was written by version 0.5',
      [placed, confirmed, captured, entry('booking.cancelled', payment()), wholeReturned],
      RETURNED,
    ],
    ['the capture of a payment that was given up: nothing', [placed, intent, entry('hold.expired'), captured], NOTHING],
    [
      'its refund: nothing',
      [
        placed,
        intent,
        entry('hold.expired'),
        entry('payment.captured', payment(1, { number: 1, amount: TOTAL })),
        wholeReturned,
      ],
      NOTHING,
    ],
    [
      'the capture of another payment than that of the booking',
      [placed, confirmed, entry('payment.captured', payment(2))],
      NOTHING,
    ],
    ['the refund of another payment', [placed, confirmed, captured, entry('payment.refunded', payment(2))], NOTHING],
    [
      'a confirmation whose payment was captured before it: places and money',
      [placed, captured, confirmed],
      {
        stalls: { booked: 2, captured: 100 },
        'box.1': { booked: 1, captured: 70 },
        standing: { booked: 2, captured: 20 },
      },
    ],
  ])('of %s', (_name, entries, expected) => {
    expect(answer(lastOf(entries))).toEqual(withZeros(expected));
  });

  it.each<[string, Entry[], number]>([
    ['a hold', [placed], 0],
    ['a confirmation', [placed, confirmed], 1],
    ['a capture', [placed, confirmed, captured], 0],
    ['a cancellation', [placed, confirmed, captured, whole], 0],
  ])('count the booking once, with its confirmation: %s', (_name, entries, bookings) => {
    expect(lastOf(entries).bookings).toBe(bookings);
  });

  it('of a history without a booking are nothing', () => {
    const all = salesOfEntries(CLAIM, [
      placed,
      intent,
      entry('payment.declined', payment()),
      entry('hold.released'),
    ] as HistoryEntry[]);
    expect(all.map(isNoSale)).toEqual([true, true, true, true]);
  });
});

describe('the sum of sales', () => {
  it('of a whole history is the booking with all of its money returned', () => {
    const all = salesOfEntries(CLAIM, [
      placed,
      intent,
      confirmed,
      captured,
      part,
      partReturned,
      rest,
      restReturned,
    ] as HistoryEntry[]);
    const sum = sumOfSales(all);
    expect(sum.bookings).toBe(1);
    expect(answer(sum)).toEqual({
      stalls: { booked: 2, cancelled: 2, captured: 100, returned: 100 },
      'box.1': { booked: 1, cancelled: 1, captured: 70, returned: 70 },
      standing: { booked: 2, cancelled: 2, captured: 20, returned: 20 },
    });
    expect(sumOfSales(all.toReversed())).toEqual({ ...noSales(), bookings: 1, sections: sum.sections });
  });

  it('is no sale if what was added was taken back', () => {
    const [returned, rejected] = salesOfEntries(CLAIM, [
      confirmed,
      captured,
      part,
      partReturned,
      partRejected,
    ] as HistoryEntry[]).slice(-2) as [Sales, Sales];
    expect(isNoSale(returned)).toBe(false);
    expect(isNoSale(sumOfSales([returned, rejected]))).toBe(true);
  });
});
