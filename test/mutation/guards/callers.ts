/** Seeded bugs in the guards of what belongs to other callers. */
import { byRule, byTest, type Guard } from '../mutant.ts';

const RIGHTS_TESTS = 'test/service/rights.test.ts';

export const CALLER_GUARDS: Guard[] = [
  {
    name: 'holds of other customers are visible, and can be paid, extended and released',
    file: 'lib/usecases/change-claim.ts',
    from: 'if (claim?.ownerId !== caller.userId)',
    to: 'if (!claim)',
    breaks: 'P10',
    caughtBy: [byRule('own-claims'), byTest(RIGHTS_TESTS, 'the hold of another customer > cannot be paid')],
  },
  {
    name: 'bookings of other customers are visible',
    file: 'lib/usecases/bookings/read-booking.ts',
    from: 'if (!claim || claim.ownerId !== call.caller.userId) throw',
    to: 'if (!claim) throw',
    breaks: 'P10',
    caughtBy: [byTest(RIGHTS_TESTS, 'the booking of another customer > is answered like an absent one')],
  },
  {
    name: 'bookings of other customers are found by their references',
    file: 'lib/usecases/bookings/find-by-reference.ts',
    from: 'claim => claim?.booking !== undefined && (ownerId === undefined || claim.ownerId === ownerId),',
    to: 'claim => claim?.booking !== undefined,',
    breaks: 'P10',
    caughtBy: [
      byTest(
        'test/usecases/bookings/find-by-reference.test.ts',
        'a search for one customer > leaves out a claim of another customer, even if a row names this customer',
      ),
    ],
  },
  {
    name: 'payments of other customers are visible',
    file: 'lib/usecases/bookings/read-payment.ts',
    from: ' || claim.ownerId !== call.caller.userId',
    to: '',
    breaks: 'P10',
    caughtBy: [
      byRule('own-claims'),
      byTest(
        'test/usecases/bookings/read-payment.test.ts',
        'reading a payment > does not find another customer’s payment, or one that does not exist',
      ),
    ],
  },
  {
    name: 'the booking of another customer can be cancelled',
    file: 'lib/usecases/bookings/cancel-booking.ts',
    from: "if (!isOwner) throw refuse('booking-not-found');",
    to: "if (!claim) throw refuse('booking-not-found');",
    breaks: 'P10',
    caughtBy: [
      byTest(
        'test/usecases/bookings/cancel-booking-refusals.test.ts',
        'a cancellation is refused > for another customer, and for the organizer of the event',
      ),
    ],
  },
  {
    name: 'the event of another organizer can be edited',
    file: 'lib/usecases/organizations/require-right.ts',
    from: "throw new Refusal('not-your-event', { roles: [...rolesWith(right)] });",
    to: 'return facts;',
    breaks: 'P10',
    caughtBy: [
      byTest(
        'test/usecases/organizations/require-right.test.ts',
        'the right to an event > belongs to its organizer and every admin',
      ),
    ],
  },
];
