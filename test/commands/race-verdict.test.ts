/** How the answers of a race are judged. */
import { expect, test } from 'vitest';
import type { Answer } from '../../lib/commands/race/client.ts';
import { judge } from '../../lib/commands/race/verdict.ts';
import { problemDocument } from '../../lib/contract/problem-documents.ts';
import type { ProblemCode, ProblemDetails } from '../../lib/contract/problems.ts';
import type { Conflict } from '../../lib/domain/refusals.ts';

const NOW = Date.UTC(2027, 2, 1, 12);
const SEAT = 'a/A-1';
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const price = { amount: 5_000, currency: 'EUR' };

const won = (seatId = SEAT): Answer => ({
  status: 201,
  ms: 10,
  body: {
    id: `hld_${'a'.repeat(25)}`,
    eventId: `evt_${'b'.repeat(25)}`,
    status: 'active',
    places: [{ seatId, section: 'A', row: 'A', seat: '1', price }],
    total: price,
    expiresAt: at(5),
    maxExpiresAt: at(15),
    createdAt: at(0),
  },
});
function problem<Code extends ProblemCode>(code: Code, details: ProblemDetails[Code]): Answer {
  const body = problemDocument(code, details, 'r');
  return { status: body.status, body, ms: 20 };
}
const lost = (...conflicts: Conflict[]) => problem('seats-unavailable', { conflicts });
const held: Conflict = { seatId: SEAT, reason: 'held', until: NOW + 300_000 };

const verdictOf = (...answers: Answer[]) => judge(SEAT, answers, NOW);

test('one winner and useful refusals are a fair race', () => {
  expect(verdictOf(lost(held), won(), lost({ seatId: SEAT, reason: 'booked' }))).toMatchObject({
    winners: 1,
    usefulRefusals: 2,
    others: {},
    isFair: true,
  });
});

test('a single buyer wins alone', () => {
  expect(verdictOf(won())).toMatchObject({ winners: 1, usefulRefusals: 0, isFair: true });
});

test('no winner and two winners are not fair', () => {
  expect(verdictOf(lost(held), lost(held))).toMatchObject({ winners: 0, isFair: false });
  expect(verdictOf(won(), won(), lost(held))).toMatchObject({ winners: 2, isFair: false });
});

test.each<[string, Answer, string]>([
  ['a 503', problem('busy', { retryAfterSeconds: 1 }), '503 busy'],
  ['a 500', problem('internal', {}), '500 internal'],
  ['another refusal', problem('sales-not-open', {}), '409 sales-not-open'],
  ['no problem document', { status: 502, body: 'Bad Gateway', ms: 1 }, '502 without a problem document'],
  ['no answer', { status: 0, body: undefined, failure: 'ECONNRESET', ms: 1 }, 'ECONNRESET'],
  ['a hold of another seat', won('a/A-2'), '201 without the seat'],
  ['another seat', lost({ ...held, seatId: 'a/A-2' }), '409 seats-unavailable, without the reason or until when'],
  ['no conflict', lost(), '409 seats-unavailable, without the reason or until when'],
  ['no deadline', lost({ seatId: SEAT, reason: 'held' }), '409 seats-unavailable, without the reason or until when'],
  ['a past deadline', lost({ ...held, until: NOW }), '409 seats-unavailable, without the reason or until when'],
  [
    'a deadline of a booking',
    lost({ ...held, reason: 'booked' }),
    '409 seats-unavailable, without the reason or until when',
  ],
])('a refusal with %s is not useful', (_name, answer, kind) => {
  expect(verdictOf(won(), answer)).toMatchObject({
    winners: 1,
    usefulRefusals: 0,
    others: { [kind]: 1 },
    isFair: false,
  });
});

test('latencies are percentiles of all answers', () => {
  const answers = Array.from({ length: 200 }, (_, i): Answer => ({ ...lost(held), ms: i + 1 }));
  expect(verdictOf(...answers.toReversed()).latency).toEqual({ p50: 100, p99: 198, max: 200 });
});
