/** Seeded bugs in the guards of seats and of customer rules. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const CONDITIONS = 'lib/table/conditions.ts';
const MOVE_PLACES = 'lib/table/claims/move-places.ts';
const RULES = 'lib/table/claims/customer-rules.ts';
const BLOCKS = 'lib/domain/seat-blocks.ts';
const CONDITION_TESTS = 'test/table/conditions.test.ts';

export const HOLD_GUARDS: Guard[] = [
  {
    name: 'no expiry condition: a held seat can be taken before its deadline',
    file: CONDITIONS,
    from: 'or(isAvailable, and(isHeld, holdHasLapsed(now)))',
    to: 'or(isAvailable, isHeld)',
    breaks: 'P1',
    caughtBy: [
      byRule('seat-history'),
      byTest(
        CONDITION_TESTS,
        'placing a hold > on a seat that is held for one more millisecond has the outcome: taken',
      ),
    ],
  },
  {
    name: 'no condition on the status: a booked seat can be held again',
    file: CONDITIONS,
    from: 'and(isVacant(now), hasNoBlock, comesAfterLastChange(changedAt))',
    to: 'comesAfterLastChange(changedAt)',
    breaks: 'P1',
    caughtBy: [
      byRule('seat-history'),
      byTest(
        CONDITION_TESTS,
        'placing a hold > on a seat that is booked, although its hold has lapsed has the outcome: taken',
      ),
    ],
  },
  {
    name: 'blocked seats are sold',
    file: CONDITIONS,
    from: 'or(isAvailable, and(isHeld, holdHasLapsed(now)))',
    to: 'or(isAvailable, isBlocked, and(isHeld, holdHasLapsed(now)))',
    breaks: 'P2',
    caughtBy: [byTest(CONDITION_TESTS, 'placing a hold > on a seat that is blocked has the outcome: taken')],
  },
  {
    name: 'TTL trusted: a lapsed seat is for sale only after a job has freed it',
    file: CONDITIONS,
    from: 'or(isAvailable, and(isHeld, holdHasLapsed(now)))',
    to: 'isAvailable',
    breaks: 'P4',
    caughtBy: [
      byTest(
        'test/service/holds/for-sale-again.test.ts',
        'a lapsed hold, without stream and sweep > has its seat sold to one of many buyers at its deadline',
      ),
    ],
  },
  {
    name: 'a seat can be sold again one millisecond after its deadline',
    file: CONDITIONS,
    from: 'expression`holdExpiresAt <= ${now}`',
    to: 'expression`holdExpiresAt < ${now}`',
    breaks: 'P4',
    caughtBy: [
      byTest(
        CONDITION_TESTS,
        'placing a hold > on a seat that is held and lapsed at this millisecond has the outcome: placed',
      ),
    ],
  },
  {
    name: 'no order of the changes of a seat, if the clocks of two writers differ',
    file: CONDITIONS,
    from: 'expression`changedAt < ${changedAt}`',
    to: 'expression`attribute_exists(pk)`',
    breaks: 'P2',
    caughtBy: [byTest(CONDITION_TESTS, 'changing a claim > keeps the changes of each seat in order')],
  },
  {
    name: 'no claim id in confirm: a hold books the seat of another hold',
    file: MOVE_PLACES,
    from: "remove: ['holdExpiresAt'], condition: isStillMine(seat)",
    to: "remove: ['holdExpiresAt'], condition: expression`#status = ${'held'}`",
    breaks: 'P5',
    caughtBy: [
      byTest(
        CONDITION_TESTS,
        'changing a claim > by confirming is refused as a whole if one of its seats is not its own',
      ),
    ],
  },
  {
    name: 'unconditional release: it frees a seat that another hold has taken',
    file: MOVE_PLACES,
    from: "remove: ['claimId', 'holdExpiresAt'],\n        condition: isStillMine(seat),",
    to: "remove: ['claimId', 'holdExpiresAt'],\n        condition: expression`attribute_exists(pk)`,",
    breaks: 'P5',
    caughtBy: [
      byRule('settled-places'),
      byTest(CONDITION_TESTS, 'changing a claim > by ending it leaves seats alone that are not its own'),
    ],
  },
  {
    name: 'no claim id in extend: a hold moves the deadline of another hold',
    file: MOVE_PLACES,
    from: 'set: [expression`holdExpiresAt = ${move.expiresAt}`, isChangedAt], condition: isStillMine(seat)',
    to: "set: [expression`holdExpiresAt = ${move.expiresAt}`, isChangedAt], condition: expression`#status = ${'held'}`",
    breaks: 'P5',
    caughtBy: [
      byTest(
        CONDITION_TESTS,
        'changing a claim > by extending is refused as a whole if one of its seats is not its own',
      ),
    ],
  },
  {
    name: 'a cancellation frees a seat that it no longer has',
    file: CONDITIONS,
    from: 'and(isBooked, isMine(claimId), comesAfterLastChange(changedAt))',
    to: 'comesAfterLastChange(changedAt)',
    breaks: 'P5',
    caughtBy: [
      byTest(
        'test/table/payment-conditions.test.ts',
        'a cancellation gives back > nothing of a seat that another claim has booked, and all the rest',
      ),
    ],
  },
  {
    name: 'a late payment takes the seat of a live hold',
    file: CONDITIONS,
    from: 'or(and(isHeld, isMine(claimId)), and(isVacant(now), hasNoBlock))',
    to: 'or(isHeld, and(isVacant(now), hasNoBlock))',
    breaks: 'P5',
    caughtBy: [
      byTest('test/table/payment-conditions.test.ts', 'a late payment books > nothing if another claim holds a seat'),
    ],
  },
  {
    name: 'extend without the condition that the hold has not lapsed',
    file: 'lib/table/claims/extend-hold.ts',
    from: 'and(claimIsActive, claimHasNotLapsed(change.entry.at))',
    to: 'claimIsActive',
    also: [
      {
        file: 'lib/domain/hold-policy.ts',
        from: "if (status === 'expired') return refuse('hold-expired');",
        to: '',
      },
      {
        file: 'lib/domain/hold-policy.ts',
        from: "const isUsedUp = claim.extensions >= EXTENSIONS_MAX || claim.expiresAt >= claim.maxExpiresAt;\n  if (status !== 'active' || movesBack",
        to: "const isUsedUp = claim.extensions >= EXTENSIONS_MAX || claim.expiresAt >= claim.maxExpiresAt;\n  if (claim.status !== 'active' || movesBack",
      },
    ],
    breaks: 'P4',
    caughtBy: [
      byRule('seat-history'),
      byTest('test/usecases/holds/extend-hold.test.ts', 'an extension is refused > exactly at the deadline'),
    ],
  },
  {
    name: 'the customer limit is read, but not conditioned',
    file: RULES,
    from: 'condition: and(limitAllows(max - quantity + reclaimed), ...lapsed.map(entryIsStillLapsed)),',
    to: 'condition: expression`(attribute_exists(pk) OR attribute_not_exists(pk))`,',
    breaks: 'P2',
    caughtBy: [
      byTest(
        'test/service/holds/customer-limit.test.ts',
        'a customer > never exceeds the limit with 50 concurrent holds',
      ),
    ],
  },
  {
    name: 'overlap read before the write: the itinerary is not conditioned',
    file: RULES,
    from: 'condition: itinerary ? itineraryIsUnchanged(itinerary.version) : isAbsent,',
    to: 'condition: expression`(attribute_exists(pk) OR attribute_not_exists(pk))`,',
    breaks: 'P2',
    caughtBy: [
      byTest(
        'test/service/holds/journeys.test.ts',
        'concurrent holds on overlapping journeys > have one winner at every interleaving',
      ),
    ],
  },
  {
    name: 'a lapsed claim still counts for the customer limit',
    file: 'lib/domain/customer-rules.ts',
    from: '([id, standing]) => id !== claim.id && !isOver(standing, now),',
    to: '([id]) => id !== claim.id,',
    breaks: 'P4',
    caughtBy: [
      byTest(
        'test/service/holds/customer-limit.test.ts',
        'a customer > may hold places again at the deadline of a hold, although no job has run',
      ),
    ],
  },
  {
    name: 'the total comes from the request',
    file: 'lib/domain/hold-policy.ts',
    from: 'if (input.expectedTotal !== undefined && input.expectedTotal !== priced.total) {',
    to: 'priced.total = input.expectedTotal ?? priced.total;\n  if (input.expectedTotal !== undefined && input.expectedTotal !== priced.total) {',
    breaks: 'P6',
    caughtBy: [
      byTest(
        'test/domain/hold-policy.test.ts',
        'the terms of a hold > are refused in the documented order: price-changed',
      ),
    ],
  },
  {
    name: 'the losing response does not say until when the seat is held',
    file: 'lib/domain/seat-conflicts.ts',
    from: ", ...(reason === 'held' && { until: seat.holdExpiresAt as number })",
    to: '',
    breaks: 'P9',
    caughtBy: [
      byRule('useful-refusals'),
      byTest(
        'test/service/holds/race.test.ts',
        'a race for one seat > has one winner among 2, and the others get the deadline of its hold',
      ),
    ],
  },
  {
    name: 'a stale cached event refuses a hold',
    file: 'lib/usecases/decide-from-event.ts',
    from: 'if (!(decision instanceof Refusal)) return decision;',
    to: "if (!(decision instanceof Refusal)) return decision;\n  if (decision.code !== 'busy') return { is: 'refused', refusal: decision, facts };",
    breaks: 'P9',
    caughtBy: [
      byTest(
        'test/usecases/decide-from-event.test.ts',
        'a decision from the cache > that refuses is made again from the current event',
      ),
    ],
  },
  {
    name: 'best available gives wheelchair and companion seats to requests that do not ask for them',
    file: BLOCKS,
    from: 'isFree[seat] && stretch.access[seat] === undefined && fits(stretch, seat)',
    to: 'isFree[seat] && fits(stretch, seat)',
    breaks: 'P3',
    caughtBy: [
      byRule('one-effect'),
      byTest(
        'test/domain/best-available/access.test.ts',
        'a request without access > gets no wheelchair or companion seat, and no seats on both sides of one',
      ),
    ],
  },
  {
    name: 'best available treats seats on both sides of a gap as neighbours',
    file: BLOCKS,
    from: '(startsRun ? [i] : [])',
    to: '(startsRun && i === 0 ? [i] : [])',
    breaks: 'P3',
    caughtBy: [
      byRule('one-effect'),
      byTest(
        'test/domain/best-available/adjacency.test.ts',
        'adjacent seats are adjacent in the drawing, at the first price that has such seats',
      ),
    ],
  },
];
