/** Seeded bugs in the guards of the background functions: stream readers, sweep and lapse markers. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const JOURNAL = 'lib/table/journal/journal.ts';
const TALLY_TESTS = 'test/service/administration/tallies.test.ts';
const EXPIRE = 'lib/usecases/holds/expire-hold.ts';

export const BACKGROUND_GUARDS: Guard[] = [
  {
    name: 'stream reader not idempotent: an entry that is delivered twice is counted twice',
    file: JOURNAL,
    from: 'put(table.names.journal, rowOf(entry), isAbsent) }))',
    to: '{ TableName: table.names.journal, Item: rowOf(entry) } }))',
    breaks: 'P7',
    caughtBy: [
      byRule('integrity'),
      byTest(
        TALLY_TESTS,
        'the tallies > count an entry once when all replies are lost, because the retry finds it counted',
      ),
    ],
  },
  {
    name: 'an entry that is in the journal already is counted with the new ones',
    file: JOURNAL,
    from: 'transact(table, actionsOf(table, absent), {',
    to: 'transact(table, [...actionsOf(table, absent).slice(0, absent.length), ...actionsOf(table, group).slice(group.length)], {',
    breaks: 'P7',
    caughtBy: [
      byRule('integrity'),
      byTest(TALLY_TESTS, 'the tallies > skip the entries that are counted already, and count the rest of the batch'),
    ],
  },
  {
    name: 'journal entries are lost: the stream reader reports no failed record',
    file: 'functions/stream/publish-history.ts',
    from: '(await publishAndLog(deps, call, changes)).failed',
    to: '(await publishAndLog(deps, call, changes)).failed.slice(0, 0)',
    breaks: 'P7',
    caughtBy: [
      byTest(
        'test/service/administration/history.test.ts',
        'the journal > reports a record that failed, and only that one',
      ),
    ],
  },
  {
    name: 'a journal entry is stored under the position of another one',
    file: 'lib/usecases/administration/publish-history.ts',
    from: 'position: entriesBefore + i,',
    to: 'position: i,',
    breaks: 'P7',
    caughtBy: [
      byRule('settled-places'),
      byTest(
        'test/usecases/administration/publish-history.test.ts',
        'the entries of a change > are those after the entries that existed before, each with its position, and with the owner’s id in place of `owner`',
      ),
    ],
  },
  {
    name: 'a change of a claim leaves two entries',
    file: 'lib/table/claims/change-claim.ts',
    from: 'list_append(${path(before)}, ${[entry]})',
    to: 'list_append(${path(before)}, ${[entry, entry]})',
    breaks: 'P7',
    caughtBy: [
      byRule('journal-replay'),
      byTest('test/table/conditions.test.ts', 'changing a claim > by extending commits once if it is allowed'),
    ],
  },
  {
    name: 'the history of a partly cancelled booking stays where version 0.5 reads it',
    file: 'lib/table/claims/history-attribute.ts',
    from: '? WITH_PARTS : WITHOUT_PARTS',
    to: '? WITHOUT_PARTS : WITHOUT_PARTS',
    breaks: 'P1',
    caughtBy: [
      byTest(
        'test/table/history-attribute.test.ts',
        'a part that is cancelled moves the history, and further changes continue it there',
      ),
    ],
  },
  {
    name: 'the entry of an expiry names places that the hold no longer had',
    file: 'lib/table/claims/end-hold.ts',
    from: 'change: isAll ? change : { ...change, entry: { ...change.entry, touched: places } },',
    to: 'change: isAll || !isAll ? change : change,',
    breaks: 'P7',
    caughtBy: [
      byTest(
        'test/service/holds/for-sale-again.test.ts',
        'a hold that ends late or repeatedly > frees the seats that it still has, and names them in its history',
      ),
    ],
  },
  {
    name: 'a removed lapse marker is believed: it ends a hold that was extended since',
    file: EXPIRE,
    from: '{ ...call, now: Math.max(call.now, expiresAt) }',
    to: '{ ...call, now: Math.max(call.now, (await dependencies.store.readClaim(claimId))?.expiresAt ?? expiresAt) }',
    breaks: 'P5',
    caughtBy: [
      byTest(
        'test/usecases/holds/expire-hold.test.ts',
        'the removal of a lapse marker > changes nothing if the marker is older than the last extension',
      ),
    ],
  },
  {
    name: 'the sweep expires holds that have not lapsed',
    file: EXPIRE,
    from: "current?.status === 'active' && hasLapsed(current.expiresAt, call.now);",
    to: "current?.status === 'active';",
    also: [
      {
        file: 'lib/table/claims/end-hold.ts',
        from: "and(claimIsActive, change.status === 'expired' ? claimHasLapsed(at) : claimHasNotLapsed(at))",
        to: 'claimIsActive',
      },
    ],
    breaks: 'P5',
    caughtBy: [
      byTest(
        'test/usecases/holds/expire-hold.test.ts',
        'expiring a hold > does nothing a millisecond before its deadline',
      ),
    ],
  },
  {
    name: 'an expiry is not conditioned on the deadline: it ends a hold that was extended meanwhile',
    file: 'lib/table/claims/end-hold.ts',
    from: "and(claimIsActive, change.status === 'expired' ? claimHasLapsed(at) : claimHasNotLapsed(at))",
    to: 'claimIsActive',
    breaks: 'P2',
    caughtBy: [
      byTest(
        'test/table/conditions.test.ts',
        'changing a claim > by expiring is refused on the wrong side of the deadline',
      ),
    ],
  },
  {
    name: 'the entry that confirms a booking is put although the booking could not be listed under its reference',
    file: 'lib/table/journal/journal.ts',
    from: 'const pending = distinct.filter(entry => !unfiled.has(entry));',
    to: 'const pending = distinct;',
    breaks: 'P7',
    caughtBy: [
      byTest(
        'test/service/bookings/references.test.ts',
        'the row of a reference > is put before the entry: if it cannot be put, the record is delivered again and the journal lacks the entry',
      ),
    ],
  },
  {
    name: 'the sweep records more than it has swept',
    file: 'lib/usecases/holds/sweep-lapsed.ts',
    from: 'return next ? next.expiresAt / MINUTE_MS : minute + 1;',
    to: 'return minute + 1;',
    breaks: 'P4',
    caughtBy: [
      byTest(
        'test/usecases/holds/sweep-pace.test.ts',
        'a sweep of a mass lapse > resumes within the minute in which it ran out of time',
      ),
    ],
  },
  {
    name: 'a hold that the sweep could not expire is forgotten',
    file: 'lib/usecases/holds/sweep-lapsed.ts',
    from: 'await putReminder(sweep, claimId);',
    to: '',
    breaks: 'P4',
    caughtBy: [
      byTest(
        'test/usecases/holds/sweep-lapsed.test.ts',
        'a hold that cannot be expired > gets its new marker a minute later',
      ),
    ],
  },
];
