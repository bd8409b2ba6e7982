/** A small history to which every rule applies, and which breaks none. Tests change it in one place. */

import { FAMILY, FAMILY_AT, PLAY, publishPlay, sellPlay } from './priced-sale.ts';
import {
  ADMIN,
  ALICE,
  availability,
  BOB,
  booking,
  CAROL,
  cancel,
  cancellation,
  claimNamed,
  codeOf,
  EVENT,
  entries,
  extend,
  HOLD_MS,
  hold,
  hours,
  logPage,
  noticeOf,
  page,
  partlyCancelled,
  pay,
  place,
  publish,
  publishedEntry,
  publishTrain,
  type Recorder,
  read,
  readLog,
  readRevocations,
  recorder,
  release,
  revocationList,
  scan,
  seatMap,
  timeOf,
  total,
  trainNamed,
} from './recorder.ts';

/** Alice's booking, Bob's released hold, Carol's lapsed places, Bob's cancelled booking, and Bob's lapsed seat. */
export const [BOOKED, RELEASED, LAPSED, CANCELLED, BOBS] = ['booked', 'released', 'lapsed', 'cancelled', 'bobs'].map(
  claimNamed,
) as [string, string, string, string, string];

/** Carol's lapsed holds on two trains, and a train at the time of the first one. */
export const [TRAVELLER, RETURNING] = ['traveller', 'returning'].map(claimNamed) as [string, string];
export const [TRAIN, OTHER_TRAIN, LATER_TRAIN] = ['t', 'u', 'v'].map(trainNamed) as [string, string, string];
export const TRAIN_TIMES = hours(8, 10);
const SEAT = { seats: ['a/A-1'] };

const TWO = { seats: ['a/A-1', 'a/A-2'] };
const THIRD = { seats: ['a/A-3'] };
const FOUR_PLACES = { areas: [{ areaId: 'floor', quantity: 4 }] };
export const EXTENDED_UNTIL = 1_000 + HOLD_MS;
export const SETTLED_AT = 2_000_000;
export const payments = (claim: string, state: string) => ({ payment: { id: `pay_${claim}_1`, state } });
const money = (claim: string, places: number) => ({ payment: { id: `pay_${claim}_1`, amount: total(places) } });

export interface Evening {
  recorded: Recorder;
  /** The number of each call, by its name. */
  calls: Record<string, number>;
}

export function evening(): Evening {
  const recorded = recorder();
  const calls: Record<string, number> = {};
  publish(recorded);
  publishTrain(recorded, -900, TRAIN, TRAIN_TIMES);
  publishTrain(recorded, -800, OTHER_TRAIN, hours(9, 11));
  publishTrain(recorded, -700, LATER_TRAIN, hours(12, 14));
  publishPlay(recorded);
  recorded.ask(-500, read('read-seats', { fresh: 'true' }), 200, seatMap(-500));
  recorded.ask(-400, readLog(0), 200, logPage(0, [noticeOf(publishedEntry())]));
  sell(recorded, calls);
  travel(recorded, calls);
  sellPlay(recorded, calls);
  refuse(recorded, calls);
  recorded.settle(SETTLED_AT);
  recorded.ledger(SETTLED_AT, [
    { paymentId: `pay_${BOOKED}_1`, state: 'captured', amount: 10_000 },
    { paymentId: `pay_${CANCELLED}_1`, state: 'refunded', amount: 5_000, refunds: [{ number: 1, amount: 5_000 }] },
  ]);
  readAll(recorded, calls);
  return { recorded, calls };
}

function sell({ ask, invoke, refuse }: Recorder, calls: Record<string, number>): void {
  calls.placed = ask(0, place(ALICE, 'k1', TWO), 201, hold(BOOKED, 5, TWO));
  const extended = hold(BOOKED, 5, TWO, { expiresAt: timeOf(EXTENDED_UNTIL) });
  calls.extended = ask(1_000, extend(ALICE, 'k2', BOOKED), 200, extended);
  calls.extendedAgain = ask(1_100, extend(ALICE, 'k2', BOOKED), 200, extended, true);
  calls.paid = ask(2_000, pay(ALICE, 'k3', BOOKED), 201, booking(BOOKED, 2_010, TWO));
  calls.bobPlaced = ask(3_000, place(BOB, 'b1', THIRD), 201, hold(RELEASED, 3_005, THIRD));
  calls.released = ask(4_000, release(BOB, RELEASED), 204, undefined);
  calls.carolPlaced = ask(5_000, place(CAROL, 'c1', FOUR_PLACES), 201, hold(LAPSED, 5_005, FOUR_PLACES));
  calls.bobAgain = ask(8_000, place(BOB, 'b2', THIRD), 201, hold(CANCELLED, 8_005, THIRD));
  calls.bobPaid = ask(9_000, pay(BOB, 'b3', CANCELLED), 201, booking(CANCELLED, 9_010, THIRD));
  calls.cancelled = ask(10_000, cancel(BOB, 'b4', CANCELLED), 200, cancellation(CANCELLED, 9_010, THIRD, [[1]]));
  scanCancelled({ ask, invoke, refuse });
  const fourth = { seats: ['a/A-4'] };
  calls.sameKey = ask(11_000, place(BOB, 'k1', fourth), 201, hold(BOBS, 11_005, fourth));
}

/** A device learns that Bob's ticket is void, and Bob comes to the door with it, twice. */
function scanCancelled({ ask, invoke, refuse }: Pick<Recorder, 'ask' | 'invoke' | 'refuse'>): void {
  ask(10_500, readRevocations(), 200, revocationList(10_505, [[CANCELLED, 1, 1]]));
  for (const at of [10_600, 10_700])
    refuse(invoke(at, scan(codeOf(CANCELLED, 1), 'bob')), at + 20, 'ticket-void', {
      reason: 'cancelled',
      since: Date.parse(timeOf(10_010)),
    });
}

function travel({ ask, invoke, refuse }: Recorder, calls: Record<string, number>): void {
  const placed = hold(TRAVELLER, 11_205, SEAT, { eventId: TRAIN });
  calls.travels = ask(11_200, { ...place(CAROL, 't1', SEAT), params: { eventId: TRAIN } }, 201, placed);
  const returns = hold(RETURNING, 11_255, SEAT, { eventId: LATER_TRAIN });
  calls.returns = ask(11_250, { ...place(CAROL, 't3', SEAT), params: { eventId: LATER_TRAIN } }, 201, returns);
  calls.overlapping = invoke(11_300, { ...place(CAROL, 't2', SEAT), params: { eventId: OTHER_TRAIN } });
  const [startsAt, endsAt] = [Date.parse(TRAIN_TIMES.startsAt), Date.parse(TRAIN_TIMES.endsAt)];
  refuse(calls.overlapping, 11_320, 'overlapping-journey', { journeys: [{ eventId: TRAIN, startsAt, endsAt }] });
}

function refuse(recorded: Recorder, calls: Record<string, number>): void {
  const { invoke, refuse } = recorded;
  /** A call that is refused after 20 ms. */
  const after = (at: number, call: ReturnType<typeof place>): number => {
    const number = invoke(at, call);
    return number;
  };
  calls.lost = after(12_000, place(CAROL, 'c2', { seats: ['a/A-1', 'a/A-4'] }));
  refuse(calls.lost, 12_020, 'seats-unavailable', {
    conflicts: [
      { seatId: 'a/A-1', reason: 'booked' },
      { seatId: 'a/A-4', reason: 'held', until: Date.parse(timeOf(11_005 + HOLD_MS)) },
    ],
  });
  calls.soldOut = after(13_000, place(BOB, 'b5', { areas: [{ areaId: 'floor', quantity: 7 }] }));
  refuse(calls.soldOut, 13_020, 'area-sold-out', { shortages: [{ areaId: 'floor', available: 6 }] });
  calls.noBlock = after(14_000, place(CAROL, 'c3', { bestAvailable: { quantity: 2 } }));
  refuse(calls.noBlock, 14_020, 'no-adjacent-seats', {});
  calls.foreign = after(15_000, { caller: BOB, operation: 'read-hold', params: { holdId: `hld_${BOOKED}` } });
  refuse(calls.foreign, 15_020, 'hold-not-found', {});
  calls.reused = after(16_000, place(ALICE, 'k1', THIRD));
  refuse(calls.reused, 16_020, 'idempotency-key-reused', {});
  calls.expired = after(400_000, pay(CAROL, 'c4', LAPSED));
  refuse(calls.expired, 400_020, 'hold-expired', {});
  calls.notExtended = after(401_000, extend(CAROL, 'c5', LAPSED));
  refuse(calls.notExtended, 401_020, 'hold-expired', {});
  calls.notCancelled = after(402_000, cancel(ALICE, 'k4', BOOKED));
  refuse(calls.notCancelled, 402_020, 'cancellation-closed', { closedAt: Date.parse(timeOf(401_500)) });
}

export const FINAL_BOOKINGS = () => [
  { ...booking(BOOKED, 2_010, TWO, payments(BOOKED, 'captured')), customerId: ALICE },
  {
    ...partlyCancelled(CANCELLED, 9_010, THIRD, [[1]], { refunded: true }),
    customerId: BOB,
  },
];

function readAll({ ask }: Recorder, calls: Record<string, number>): void {
  const at = SETTLED_AT + 1_000;
  calls.map = ask(
    at,
    read('read-seats', { fresh: 'true' }),
    200,
    seatMap(at, { 'a/A-1': 'booked', 'a/A-2': 'booked' }),
  );
  calls.counts = ask(at + 100, read('read-availability', { fresh: 'true' }), 200, availability(at + 100, 2, 0));
  calls.holds = ask(at + 200, read('find-holds'), 200, page([]));
  calls.bookings = ask(at + 300, read('find-bookings'), 200, page(FINAL_BOOKINGS()));
  calls.payments = ask(at + 400, read('find-payments'), 200, page([]));
  const [newer, older] = halves(journal());
  calls.journal = ask(at + 500, read('read-journal'), 200, page(newer, 'older'));
  calls.journalOlder = ask(at + 600, read('read-journal', { cursor: 'older' }), 200, page(older));
  calls.integrity = ask(at + 700, read('check-integrity'), 200, {
    ok: true,
    checked: { seats: 4, buckets: 1, claims: 5, journalEntries: journal().length },
    violations: [],
    asOf: timeOf(at + 700),
  });
}

const halves = (items: unknown[]): [unknown[], unknown[]] => {
  const newestFirst = items.toReversed();
  return [newestFirst.slice(0, 9), newestFirst.slice(9)];
};

const PLACED = { from: null, to: 'active' };
const BY_SYSTEM = { actor: 'system' };

function journal() {
  const paid = (claim: string, at: number, places: number): [string, number, Record<string, unknown>][] => [
    ['payment.initiated', at, { from: null, to: 'initiated', ...money(claim, places) }],
    ['booking.confirmed', at + 10, { from: 'active', to: 'confirmed', total: total(places), ...money(claim, places) }],
    ['payment.captured', at + 20, { from: 'authorised', to: 'captured', ...BY_SYSTEM, ...money(claim, places) }],
  ];
  const placed = (at: number, places: number): [string, number, Record<string, unknown>] => [
    'hold.placed',
    at,
    { ...PLACED, expiresAt: timeOf(at + HOLD_MS), total: total(places) },
  ];
  const lapsed = (claim: string, at: number) =>
    entries(claim, CAROL, [placed(at, 1), ['hold.expired', 330_200, { from: 'active', to: 'expired', ...BY_SYSTEM }]]);
  return [
    publishedEntry(),
    publishedEntry(TRAIN),
    publishedEntry(OTHER_TRAIN),
    publishedEntry(LATER_TRAIN),
    publishedEntry(PLAY),
    ...lapsed(TRAVELLER, 11_205).map(entry => ({ ...entry, eventId: TRAIN })),
    ...lapsed(RETURNING, 11_255).map(entry => ({ ...entry, eventId: LATER_TRAIN })),
    ...entries(FAMILY, ALICE, [
      [
        'hold.placed',
        FAMILY_AT,
        { from: null, to: 'active', expiresAt: timeOf(FAMILY_AT + HOLD_MS), total: { amount: 6_200, currency: 'EUR' } },
      ],
      ['hold.expired', 330_100, { from: 'active', to: 'expired', ...BY_SYSTEM }],
    ]).map(entry => ({ ...entry, eventId: PLAY })),
    ...entries(BOOKED, ALICE, [
      placed(5, 2),
      ['hold.extended', 1_010, { from: 'active', to: 'active', expiresAt: timeOf(EXTENDED_UNTIL) }],
      ...paid(BOOKED, 2_000, 2),
    ]),
    ...entries(RELEASED, BOB, [placed(3_005, 1), ['hold.released', 4_010, { from: 'active', to: 'released' }]]),
    ...entries(LAPSED, CAROL, [
      placed(5_005, 4),
      ['hold.expired', 330_000, { from: 'active', to: 'expired', ...BY_SYSTEM }],
    ]),
    ...entries(CANCELLED, BOB, [
      placed(8_005, 1),
      ...paid(CANCELLED, 9_000, 1),
      ['booking.cancelled', 10_010, { from: 'confirmed', to: 'cancelled', total: total(1), ...money(CANCELLED, 1) }],
      ['payment.refunded', 10_020, { from: 'captured', to: 'refunded', ...BY_SYSTEM, ...money(CANCELLED, 1) }],
    ]),
    ...entries(BOBS, BOB, [
      placed(11_005, 1),
      ['hold.expired', 330_100, { from: 'active', to: 'expired', ...BY_SYSTEM }],
    ]),
  ];
}

export { ADMIN, EVENT };
