/** Removals in the log of notices, and in the functions that fill it. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { type Removal, without } from './removal.ts';

const LOG = 'lib/table/notices/notice-log.ts';
const APPEND = 'lib/usecases/notices/append-notices.ts';
const PUBLISH = 'lib/usecases/notices/publish-notices.ts';
const PRESENTER = 'lib/contract/notices/presenter.ts';
const LOG_TESTS = ['test/table/notice-log.test.ts'];
const APPEND_TESTS = ['test/service/notices/append-notices.test.ts'];
const READ_TESTS = ['test/service/notices/list-notices.test.ts'];
const PUBLISH_TESTS = ['test/usecases/notices/publish-notices.test.ts'];
const FORM_TESTS = ['test/contract/notices.test.ts'];

export const NOTICE_REMOVALS: Removal[] = [
  { ...without('logEndsAt', 'expression`#last = ${last}`', 'last: number'), tests: LOG_TESTS },
  { ...without('markIsAt', 'expression`entries = ${count}`', 'count: number'), tests: LOG_TESTS },
  {
    removes: 'the condition of a mark, also of the first one',
    file: LOG,
    from: 'put(name, { ...noticedKey(subjectId), entries }, condition)',
    to: '({ TableName: name, Item: { ...noticedKey(subjectId), entries } })',
    tests: LOG_TESTS,
  },
  {
    removes: 'the condition of a position',
    file: LOG,
    from: 'put(name, { ...noticeKey(organizationId, last + 1 + i), json }, isAbsent)',
    to: '({ TableName: name, Item: { ...noticeKey(organizationId, last + 1 + i), json } })',
    tests: LOG_TESTS,
  },
  {
    removes: 'the end of a page before a gap',
    file: LOG,
    from: 'return gap === -1 ? notices : notices.slice(0, gap);',
    to: 'return gap === -2 ? [] : notices;',
    tests: READ_TESTS,
  },
  {
    removes: 'the notice at the cursor: without its row, the log ends before the cursor',
    file: LOG,
    from: 'if (after > 0 && read[0]?.position !== after) return undefined;',
    to: '',
    tests: READ_TESTS,
  },
  {
    removes: 'the notices before the one that a message refers to',
    file: APPEND,
    from: 'entry.position >= from && entry.position <= position',
    to: 'entry.position >= from && entry.position === position',
    tests: APPEND_TESTS,
  },
  {
    removes: 'the marks, by which a repeated message has nothing to append',
    file: APPEND,
    from: 'position >= (told.get(subjectId) ?? 0)',
    to: 'position >= 0',
    tests: APPEND_TESTS,
  },
  {
    removes: 'the time from which a log tells',
    file: APPEND,
    from: 'at >= Math.min(since, queuedAt - NOTICE_AGE_MAX_MS)',
    to: 'at >= queuedAt - NOTICE_AGE_MAX_MS',
    tests: APPEND_TESTS,
  },
  {
    removes: 'the age of an entry at which it is passed over',
    file: APPEND,
    from: 'isTold && at >= Math.min(since, queuedAt - NOTICE_AGE_MAX_MS)',
    to: 'isTold',
    tests: APPEND_TESTS,
  },
  {
    removes: 'the organization of the event',
    file: APPEND,
    from: 'if (foreign) throw',
    to: 'if (foreign && false) throw',
    tests: APPEND_TESTS,
  },
  {
    removes: 'the failure of a message whose subject could not be read',
    file: APPEND,
    from: 'return missing ? [{ of, error: failed.get(missing.subjectId) }] : [];',
    to: 'return [];',
    tests: APPEND_TESTS,
  },
  {
    removes: 'the other subjects of a part that failed',
    file: APPEND,
    from: 'if (bySubject.size === 1 || isBusy(error))',
    to: 'if (bySubject.size >= 1 || isBusy(error))',
    tests: APPEND_TESTS,
  },
  {
    removes: 'the age of an entry at which it is not published',
    file: PUBLISH,
    from: 'at >= now - NOTICE_AGE_MAX_MS',
    to: 'at <= now',
    tests: PUBLISH_TESTS,
  },
  {
    removes: 'the failures of the queue',
    file: PUBLISH,
    from: '...unqueued.flatMap(',
    to: '...unqueued.slice(0, 0).flatMap(',
    tests: PUBLISH_TESTS,
  },
  {
    removes: 'the failures of the bus',
    file: PUBLISH,
    from: '...unpublished.map(',
    to: '...unpublished.slice(0, 0).map(',
    tests: PUBLISH_TESTS,
  },
  {
    removes: 'the end of the history at the entry, so that a notice tells of a later cancellation',
    file: PRESENTER,
    from: 'claim.history.slice(0, position + 1)',
    to: 'claim.history',
    tests: FORM_TESTS,
  },
];
