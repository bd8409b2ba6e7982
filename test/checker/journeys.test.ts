/** Histories of journeys that move: correct ones that look wrong, and overlaps that bookings show or do not show. */
import { describe, expect, test } from 'vitest';
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import {
  ADMIN,
  ALICE,
  booking,
  claimNamed,
  HOLD_MS,
  hold,
  hours,
  moveTrain,
  page,
  pay,
  place,
  publishTrain,
  type Recorder,
  recorder,
  trainDocument,
  trainNamed,
} from './recorder.ts';

const A1 = { seats: ['a/A-1'] };
const [FIRST, SECOND] = ['first', 'second'].map(claimNamed) as [string, string];
const [TRAIN, OTHER_TRAIN] = ['t', 'u'].map(trainNamed) as [string, string];
/** Publishes two trains that do not overlap, and lets Alice hold a seat of the first one. */
function travel(recorded: Recorder): void {
  publishTrain(recorded, -900, TRAIN, hours(8, 10));
  publishTrain(recorded, -800, OTHER_TRAIN, hours(12, 14));
  recorded.ask(0, placeOn(TRAIN, 'k1'), 201, hold(FIRST, 5, A1, { eventId: TRAIN }));
}
const placeOn = (eventId: string, key: string) => ({ ...place(ALICE, key, A1), params: { eventId } });
const heldOn = (claim: string, at: number) => hold(claim, at, A1, { eventId: OTHER_TRAIN });
/** The refusal of a hold on the other train. */
function refuseJourney(recorded: Recorder, at: number, times: ReturnType<typeof hours>): void {
  const call = recorded.invoke(at, placeOn(OTHER_TRAIN, `k${at}`));
  const journey = { eventId: TRAIN, startsAt: Date.parse(times.startsAt), endsAt: Date.parse(times.endsAt) };
  recorded.refuse(call, at + 20, 'overlapping-journey', { journeys: [journey] });
}

const CASES: [name: string, write: (recorded: Recorder) => void][] = [
  [
    'a hold and an edit at the same time make two journeys at one time',
    recorded => {
      travel(recorded);
      const edit = { caller: ADMIN, operation: 'edit-event', params: { eventId: OTHER_TRAIN }, body: hours(9, 11) };
      const call = recorded.invoke(100, edit);
      recorded.ask(110, placeOn(OTHER_TRAIN, 'k2'), 201, heldOn(SECOND, 115));
      recorded.answer(call, 200, 200, trainDocument(OTHER_TRAIN, hours(9, 11)));
    },
  ],
  [
    'an edit moves a journey onto another one of a customer',
    recorded => {
      travel(recorded);
      recorded.ask(100, placeOn(OTHER_TRAIN, 'k2'), 201, heldOn(SECOND, 105));
      moveTrain(recorded, 200, OTHER_TRAIN, hours(9, 11));
    },
  ],
  [
    'an edit without an answer has moved a journey, or not yet',
    recorded => {
      travel(recorded);
      const edit = { caller: ADMIN, operation: 'edit-event', params: { eventId: TRAIN }, body: hours(11, 13) };
      recorded.lose(recorded.invoke(100, edit), 150);
      refuseJourney(recorded, 5_000, hours(11, 13));
      recorded.ask(6_000, placeOn(OTHER_TRAIN, 'k2'), 201, heldOn(SECOND, 6_005));
    },
  ],
  [
    'a refusal names the old time of a journey while an edit runs, and the new one after it',
    recorded => {
      travel(recorded);
      moveTrain(recorded, 50, TRAIN, hours(11, 13));
      const edit = { caller: ADMIN, operation: 'edit-event', params: { eventId: TRAIN }, body: hours(13, 15) };
      const call = recorded.invoke(100, edit);
      refuseJourney(recorded, 110, hours(11, 13));
      refuseJourney(recorded, 120, hours(13, 15));
      recorded.answer(call, 200, 200, trainDocument(TRAIN, hours(13, 15)));
      refuseJourney(recorded, 300, hours(13, 15));
    },
  ],
  [
    'a customer travels on another journey after the hold on the first one has lapsed',
    recorded => {
      travel(recorded);
      moveTrain(recorded, 100, TRAIN, hours(11, 13));
      recorded.ask(HOLD_MS + 1_000, placeOn(OTHER_TRAIN, 'k2'), 201, heldOn(SECOND, HOLD_MS + 1_005));
    },
  ],
  [
    'a customer travels at the time of a journey that is being cancelled',
    recorded => {
      travel(recorded);
      moveTrain(recorded, 100, TRAIN, hours(11, 13));
      const edit = {
        caller: ADMIN,
        operation: 'edit-event',
        params: { eventId: TRAIN },
        body: { status: 'cancelled' },
      };
      recorded.ask(200, edit, 202, trainDocument(TRAIN, hours(11, 13)));
      recorded.ask(300, placeOn(OTHER_TRAIN, 'k2'), 201, heldOn(SECOND, 305));
    },
  ],
  [
    'a hold without an answer is on a journey that refuses another one',
    recorded => {
      publishTrain(recorded, -900, TRAIN, hours(8, 10));
      publishTrain(recorded, -800, OTHER_TRAIN, hours(9, 11));
      recorded.lose(recorded.invoke(0, placeOn(TRAIN, 'k1')), 100);
      refuseJourney(recorded, 200, hours(8, 10));
    },
  ],
];

test.each(CASES)('breaks no rule: %s', (_name, write) => {
  const recorded = recorder();
  write(recorded);
  expect(checkCallHistory(recorded.history()).violations).toEqual([]);
});

describe('the final list of bookings', () => {
  type Shown = { eventId: string; startsAt: string; endsAt: string }[] | undefined;
  const ON_OTHER = [{ eventId: OTHER_TRAIN, ...hours(9, 11) }];
  const ON_FIRST = [{ eventId: TRAIN, ...hours(8, 10) }];
  /** Alice books two trains, and the second is moved onto the first one. The list shows these overlaps. */
  function brokenBy(ofFirst: Shown, ofSecond: Shown): string[] {
    const recorded = recorder();
    const { ask } = recorded;
    travel(recorded);
    const onFirst = { eventId: TRAIN };
    const onSecond = { eventId: OTHER_TRAIN };
    ask(100, placeOn(OTHER_TRAIN, 'k2'), 201, heldOn(SECOND, 105));
    ask(200, pay(ALICE, 'k3', FIRST), 201, booking(FIRST, 205, A1, onFirst));
    ask(300, pay(ALICE, 'k4', SECOND), 201, booking(SECOND, 305, A1, onSecond));
    moveTrain(recorded, 400, OTHER_TRAIN, hours(9, 11));
    recorded.settle(2_000_000);
    const [times, otherTimes] = [hours(8, 10), hours(9, 11)];
    const read = { caller: ADMIN, operation: 'read-event' };
    ask(2_000_100, { ...read, params: { eventId: TRAIN } }, 200, trainDocument(TRAIN, times));
    ask(2_000_200, { ...read, params: { eventId: OTHER_TRAIN } }, 200, trainDocument(OTHER_TRAIN, otherTimes));
    const items = [
      booking(FIRST, 205, A1, { ...onFirst, ...(ofFirst && { overlappingJourneys: ofFirst }) }),
      booking(SECOND, 305, A1, { ...onSecond, ...(ofSecond && { overlappingJourneys: ofSecond }) }),
    ];
    ask(2_000_300, { caller: ALICE, operation: 'list-bookings' }, 200, page(items));
    return checkCallHistory(recorded.history()).violations.map(({ rule }) => rule);
  }

  test.each<[string, Shown, Shown, string[]]>([
    ['shows the overlap in both bookings', ON_OTHER, ON_FIRST, []],
    ['shows it in one booking only', ON_OTHER, [], ['journeys']],
    ['shows it at the old time', [{ eventId: OTHER_TRAIN, ...hours(12, 14) }], ON_FIRST, ['journeys']],
    ['says nothing of overlaps', undefined, undefined, ['journeys', 'journeys']],
  ])('%s', (_name, ofFirst, ofSecond, broken) => {
    expect(brokenBy(ofFirst, ofSecond)).toEqual(broken);
  });
});
