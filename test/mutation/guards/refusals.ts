/** Seeded bugs in the guards of final refusals, and of processes whose clock is wrong. */
import { byRule, byTest, type Guard } from '../mutant.ts';

const IDEMPOTENCY = 'lib/usecases/idempotency.ts';
const REFUSAL_TESTS = 'test/usecases/final-refusals.test.ts';
const REFUSAL_ROW_TESTS = 'test/table/final-refusals.test.ts';
const CLOCK_TESTS = 'test/usecases/holds/clock-skew.test.ts';

export const REFUSAL_GUARDS: Guard[] = [
  {
    name: 'a refusal is told and not recorded: a slow attempt of the same call still has its effect',
    file: IDEMPOTENCY,
    from: 'restsOnClock(refusal, status)\n    ? refuseForGood(dependencies, call, refusal)\n    : replayOrThrow',
    to: 'status === undefined\n    ? refuseForGood(dependencies, call, refusal as FinalRefusal)\n    : replayOrThrow',
    breaks: 'P11',
    caughtBy: [
      byRule('final-answers'),
      byTest(
        REFUSAL_TESTS,
        'payment: the refusal after the deadline > is the answer to a slow attempt from before the deadline',
      ),
    ],
  },
  {
    name: 'the refusal of lost places is told and not recorded',
    file: 'lib/usecases/bookings/confirm-booking.ts',
    from: "written.is === 'places-gone' ? refuseForGood(dependencies, call, refuse('hold-expired')) : written",
    to: "written.is === 'places-gone' ? replayOrThrow(dependencies, call, refuse('hold-expired')) : written",
    breaks: 'P11',
    caughtBy: [
      byTest(
        REFUSAL_TESTS,
        'places that another claim has taken by a clock that is ahead > make the refusal of a payment final',
      ),
    ],
  },
  {
    name: 'a refusal is told although its record may not have been written',
    file: IDEMPOTENCY,
    from: "if (outcome.is === 'busy') throw busy();\n  if (outcome.is === 'recorded') throw refusal;\n  return outcome;",
    to: "if (outcome.is !== 'duplicate') throw refusal;\n  return outcome;",
    breaks: 'P11',
    caughtBy: [
      byTest(
        REFUSAL_TESTS,
        'payment: the refusal after the deadline > is not told if recording it has no known outcome',
      ),
    ],
  },
  {
    name: 'the record of a refusal replaces the record of an effect',
    file: 'lib/table/claims/record-refusal.ts',
    from: 'put(table.name, recordRow(key, now, { refusal }), isAbsentOrExpired(now))',
    to: '{ TableName: table.name, Item: recordRow(key, now, { refusal }) }',
    breaks: 'P11',
    caughtBy: [byTest(REFUSAL_ROW_TESTS, 'initiate-payment > keeps its record when the key is refused later')],
  },
  {
    name: 'the refusal for an active or an expired hold is taken for final, and not recorded',
    file: 'lib/domain/final-refusals.ts',
    from: "'hold-expired': ['active', 'expired'],",
    to: "'hold-expired': [],",
    breaks: 'P11',
    caughtBy: [
      byRule('final-answers'),
      byTest(
        REFUSAL_TESTS,
        'extension: the refusal after the deadline > is the answer to a slow attempt from before the deadline',
      ),
    ],
  },
  {
    name: 'the clock check is ignored: a process whose clock is wrong places holds',
    file: 'lib/usecases/holds/place-hold.ts',
    from: 'if (!dependencies.clockSkew.isOutside()) return undefined;',
    to: 'return undefined;',
    breaks: 'P5',
    caughtBy: [byTest(CLOCK_TESTS, 'a request for named seats > is refused as busy after a read of its key')],
  },
  {
    name: 'the clock check is ignored: a process whose clock is wrong makes a refusal final',
    file: 'lib/usecases/require-clock.ts',
    from: 'if (clockSkew.isOutside()) throw busy();',
    to: '',
    breaks: 'P11',
    caughtBy: [
      byTest(
        REFUSAL_TESTS,
        'payment: the refusal after the deadline > is not told by a process outside the allowed clock skew',
      ),
    ],
  },
  {
    name: 'the clock check is ignored: a process whose clock is wrong sweeps',
    file: 'lib/usecases/holds/sweep-lapsed.ts',
    from: 'if (dependencies.clockSkew.isOutside()) return report;',
    to: '',
    breaks: 'P5',
    caughtBy: [byTest(CLOCK_TESTS, 'the sweep > expires no hold and records nothing')],
  },
  {
    name: 'the clock check is ignored: a process whose clock is wrong gives payments up',
    file: 'lib/usecases/bookings/payment-steps.ts',
    from: "isClockWrong(context) ? UNDECIDED : giveUp(context, 'initiated')",
    to: "giveUp(context, 'initiated')",
    breaks: 'P11',
    caughtBy: [byTest(CLOCK_TESTS, 'a payment that has begun > used to be given up for good')],
  },
  {
    name: 'the clock check is ignored: a process whose clock is wrong edits events',
    file: 'lib/usecases/events/edit-event.ts',
    from: 'requireClock(dependencies);',
    to: '',
    breaks: 'P5',
    caughtBy: [byTest(CLOCK_TESTS, 'an edit > used to block the seat of a live hold')],
  },
  {
    name: 'the clock check is ignored: a process whose clock is wrong runs jobs on events',
    file: 'lib/usecases/events/run-event-jobs.ts',
    from: ' || dependencies.clockSkew.isOutside()',
    to: '',
    breaks: 'P5',
    caughtBy: [byTest(CLOCK_TESTS, 'an edit > is left to another run in the background')],
  },
  {
    name: 'a clock that is ahead is not noticed',
    file: 'lib/domain/clock-offset.ts',
    from: 'above >= CLOCK_SKEW_MAX_MS || ',
    to: '',
    breaks: 'P5',
    caughtBy: [
      byRule('seat-history'),
      byRule('true-refusals'),
      byTest(
        'test/domain/clock-offset.test.ts',
        'a process outside the allowed skew > that is 2 s ahead or behind is reported as outside after its first response',
      ),
    ],
  },
  {
    name: 'a late payment is decided by a wrong clock: it takes the places of a live hold',
    file: 'lib/usecases/bookings/payment-steps.ts',
    from: '  if (isClockWrong(context)) return UNDECIDED;\n',
    to: '',
    breaks: 'P5',
    caughtBy: [
      byTest(CLOCK_TESTS, 'a payment that has begun > used to take the seat of a live hold, by a clock that was ahead'),
    ],
  },
  {
    name: 'sold out by the time at which a slow call began',
    file: 'lib/table/claims/allocate-buckets.ts',
    from: 'availableAtMostBetween(before, after, time())',
    to: 'availableAtMostBetween(before, after, now)',
    breaks: 'P9',
    caughtBy: [
      byTest(
        'test/service/holds/areas.test.ts',
        'an area > is not called sold out by a slow request, during which a hold has lapsed (simulation, seed 40003363)',
      ),
    ],
  },
  {
    name: 'hidden reasons are believed: a claim that has changed is said to have lost its places',
    file: 'lib/table/claims/change-claim.ts',
    from: 'return (await readChangedSince(table, write.claim)) ?? outcome;',
    to: 'return outcome;',
    breaks: 'P9',
    caughtBy: [
      byTest(
        'test/service/bookings/final-refusals.test.ts',
        'a cancelled transaction that reports only its last reason > says that another key has confirmed the hold',
      ),
    ],
  },
  {
    name: 'hidden reasons are believed: a step of an edit that has committed is said to be refused',
    file: 'lib/table/events/edit-step.ts',
    from: 'if (row.entries === leased.entries + 1) return done;',
    to: 'if (count?.refused && row.entries === leased.entries + 1) return done;',
    breaks: 'P8',
    caughtBy: [
      byTest(
        'test/table/edit-conditions.test.ts',
        'a step whose response was lost, when DynamoDB names only one of the reasons > is done, also if only its journal entry is named',
      ),
    ],
  },
];
