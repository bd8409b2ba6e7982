/** Seeded bugs in the reports of offline devices, in the tickets that they read, and in the counts by gate. */
import { byTest, type Guard } from '../mutant.ts';

const RULES = 'lib/domain/offline-scan.ts';
const REPORT = 'lib/usecases/tickets/report-scans.ts';
const DOOR = 'lib/usecases/tickets/read-door.ts';
const byRule = (named: string) => byTest('test/domain/offline-scan.test.ts', named);
const byReport = (named: string) => byTest('test/service/tickets/report-scans.test.ts', named);
const byDoor = (named: string) => byTest('test/service/tickets/read-door.test.ts', named);
const byCounts = (named: string) => byTest('test/service/tickets/gate-counts.test.ts', named);

export const DOOR_GUARDS: Guard[] = [
  {
    name: 'each offline scan of a ticket admits a person',
    file: RULES,
    from: "if (admission) return { outcome: 'duplicate', of: admission };",
    to: '',
    breaks: 'P12',
    caughtBy: [
      { rule: 'admissions' },
      byRule('the first scan to arrive > redeems, whatever the clocks say'),
      byReport('a race > of two devices with the same ticket'),
    ],
  },
  {
    name: 'an offline scan admits a person whose later admission has arrived already',
    file: RULES,
    from: "[before, after].find(entry => movementIn(entry) === 'in')",
    to: "[before].find(entry => movementIn(entry) === 'in')",
    breaks: 'P12',
    caughtBy: [byRule('the first scan to arrive > redeems, whatever the clocks say')],
  },
  {
    name: 'a code that was void at the scan counts as admitted before',
    file: RULES,
    from: 'if (voided !== undefined && (at === undefined || at >= voided))',
    to: 'if (voided !== undefined && at === undefined)',
    breaks: 'P12',
    caughtBy: [byRule('a cancelled place > scanned at'), byReport('a race > with a cancellation')],
  },
  {
    name: 'an offline scan of a void ticket redeems it',
    file: RULES,
    from: "{ outcome: voided === undefined ? 'admitted' : 'void-later' }",
    to: "{ outcome: 'admitted' }",
    breaks: 'P12',
    caughtBy: [byRule('a cancelled place > scanned at')],
  },
  {
    name: 'a person who came in by a code that was replaced afterwards gets the money back',
    file: 'lib/domain/check-in.ts',
    from: "outcome === 'admitted' || outcome === 'void-later';",
    to: "outcome === 'admitted';",
    breaks: 'P12',
    caughtBy: [byReport('a person who came in by a code that was replaced afterwards > has used the ticket')],
  },
  {
    name: 'a report that is repeated keeps its scans again',
    file: RULES,
    from: 'const known = claim && scanWith(claim, line.nonce);',
    to: 'const known = claim && scanWith({ history: [] }, line.nonce);',
    breaks: 'P8',
    caughtBy: [{ rule: 'admissions' }, byReport('a report that is repeated > has the same results')],
  },
  {
    name: 'the code of another event redeems a ticket',
    file: REPORT,
    from: 'if (facts.eventId !== eventId)',
    to: 'if (facts.eventId === undefined)',
    breaks: 'P10',
    caughtBy: [
      byReport(
        'a line that is no scan of a ticket of the event has its reason, and the others are kept: > a code of another event',
      ),
    ],
  },
  {
    name: 'a busy booking refuses the report as a whole',
    file: REPORT,
    from: "if (error instanceof Refusal && error.code === 'busy') return undefined;",
    to: '',
    breaks: 'P8',
    caughtBy: [byReport('a line that could not be decided > says busy')],
  },
  {
    name: 'the members of a deleted event cannot report',
    file: 'lib/usecases/tickets/require-door.ts',
    from: 'if (await mayDo(dependencies, organizationId, call.caller, ',
    to: 'if (!await mayDo(dependencies, organizationId, call.caller, ',
    breaks: 'P10',
    caughtBy: [byReport('gates, times and the state of the event > of a deleted event')],
  },
  {
    name: 'each page of the door has a position of its own, so that changes between two pages are missed',
    file: DOOR,
    from: 'from?.since ?? (await noticeLog.readLast',
    to: '(await noticeLog.readLast',
    breaks: 'P2',
    caughtBy: [byDoor('while a device reads its pages > sales, cancellations and scans')],
  },
  {
    name: 'a difference has the notices of all events of the organization',
    file: DOOR,
    from: 'return notice.eventId === eventId ?',
    to: 'return notice.eventId !== undefined ?',
    breaks: 'P10',
    caughtBy: [byDoor('a difference > passes over the notices of other events')],
  },
  {
    name: 'scans are not counted by gate',
    file: 'lib/table/journal/journal.ts',
    from: '    ...addToGates(table, eventId, scans, shard),\n',
    to: '',
    breaks: 'P7',
    caughtBy: [byCounts('the counts by gate > are the sums of the scans')],
  },
  {
    name: 'a person who comes in twice counts twice',
    file: 'lib/domain/gate-counts.ts',
    from: 'inside: Number(after) - Number(before)',
    to: 'inside: countsOf(scan).in - countsOf(scan).out',
    breaks: 'P7',
    caughtBy: [
      byTest('test/domain/gate-counts.test.ts', 'the number of people inside > counts one person for each ticket'),
    ],
  },
  {
    name: 'scans are exported without an entry in the journal',
    file: 'lib/usecases/administration/list-check-ins.ts',
    from: 'if (failed.length > 0) throw busy();',
    to: '',
    breaks: 'P10',
    caughtBy: [
      byTest(
        'test/service/tickets/list-check-ins.test.ts',
        'the scans of an event > are not exported if the journal cannot have the entry',
      ),
    ],
  },
];
