/** The logs of notices: histories that look wrong and are right, and changes of a right one that break the rule. */
import { expect, test } from 'vitest';
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import {
  ALICE,
  booking,
  claimNamed,
  entries,
  hold,
  logPage,
  noticeOf,
  page,
  pay,
  place,
  publish,
  publishedEntry,
  type Recorder,
  read,
  readLog,
  recorder,
  timeOf,
  total,
} from './recorder.ts';

const CLAIM = claimNamed('first');
const A1 = { seats: ['a/A-1'] };
const SETTLED_AT = 900_000;
const DAYS_MS = 86_400_000;

/** The journal of an event with one booking, which is cancelled. */
const JOURNAL = [
  publishedEntry(),
  ...entries(CLAIM, ALICE, [
    ['hold.placed', 5, { from: null, to: 'active', expiresAt: timeOf(300_005), total: total(1) }],
    ['booking.confirmed', 1_010, { from: 'active', to: 'confirmed', total: total(1) }],
    ['booking.cancelled', 2_010, { from: 'confirmed', to: 'cancelled', total: total(1) }],
  ]),
];
const [PUBLISHED, CONFIRMED, CANCELLED] = [
  noticeOf(JOURNAL[0] as object as Record<string, unknown>),
  noticeOf(JOURNAL[2] as object as Record<string, unknown>, {
    reference: 'FIRST000',
    places: [{ seatId: 'a/A-1', price: total(1), tickets: [`tkt_${CLAIM}_1`] }],
    total: total(1),
  }),
  noticeOf(JOURNAL[3] as object as Record<string, unknown>, {
    reference: 'FIRST000',
    by: 'organizer',
    tickets: [`tkt_${CLAIM}_1`],
    amount: total(1),
  }),
] as const;
type Notice = typeof PUBLISHED;
const ALL: Notice[] = [PUBLISHED, CONFIRMED, CANCELLED];

/** The differences from the right history. */
interface Change {
  /** Reads before the end. */
  during?: (recorded: Recorder) => void;
  /** The log as it is read at the end. */
  log?: Notice[];
  journal?: object[];
  settledAt?: number;
}

function written({ during, log = ALL, journal = JOURNAL, settledAt = SETTLED_AT }: Change) {
  const recorded = recorder();
  const { ask, settle } = recorded;
  publish(recorded);
  ask(0, place(ALICE, 'k1', A1), 201, hold(CLAIM, 5, A1));
  ask(1_000, pay(ALICE, 'k2', CLAIM), 201, booking(CLAIM, 1_010, A1));
  during?.(recorded);
  settle(settledAt);
  const { length } = log;
  ask(settledAt + 100, readLog(0, 2), 200, logPage(0, log.slice(0, 2)));
  ask(settledAt + 200, readLog(2, 2), 200, logPage(2, log.slice(2)));
  ask(settledAt + 300, readLog(length), 200, logPage(length, []));
  ask(
    settledAt + 400,
    read('read-journal', { from: timeOf(-5_000), to: timeOf(settledAt + 5_000) }),
    200,
    page(journal),
  );
  return checkCallHistory(recorded.history());
}

const ofLogs = ({ violations }: ReturnType<typeof written>) => violations.filter(({ rule }) => rule === 'notice-log');

/** Reads a page that has these notices. */
const shows =
  (at: number, after: number, notices: Notice[], limit?: number) =>
  ({ ask }: Recorder): void =>
    void ask(at, readLog(after, limit), 200, logPage(after, notices));

const RIGHT: [name: string, change: Change][] = [
  ['the whole log at the end', {}],
  [
    'a reader sees the log grow',
    {
      during(recorded) {
        shows(3_000, 0, [PUBLISHED])(recorded);
        shows(4_000, 1, [])(recorded);
        shows(5_000, 1, [CONFIRMED, CANCELLED])(recorded);
      },
    },
  ],
  [
    'the notice of the event comes after those of its booking, because another worker was slow',
    { log: [CONFIRMED, CANCELLED, PUBLISHED] },
  ],
  [
    'a page that was asked for earlier is answered later, and shows less',
    {
      during({ invoke, answer, ask }) {
        const early = invoke(3_000, readLog(0));
        ask(3_100, readLog(0), 200, logPage(0, [PUBLISHED, CONFIRMED]));
        answer(early, 4_000, 200, logPage(0, [PUBLISHED]));
      },
    },
  ],
  [
    'a page is shorter than the log, because its reader asked for one notice',
    {
      during(recorded) {
        shows(3_000, 0, [PUBLISHED, CONFIRMED])(recorded);
        shows(4_000, 0, [PUBLISHED], 1)(recorded);
      },
    },
  ],
  ['a reader got no answer', { during: ({ invoke, lose }) => lose(invoke(3_000, readLog(0)), 3_500) }],
  ['an entry is not told, because its record came a day late', { log: [PUBLISHED, CONFIRMED], settledAt: 2 * DAYS_MS }],
];

test.each(RIGHT)('is right: %s', (_name, change) => {
  const verdict = written(change);
  expect(ofLogs(verdict)).toEqual([]);
  expect(verdict.applied['notice-log']).toBeGreaterThan(2);
});

const foreign = { ...PUBLISHED, organizationId: `org_${'y'.repeat(25)}` };
const WRONG: [name: string, change: Change, detail: RegExp][] = [
  ['a notice is lost', { log: [PUBLISHED, CONFIRMED] }, /lacks the notice ntc_first0+_2 of booking.cancelled/],
  ['the notice of an event is lost', { log: [CONFIRMED, CANCELLED] }, /lacks the notice ntc_evt_e+_0/],
  ['a notice is told twice', { log: [...ALL, CONFIRMED] }, /tells ntc_first0+_1 twice: at 2, and at 4/],
  [
    'a cancellation stands before its booking',
    { log: [PUBLISHED, CANCELLED, CONFIRMED] },
    /has ntc_first0+_2 before ntc_first0+_1/,
  ],
  [
    'a notice appears before a position that was given out',
    { during: shows(3_000, 0, [PUBLISHED, CANCELLED]), log: [PUBLISHED, CONFIRMED, CANCELLED] },
    /two notices at 2: ntc_first0+_2 in .*, and ntc_first0+_1/,
  ],
  [
    'a notice changes after it was given out',
    { during: shows(3_000, 0, [{ ...PUBLISHED, at: timeOf(0) }]) },
    /two notices at 1/,
  ],
  [
    'a notice that was given out is gone for a later reader',
    {
      during(recorded) {
        shows(3_000, 0, [PUBLISHED, CONFIRMED])(recorded);
        shows(4_000, 0, [PUBLISHED])(recorded);
      },
    },
    /ends at 1, and it had 2 notices before/,
  ],
  [
    'a cursor leaves a position out',
    { during: ({ ask }) => void ask(3_000, readLog(0), 200, { ...logPage(0, [PUBLISHED]), nextCursor: '2' }) },
    /the page ends at 1, and its next cursor is 2/,
  ],
  ['a log has the notice of another organization', { log: [foreign, CONFIRMED, CANCELLED] }, /of org_y+/],
  [
    'a notice tells what never happened',
    { log: [...ALL, { ...CANCELLED, id: `ntc_${CLAIM}_7` }] },
    /has the notice ntc_first0+_7 .*no such entry/,
  ],
  [
    'a notice has another time than its entry',
    { log: [{ ...PUBLISHED, at: timeOf(-5) }, CONFIRMED, CANCELLED] },
    /says event.published at .*, and the journal event.published at/,
  ],
];

test.each(WRONG)('breaks the rule: %s', (_name, change, detail) => {
  const violations = ofLogs(written(change));
  expect(violations).toHaveLength(1);
  expect(violations[0]?.detail).toMatch(detail);
});

test('without the journal of an event, its notices are not compared with it', () => {
  const recorded = recorder();
  publish(recorded);
  recorded.settle(SETTLED_AT);
  recorded.ask(SETTLED_AT + 100, readLog(0), 200, logPage(0, [PUBLISHED]));
  recorded.ask(SETTLED_AT + 200, readLog(1), 200, logPage(1, []));
  const { violations, applied } = checkCallHistory(recorded.history());
  expect(violations).toEqual([]);
  expect(applied['notice-log']).toBe(2);
});
