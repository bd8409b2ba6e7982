/** The rules of the door: histories that look wrong and are right, and changes of a right one that break exactly one rule. */
import { describe, expect, test } from 'vitest';
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import type { RuleName } from '../../lib/checker/rules.ts';
import type { ProblemCode } from '../../lib/contract/problems.ts';
import {
  ADMIN,
  ALICE,
  booking,
  cancel,
  cancellation,
  claimNamed,
  codeOf,
  EVENT,
  entries,
  eventDocument,
  hold,
  NOW,
  nonceOf,
  ownTicket,
  ownTickets,
  page,
  partlyCancelled,
  passed,
  pay,
  place,
  publish,
  publishedEntry,
  type Recorder,
  read,
  readRevocations,
  readTickets,
  recorder,
  reissue,
  reportOf,
  revocationList,
  scan,
  ticket,
  timeOf,
  total,
} from './recorder.ts';

const CLAIM = claimNamed('first');
const ABSENT = claimNamed('absent');
const TWO = { seats: ['a/A-1', 'a/A-2'] };
const CODE = codeOf(CLAIM, 1);
const SETTLED_AT = 900_000;

interface Night {
  write(recorded: Recorder): void;
  /** The tickets of the booking that are void at the end. */
  cancelled?: number[];
}

/** A booking of two tickets, what happens at the door, and the final state. */
function written({ write, cancelled = [] }: Night) {
  const recorded = recorder();
  const { ask, settle } = recorded;
  publish(recorded);
  ask(0, place(ALICE, 'k1', TWO), 201, hold(CLAIM, 5, TWO));
  ask(1_000, pay(ALICE, 'k2', CLAIM), 201, booking(CLAIM, 1_010, TWO));
  write(recorded);
  settle(SETTLED_AT);
  const parts = cancelled.map(number => [number]);
  const last = { ...partlyCancelled(CLAIM, 1_010, TWO, parts, { refunded: true }), customerId: ALICE };
  ask(SETTLED_AT + 100, read('find-bookings'), 200, page([last]));
  const journal = [
    publishedEntry(),
    ...entries(CLAIM, ALICE, [
      ['hold.placed', 5, { from: null, to: 'active', expiresAt: timeOf(300_005), total: total(2) }],
      ['booking.confirmed', 1_010, { from: 'active', to: 'confirmed', total: total(2) }],
      ...cancelled.map((number, i): [string, number, Record<string, unknown>] => {
        const isLast = i === 1;
        const action = isLast ? 'booking.cancelled' : 'booking.places-cancelled';
        const part = { cancelled: { tickets: [ticket(CLAIM, number)], amount: total(1) } };
        return [action, 2_010, { from: 'confirmed', to: isLast ? 'cancelled' : 'confirmed', ...part }];
      }),
    ]),
  ];
  ask(SETTLED_AT + 200, read('read-journal'), 200, page(journal));
  return checkCallHistory(recorded.history());
}

const OF_THE_DOOR: RuleName[] = ['void-tickets', 'admissions', 'door-answers', 'revocations'];
const ofTheDoor = ({ violations }: ReturnType<typeof written>) =>
  violations.filter(({ rule }) => OF_THE_DOOR.includes(rule));

// Parts of a night

/** The answer of a scan that let the person of the first ticket in. */
const admits = (at: number, code = CODE, nonce = 'n1', fields: Record<string, unknown> = {}) => ({
  is: ({ ask }: Recorder) =>
    void ask(at, scan(code, nonce, fields), 200, passed(CLAIM, 1, at + 5, { ...fields, readmit: undefined })),
});
const leaves = (at: number, nonce: string) => ({
  is: ({ ask }: Recorder) => void ask(at, scan(CODE, nonce, { direction: 'out' }), 200, passed(CLAIM, 1, at + 5, LEFT)),
});
const LEFT = { outcome: 'left', direction: 'out' };
/** Alice cancels the first ticket. */
const cancels = (at: number) => ({
  is: ({ ask }: Recorder) =>
    void ask(at, cancel(ALICE, 'c1', CLAIM, { seats: ['a/A-1'] }), 200, cancellation(CLAIM, 1_010, TWO, [[1]])),
});
const replaces = (at: number, version = 2) => ({
  is: ({ ask }: Recorder) =>
    void ask(
      at,
      reissue(`r${version}`, CLAIM, 1),
      200,
      ownTicket(CLAIM, 1, { version, code: codeOf(CLAIM, 1, version) }),
    ),
});
const isRefused = (at: number, code: ProblemCode, details: object, fields: object = {}, nonce = 'n2') => ({
  is: ({ invoke, refuse }: Recorder) =>
    refuse(invoke(at, scan(CODE, nonce, { ...fields })), at + 20, code, details as never),
});
const isAdmission = (at: number, fields: Record<string, unknown> = {}) => ({
  admission: { at: NOW + at, scannedAt: NOW + at, ...fields },
});
const reports = (at: number, lines: Parameters<typeof reportOf>[0], results: object[]) => ({
  is: ({ ask }: Recorder) => void ask(at, reportOf(lines), 200, { results }),
});
const result = (nonce: string, is: string, fields: Record<string, unknown> = {}) => ({
  nonce: nonceOf(nonce),
  result: is,
  ticketId: ticket(CLAIM, 1),
  ...fields,
});
const lists = (
  at: number,
  tickets: [string, number, number][],
  { since, asOf = at + 5, ...fields }: { since?: number; asOf?: number; all?: boolean } = {},
) => ({
  is: ({ ask }: Recorder) => void ask(at, readRevocations(since), 200, revocationList(asOf, tickets, fields)),
});
const CANCELS_EVENT = {
  caller: ADMIN,
  operation: 'edit-event',
  params: { eventId: EVENT },
  body: { status: 'cancelled' },
};
const endsEvent = (at: number) => ({
  is: ({ ask }: Recorder) => void ask(at, CANCELS_EVENT, 200, eventDocument({ status: 'cancelled' })),
});
const night = (parts: { is: (recorded: Recorder) => void }[], cancelled?: number[]): Night => ({
  write: recorded => {
    for (const { is } of parts) is(recorded);
  },
  ...(cancelled && { cancelled }),
});
const VOID = { reason: 'cancelled' as const, since: NOW + 2_010 };

describe('a right history that looks wrong', () => {
  const RIGHT: [name: string, night: Night][] = [
    [
      'an admission whose scan began before the cancellation was told',
      night(
        [
          {
            is({ invoke, answer, ask }) {
              const scanned = invoke(2_000, scan(CODE, 'n1'));
              ask(
                2_005,
                { ...cancel(ADMIN, 'c1', CLAIM, { seats: ['a/A-1'] }), caller: ADMIN },
                200,
                cancellation(CLAIM, 1_010, TWO, [[1]]),
              );
              answer(scanned, 2_500, 200, passed(CLAIM, 1, 2_006));
            },
          },
        ],
        [1],
      ),
    ],
    [
      'the other ticket of the booking is admitted',
      night(
        [
          cancels(2_000),
          { is: ({ ask }) => void ask(3_000, scan(codeOf(CLAIM, 2), 'n1'), 200, passed(CLAIM, 2, 3_005)) },
        ],
        [1],
      ),
    ],
    ['the new code is admitted', night([replaces(2_000), admits(3_000, codeOf(CLAIM, 1, 2))])],
    [
      'a repeated scan has its first answer after the place was cancelled',
      night(
        [
          admits(2_000),
          {
            is: ({ ask }) =>
              void ask(
                2_500,
                { ...cancel(ADMIN, 'c1', CLAIM, { tickets: [ticket(CLAIM, 1)], reason: 'ill' }) },
                200,
                cancellation(CLAIM, 1_010, TWO, [[1]]),
              ),
          },
          { is: ({ ask }) => void ask(3_000, scan(CODE, 'n1'), 200, passed(CLAIM, 1, 2_005)) },
        ],
        [1],
      ),
    ],
    [
      'a person comes in, leaves and comes in again',
      night([admits(2_000), leaves(3_000, 'n2'), admits(4_000, CODE, 'n3')]),
    ],
    [
      'a person comes in again after a way out whose answer was lost',
      night([
        admits(2_000),
        { is: ({ invoke, lose }) => lose(invoke(3_000, scan(CODE, 'n2', { direction: 'out' })), 3_500) },
        admits(4_000, CODE, 'n3'),
      ]),
    ],
    [
      'a supervisor admits a second time',
      night([
        admits(2_000),
        {
          is: ({ ask }) =>
            void ask(3_000, scan(CODE, 'n2', { readmit: true }), 200, passed(CLAIM, 1, 3_005, { isReadmission: true })),
        },
      ]),
    ],
    [
      'a duplicate of a scan that got no answer',
      night([
        { is: ({ invoke, lose }) => lose(invoke(2_000, scan(CODE, 'n1')), 2_500) },
        isRefused(3_000, 'already-admitted', isAdmission(2_005)),
      ]),
    ],
    [
      'a ticket is void of which another cancellation got no answer',
      night(
        [
          { is: ({ invoke, lose }) => lose(invoke(2_000, cancel(ADMIN, 'c1', CLAIM, { seats: ['a/A-1'] })), 2_500) },
          isRefused(3_000, 'ticket-void', VOID),
        ],
        [1],
      ),
    ],
    [
      'a device reports an admission of before the cancellation',
      night(
        [cancels(2_000), reports(3_000, [[CODE, 'n1']], [result('n1', 'void-later', { voidSince: timeOf(2_010) })])],
        [1],
      ),
    ],
    [
      'a line that could not be decided is admitted when it is sent again',
      night([
        reports(2_000, [[CODE, 'n1']], [result('n1', 'busy')]),
        reports(3_000, [[CODE, 'n1']], [result('n1', 'admitted')]),
      ]),
    ],
    [
      'a list that was asked for before the cancellation was told lacks the ticket',
      night(
        [
          {
            is: ({ invoke, answer, ask }) => {
              const asked = invoke(1_990, readRevocations());
              ask(2_000, cancel(ALICE, 'c1', CLAIM, { seats: ['a/A-1'] }), 200, cancellation(CLAIM, 1_010, TWO, [[1]]));
              answer(asked, 2_100, 200, revocationList(1_995, []));
            },
          },
        ],
        [1],
      ),
    ],
    [
      'a difference has only what is new',
      night([cancels(2_000), lists(3_000, [[CLAIM, 1, 1]]), lists(4_000, [], { since: 3_005 })], [1]),
    ],
    ['a replaced code is listed, and its ticket is valid', night([replaces(2_000), lists(3_000, [[CLAIM, 1, 1]])])],
    [
      'a cancelled event is void as a whole, and lists no ticket',
      night([endsEvent(2_000), lists(3_000, [], { all: true })]),
    ],
  ];

  test.each(RIGHT)('%s', (_name, history) => {
    const verdict = written(history);
    expect(ofTheDoor(verdict)).toEqual([]);
    expect(OF_THE_DOOR.reduce((sum, rule) => sum + verdict.applied[rule], 0)).toBeGreaterThan(0);
  });
});

describe('a history that breaks a rule', () => {
  const WRONG: [name: string, rule: RuleName, night: Night, detail: RegExp][] = [
    [
      'a cancelled ticket is admitted',
      'void-tickets',
      night([cancels(2_000), admits(3_000)], [1]),
      /is admitted, and it was cancelled before/,
    ],
    [
      'a code is admitted that was replaced',
      'void-tickets',
      night([replaces(2_000), admits(3_000)]),
      /its code of version 1 was replaced before/,
    ],
    [
      'a supervisor admits a cancelled ticket',
      'void-tickets',
      night([cancels(2_000), admits(3_000, CODE, 'n1', { readmit: true })], [1]),
      /it was cancelled before/,
    ],
    [
      'a report of a device admits a ticket that is void already',
      'void-tickets',
      night([cancels(2_000), reports(3_000, [[CODE, 'n1']], [result('n1', 'admitted')])], [1]),
      /it was cancelled before/,
    ],
    [
      'a ticket is admitted that its owner has read as void',
      'void-tickets',
      night(
        [
          {
            is: ({ ask }) =>
              void ask(2_000, readTickets(CLAIM), 200, ownTickets(CLAIM, [ownTicket(CLAIM, 1, { status: 'void' })])),
          },
          admits(3_000),
        ],
        [1],
      ),
      /it was cancelled before/,
    ],
    [
      'a ticket of a cancelled event is admitted',
      'void-tickets',
      night([endsEvent(2_000), admits(3_000)]),
      /its event was cancelled before/,
    ],
    [
      'a ticket without a booking is admitted',
      'void-tickets',
      night([{ is: ({ ask }) => void ask(2_000, scan(codeOf(ABSENT, 1), 'n1'), 200, passed(ABSENT, 1, 2_005)) }]),
      /no booking of the event has it/,
    ],
    [
      'a booking of two has a third ticket',
      'void-tickets',
      night([{ is: ({ ask }) => void ask(2_000, scan(codeOf(CLAIM, 3), 'n1'), 200, passed(CLAIM, 3, 2_005)) }]),
      /no booking of the event has it/,
    ],
    [
      'a ticket admits two persons',
      'admissions',
      night([admits(2_000), admits(3_000, CODE, 'n2')]),
      /admitted 2 persons, and at most 0 left before/,
    ],
    [
      'a report admits a person who is inside',
      'admissions',
      night([admits(2_000), reports(3_000, [[CODE, 'n2']], [result('n2', 'admitted')])]),
      /admitted 2 persons/,
    ],
    [
      'a person comes in twice after one way out',
      'admissions',
      night([admits(2_000), leaves(3_000, 'n2'), admits(4_000, CODE, 'n3'), admits(5_000, CODE, 'n4')]),
      /admitted 3 persons, and at most 1 left/,
    ],
    [
      'the repeated scan is a duplicate of itself',
      'admissions',
      night([
        admits(1_900, CODE, 'n0'),
        leaves(1_950, 'n9'),
        admits(2_000),
        isRefused(3_000, 'already-admitted', isAdmission(1_905), {}, 'n1'),
      ]),
      /has two results/,
    ],
    [
      'the repeated scan tells another time',
      'admissions',
      night([admits(2_000), { is: ({ ask }) => void ask(3_000, scan(CODE, 'n1'), 200, passed(CLAIM, 1, 3_005)) }]),
      /has two results/,
    ],
    [
      'the repeated scan is too early, after it was admitted',
      'admissions',
      night([admits(2_000), isRefused(3_000, 'doors-not-open', { opensAt: NOW + 9_000 }, {}, 'n1')]),
      /has two results/,
    ],
    [
      'a line has two results',
      'admissions',
      night([
        reports(
          2_000,
          [
            [CODE, 'n1'],
            [CODE, 'n1'],
          ],
          [result('n1', 'admitted'), result('n1', 'left')],
        ),
      ]),
      /has two results/,
    ],
    [
      'a valid ticket is refused as void',
      'door-answers',
      night([isRefused(2_000, 'ticket-void', VOID)]),
      /is void at the door, and valid in the end/,
    ],
    [
      'a ticket is refused as cancelled before its cancellation',
      'door-answers',
      night([isRefused(1_200, 'ticket-void', VOID)], [1]),
      /its journal has no cancellation by then/,
    ],
    [
      'a code is refused as replaced, and has no newer one',
      'door-answers',
      night([isRefused(2_000, 'ticket-void', { reason: 'replaced' })]),
      /nobody asked for one/,
    ],
    [
      'a duplicate names a gate where nobody was scanned',
      'door-answers',
      night([
        admits(2_000, CODE, 'n1', { gate: 'north' }),
        isRefused(3_000, 'already-admitted', isAdmission(2_005, { gate: 'south' })),
      ]),
      /a duplicate of an admission that nobody asked for/,
    ],
    [
      'a line is a duplicate of a scan that was never sent',
      'door-answers',
      night([
        reports(
          2_000,
          [[CODE, 'n1']],
          [result('n1', 'duplicate', { admission: { nonce: nonceOf('n7'), at: timeOf(1), scannedAt: timeOf(1) } })],
        ),
      ]),
      /nobody asked for/,
    ],
    [
      'the doors are closed although they have opened',
      'door-answers',
      night([isRefused(2_000, 'doors-not-open', { opensAt: NOW + 1_000 })]),
      /which has passed/,
    ],
    [
      'the event is over before its end',
      'door-answers',
      night([isRefused(2_000, 'event-over', { endedAt: NOW + 9_000 })]),
      /which is to come/,
    ],
    [
      'a gate refuses a ticket that it admits',
      'door-answers',
      night([isRefused(2_000, 'wrong-gate', { gates: ['north'] }, { gate: 'north' })]),
      /refused by a gate that admits it/,
    ],
    [
      'an owner cancels a ticket that was used',
      'door-answers',
      night([admits(1_500), cancels(2_000)], [1]),
      /the owner cancelled .* which was used before/,
    ],
    [
      'a list lacks a ticket that was cancelled before',
      'revocations',
      night([cancels(2_000), lists(3_000, [])], [1]),
      /the device does not know that tkt_first0+_1 is void/,
    ],
    [
      'a list lacks a code that was replaced before',
      'revocations',
      night([replaces(2_000), replaces(2_500, 3), lists(3_000, [[CLAIM, 1, 1]])]),
      /the device does not know/,
    ],
    [
      'a difference lacks a ticket that was cancelled after the list',
      'revocations',
      night([lists(1_500, []), cancels(2_000), lists(3_000, [], { since: 1_505 })], [1]),
      /the device does not know/,
    ],
    [
      'a list has a valid ticket',
      'revocations',
      night([lists(2_000, [[CLAIM, 1, 1]])]),
      /in version 1, which is valid/,
    ],
    [
      'a list has a newer code than the replaced one',
      'revocations',
      night([replaces(2_000), lists(3_000, [[CLAIM, 1, 2]])]),
      /in version 2, which is valid/,
    ],
    [
      'a list is older than its call',
      'revocations',
      night([lists(3_000, [], { asOf: 1_000 })]),
      /which is no time of the call/,
    ],
    [
      'some tickets of a cancelled event are not void',
      'revocations',
      night([endsEvent(2_000), lists(3_000, [])]),
      /the event was cancelled before/,
    ],
  ];

  test.each(WRONG)('%s', (_name, rule, history, detail) => {
    const violations = ofTheDoor(written(history));
    expect(violations.map(violation => violation.rule)).toEqual([rule]);
    expect(violations[0]?.detail).toMatch(detail);
  });
});
