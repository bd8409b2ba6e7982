/** Seeded bugs in the guards of edits of an event that is on sale. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const CONDITIONS = 'lib/table/conditions.ts';
const EDIT_TESTS = 'test/table/edit-conditions.test.ts';
const REOPENING_TESTS = 'test/service/events/reopening.test.ts';
const SELLS = 'sell what the closing has blocked and what was given back since, and nothing that the organizer keeps';

export const EVENT_GUARDS: Guard[] = [
  {
    name: 'a late write of a new event makes a held or booked place available',
    file: 'lib/table/events/publish-event.ts',
    from: 'new PutCommand(put(name, row, isAbsent))',
    to: 'new PutCommand({ TableName: name, Item: row })',
    breaks: 'P1',
    caughtBy: [
      byTest(
        'test/service/events/late-publishing.test.ts',
        'a write of a new event that arrives when the event is on sale > leaves held and booked seats to their buyers: it used to sell them twice',
      ),
      byRule('seat-history'),
    ],
  },
  {
    name: 'the deletion of an event that is being prepared leaves its import, which never ends',
    file: 'lib/table/events/event-jobs.ts',
    from: 'remove: JOB_ATTRIBUTES,\n        condition: journalIsAsLong(entries),',
    to: 'condition: journalIsAsLong(entries),',
    breaks: 'P2',
    caughtBy: [
      byTest(
        'test/service/events/delete-preparing.test.ts',
        'an event that is being prepared > can be deleted: before, it answered 409 until its import was done',
      ),
    ],
  },
  {
    name: 'edit without version: it overwrites an edit that it has not seen',
    file: 'lib/table/events/event-edits.ts',
    from: 'put(table.name, eventRow(after), eventIsUnchanged(event.version - 1))',
    to: 'putAlways(table.name, eventRow(after))',
    breaks: 'P2',
    caughtBy: [byTest(EDIT_TESTS, 'a function whose lease is over > decides no edit of an event that has changed')],
  },
  {
    name: 'an edit takes held and booked seats from sale',
    file: CONDITIONS,
    from: 'mayBeBlocked = mayBeHeld',
    to: 'mayBeBlocked = ({ changedAt }: SeatWrite) => comesAfterLastChange(changedAt)',
    breaks: 'P5',
    caughtBy: [
      byTest(
        EDIT_TESTS,
        'blocking a seat > blocks seats that a buyer could hold, and leaves seats of other claims alone',
      ),
    ],
  },
  {
    name: 'an edit frees held and booked seats',
    file: CONDITIONS,
    from: 'and(isBlocked, comesAfterLastChange(changedAt))',
    to: 'comesAfterLastChange(changedAt)',
    breaks: 'P1',
    caughtBy: [byRule('seat-history'), byTest(EDIT_TESTS, 'unblocking a seat > unblocks only blocked seats')],
  },
  {
    name: 'an edit shrinks a bucket below the places that were sold meanwhile',
    file: CONDITIONS,
    from: 'expression`available = ${available}`',
    to: 'expression`attribute_exists(pk)`',
    breaks: 'P1',
    caughtBy: [
      byTest(
        EDIT_TESTS,
        'the places of an area > are blocked as they were read: a bucket that has changed since is left to the next read',
      ),
    ],
  },
  {
    name: 'a function whose lease is over continues its edit',
    file: CONDITIONS,
    from: 'expression`leaseOf = ${leaseOf}`',
    to: 'expression`attribute_exists(pk)`',
    breaks: 'P2',
    caughtBy: [
      byTest(EDIT_TESTS, 'a function whose lease is over > takes no step, because another function has the lease'),
    ],
  },
  {
    name: 'a step of an edit leaves its journal entry out of the count',
    file: CONDITIONS,
    from: 'isNextEntry = (entries: number) => expression`entries = ${entries}`',
    to: 'isNextEntry = (_entries: number) => expression`attribute_exists(pk)`',
    breaks: 'P7',
    caughtBy: [
      byRule('no-bugs'),
      byTest(EDIT_TESTS, 'a job > begins only if there is none, and if the journal has not grown since it was read'),
    ],
  },
  {
    name: 'hidden reasons are believed: a step of an edit that was committed before is taken for refused',
    file: 'lib/table/events/edit-step.ts',
    from: 'count?.refused ? count.row : await readRow(table, eventJobKey(leased.eventId))',
    to: 'count?.refused ? count.row : leased',
    breaks: 'P8',
    caughtBy: [
      byTest(
        EDIT_TESTS,
        'a step whose response was lost, when DynamoDB names only one of the reasons > is done, also if only its place is named',
      ),
    ],
  },
  {
    name: 'an event is cancelled while a payment for it is unfinished',
    file: 'lib/usecases/events/end-claims.ts',
    from: ' || hasLivePayment(claim)',
    to: '',
    breaks: 'P6',
    caughtBy: [
      byTest(
        'test/usecases/events/end-claims.test.ts',
        'cancelling an event > waits for a payment under way, and cancels the booking that it becomes',
      ),
    ],
  },
  {
    name: 'bookings of a cancelled event are left without a refund',
    file: 'lib/usecases/events/end-claims.ts',
    from: "if (claim?.status === 'confirmed') {",
    to: "if (claim?.status === 'cancelled') {",
    breaks: 'P6',
    caughtBy: [
      byTest(
        'test/usecases/events/end-claims.test.ts',
        'cancelling an event > cancels a booking of seats with the organizer and the reason',
      ),
    ],
  },
  {
    name: 'an edit adds a seat with the id of another seat',
    file: 'lib/domain/event-edit-rules.ts',
    from: '...clashesOf(comparedSections(facts, edit, after)),',
    to: '',
    breaks: 'P1',
    caughtBy: [
      byTest(
        'test/domain/place-clashes.test.ts',
        'an edit is judged by what it adds > and new seats and rows clash with those that are there',
      ),
    ],
  },
  {
    name: 'opening sales again puts the places on sale that the organizer keeps',
    file: 'lib/usecases/events/reopen-places.ts',
    from: ' && blockedBy === event.closedBy',
    to: '',
    breaks: 'P2',
    caughtBy: [byTest(REOPENING_TESTS, `closed sales that are opened again > ${SELLS}`)],
  },
  {
    name: 'opening sales again leaves the places of areas blocked',
    file: 'lib/usecases/events/reopen-places.ts',
    from: 'places.buckets.filter(({ blocked }) => blocked > 0)',
    to: 'places.buckets.filter(({ blocked }) => blocked < 0)',
    breaks: 'P1',
    caughtBy: [byTest(REOPENING_TESTS, `closed sales that are opened again > ${SELLS}`), byRule('settled-places')],
  },
  {
    name: 'a closing is answered although an older opening may still follow it',
    file: 'lib/usecases/events/require-edit.ts',
    from: ' && !isUnknown;',
    to: ' && isUnknown !== undefined;',
    breaks: 'P8',
    caughtBy: [
      byTest(
        REOPENING_TESTS,
        'sales that are being closed > stay closed if they are closed after an opening whose outcome is unknown',
      ),
    ],
  },
  {
    name: 'an edit overwrites one that its caller has not read',
    file: 'lib/usecases/events/require-edit.ts',
    from: 'if (!isRepeated && !isExpected(ifMatch, version))',
    to: 'if (isRepeated && !isExpected(ifMatch, version))',
    breaks: 'P2',
    caughtBy: [
      byTest(
        'test/service/events/if-match.test.ts',
        'an edit with If-Match > is refused with 412 and the present tag if another edit came between, and changes nothing',
      ),
    ],
  },
  {
    name: 'one key publishes two events',
    file: 'lib/table/events/publish-event.ts',
    from: 'isAbsentOrExpired(record.now));',
    to: 'isAbsentOrExpired(Number.MAX_SAFE_INTEGER));',
    breaks: 'P3',
    caughtBy: [
      byTest(
        'test/service/events/publish-once.test.ts',
        'publishing with an idempotency key > publishes one event if the request arrives several times at once',
      ),
    ],
  },
  {
    name: 'an event becomes a journey while customers have places',
    file: 'lib/domain/event-edits.ts',
    from: "edit.end === 'deleted' || changesOffer(edit);",
    to: "edit.end === 'deleted';",
    breaks: 'P2',
    caughtBy: [
      byTest(
        'test/service/events/offer-edits.test.ts',
        'an event that becomes a journey > is not sold as a concert by a hold that is in flight while it is edited',
      ),
    ],
  },
  {
    name: 'a function that still knows a concert sells places of the journey that it became',
    file: 'lib/usecases/events/run-edit.ts',
    from: 'waits && !areCachesExpired(run, decided)',
    to: 'waits === undefined && !areCachesExpired(run, decided)',
    breaks: 'P2',
    caughtBy: [
      byTest(
        'test/service/events/offer-edits.test.ts',
        'an event that becomes a journey > sells nothing until no function can sell it as what it was, and then counts in itineraries',
      ),
    ],
  },
];
