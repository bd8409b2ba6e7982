/** Seeded bugs in the guards of what belongs to other callers. */
import { byRule, byTest, type Guard } from '../mutant.ts';

const ORGANIZER_EVENTS_TEST = 'test/service/events/organizer-events.test.ts';
const EVENT_BOOKINGS_TEST = 'test/service/bookings/event-bookings.test.ts';
const MEMBERS_TEST = 'test/service/bookings/members.test.ts';
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
    from: "if (!claim || !(isOwner || (await mayAsMember(dependencies, call, claim, 'read-bookings'))))",
    to: 'if (!claim)',
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
        'a cancellation is refused > for another customer, and for a member without a session',
      ),
    ],
  },
  {
    name: 'a member whose session has ended reads and cancels bookings',
    file: 'lib/usecases/bookings/booking-right.ts',
    from: 'account && session && isLive(session, account, now) ? account.role : undefined;',
    to: 'account?.role;',
    breaks: 'P10',
    caughtBy: [
      byTest(MEMBERS_TEST, 'a booking of the event > cannot be read or cancelled by a member whose session has ended'),
    ],
  },
  {
    name: 'a former organizer keeps the rights to the bookings until the token expires',
    file: 'lib/usecases/bookings/booking-right.ts',
    from: '{ ...call.caller, role }, right)',
    to: 'call.caller, right)',
    breaks: 'P10',
    caughtBy: [
      byTest(
        MEMBERS_TEST,
        'a booking of the event > is lost to a founder whose role was revoked, with the older token',
      ),
    ],
  },
  {
    name: 'every member who reads bookings exports them',
    file: 'lib/usecases/administration/list-event-bookings.ts',
    from: "page, 'export-bookings')",
    to: "page, 'read-bookings')",
    breaks: 'P10',
    caughtBy: [
      byTest(
        EVENT_BOOKINGS_TEST,
        'the right to the bookings of an event > is that of the roles, another one for CSV, and ends at once',
      ),
    ],
  },
  {
    name: 'bookings are exported without an entry in the journal',
    file: 'lib/usecases/administration/list-event-bookings.ts',
    from: 'if (failed.length > 0) throw busy();',
    to: '',
    breaks: 'P10',
    caughtBy: [byTest(EVENT_BOOKINGS_TEST, 'the bookings as CSV > are not sent if the entry cannot be written')],
  },
  {
    name: 'the events and drafts of any organization are listed for every organizer',
    file: 'lib/usecases/events/list-events.ts',
    from: "(await mayDo(dependencies, organizationId, caller, 'read-drafts')) ? [organizationId] : [];",
    to: '[organizationId];',
    breaks: 'P10',
    caughtBy: [
      byTest(
        ORGANIZER_EVENTS_TEST,
        'the events of the caller > are none for other organizers and former ones; an administrator names any organization',
      ),
    ],
  },
  {
    name: 'the own events are listed with a token whose session has ended',
    file: 'lib/lambda/http/authenticate.ts',
    from: "return { ...route, access: 'member' };",
    to: "return { ...route, access: 'signed-in' };",
    breaks: 'P10',
    caughtBy: [
      byTest(ORGANIZER_EVENTS_TEST, 'the list > needs a token of a live session; without `organizer` it needs none'),
    ],
  },
  {
    name: 'a member reads the other journeys of a customer',
    file: 'lib/usecases/bookings/read-booking.ts',
    from: 'if (!isOwner) return booking;',
    to: '',
    breaks: 'P10',
    caughtBy: [byTest(MEMBERS_TEST, 'a booking of the event > is read without the other journeys of its customer')],
  },
  {
    name: 'the journal has the reason of a cancellation, which may name a person',
    file: 'lib/usecases/administration/publish-history.ts',
    from: '...withoutReason(entry),',
    to: '...entry,',
    breaks: 'P7',
    caughtBy: [
      byTest(MEMBERS_TEST, 'the reason of a cancellation > is shown to the customer, and is not in the journal'),
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
