/** Seeded bugs in the guards of notices: their publication, their queue, and the logs of organizations. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byRule, byTest, type Guard } from '../mutant.ts';

const PUBLISH = 'lib/usecases/notices/publish-notices.ts';
const APPEND = 'lib/usecases/notices/append-notices.ts';
const LOG = 'lib/table/notices/notice-log.ts';
const byLog = (named: string) =>
  byTest('test/table/notice-log.test.ts', `an addition is stale and changes nothing > ${named}`);
const byAppending = (named: string) => byTest('test/service/notices/append-notices.test.ts', named);

export const NOTICE_GUARDS: Guard[] = [
  {
    name: 'a lost notice: the reader of the journal does not report what the queue did not take',
    file: PUBLISH,
    from: '...unqueued.flatMap(',
    to: '...unqueued.slice(0, 0).flatMap(',
    breaks: 'P7',
    caughtBy: [
      byRule('notice-log'),
      byTest(
        'test/usecases/notices/publish-notices.test.ts',
        'a failure > of a part of the queue fails all entries of its message',
      ),
    ],
  },
  {
    name: 'a notice that the bus did not take is not reported',
    file: PUBLISH,
    from: '...unpublished.map(',
    to: '...unpublished.slice(0, 0).map(',
    breaks: 'P7',
    caughtBy: [
      byRule('stored-rows'),
      byTest(
        'test/usecases/notices/publish-notices.test.ts',
        'a failure > of a part of the bus fails only the entries of these notices, each delivery of them',
      ),
    ],
  },
  {
    name: 'a lost notice: the worker of the queue does not report a message that it could not append',
    file: APPEND,
    from: 'return missing ? [{ of, error: failed.get(missing.subjectId) }] : [];',
    to: 'return missing ? [] : [];',
    breaks: 'P7',
    caughtBy: [
      byRule('notice-log'),
      byAppending('a worker > appends the others when one booking cannot be read, and appends that one once it can'),
    ],
  },
  {
    name: 'a message that comes first is appended without the earlier entries of its booking',
    file: APPEND,
    from: 'entry.position >= from && entry.position <= position',
    to: 'entry.position >= from && entry.position === position',
    breaks: 'P7',
    caughtBy: [
      byRule('notice-log'),
      byAppending('a notice > comes with all earlier ones of its booking when its message is delivered first'),
    ],
  },
  {
    name: 'a notice is told twice: the mark of its subject is not compared',
    file: LOG,
    from: 'put(name, { ...noticedKey(subjectId), entries }, condition)',
    to: '({ TableName: name, Item: { ...noticedKey(subjectId), entries }, ...(condition && {}) })',
    breaks: 'P7',
    caughtBy: [byLog('if the mark of its subject has moved between the reads of the mark and of the end')],
  },
  {
    name: 'two workers append at the same positions',
    file: LOG,
    from: 'put(name, end, begins ? isAbsent : logEndsAt(last))',
    to: '({ TableName: name, Item: end, ...(begins && {}) })',
    also: [
      {
        file: LOG,
        from: 'put(name, { ...noticeKey(organizationId, last + 1 + i), json }, isAbsent)',
        to: '({ TableName: name, Item: { ...noticeKey(organizationId, last + 1 + i), json } })',
      },
    ],
    breaks: 'P7',
    caughtBy: [byRule('notice-log'), byLog('if another worker has appended, even if its rows cannot be seen yet')],
  },
  {
    name: 'a reader gets notices beyond a position that is not there yet',
    file: LOG,
    from: 'return gap === -1 ? notices : notices.slice(0, gap);',
    to: 'return gap === -1 ? notices : notices;',
    breaks: 'P7',
    caughtBy: [
      byRule('notice-log'),
      byTest(
        'test/service/notices/list-notices.test.ts',
        'the log > hides what stands after a position that is not there yet',
      ),
    ],
  },
  {
    name: 'a message decides whose log gets its notices',
    file: APPEND,
    from: '    requireOwner(own, organizationId, organizationOf);\n',
    to: '',
    breaks: 'P10',
    caughtBy: [
      byRule('notice-log'),
      byAppending('a worker > refuses a message that names an organization to which the event does not belong'),
    ],
  },
  {
    name: 'the log of an organization is open to everyone',
    file: 'lib/usecases/notices/list-notices.ts',
    from: "if (!(await mayDo(dependencies, organizationId, caller, 'read-bookings')))",
    to: "if (!(await mayDo(dependencies, organizationId, caller, 'read-bookings')) && organizationId === '')",
    breaks: 'P10',
    caughtBy: [
      byTest(
        'test/service/notices/list-notices.test.ts',
        'a caller > is refused in the same way for an organization of others and for one that does not exist',
      ),
    ],
  },
];
