/** Bookings that are cancelled in parts: a right history breaks no rule, and changed in one place it breaks the rule about that place. */
import { expect, test } from 'vitest';
import type { Answer, Ledger } from '../../lib/checker/call-history.ts';
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import type { RuleName } from '../../lib/checker/rules.ts';
import {
  ALICE,
  availability,
  BOB,
  booking,
  CAROL,
  cancel,
  cancellation,
  claimNamed,
  EVENT,
  entries,
  HOLD_MS,
  hold,
  page,
  partlyCancelled,
  pay,
  place,
  publish,
  publishedEntry,
  type Recorder,
  read,
  recorder,
  seatMap,
  ticket,
  timeOf,
  total,
} from './recorder.ts';

const [PARTY, NEXT] = ['party', 'next'].map(claimNamed) as [string, string];
/** Tickets 1 and 2 are for the seats, 3 to 5 for the floor. */
const PLACES = { seats: ['a/A-1', 'a/A-2'], areas: [{ areaId: 'floor', quantity: 3 }] };
const SECOND_SEAT = { seats: ['a/A-2'] };
const TWO_ON_FLOOR = { areas: [{ areaId: 'floor', quantity: 2 }] };
const BOOKED_AT = 110;
const SETTLED_AT = 1_000_000;

interface Written {
  recorded: Recorder;
  calls: Record<string, number>;
}

/** Alice cancels the second seat and two places of the floor. Carol gets that seat. */
function partly(): Written {
  const recorded = recorder();
  const { ask, invoke, refuse } = recorded;
  const calls: Record<string, number> = {};
  publish(recorded);
  ask(0, place(ALICE, 'k1', PLACES), 201, hold(PARTY, 5, PLACES));
  ask(100, pay(ALICE, 'k2', PARTY), 201, booking(PARTY, BOOKED_AT, PLACES));
  calls.seat = ask(1_000, cancel(ALICE, 'k3', PARTY, SECOND_SEAT), 200, cancellation(PARTY, BOOKED_AT, PLACES, [[2]]));
  calls.taken = ask(1_100, place(CAROL, 'c1', SECOND_SEAT), 201, hold(NEXT, 1_105, SECOND_SEAT));
  const [floor, afterFloor] = [cancel(ALICE, 'k4', PARTY, TWO_ON_FLOOR), [[2], [4, 5]]];
  calls.floor = ask(2_000, floor, 200, cancellation(PARTY, BOOKED_AT, PLACES, afterFloor));
  calls.again = ask(2_100, floor, 200, cancellation(PARTY, BOOKED_AT, PLACES, afterFloor), true);
  calls.gone = invoke(3_000, cancel(ALICE, 'k5', PARTY, { ...SECOND_SEAT, ...TWO_ON_FLOOR }));
  const gone = { seatIds: ['a/A-2'], areas: [{ areaId: 'floor', left: 1 }], ticketIds: [] };
  refuse(calls.gone, 3_020, 'booking-places-cancelled', gone);
  calls.goneTicket = invoke(3_100, cancel(ALICE, 'k6', PARTY, { tickets: [ticket(PARTY, 5)] }));
  refuse(calls.goneTicket, 3_120, 'booking-places-cancelled', {
    seatIds: [],
    areas: [],
    ticketIds: [ticket(PARTY, 5)],
  });
  const limited = invoke(3_200, place(ALICE, 'k7', { seats: ['a/A-3', 'a/A-4'] }));
  refuse(limited, 3_220, 'customer-limit-reached', { placesMax: 3, placesTaken: 2 });
  calls.read = ask(
    4_000,
    { caller: ALICE, operation: 'read-booking', params: { bookingId: `bkg_${PARTY}` } },
    200,
    partlyCancelled(PARTY, BOOKED_AT, PLACES, afterFloor, { refunded: true }),
  );
  recorded.settle(SETTLED_AT);
  recorded.ledger(SETTLED_AT, [
    {
      paymentId: `pay_${PARTY}_1`,
      state: 'captured',
      amount: 25_000,
      // The first one was stuck, and made by a person after the second.
      refunds: [
        { number: 2, amount: 10_000 },
        { number: 1, amount: 5_000 },
      ],
    },
  ]);
  readAll(recorded, calls);
  return { recorded, calls };
}

function readAll({ ask }: Recorder, calls: Record<string, number>): void {
  const at = SETTLED_AT + 1_000;
  calls.map = ask(at, read('read-seats', { fresh: 'true' }), 200, seatMap(at, { 'a/A-1': 'booked' }));
  calls.counts = ask(at + 100, read('read-availability', { fresh: 'true' }), 200, availability(at + 100, 1, 1));
  const sold = partlyCancelled(PARTY, BOOKED_AT, PLACES, [[2], [4, 5]], { refunded: true });
  calls.bookings = ask(at + 200, read('find-bookings'), 200, page([{ ...sold, customerId: ALICE }]));
  calls.stats = ask(at + 250, read('read-stats', { eventId: EVENT }), 200, stats());
  calls.sales = ask(at + 270, read('read-sales'), 200, sales());
  calls.journal = ask(at + 300, read('read-journal'), 200, page([publishedEntry(), ...journal()]));
}

interface Sales {
  sections: object[];
  days: object[];
}

const stats = () => ({
  holds: { active: 0, confirmed: 1, released: 0, expired: 1 },
  bookings: { confirmed: 1, cancelled: 0 },
  revenue: [
    { currency: 'EUR', gross: total(5), refunded: total(3), net: total(2), captured: total(5), returned: total(3) },
  ],
  asOf: timeOf(SETTLED_AT),
});

/** Two seats and three places of the floor, of which a seat and two places are cancelled, each at one price. */
function sales() {
  const figures = (booked: number, cancelled: number) => ({
    sold: booked - cancelled,
    booked,
    cancelled,
    captured: total(booked),
    returned: total(cancelled),
    revenue: total(booked - cancelled),
  });
  const sections = [
    { id: 'a', ...figures(2, 1) },
    { id: 'floor', ...figures(3, 2) },
  ];
  return {
    eventId: EVENT,
    timeZone: 'UTC',
    ...figures(5, 3),
    held: 0,
    sections: sections.map(section => ({ ...section, name: section.id, held: 0 })),
    days: [{ day: '1970-01-01', ...figures(5, 3), sections }],
    nextCursor: null,
    isComplete: true,
    asOf: timeOf(SETTLED_AT),
  };
}

function journal() {
  const paid = { payment: { id: `pay_${PARTY}_1`, amount: total(5) } };
  const refund = (number: number, places: number) => ({
    payment: { ...paid.payment, refund: { number, amount: total(places) } },
  });
  const cancelled = (...numbers: number[]) => ({
    from: 'confirmed',
    to: 'confirmed',
    cancelled: { tickets: numbers.map(number => ticket(PARTY, number)), amount: total(numbers.length) },
  });
  const returned = { from: 'captured', to: 'captured', actor: 'system' };
  const placed = (at: number, places: number): [string, number, Record<string, unknown>] => [
    'hold.placed',
    at,
    { from: null, to: 'active', expiresAt: timeOf(at + HOLD_MS), total: total(places) },
  ];
  return [
    ...entries(PARTY, ALICE, [
      placed(5, 5),
      ['payment.initiated', 100, { from: null, to: 'initiated', ...paid }],
      ['booking.confirmed', BOOKED_AT, { from: 'active', to: 'confirmed', total: total(5), ...paid }],
      ['payment.captured', 115, { from: 'authorised', to: 'captured', actor: 'system', ...paid }],
      ['booking.places-cancelled', 1_010, { ...cancelled(2), ...refund(1, 1) }],
      ['payment.stuck', 1_020, { ...returned, ...refund(1, 1) }],
      ['booking.places-cancelled', 2_010, { ...cancelled(4, 5), ...refund(2, 2) }],
      ['payment.refunded', 2_020, { ...returned, ...refund(2, 2) }],
      ['payment.refunded', 3_500, { ...returned, ...refund(1, 1), reason: 'given back by hand' }],
    ]),
    ...entries(NEXT, CAROL, [placed(1_105, 1), ['hold.expired', 400_000, { from: 'active', to: 'expired' }]]),
  ];
}

const verdictOf = ({ recorded }: Written) => checkCallHistory(recorded.history());

test('a booking of which two parts were cancelled breaks no rule', () => {
  const { violations, applied, undecided } = verdictOf(partly());
  expect(violations).toEqual([]);
  expect(undecided).toBe(0);
  expect(applied['booking-parts']).toBeGreaterThan(0);
});

// Right histories

const RIGHT: [name: string, write: (recorded: Recorder) => void][] = [
  [
    'a cancellation of a part without an answer has freed its seat, and the next buyer has it',
    ({ invoke, lose, ask }) => {
      lose(invoke(1_000, cancel(ALICE, 'k3', PARTY, SECOND_SEAT)), 1_100);
      ask(2_000, place(CAROL, 'c1', SECOND_SEAT), 201, hold(NEXT, 2_005, SECOND_SEAT));
    },
  ],
  [
    'a cancellation of a part without an answer has not happened yet',
    ({ invoke, lose, refuse }) => {
      lose(invoke(1_000, cancel(ALICE, 'k3', PARTY, SECOND_SEAT)), 1_100);
      const call = invoke(2_000, place(CAROL, 'c1', SECOND_SEAT));
      refuse(call, 2_020, 'seats-unavailable', { conflicts: [{ seatId: 'a/A-2', reason: 'booked' }] });
    },
  ],
  [
    'a part and the whole are cancelled at once, and the whole is answered first',
    ({ invoke, answer }) => {
      const [part, whole] = [
        invoke(1_000, cancel(ALICE, 'k3', PARTY, SECOND_SEAT)),
        invoke(1_001, cancel(ALICE, 'k4', PARTY)),
      ];
      answer(whole, 1_100, 200, cancellation(PARTY, BOOKED_AT, PLACES, [[2], [1, 3, 4, 5]]));
      answer(part, 1_200, 200, cancellation(PARTY, BOOKED_AT, PLACES, [[2]]));
    },
  ],
  [
    'the cancellation of the rest leaves a seat alone that is sold again',
    ({ ask }) => {
      ask(1_000, cancel(ALICE, 'k3', PARTY, SECOND_SEAT), 200, cancellation(PARTY, BOOKED_AT, PLACES, [[2]]));
      ask(1_100, place(CAROL, 'c1', SECOND_SEAT), 201, hold(NEXT, 1_105, SECOND_SEAT));
      ask(1_200, cancel(ALICE, 'k4', PARTY), 200, cancellation(PARTY, BOOKED_AT, PLACES, [[2], [1, 3, 4, 5]]));
      ask(1_300, pay(CAROL, 'c2', NEXT), 201, booking(NEXT, 1_305, SECOND_SEAT));
    },
  ],
  [
    'the last places of a booking cancel it',
    ({ ask }) => {
      const rest = { seats: ['a/A-1'], areas: [{ areaId: 'floor', quantity: 3 }] };
      ask(1_000, cancel(ALICE, 'k3', PARTY, SECOND_SEAT), 200, cancellation(PARTY, BOOKED_AT, PLACES, [[2]]));
      ask(1_100, cancel(ALICE, 'k4', PARTY, rest), 200, cancellation(PARTY, BOOKED_AT, PLACES, [[2], [1, 3, 4, 5]]));
    },
  ],
  [
    'a cancelled place of an area is sold again',
    ({ ask }) => {
      ask(1_000, cancel(ALICE, 'k3', PARTY, TWO_ON_FLOOR), 200, cancellation(PARTY, BOOKED_AT, PLACES, [[4, 5]]));
      const nine = { areas: [{ areaId: 'floor', quantity: 9 }] };
      ask(1_100, place(CAROL, 'c1', nine), 201, hold(NEXT, 1_105, nine));
    },
  ],
];

test('breaks no rule: all of a payment is returned, and the booking keeps a place that cost nothing', () => {
  const recorded = recorder();
  const { ask } = recorded;
  const prices = { tiers: [{ id: 'free', name: 'Free', sectionId: 'a', price: 0, seats: ['A-1'] }] };
  publish(recorded, { prices });
  const nothing = total(0);
  const places = { seats: ['a/A-1', 'a/A-2'] };
  const free = <Document extends { places: object[] }>(document: Document): Document => ({
    ...document,
    places: document.places.map((one, i) => (i === 0 ? { ...one, price: nothing } : one)),
    total: total(1),
  });
  ask(0, place(ALICE, 'k1', places), 201, free(hold(PARTY, 5, places)));
  ask(100, pay(ALICE, 'k2', PARTY), 201, free(booking(PARTY, BOOKED_AT, places)));
  const { booking: shown, refund } = cancellation(PARTY, BOOKED_AT, places, [[2]]);
  ask(1_000, cancel(ALICE, 'k3', PARTY, SECOND_SEAT), 200, { booking: free(shown), refund });
  recorded.settle(SETTLED_AT);
  const refunds = [{ number: 1, amount: 5_000 }];
  recorded.ledger(SETTLED_AT, [{ paymentId: `pay_${PARTY}_1`, state: 'refunded', amount: 5_000, refunds }]);
  const sold = free(partlyCancelled(PARTY, BOOKED_AT, places, [[2]], { refunded: true }));
  ask(SETTLED_AT + 1_000, read('find-bookings'), 200, page([{ ...sold, customerId: ALICE }]));
  expect(checkCallHistory(recorded.history()).violations).toEqual([]);
});

test.each(RIGHT)('breaks no rule: %s', (_name, write) => {
  const recorded = recorder();
  publish(recorded);
  recorded.ask(0, place(ALICE, 'k1', PLACES), 201, hold(PARTY, 5, PLACES));
  recorded.ask(100, pay(ALICE, 'k2', PARTY), 201, booking(PARTY, BOOKED_AT, PLACES));
  write(recorded);
  const { violations, undecided } = checkCallHistory(recorded.history());
  expect(violations).toEqual([]);
  expect(undecided).toBe(0);
});

// Broken histories

interface Broken {
  recorded: Recorder;
  edit(name: string, change: (body: never) => unknown): void;
  /** Adds calls before the end. */
  insert(add: (recorded: Recorder) => void): void;
  ledger: Ledger['payments'];
}

function breakable(): Broken {
  const { recorded, calls } = partly();
  const { lines } = recorded.history();
  return {
    recorded,
    edit(name, change) {
      const answer = lines.find((line): line is Answer => line.is === 'answer' && line.call === calls[name]) as Answer;
      const body: unknown = JSON.parse(answer.body);
      answer.body = JSON.stringify(change(body as never) ?? body);
    },
    insert(add) {
      const before = lines.length;
      add(recorded);
      const added = lines.splice(before);
      const first = added[0]?.at ?? 0;
      lines.splice(
        lines.findIndex(({ at }) => at > first),
        0,
        ...added,
      );
    },
    ledger: lines.find((line): line is Ledger => line.is === 'ledger')?.payments ?? [],
  };
}

interface Shown {
  places: { tickets: { id: string; status: string }[] }[];
  refunds: { number: number; amount: { amount: number }; status: string }[];
  refunded: { amount: number };
  total: { amount: number };
}
type Items = { items: (Shown & Record<string, unknown>)[] };
const [sold, ticketIn] = [
  ({ items }: Items) => items[0] as Shown,
  ({ places }: Shown, place: number, i: number) => places[place]?.tickets[i] as { id: string; status: string },
];
const gone = (fields: object) => ({ seatIds: [], areas: [], ticketIds: [], ...fields });

const BROKEN: [name: string, rules: RuleName[], change: (broken: Broken) => void][] = [
  [
    'two keys cancel the same place of an area',
    ['true-refusals', 'one-effect', 'journal-replay'],
    ({ insert }) =>
      insert(({ ask }) => {
        const answer = cancellation(PARTY, BOOKED_AT, PLACES, [[2], [4, 5]]);
        ask(2_200, cancel(ALICE, 'x', PARTY, TWO_ON_FLOOR), 200, answer);
      }),
  ],
  [
    'two keys cancel the same seat',
    ['seat-history', 'one-effect', 'journal-replay'],
    ({ insert }) =>
      insert(({ ask }) => {
        const answer = cancellation(PARTY, BOOKED_AT, PLACES, [[2]]);
        ask(1_050, cancel(ALICE, 'x', PARTY, SECOND_SEAT), 200, answer);
      }),
  ],
  [
    'a place is cancelled that no key asked for',
    ['one-effect', 'booking-parts', 'settled-places', 'settled-payments', 'journal-replay'],
    ({ edit }) => edit('bookings', (body: Items) => void Object.assign(ticketIn(sold(body), 2, 0), { status: 'void' })),
  ],
  [
    'the answer shows other places as cancelled than were requested',
    ['booking-parts'],
    ({ edit }) => edit('seat', () => cancellation(PARTY, BOOKED_AT, PLACES, [[4]])),
  ],
  [
    'the refund of a part is less than its price',
    ['booking-parts'],
    ({ edit }) =>
      edit('seat', (body: { refund: { amount: object } }) => void Object.assign(body.refund.amount, { amount: 4_999 })),
  ],
  [
    'other places of an area are cancelled than those with the highest ticket numbers',
    ['booking-parts'],
    ({ insert }) =>
      insert(({ ask }) => {
        const body = partlyCancelled(PARTY, BOOKED_AT, PLACES, [[2], [3, 4]]);
        ask(1_500, { caller: ALICE, operation: 'list-bookings' }, 200, page([body]));
      }),
  ],
  [
    'a ticket gets another number',
    ['booking-parts'],
    ({ edit }) => edit('read', (body: Shown) => void Object.assign(ticketIn(body, 0, 0), { id: ticket(PARTY, 7) })),
  ],
  [
    'a cancelled place is valid again',
    ['booking-parts'],
    ({ edit }) => edit('read', () => partlyCancelled(PARTY, BOOKED_AT, PLACES, [[2]], { refunded: true })),
  ],
  [
    'a refund that was made is to be made again',
    ['booking-parts'],
    ({ insert }) =>
      insert(({ ask }) => {
        const request = { caller: ALICE, operation: 'read-booking', params: { bookingId: `bkg_${PARTY}` } };
        ask(5_000, request, 200, partlyCancelled(PARTY, BOOKED_AT, PLACES, [[2], [4, 5]]));
      }),
  ],
  [
    'a booking without a place that is kept is confirmed',
    ['booking-parts'],
    ({ edit }) =>
      edit('read', () => ({
        ...partlyCancelled(PARTY, BOOKED_AT, PLACES, [[2], [4, 5], [1, 3]], { refunded: true }),
        status: 'confirmed',
        cancelledAt: undefined,
        refund: undefined,
      })),
  ],
  [
    'the total shrinks with a cancelled part',
    ['final-answers'],
    ({ edit }) => edit('read', (body: Shown) => void Object.assign(body, { total: total(2) })),
  ],
  [
    'a seat that is kept is refused as cancelled',
    ['true-refusals'],
    ({ insert }) =>
      insert(({ invoke, refuse }) => {
        const call = invoke(3_200, cancel(ALICE, 'x', PARTY, { seats: ['a/A-1'] }));
        refuse(call, 3_220, 'booking-places-cancelled', gone({ seatIds: ['a/A-1'] }));
      }),
  ],
  [
    'a seat is refused as cancelled before its cancellation is sent',
    ['true-refusals'],
    ({ insert }) =>
      insert(({ invoke, refuse }) => {
        const call = invoke(900, cancel(ALICE, 'x', PARTY, SECOND_SEAT));
        refuse(call, 920, 'booking-places-cancelled', gone({ seatIds: ['a/A-2'] }));
      }),
  ],
  [
    'an area is said to have fewer places left than it has',
    ['true-refusals'],
    ({ edit }) => edit('gone', (body: object) => ({ ...body, areas: [{ areaId: 'floor', left: 0 }] })),
  ],
  [
    'a ticket that is valid at the end was used',
    ['true-refusals'],
    ({ insert }) =>
      insert(({ invoke, refuse }) => {
        const call = invoke(3_200, cancel(ALICE, 'x', PARTY, { seats: ['a/A-1'] }));
        refuse(call, 3_220, 'ticket-redeemed', { ticketIds: [ticket(PARTY, 1)] });
      }),
  ],
  [
    'an amount cannot be returned that is not the price of the part',
    ['true-refusals'],
    ({ insert }) =>
      insert(({ invoke, refuse }) => {
        const call = invoke(3_200, cancel(ALICE, 'x', PARTY, { seats: ['a/A-1'] }));
        refuse(call, 3_220, 'refund-not-possible', { amount: 10_000, currency: 'EUR' });
      }),
  ],
  [
    'a booking that stands is refused as cancelled',
    ['true-refusals'],
    ({ insert }) =>
      insert(({ invoke, refuse }) =>
        refuse(invoke(3_200, cancel(ALICE, 'x', PARTY, { seats: ['a/A-1'] })), 3_220, 'booking-cancelled', {}),
      ),
  ],
  [
    "cancelled places still count under the customer's limit",
    ['true-refusals'],
    ({ insert }) =>
      insert(({ invoke, refuse }) => {
        const call = invoke(3_200, place(ALICE, 'x', { seats: ['a/A-3', 'a/A-4'] }));
        refuse(call, 3_220, 'customer-limit-reached', { placesMax: 4, placesTaken: 3 });
      }),
  ],
  [
    'a refusal names a place that was not requested',
    ['useful-refusals'],
    ({ edit }) => edit('goneTicket', (body: object) => ({ ...body, seatIds: ['a/A-2'] })),
  ],
  [
    'the cancelled seat is sold twice',
    ['seat-history', 'journal-replay'],
    ({ insert }) =>
      insert(({ ask }) => {
        const other = claimNamed('other');
        ask(1_200, place(BOB, 'x', SECOND_SEAT), 201, hold(other, 1_205, SECOND_SEAT, { eventId: EVENT }));
      }),
  ],
  [
    'a cancelled seat is booked at the end',
    ['settled-places'],
    ({ edit }) => edit('map', () => seatMap(SETTLED_AT, { 'a/A-1': 'booked', 'a/A-2': 'booked' })),
  ],
  [
    'cancelled places of an area are booked at the end',
    ['settled-places'],
    ({ edit }) => edit('counts', () => availability(SETTLED_AT, 1, 3)),
  ],
  [
    'the gateway has made a refund under the number of another',
    ['settled-payments'],
    ({ ledger }) => void Object.assign(ledger[0]?.refunds?.[0] as object, { number: 3 }),
  ],
  [
    'the gateway has returned less than the booking says',
    ['settled-payments'],
    ({ ledger }) => void ledger[0]?.refunds?.pop(),
  ],
  [
    'a booking still waits for a refund at the end',
    ['booking-parts', 'settled-payments'],
    ({ edit }) =>
      edit('bookings', (body: Items) => void Object.assign(sold(body).refunds[0] as object, { status: 'refunding' })),
  ],
  [
    'the sums count a cancelled part twice',
    ['settled-payments'],
    ({ edit }) =>
      edit(
        'stats',
        (body: { revenue: object[] }) => void Object.assign(body.revenue[0] as object, { refunded: total(5) }),
      ),
  ],
  [
    'the sums do not know a refund that was made',
    ['settled-payments'],
    ({ edit }) =>
      edit(
        'stats',
        (body: { revenue: object[] }) => void Object.assign(body.revenue[0] as object, { returned: total(2) }),
      ),
  ],
  [
    'the sales of a section lack a cancelled place',
    ['settled-payments'],
    ({ edit }) => edit('sales', ({ sections }: Sales) => void Object.assign(sections[1] as object, { cancelled: 1 })),
  ],
  [
    'the sales of a section have the revenue of another one',
    ['settled-payments'],
    ({ edit }) =>
      edit('sales', ({ sections }: Sales) => {
        Object.assign(sections[0] as object, { revenue: total(0) });
        Object.assign(sections[1] as object, { revenue: total(2) });
      }),
  ],
  [
    'the sales of the days are not those in all',
    ['settled-payments'],
    ({ edit }) => edit('sales', ({ days }: Sales) => void Object.assign(days[0] as object, { booked: 6 })),
  ],
  [
    'the sales in all are wrong',
    ['settled-payments'],
    ({ edit }) => edit('sales', (body: object) => void Object.assign(body, { revenue: total(3) })),
  ],
  [
    'the sales say that bookings are missing',
    ['settled-payments'],
    ({ edit }) => edit('sales', (body: object) => void Object.assign(body, { isComplete: false })),
  ],
  [
    'the journal has no entry of a part',
    ['journal-replay'],
    ({ edit }) =>
      edit(
        'journal',
        ({ items }: Items) =>
          void Object.assign(items.find(({ id }) => id === `hld_${PARTY}/6`) as object, { action: 'booking.noted' }),
      ),
  ],
  [
    'the journal cancels a ticket twice',
    ['journal-replay'],
    ({ edit }) =>
      edit(
        'journal',
        ({ items }: Items) =>
          void Object.assign(items.find(({ id }) => id === `hld_${PARTY}/6`) as object, {
            cancelled: { tickets: [ticket(PARTY, 2), ticket(PARTY, 5)], amount: total(2) },
          }),
      ),
  ],
];

test.each(BROKEN)('is noticed: %s', (_name, rules, change) => {
  const broken = breakable();
  change(broken);
  const { violations } = checkCallHistory(broken.recorded.history());
  expect([...new Set(violations.map(({ rule }) => rule))]).toEqual(rules);
});
