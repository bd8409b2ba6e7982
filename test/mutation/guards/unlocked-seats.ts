/** Seeded bugs in the guards of seats that a code unlocks. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byTest, type Guard } from '../mutant.ts';

const TESTS = 'test/table/unlocked-conditions.test.ts';
const CONDITIONS = 'lib/table/conditions.ts';

export const UNLOCKED_SEAT_GUARDS: Guard[] = [
  {
    name: 'a seat of a lapsed hold with a code is sold to a buyer without it',
    file: CONDITIONS,
    from: 'and(isVacant(now), hasNoBlock, comesAfterLastChange(changedAt))',
    to: 'and(isVacant(now), comesAfterLastChange(changedAt))',
    breaks: 'P2',
    caughtBy: [byTest(TESTS, 'a buyer without the code > cannot hold the seat of a lapsed hold: it is blocked again')],
  },
  {
    name: 'a code unlocks a seat that an edit needs',
    file: CONDITIONS,
    from: 'and(or(isBlocked, isVacant(now)), isBlockOf(ORGANIZER))',
    to: 'or(isBlocked, isVacant(now))',
    breaks: 'P2',
    caughtBy: [byTest(TESTS, 'a hold whose code unlocks a seat > never takes it from the block of edt_closing')],
  },
  {
    name: 'a seat that was unlocked is on sale after its claim',
    file: 'lib/table/claims/move-places.ts',
    from: 'seat.isUnlocked ? UNLOCKED_VERBS.free.to : SEAT_VERBS.free.to',
    to: 'SEAT_VERBS.free.to',
    breaks: 'P2',
    caughtBy: [byTest(TESTS, 'the end of a claim > by the cancellation of a booking makes the seat blocked again')],
  },
  {
    name: 'a removed seat can still be unlocked',
    file: 'lib/usecases/events/withdraw-places.ts',
    from: '.filter(seatId => removed.has(seatId))',
    to: '.filter(seatId => !removed.has(seatId))',
    breaks: 'P1',
    caughtBy: [
      byTest(
        TESTS,
        "an edit > that removes a seat is refused while a hold has unlocked it, and the other seat stays the organizer's",
      ),
    ],
  },
  {
    name: 'a late payment books an unlocked seat of a cancelled event',
    file: 'lib/usecases/events/end-sales.ts',
    from: "leased.job.edit.end === 'cancelled' ? keptSeats(places.seats, by.at) : []",
    to: '[] as string[]',
    breaks: 'P6',
    caughtBy: [byTest(TESTS, 'a late payment > books no seat that an edit removes, or that is in a cancelled event')],
  },
  {
    name: 'a late payment takes the unlocked seat of a live hold',
    file: CONDITIONS,
    from: 'or(and(isHeld, isMine(claimId)), isKeptByOrganizer(now))',
    to: 'or(isHeld, isKeptByOrganizer(now))',
    breaks: 'P5',
    caughtBy: [byTest(TESTS, 'a late payment > books no seat of a live hold with the code')],
  },
  {
    name: 'a seat that was on sale becomes blocked after its claim',
    file: 'lib/table/claims/unlocked-seats.ts',
    from: 'if (seatOf(row).blockedBy === undefined) onSale.add(seatId);',
    to: 'if (seatOf(row).blockedBy === undefined) onSale.delete(seatId);',
    breaks: 'P9',
    caughtBy: [
      byTest(
        TESTS,
        'a hold whose code unlocks a seat > takes a seat that is on sale like any other: it goes back on sale',
      ),
    ],
  },
  {
    name: 'each refusal corrects one guess of an unlocked seat',
    file: 'lib/table/claims/unlocked-seats.ts',
    from: 'isCorrected && refused.length > 0',
    to: 'isCorrected && refused.length > 99',
    breaks: 'P9',
    caughtBy: [
      byTest(
        TESTS,
        'a hold whose code unlocks a seat > takes many seats that are on sale, although DynamoDB names one reason of each refusal',
      ),
    ],
  },
];
