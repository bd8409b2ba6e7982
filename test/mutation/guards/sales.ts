/** Seeded bugs in the sales of events by section and day. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const FOLD = 'lib/domain/sales-of-entries.ts';
const JOURNAL = 'lib/table/journal/journal.ts';
const SUM_EARLIER = 'lib/commands/migrate/sum-earlier-sales.ts';
const FOLD_TESTS = 'test/domain/sales.test.ts';
const RANDOM_TESTS = 'test/domain/random-sales.test.ts';
const HTTP_TESTS = 'test/service/administration/sales.test.ts';
const EARLIER_TESTS = 'test/service/operations/sum-earlier-sales.test.ts';

export const SALES_GUARDS: Guard[] = [
  {
    name: 'revenue from a payment that does not pay for the booking',
    file: FOLD,
    from: 'booking.paymentNumber !== undefined && captured.has(booking.paymentNumber)',
    to: 'captured.size > 0',
    breaks: 'P6',
    caughtBy: [
      byTest(FOLD_TESTS, 'the sales of an entry > of the capture of another payment than that of the booking'),
      byRule('settled-payments'),
    ],
  },
  {
    name: 'a refund that lowers the revenue of all sections',
    file: FOLD,
    from: '(state.refunds.get(refund.number) ?? partsReturned(state, refund.amount, numbersIn(state))),',
    to: 'state.parts,',
    breaks: 'P6',
    caughtBy: [
      byTest(FOLD_TESTS, 'the sales of an entry > of the refund of a part: its price'),
      byRule('settled-payments'),
    ],
  },
  {
    name: 'a refund that stays made although the bank has rejected it',
    file: FOLD,
    from: "action === 'payment.refund-failed' ? state.returned.difference(parts) : ",
    to: '',
    breaks: 'P6',
    caughtBy: [
      byTest(FOLD_TESTS, 'the sales of an entry > of a refund that the bank rejects later: its price less'),
      byTest(HTTP_TESTS, 'the sales of an event > take a refund back on the day on which the bank rejects it'),
    ],
  },
  {
    name: 'a refund that returns the fees that the seller keeps',
    file: FOLD,
    from: '[refundable, ofUnits].find(',
    to: '[ofUnits].find(',
    breaks: 'P6',
    caughtBy: [byTest(RANDOM_TESTS, 'the sales of random histories > are those of a ledger')],
  },
  {
    name: 'a tax that is rounded for each refund, so that the refunds do not sum up to it',
    file: FOLD,
    from: 'figures.taxCaptured - taxIn(kept, percent)',
    to: 'taxIn(captured - kept, percent)',
    breaks: 'P6',
    caughtBy: [byTest(RANDOM_TESTS, 'the sales of random histories > are those of a ledger')],
  },
  {
    name: 'more rows of codes than one transaction can have',
    file: JOURNAL,
    from: 'together.size <= extraRowsMax(last.entries.length + 1)',
    to: 'together.size <= 100 * extraRowsMax(last.entries.length + 1)',
    breaks: 'P7',
    caughtBy: [
      byTest('test/service/administration/tallies.test.ts', 'the tallies > count many types and codes, in as many'),
    ],
  },
  {
    name: 'places that the cancellation of the rest cancels a second time',
    file: FOLD,
    from: "case 'booking.places-cancelled':\n",
    to: '',
    breaks: 'P6',
    caughtBy: [
      byTest(FOLD_TESTS, 'the sales of an entry > of a part cancel: its places, and no money yet'),
      byRule('settled-payments'),
    ],
  },
  {
    name: 'the day of a sale by UTC instead of the time zone of its event',
    file: 'lib/table/journal/sales.ts',
    from: 'localDayOf(epochMs, timeZone)',
    to: 'localDayOf(epochMs, UTC)',
    breaks: 'P7',
    caughtBy: [
      byTest(HTTP_TESTS, 'the days of sales > end at midnight in the time zone of the event, west and east of UTC'),
    ],
  },
  {
    name: 'a transaction that counts the sales of two days on one',
    file: JOURNAL,
    from: '`${eventId} ${currency} ${day}`',
    to: '`${eventId} ${currency}`',
    breaks: 'P7',
    caughtBy: [
      byTest(
        HTTP_TESTS,
        'the sales of an event > subtract a cancelled part and its refund on the day of the cancellation',
      ),
    ],
  },
  {
    name: 'an entry that does not say that it was counted, so that the migration counts it again',
    file: JOURNAL,
    from: 'isSale(entry) && day !== undefined ? { ...entry, salesDay: day } : entry',
    to: 'entry',
    breaks: 'P7',
    caughtBy: [
      byTest(EARLIER_TESTS, 'the sales of an event from before they were counted by day > are counted beside'),
      byRule('integrity'),
    ],
  },
  {
    name: 'a sale without its tally that is put without being counted',
    file: JOURNAL,
    from: '(!isNothing(tallyOf(entry)) || isSale(entry) || ',
    to: '(!isNothing(tallyOf(entry)) || ',
    breaks: 'P7',
    caughtBy: [
      byTest('test/service/administration/tallies.test.ts', 'the tallies > count a sale that changes no tally'),
    ],
  },
  {
    name: 'earlier sales that contain those with a day',
    file: SUM_EARLIER,
    from: 'sales.filter(({ day }) => day === undefined)',
    to: 'sales',
    breaks: 'P7',
    caughtBy: [
      byTest(EARLIER_TESTS, 'the sales of an event from before they were counted by day > are counted beside'),
    ],
  },
  {
    name: 'a slower migration that replaces a larger sum',
    file: 'lib/table/conditions.ts',
    from: 'or(isAbsent, expression`entries <= ${entries}`)',
    to: 'or(isAbsent, expression`entries >= ${0 * entries}`)',
    breaks: 'P7',
    caughtBy: [byTest(EARLIER_TESTS, 'a function of the earlier version that still runs > is not forgotten again')],
  },
  {
    name: 'earlier sales by the present time zone of the event, after rows by another one',
    file: SUM_EARLIER,
    from: 'stored.note?.timeZone ?? (await startNote(table, pace, eventId))',
    to: '(await readSalesCalendar(table, eventId)).timeZone',
    breaks: 'P7',
    caughtBy: [byTest(EARLIER_TESTS, 'a migration of earlier sales > uses the time zone of the first run')],
  },
  {
    name: 'earlier sales that count as complete before they are',
    file: SUM_EARLIER,
    from: 'timeZone, isComplete: false, entries: 0',
    to: 'timeZone, isComplete: true, entries: 0',
    breaks: 'P7',
    caughtBy: [byTest(EARLIER_TESTS, 'a migration of earlier sales > that crashes before or after any request')],
  },
  {
    name: 'sales that any organizer may read',
    file: 'lib/usecases/administration/read-sales.ts',
    from: "await requireRight(dependencies, await findEvent(dependencies, eventId), call, 'read-sales')",
    to: "(await findEvent(dependencies, eventId)) ?? (await requireRight(dependencies, undefined, call, 'read-sales'))",
    breaks: 'P10',
    caughtBy: [byTest(HTTP_TESTS, 'the readers of sales > are members of the organization and admins')],
  },
  {
    name: 'sales that say that they are complete before a migration',
    file: 'lib/usecases/administration/read-sales.ts',
    from: 'bookingsIn(days) >= bookingsCounted(tallies)',
    to: 'bookingsIn(days) >= 0 * bookingsCounted(tallies)',
    breaks: 'P7',
    caughtBy: [
      byTest(
        EARLIER_TESTS,
        'the sales of an event from before they were counted by day > are missing until the migration',
      ),
    ],
  },
];
