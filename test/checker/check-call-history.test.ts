/** A correct history breaks no rule, and every rule applies to it. Changed in one place, it breaks exactly one rule. */
import { expect, test } from 'vitest';
import type { Answer, CallHistory, Ledger } from '../../lib/checker/call-history.ts';
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import { RULES, type RuleName } from '../../lib/checker/rules.ts';
import { problemDocument } from '../../lib/contract/problem-documents.ts';
import {
  BOBS,
  BOOKED,
  CANCELLED,
  evening,
  LAPSED,
  LATER_TRAIN,
  OTHER_TRAIN,
  SETTLED_AT,
  TRAIN,
  TRAIN_TIMES,
  TRAVELLER,
} from './evening.ts';
import {
  ADMIN,
  ALICE,
  AREA_CAPACITY,
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
  hours,
  moveTrain,
  NOW,
  PRICE,
  pay,
  place,
  publish,
  recorder,
  release,
  SKEW_MS,
  timeOf,
  total,
  trainDocument,
} from './recorder.ts';

test('a correct history breaks no rule, and every rule applies to it', () => {
  const { violations, applied, undecided } = checkCallHistory(evening().recorded.history());
  expect(violations).toEqual([]);
  expect(undecided).toBe(0);
  for (const rule of Object.keys(RULES) as RuleName[]) expect(applied[rule], rule).toBeGreaterThan(0);
});

// Ways to break it

type Case = [name: string, rule: RuleName, change: (broken: Broken) => void];

interface Broken {
  history: CallHistory;
  calls: Record<string, number>;
  answerOf(name: string): Answer;
  /** Changes the body of an answer. */
  edit(name: string, change: (body: never) => unknown): void;
  /** Adds calls at a time before the end (ms after NOW). */
  insert(at: number, add: (recorded: ReturnType<typeof evening>['recorded']) => void): void;
}

function breakable(): Broken {
  const { recorded, calls } = evening();
  const history = recorded.history();
  const answerOf = (name: string): Answer =>
    history.lines.find((line): line is Answer => line.is === 'answer' && line.call === calls[name]) as Answer;
  return {
    history,
    calls,
    answerOf,
    edit(name, change) {
      const answer = answerOf(name);
      const body: unknown = JSON.parse(answer.body);
      answer.body = JSON.stringify(change(body as never) ?? body);
    },
    insert(at, add) {
      const before = history.lines.length;
      add(recorded);
      const added = history.lines.splice(before);
      const position = history.lines.findIndex(line => line.at > NOW + at);
      history.lines.splice(position, 0, ...added);
    },
  };
}

const refusal = (code: 'internal' | 'hold-not-found' | 'hold-expired') =>
  JSON.stringify(problemDocument(code, {}, 'r'));
const A1 = { seats: ['a/A-1'] };
const OTHER = claimNamed('other');

interface Page {
  items: Record<string, unknown>[];
}
const itemOf = ({ items }: Page, id: string) => items.find(item => item.id === id) as Record<string, unknown>;

const DURING_SALES: Case[] = [
  // Seats
  [
    'a second buyer gets a held seat',
    'seat-history',
    ({ insert }) => insert(100, ({ ask }) => ask(100, place(CAROL, 'x', A1), 201, hold(OTHER, 105, A1))),
  ],
  [
    'a buyer gets a seat a millisecond earlier than the clocks allow',
    'seat-history',
    ({ insert }) =>
      insert(11_005 + HOLD_MS - 1_000, ({ ask }) => {
        // The call takes 20 ms.
        const at = 11_005 + HOLD_MS - SKEW_MS - 21;
        ask(at, place(CAROL, 'x', { seats: ['a/A-4'] }), 201, hold(OTHER, at + 5, { seats: ['a/A-4'] }));
      }),
  ],
  [
    'a hold is extended that another buyer has replaced',
    'seat-history',
    ({ insert }) => {
      const at = 11_005 + HOLD_MS + 1_000;
      const seats = { seats: ['a/A-4'] };
      insert(at, ({ ask }) => ask(at, place(CAROL, 'x', seats), 201, hold(OTHER, at + 5, seats)));
      const extended = hold(BOBS, 11_005, seats, { expiresAt: timeOf(at + 100 + HOLD_MS) });
      insert(at + 100, ({ ask }) => ask(at + 100, extend(BOB, 'y', BOBS), 200, extended));
    },
  ],
  [
    'a released hold is paid for',
    'seat-history',
    ({ insert }) => {
      insert(20_000, ({ ask }) => ask(20_000, release(BOB, BOBS), 204, undefined));
      const seats = { seats: ['a/A-4'] };
      insert(21_000, ({ ask }) => ask(21_000, pay(BOB, 'y', BOBS), 201, booking(BOBS, 21_005, seats)));
    },
  ],
  // Areas
  [
    'an area sells more places than it has',
    'area-places',
    ({ insert }) => {
      const areas = { areas: [{ areaId: 'floor', quantity: AREA_CAPACITY - 3 }] };
      insert(20_000, ({ ask }) => ask(20_000, place(BOB, 'x', areas), 201, hold(OTHER, 20_005, areas)));
    },
  ],
  // Keys
  [
    'a key of another caller gives the same hold',
    'own-keys',
    ({ answerOf, insert }) => {
      const { body } = answerOf('placed');
      insert(300, ({ ask }) => ask(300, place(CAROL, 'k1', { seats: ['a/A-1', 'a/A-2'] }), 201, body, true));
    },
  ],
  [
    'a payment that was refused for good has booked',
    'final-answers',
    ({ insert }) => {
      const places = { areas: [{ areaId: 'floor', quantity: 4 }] };
      insert(500_000, ({ ask }) => ask(500_000, pay(CAROL, 'c4', LAPSED), 201, booking(LAPSED, 500_005, places)));
    },
  ],
  [
    'a cancellation that was refused for good has cancelled',
    'final-answers',
    ({ insert }) => {
      const answer = cancellation(BOOKED, 2_010, { seats: ['a/A-1', 'a/A-2'] }, [[1, 2]]);
      insert(500_000, ({ ask }) => ask(500_000, cancel(ALICE, 'k4', BOOKED), 200, answer));
    },
  ],
];

const ANYWHERE: Case[] = [
  [
    'a second buyer gets a booked seat long after the deadline of its hold',
    'seat-history',
    ({ insert, edit }) => {
      insert(700_000, ({ ask }) => ask(700_000, place(CAROL, 'x', A1), 201, hold(OTHER, 700_005, A1)));
      edit('journal', (body: Page) => {
        const [placed, expired] = [700_005, 700_005 + HOLD_MS].map(timeOf);
        body.items.push(
          ...entries(OTHER, CAROL, [
            ['hold.placed', 700_005, { at: placed, from: null, to: 'active', expiresAt: expired, total: total(1) }],
            ['hold.expired', 1_100_000, { from: 'active', to: 'expired' }],
          ]),
        );
      });
    },
  ],
  // Refusals
  [
    'a seat is refused as booked while it is available',
    'true-refusals',
    ({ insert, calls }) =>
      insert(5_000, ({ invoke, refuse }) => {
        calls.wrong = invoke(5_000, place(CAROL, 'x', { seats: ['a/A-4'] }));
        refuse(calls.wrong, 5_020, 'seats-unavailable', { conflicts: [{ seatId: 'a/A-4', reason: 'booked' }] });
      }),
  ],
  [
    'a refusal names a deadline that no hold has',
    'true-refusals',
    ({ edit }) =>
      edit(
        'lost',
        (body: { conflicts: { until: string }[] }) =>
          void body.conflicts.forEach(conflict => {
            if (conflict.until) conflict.until = timeOf(11_006 + HOLD_MS);
          }),
      ),
  ],
  [
    'an area is sold out although it has places',
    'true-refusals',
    ({ edit }) =>
      edit(
        'soldOut',
        (body: { conflicts: { available: number }[] }) => void (body.conflicts[0] as { available: number }).available--,
      ),
  ],
  [
    'no adjacent seats are found although there are some',
    'true-refusals',
    ({ insert, calls }) =>
      insert(600_000, ({ invoke, refuse }) => {
        calls.wrong = invoke(600_000, place(CAROL, 'x', { bestAvailable: { quantity: 2 } }));
        refuse(calls.wrong, 600_020, 'no-adjacent-seats', {});
      }),
  ],
  [
    'a hold is refused as expired a minute before its deadline',
    'true-refusals',
    ({ insert, calls }) =>
      insert(240_000, ({ invoke, refuse }) => {
        calls.wrong = invoke(240_000, extend(CAROL, 'x', LAPSED));
        refuse(calls.wrong, 240_020, 'hold-expired', {});
      }),
  ],
  [
    'a lost race is a 500',
    'useful-refusals',
    ({ answerOf }) => Object.assign(answerOf('noBlock'), { status: 500, body: refusal('internal') }),
  ],
  [
    'an answer is cut short',
    'useful-refusals',
    ({ answerOf }) => Object.assign(answerOf('foreign'), { body: '{"type"' }),
  ],
  [
    'an answer has a member that the contract does not have',
    'useful-refusals',
    ({ edit }) => edit('counts', (body: object) => ({ ...body, more: 1 })),
  ],
  [
    'a refusal names no seat',
    'useful-refusals',
    ({ edit }) => edit('lost', (body: object) => ({ ...body, conflicts: [] })),
  ],
  [
    'a refusal has a code that the operation does not document',
    'useful-refusals',
    ({ answerOf }) => Object.assign(answerOf('noBlock'), { status: 404, body: refusal('hold-not-found') }),
  ],
  [
    'a refusal names no other journey',
    'useful-refusals',
    ({ edit }) => edit('overlapping', (body: object) => ({ ...body, journeys: [] })),
  ],
  [
    'a refusal names another journey twice',
    'useful-refusals',
    ({ edit }) =>
      edit('overlapping', (body: { journeys: object[] }) => ({
        ...body,
        journeys: [...body.journeys, ...body.journeys],
      })),
  ],
  // Journeys
  [
    'a customer gets a hold on another journey at the same time',
    'journeys',
    ({ insert }) => insert(11_150, recorded => void moveTrain(recorded, 11_150, LATER_TRAIN, hours(9, 11))),
  ],
  [
    'a refusal names the time of a journey before it was moved',
    'journeys',
    ({ insert }) => insert(11_250, recorded => void moveTrain(recorded, 11_250, TRAIN, hours(9, 10))),
  ],
  [
    'a refusal names a journey that does not overlap',
    'journeys',
    ({ insert }) => insert(11_250, recorded => void moveTrain(recorded, 11_250, OTHER_TRAIN, hours(10, 12))),
  ],
  [
    'a refusal names a journey that was cancelled before',
    'journeys',
    ({ insert }) =>
      insert(11_250, ({ ask }) => {
        const request = { caller: ADMIN, operation: 'edit-event', params: { eventId: TRAIN } };
        const cancelled = trainDocument(TRAIN, TRAIN_TIMES, { status: 'cancelled' });
        ask(11_250, { ...request, body: { status: 'cancelled' } }, 200, cancelled);
      }),
  ],
  [
    'a refusal names a journey that the customer had given back',
    'journeys',
    ({ insert }) => insert(11_250, ({ ask }) => ask(11_250, release(CAROL, TRAVELLER), 204, undefined)),
  ],
  // Keys
  [
    'a repeated call gets another answer',
    'one-effect',
    ({ edit }) => edit('extendedAgain', (body: object) => ({ ...body, status: 'expired' })),
  ],
  [
    'a repeated call is not marked as a replay',
    'one-effect',
    ({ answerOf }) => Object.assign(answerOf('extendedAgain'), { isReplay: false }),
  ],
  [
    'one key placed two holds',
    'one-effect',
    ({ edit }) =>
      edit(
        'journal',
        (body: Page) =>
          void body.items.push(
            ...entries(OTHER, ALICE, [
              ['hold.placed', 7_000, { from: null, to: 'active', expiresAt: timeOf(7_000 + HOLD_MS), total: total(2) }],
              ['hold.expired', 7_000 + HOLD_MS, { from: 'active', to: 'expired' }],
            ]),
          ),
      ),
  ],
  [
    'one key of a payment paid twice',
    'one-effect',
    ({ edit }) =>
      edit('journalOlder', (body: Page) => {
        const payment = { id: `pay_${BOOKED}_2`, amount: total(2) };
        const second = entries(BOOKED, ALICE, [
          ['payment.initiated', 3_000, { from: null, to: 'initiated', payment }],
          ['payment.declined', 3_010, { from: 'initiated', to: 'declined', payment }],
        ]);
        body.items.push(...second.map((entry, i) => ({ ...entry, id: `hld_${BOOKED}/${5 + i}` })));
      }),
  ],
  [
    'a key places a hold on other seats than it was used for',
    'own-keys',
    ({ answerOf }) => Object.assign(answerOf('reused'), { status: 201, body: answerOf('placed').body, isReplay: true }),
  ],
  [
    'the hold of another customer is shown',
    'own-claims',
    ({ answerOf }) => Object.assign(answerOf('foreign'), { status: 200, body: answerOf('placed').body }),
  ],
  [
    'the hold of another customer is refused otherwise than an absent one',
    'own-claims',
    ({ insert, calls }) =>
      insert(20_000, ({ invoke, refuse }) => {
        calls.wrong = invoke(20_000, extend(BOB, 'x', BOOKED));
        refuse(calls.wrong, 20_020, 'hold-not-extendable', { expiresAt: NOW });
      }),
  ],
];

const AT_THE_END: Case[] = [
  [
    'a hold whose extension was refused for good was extended',
    'final-answers',
    ({ edit }) =>
      edit('journal', (body: Page) => {
        const expired = itemOf(body, `hld_${LAPSED}/1`);
        const extended = { action: 'hold.extended', from: 'active', to: 'active', expiresAt: timeOf(310_000) };
        body.items.push({ ...expired, ...extended });
        expired.id = `hld_${LAPSED}/2`;
      }),
  ],
  [
    'a seat is still held',
    'settled-places',
    ({ edit }) => edit('map', (body: Map_) => void Object.assign(seatIn(body, 3), { status: 'held' })),
  ],
  [
    'a hold is still active',
    'settled-places',
    ({ edit }) =>
      edit(
        'holds',
        (body: Page) =>
          void body.items.push({
            ...hold(BOBS, 11_005, { seats: ['a/A-4'] }, { status: 'expired' }),
            customerId: BOB,
            ageSeconds: 1,
          }),
      ),
  ],
  [
    'an area has lost places',
    'settled-places',
    ({ edit }) =>
      edit(
        'counts',
        (body: { sections: object[] }) =>
          void Object.assign(body.sections[1] as object, { available: AREA_CAPACITY - 1 }),
      ),
  ],
  [
    'a booked place of an area has no booking',
    'settled-places',
    ({ edit }) =>
      edit(
        'counts',
        (body: { sections: Record<string, number>[] }) =>
          void Object.assign(body.sections[1] as object, { available: 9, booked: 1 }),
      ),
  ],
  [
    'a payment is unfinished',
    'settled-payments',
    ({ edit }) => edit('payments', (body: Page) => void body.items.push(UNFINISHED)),
  ],
  [
    'the gateway has kept a payment without a booking',
    'settled-payments',
    ({ history }) => void Object.assign(ledgerOf(history)[1] as object, { state: 'captured' }),
  ],
  [
    'the gateway has not captured the payment of a booking',
    'settled-payments',
    ({ history }) => void Object.assign(ledgerOf(history)[0] as object, { state: 'voided' }),
  ],
  [
    'the gateway has captured another amount',
    'settled-payments',
    ({ history }) => void Object.assign(ledgerOf(history)[0] as object, { amount: 1 }),
  ],
  [
    'the gateway does not know the payment of a booking',
    'settled-payments',
    ({ history }) => void ledgerOf(history).shift(),
  ],
  [
    'a booking is confirmed and its payment was voided',
    'settled-payments',
    ({ edit }) =>
      edit(
        'bookings',
        (body: Page) =>
          void Object.assign(itemOf(body, `bkg_${BOOKED}`), { payment: { id: `pay_${BOOKED}_1`, state: 'voided' } }),
      ),
  ],
  [
    'a cancelled booking kept its payment',
    'settled-payments',
    ({ edit }) =>
      edit(
        'journal',
        (body: Page) =>
          void body.items.splice(
            body.items.findIndex(({ id }) => id === `hld_${CANCELLED}/5`),
            1,
          ),
      ),
  ],
  [
    'an entry is listed twice',
    'journal-replay',
    ({ edit }) => edit('journal', (body: Page) => void body.items.push(body.items[0] as Record<string, unknown>)),
  ],
  [
    'an entry is missing',
    'journal-replay',
    ({ edit }) =>
      edit(
        'journalOlder',
        (body: Page) =>
          void body.items.splice(
            body.items.findIndex(({ id }) => id === `hld_${BOOKED}/1`),
            1,
          ),
      ),
  ],
  [
    'an entry begins elsewhere than the one before it ended',
    'journal-replay',
    ({ edit }) =>
      edit('journal', (body: Page) => void Object.assign(itemOf(body, `hld_${BOBS}/1`), { from: 'confirmed' })),
  ],
  [
    'the journal ends in another state than the claim',
    'journal-replay',
    ({ edit }) =>
      edit(
        'journal',
        (body: Page) =>
          void body.items.splice(
            body.items.findIndex(({ id }) => id === `hld_${CANCELLED}/4`),
            1,
            { ...itemOf(body, `hld_${CANCELLED}/4`), action: 'booking.noted', to: 'confirmed' },
          ),
      ),
  ],
  [
    'the integrity check finds a violation',
    'integrity',
    ({ edit }) => edit('integrity', (body: object) => ({ ...body, ok: false })),
  ],
];

test.each(DURING_SALES)('breaks one rule before the end is read: %s', (_name, rule, change) => {
  const broken = breakable();
  cutAtEnd(broken.history);
  change(broken);
  expect(rulesBrokenBy(broken)).toEqual([rule]);
});

test.each([...ANYWHERE, ...AT_THE_END])('breaks one rule: %s', (_name, rule, change) => {
  const broken = breakable();
  change(broken);
  expect(rulesBrokenBy(broken)).toEqual([rule]);
});

/** Changes of right histories that used to break no rule. */
const UNNOTICED_AT_FIRST: Case[] = [
  [
    'a payment is declined, and its key pays later',
    'final-answers',
    ({ insert }) =>
      insert(1_900, ({ invoke, refuse }) =>
        refuse(invoke(1_900, pay(ALICE, 'k3', BOOKED)), 1_920, 'payment-declined', { paymentId: `pay_${BOOKED}_1` }),
      ),
  ],
  [
    'a key that was refused for good is refused otherwise later',
    'final-answers',
    ({ insert }) =>
      insert(500_000, ({ invoke, refuse }) =>
        refuse(invoke(500_000, pay(CAROL, 'c4', LAPSED)), 500_020, 'hold-confirmed', {}),
      ),
  ],
  [
    'a key that has paid is told that its hold was released',
    'one-effect',
    ({ insert }) =>
      insert(2_100, ({ invoke, refuse }) =>
        refuse(invoke(2_100, pay(ALICE, 'k3', BOOKED)), 2_120, 'hold-released', {}),
      ),
  ],
  [
    'a key that has paid is told that its payment is pending',
    'one-effect',
    ({ insert }) =>
      insert(2_100, ({ ask }) =>
        ask(2_100, pay(ALICE, 'k3', BOOKED), 202, { status: 'pending', paymentId: `pay_${BOOKED}_1` }),
      ),
  ],
  [
    'a hold has other seats than its key asked for',
    'one-effect',
    ({ edit }) =>
      edit('bobPlaced', (body: HoldBody) => ({
        ...body,
        places: [{ seatId: 'a/A-9', section: 'A', row: 'A', seat: '9', price: PRICE }],
      })),
  ],
  [
    'a booking costs more than its hold',
    'final-answers',
    ({ edit }) => edit('paid', (body: HoldBody) => void Object.assign(body, { total: total(3) })),
  ],
  [
    'the owner does not find a hold',
    'final-answers',
    ({ insert }) =>
      insert(700, ({ invoke, refuse }) =>
        refuse(
          invoke(700, { caller: ALICE, operation: 'read-hold', params: { holdId: `hld_${BOOKED}` } }),
          720,
          'hold-not-found',
          {},
        ),
      ),
  ],
  [
    'a cancellation is refused before the time that the refusal names',
    'true-refusals',
    ({ edit }) => edit('notCancelled', (body: object) => ({ ...body, closedAt: timeOf(402_020 + SKEW_MS + 1) })),
  ],
  [
    'the gateway still has a pending payment',
    'settled-payments',
    ({ history }) => void ledgerOf(history).push({ paymentId: `pay_${BOBS}_1`, state: 'pending', amount: 5_000 }),
  ],
  [
    'the journal does not have the entry of the event',
    'journal-replay',
    ({ edit }) =>
      edit('journalOlder', (body: Page) => ({ ...body, items: body.items.filter(({ id }) => id !== `${EVENT}/0`) })),
  ],
  [
    'the journal leaves a hold active',
    'journal-replay',
    ({ edit }) =>
      edit('journal', (body: Page) => ({ ...body, items: body.items.filter(({ id }) => id !== `hld_${BOBS}/1`) })),
  ],
];

interface HoldBody {
  places: object[];
}

test.each(UNNOTICED_AT_FIRST)('breaks one rule that was blind to it: %s', (_name, rule, change) => {
  const broken = breakable();
  change(broken);
  expect(rulesBrokenBy(broken)).toEqual([rule]);
});

const cutAtEnd = ({ lines }: CallHistory): void =>
  void lines.splice(lines.findIndex(({ at }) => at >= NOW + SETTLED_AT));

const rulesBrokenBy = ({ history }: Broken): RuleName[] => [
  ...new Set(checkCallHistory(history).violations.map(({ rule }) => rule)),
];

interface Map_ {
  sections: { rows: { seats: { status: string }[] }[] }[];
}
const seatIn = ({ sections }: Map_, i: number) => sections[0]?.rows[0]?.seats[i] as { status: string };

const UNFINISHED = {
  paymentId: `pay_${BOBS}_1`,
  holdId: `hld_${BOBS}`,
  eventId: `evt_${'e'.repeat(25)}`,
  customerId: BOB,
  state: 'authorised',
  wanted: 'voided',
  amount: total(1),
  refunds: [],
  since: timeOf(12_000),
  needsPerson: false,
};

const ledgerOf = ({ lines }: CallHistory): Ledger['payments'] =>
  lines.find((line): line is Ledger => line.is === 'ledger')?.payments ?? [];

test('without the final reads, the rules about the final state are not applied', () => {
  const { history } = breakable();
  cutAtEnd(history);
  const { applied, violations } = checkCallHistory(history);
  expect(violations).toEqual([]);
  expect(applied).toMatchObject({ 'settled-places': 0, 'settled-payments': 0, 'journal-replay': 0, integrity: 0 });
});

test('two keys that were told to have paid for one hold break a rule, also without a seat', () => {
  const recorded = recorder();
  publish(recorded);
  const floor = { areas: [{ areaId: 'floor', quantity: 2 }] };
  recorded.ask(0, place(ALICE, 'k1', floor), 201, hold(OTHER, 5, floor));
  recorded.ask(100, pay(ALICE, 'k2', OTHER), 201, booking(OTHER, 110, floor));
  recorded.ask(200, pay(ALICE, 'k3', OTHER), 201, booking(OTHER, 110, floor));
  recorded.settle(SETTLED_AT);
  expect(checkCallHistory(recorded.history()).violations.map(({ rule }) => rule)).toEqual(['one-effect']);
});
