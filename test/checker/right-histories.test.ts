/** Histories that look wrong and are correct: late effects, unknown outcomes, clocks that differ, and payments that come late. */
import { expect, test } from 'vitest';
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import {
  ADMIN,
  ALICE,
  BOB,
  booking,
  CAROL,
  cancel,
  cancellation,
  claimNamed,
  EVENT,
  entries,
  extend,
  HOLD_MS,
  hold,
  NOW,
  page,
  pay,
  place,
  publish,
  publishedEntry,
  type Recorder,
  read,
  recorder,
  release,
  SKEW_MS,
  seatMap,
  timeOf,
  total,
} from './recorder.ts';

const A1 = { seats: ['a/A-1'] };
const [FIRST, SECOND] = ['first', 'second'].map(claimNamed) as [string, string];
const held = (until: number) => ({
  conflicts: [{ seatId: 'a/A-1', reason: 'held' as const, until: NOW + until }],
});
const booked = { conflicts: [{ seatId: 'a/A-1', reason: 'booked' as const }] };

function refused(recorded: Recorder, at: number, key: string, conflicts: Parameters<Recorder['refuse']>[3]): void {
  const call = recorded.invoke(at, place(CAROL, key, A1));
  recorded.refuse(call, at + 20, 'seats-unavailable', conflicts as never);
}

const CASES: [name: string, write: (recorded: Recorder) => void][] = [
  [
    'a hold whose client got no answer refuses another buyer',
    recorded => {
      recorded.lose(recorded.invoke(0, place(ALICE, 'k1', A1)), 100);
      refused(recorded, 5_000, 'c1', held(4_000 + HOLD_MS));
    },
  ],
  [
    'a retried hold gets the answer of its first attempt, whose answer was lost',
    recorded => {
      recorded.lose(recorded.invoke(0, place(ALICE, 'k1', A1)), 100);
      refused(recorded, 200, 'c1', held(50 + HOLD_MS));
      recorded.ask(1_000, place(ALICE, 'k1', A1), 201, hold(FIRST, 50, A1), true);
    },
  ],
  [
    'a declined payment is repeated in the last minute of the lifetime of its key',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      const declined = { paymentId: `pay_${FIRST}_1` };
      recorded.refuse(recorded.invoke(100, pay(ALICE, 'k2', FIRST)), 120, 'payment-declined', declined);
      const late = 24 * 60 * 60_000 - 30_000;
      recorded.refuse(recorded.invoke(late, pay(ALICE, 'k2', FIRST)), late + 20, 'payment-declined', declined);
    },
  ],
  [
    'a released hold cannot be extended, and a slow attempt with the key finds that it has expired',
    recorded => {
      const { ask, invoke, refuse } = recorded;
      ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      ask(100, release(ALICE, FIRST), 204, undefined);
      const ended = { expiresAt: NOW + 5 + HOLD_MS };
      refuse(invoke(HOLD_MS + 1_000, extend(ALICE, 'k2', FIRST)), HOLD_MS + 1_020, 'hold-not-extendable', ended);
      refuse(invoke(HOLD_MS + 2_000, extend(ALICE, 'k2', FIRST)), HOLD_MS + 2_020, 'hold-expired', {});
    },
  ],
  [
    'a confirmed hold cannot be extended, and the key places another hold',
    recorded => {
      const { ask, invoke, refuse } = recorded;
      const second = { seats: ['a/A-2'] };
      ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      ask(100, pay(ALICE, 'k2', FIRST), 201, booking(FIRST, 105, A1));
      const ends = { expiresAt: NOW + 5 + HOLD_MS };
      refuse(invoke(200, extend(ALICE, 'k3', FIRST)), 220, 'hold-not-extendable', ends);
      ask(300, place(ALICE, 'k3', second), 201, hold(SECOND, 305, second));
      refuse(invoke(400, extend(ALICE, 'k3', FIRST)), 420, 'idempotency-key-reused', {});
    },
  ],
  [
    'a refused hold is retried with its key, and placed',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      refused(recorded, 100, 'c1', held(5 + HOLD_MS));
      recorded.ask(200, release(ALICE, FIRST), 204, undefined);
      recorded.ask(300, place(CAROL, 'c1', A1), 201, hold(SECOND, 305, A1));
    },
  ],
  [
    'a duplicate of a refused hold places it later, and its answer is lost',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      recorded.lose(recorded.invoke(90, place(CAROL, 'c1', A1)), 150);
      refused(recorded, 100, 'c1', held(5 + HOLD_MS));
      recorded.ask(200, release(ALICE, FIRST), 204, undefined);
      const call = recorded.invoke(400, place(BOB, 'b1', A1));
      recorded.refuse(call, 420, 'seats-unavailable', held(300 + HOLD_MS));
    },
  ],
  [
    'of two calls at once, the one that is answered first took effect second',
    recorded => {
      const slow = recorded.invoke(0, place(ALICE, 'k1', A1));
      refused(recorded, 20, 'c1', held(5 + HOLD_MS));
      recorded.answer(slow, 100, 201, hold(FIRST, 5, A1));
    },
  ],
  [
    'a buyer whose clock is ahead takes a seat shortly before its deadline',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      const at = 5 + HOLD_MS - SKEW_MS;
      recorded.ask(at, place(CAROL, 'c1', A1), 201, hold(SECOND, at + SKEW_MS, A1));
    },
  ],
  [
    'a hold is extended by a slow call after its deadline',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      const slow = recorded.invoke(HOLD_MS - 100, extend(ALICE, 'k2', FIRST));
      const until = HOLD_MS - 90 + HOLD_MS;
      recorded.answer(slow, HOLD_MS + 5_000, 200, hold(FIRST, 5, A1, { expiresAt: timeOf(until) }));
      refused(recorded, HOLD_MS + 6_000, 'c1', held(until));
    },
  ],
  [
    'an extension without an answer has moved the deadline',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      recorded.lose(recorded.invoke(100_000, extend(ALICE, 'k2', FIRST)), 101_000);
      refused(recorded, 5 + HOLD_MS + 10_000, 'c1', held(100_010 + HOLD_MS));
    },
  ],
  [
    'a payment has moved the deadline to the end of its window',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      const at = HOLD_MS - 10_000;
      recorded.ask(at, pay(ALICE, 'k2', FIRST), 202, { status: 'pending', paymentId: `pay_${FIRST}_1` });
      refused(recorded, HOLD_MS + 20_000, 'c1', held(at + 10 + 60_000));
      recorded.ask(HOLD_MS + 30_000, pay(ALICE, 'k2', FIRST), 201, booking(FIRST, HOLD_MS + 30_005, A1));
      refused(recorded, HOLD_MS + 40_000, 'c2', booked);
    },
  ],
  [
    'a late payment books a seat again that another buyer had released',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      recorded.ask(1_000, pay(ALICE, 'k2', FIRST), 202, { status: 'pending', paymentId: `pay_${FIRST}_1` });
      recorded.ask(HOLD_MS + 1_000, place(CAROL, 'c1', A1), 201, hold(SECOND, HOLD_MS + 1_005, A1));
      recorded.ask(HOLD_MS + 2_000, release(CAROL, SECOND), 204, undefined);
      recorded.ask(HOLD_MS + 3_000, pay(ALICE, 'k2', FIRST), 201, booking(FIRST, HOLD_MS + 3_005, A1));
    },
  ],
  [
    'a payment repeats the refusal of its first attempt, which was sent before an extension was answered',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      const extended = recorded.invoke(HOLD_MS - 100, extend(ALICE, 'k2', FIRST));
      recorded.lose(recorded.invoke(HOLD_MS - 99, pay(ALICE, 'k3', FIRST)), HOLD_MS + 20_000);
      recorded.answer(extended, HOLD_MS - 50, 200, hold(FIRST, 5, A1, { expiresAt: timeOf(2 * HOLD_MS) }));
      recorded.refuse(recorded.invoke(HOLD_MS + 500, pay(ALICE, 'k3', FIRST)), HOLD_MS + 540, 'hold-expired', {});
    },
  ],
  [
    'a payment without an answer has booked',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      recorded.lose(recorded.invoke(1_000, pay(ALICE, 'k2', FIRST)), 2_000);
      refused(recorded, HOLD_MS + 100_000, 'c1', booked);
    },
  ],
  [
    'a release without an answer has freed the seat long after it was sent',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      recorded.lose(recorded.invoke(100, release(ALICE, FIRST)), 200);
      refused(recorded, 300, 'c1', held(5 + HOLD_MS));
      recorded.ask(5_000, place(CAROL, 'c2', A1), 201, hold(SECOND, 5_005, A1));
    },
  ],
  [
    'a cancellation is answered after the next buyer got the seat',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      recorded.ask(100, pay(ALICE, 'k2', FIRST), 201, booking(FIRST, 105, A1));
      const slow = recorded.invoke(200, cancel(ALICE, 'k3', FIRST));
      recorded.ask(300, place(CAROL, 'c1', A1), 201, hold(SECOND, 305, A1));
      recorded.answer(slow, 5_000, 200, cancellation(FIRST, 105, A1, [[1]]));
    },
  ],
  [
    'an event that is cancelled ends holds and bookings',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      recorded.ask(100, pay(ALICE, 'k2', FIRST), 201, booking(FIRST, 105, A1));
      const edit = {
        caller: ADMIN,
        operation: 'edit-event',
        params: { eventId: EVENT },
        body: { status: 'cancelled' },
      };
      recorded.lose(recorded.invoke(1_000, edit), 16_000);
      recorded.ask(60_000, read('read-seats', { fresh: 'true' }), 200, seatMap(60_000, { 'a/A-1': 'blocked' }));
    },
  ],
  [
    'a seat is blocked and sold again by edits',
    recorded => {
      const edit = (at: number, body: Record<string, unknown>): number =>
        recorded.invoke(at, { caller: ADMIN, operation: 'edit-event', params: { eventId: EVENT }, body });
      const blocking = edit(0, { blockSeats: ['a/A-1'] });
      recorded.answer(blocking, 50, 200, EVENT_AS_EDITED);
      refused(recorded, 100, 'c1', { conflicts: [{ seatId: 'a/A-1', reason: 'blocked' }] } as never);
      const unblocking = edit(200, { unblockSeats: ['a/A-1'] });
      recorded.ask(220, place(CAROL, 'c2', A1), 201, hold(SECOND, 225, A1));
      recorded.answer(unblocking, 300, 200, EVENT_AS_EDITED);
    },
  ],
  [
    'the final journal has a hold whose client got no answer',
    recorded => {
      recorded.lose(recorded.invoke(0, place(ALICE, 'k1', A1)), 100);
      refused(recorded, 5_000, 'c1', held(50 + HOLD_MS));
      recorded.settle(1_000_000);
      const placed = { from: null, to: 'active', expiresAt: timeOf(50 + HOLD_MS), total: total(1) };
      const journal = entries(FIRST, ALICE, [
        ['hold.placed', 50, placed],
        ['hold.expired', HOLD_MS + 60_000, { from: 'active', to: 'expired' }],
      ]);
      recorded.ask(1_001_000, read('read-journal'), 200, page([...journal, publishedEntry()]));
      const expired = { ...hold(FIRST, 50, A1, { status: 'expired' }) };
      recorded.ask(1_002_000, { caller: ALICE, operation: 'list-holds' }, 200, page([expired]));
    },
  ],
  [
    'a seat of an event that is older than the history was sold before it',
    recorded => {
      const call = recorded.invoke(0, { ...place(CAROL, 'c1', A1), params: { eventId: `evt_${'o'.repeat(25)}` } });
      recorded.refuse(call, 20, 'seats-unavailable', booked);
    },
  ],
  [
    'a closing blocks a seat, and a deletion replaces it (simulation, seed 752864877)',
    recorded => {
      const { invoke, ask, refuse } = recorded;
      const request = { caller: ADMIN, params: { eventId: EVENT }, query: {} };
      const closing = invoke(0, { ...request, operation: 'edit-event', body: { status: 'closed' } });
      refused(recorded, 100, 'c1', { conflicts: [{ seatId: 'a/A-1', reason: 'blocked' }] });
      ask(200, { ...request, operation: 'delete-event' }, 204, undefined);
      refuse(closing, 300, 'event-not-found', {});
    },
  ],
  [
    'a repeated payment waits for the gateway, and is confirmed later',
    recorded => {
      recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(FIRST, 5, A1));
      const accepted = { status: 'pending', paymentId: `pay_${FIRST}_1` };
      recorded.ask(100, pay(ALICE, 'k2', FIRST), 202, accepted);
      recorded.ask(200, pay(ALICE, 'k2', FIRST), 202, accepted);
      recorded.ask(300, pay(ALICE, 'k2', FIRST), 201, booking(FIRST, 250, A1), true);
      recorded.ask(400, pay(ALICE, 'k2', FIRST), 201, booking(FIRST, 250, A1), true);
    },
  ],
];

const EVENT_AS_EDITED = {
  id: EVENT,
  organizationId: `org_${'z'.repeat(25)}`,
  kind: 'concert',
  title: 'A concert',
  startsAt: timeOf(86_400_000),
  endsAt: timeOf(90_000_000),
  timeZone: 'UTC',
  salesCloseAt: timeOf(86_400_000),
  status: 'open',
  holdSeconds: 300,
  placesPerHoldMax: 10,
  cancellationClosesMinutes: 60,
  currency: 'EUR',
  sections: [{ id: 'a', name: 'A', kind: 'seated', price: 5_000, capacity: 4 }],
};

test.each(CASES)('breaks no rule: %s', (_name, write) => {
  const recorded = recorder();
  publish(recorded);
  write(recorded);
  const { violations, undecided } = checkCallHistory(recorded.history());
  expect(violations).toEqual([]);
  expect(undecided).toBe(0);
});

test('finds an order for a hundred buyers of one seat, if each of them gets it in turn', () => {
  const recorded = recorder();
  publish(recorded);
  for (let round = 0; round < 100; round++) {
    const at = round * 1_000;
    const claim = claimNamed(`round${round}x`);
    const calls = Array.from({ length: 64 }, (_, i) => recorded.invoke(at, place(CAROL, `c${round}-${i}`, A1)));
    const winner = recorded.invoke(at, place(ALICE, `k${round}`, A1));
    for (const call of calls) recorded.refuse(call, at + 10, 'seats-unavailable', held(at + 5 + HOLD_MS));
    recorded.answer(winner, at + 20, 201, hold(claim, at + 5, A1));
    recorded.ask(at + 500, release(ALICE, claim), 204, undefined);
  }
  const { violations, undecided, calls } = checkCallHistory(recorded.history());
  expect(violations).toEqual([]);
  expect(undecided).toBe(0);
  expect(calls).toBe(1 + 100 * 66);
});
