/** Cancellations after an event was moved: the deadlines that a refusal may name, and the latest time of a cancellation. */
import { expect, test } from 'vitest';
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import {
  ADMIN,
  ALICE,
  booking,
  cancel,
  cancellation,
  claimNamed,
  EVENT,
  eventDocument,
  hold,
  NOW,
  pay,
  place,
  publish,
  type Recorder,
  recorder,
  SKEW_MS,
  timeOf,
} from './recorder.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const STARTS = 30 * DAY;
const CLOSES = STARTS - HOUR;
const A1 = { seats: ['a/A-1'] };
const CLAIM = claimNamed('moved');
const sold = (fields: Record<string, unknown> = {}) =>
  booking(CLAIM, 110, A1, { cancellableUntil: timeOf(CLOSES), ...fields });

const editRequest = (body: Record<string, unknown>, query: Record<string, string> = {}) => ({
  caller: ADMIN,
  operation: 'edit-event',
  params: { eventId: EVENT },
  body,
  query,
});
const moveBy = (ms: number) => ({ startsAt: timeOf(STARTS + ms) });
const edit = (recorded: Recorder, at: number, body: Record<string, unknown>): void =>
  void recorded.ask(at, editRequest(body), 200, eventDocument());
const refuseAt = (recorded: Recorder, at: number, closedAt: number, key = 'c1'): void =>
  recorded.refuse(recorded.invoke(at, cancel(ALICE, key, CLAIM)), at + 20, 'cancellation-closed', {
    closedAt: NOW + closedAt,
  });
const cancelAt = (recorded: Recorder, at: number): void => {
  const answer = cancellation(CLAIM, 105, A1, [[1]]);
  const booking = { ...answer.booking, cancelledAt: timeOf(at + 10) };
  recorded.ask(at, cancel(ALICE, 'c2', CLAIM), 200, { ...answer, booking });
};

type Case = [name: string, write: (recorded: Recorder) => void];

const RIGHT: Case[] = [
  ['of an event that is not moved, at its closing time', recorded => refuseAt(recorded, CLOSES, CLOSES)],
  [
    'of an event that is moved by 15 minutes, at its new start',
    recorded => {
      edit(recorded, DAY, moveBy(15 * MINUTE));
      refuseAt(recorded, STARTS + 15 * MINUTE, STARTS + 15 * MINUTE);
    },
  ],
  [
    'at the new closing time, if the start differs by less',
    recorded => {
      edit(recorded, DAY, moveBy(14 * MINUTE));
      refuseAt(recorded, STARTS, CLOSES + 14 * MINUTE);
    },
  ],
  [
    'at either time, if the edit has no answer',
    recorded => {
      recorded.lose(recorded.invoke(DAY, editRequest({ venue: 'The barn' })), DAY + 100);
      refuseAt(recorded, STARTS, CLOSES);
      refuseAt(recorded, STARTS + 100, STARTS, 'c3');
    },
  ],
  [
    'at the old time, if the edit is a dry run, or is refused',
    recorded => {
      const preview = { bookingsGainingCancellation: 1, bookingsCancelled: 0, isCountComplete: true };
      recorded.ask(DAY, editRequest(moveBy(HOUR), { dryRun: 'true' }), 200, { ...eventDocument(), ...preview });
      recorded.refuse(recorded.invoke(2 * DAY, editRequest(moveBy(HOUR))), 2 * DAY + 20, 'event-not-editable', {
        state: 'closed',
      });
      refuseAt(recorded, STARTS, CLOSES);
    },
  ],
  [
    'at the old time under a key that was refused before the move',
    recorded => {
      refuseAt(recorded, CLOSES, CLOSES);
      edit(recorded, CLOSES + 1_000, moveBy(HOUR));
      refuseAt(recorded, CLOSES + 2_000, CLOSES);
    },
  ],
];

const WRONG: Case[] = [
  [
    'a booking of a moved event is refused at the old closing time',
    recorded => {
      edit(recorded, DAY, { venue: 'The barn' });
      refuseAt(recorded, STARTS, CLOSES);
    },
  ],
  [
    'a booking of an event that was moved back is refused at its start',
    recorded => {
      edit(recorded, DAY, moveBy(HOUR));
      edit(recorded, 2 * DAY, moveBy(0));
      refuseAt(recorded, STARTS, STARTS);
    },
  ],
  [
    'a booking of a cancelled event is refused',
    recorded => {
      edit(recorded, DAY, { status: 'cancelled' });
      refuseAt(recorded, STARTS, CLOSES);
    },
  ],
  [
    'a booking is cancelled after the closing time of an event that is not moved',
    recorded => cancelAt(recorded, CLOSES + SKEW_MS),
  ],
  [
    'a booking is cancelled after the start of a moved event',
    recorded => {
      edit(recorded, DAY, moveBy(-HOUR));
      cancelAt(recorded, STARTS - HOUR + SKEW_MS);
    },
  ],
];

function rulesBrokenAfter(write: (recorded: Recorder) => void): string[] {
  const recorded = recorder();
  publish(recorded);
  recorded.ask(0, place(ALICE, 'k1', A1), 201, hold(CLAIM, 5, A1));
  recorded.ask(100, pay(ALICE, 'k2', CLAIM), 201, sold());
  write(recorded);
  return checkCallHistory(recorded.history()).violations.map(({ rule }) => rule);
}

test.each(RIGHT)('a cancellation may be refused: %s', (_name, write) => {
  expect(rulesBrokenAfter(write)).toEqual([]);
});

test.each(WRONG)('is found: %s', (_name, write) => {
  expect(rulesBrokenAfter(write)).toEqual(['true-refusals']);
});

test('a booking of a moved event may be cancelled until it begins', () => {
  const moved = (recorded: Recorder) => {
    edit(recorded, DAY, moveBy(HOUR));
    cancelAt(recorded, STARTS + HOUR - 100);
  };
  expect(rulesBrokenAfter(moved)).toEqual([]);
});
