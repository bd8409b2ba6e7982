/** Removals in messages of organizers, and in the worker of mailings. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { type Removal, without } from './removal.ts';

const STORE = 'lib/table/mail/mailings.ts';
const WORKER = 'lib/usecases/mail/run-mailings.ts';
const RULES = 'lib/domain/mailings.ts';
const SEND = 'lib/usecases/mail/send-message.ts';
const WORKER_TESTS = ['test/usecases/mail/run-mailings.test.ts'];
const MESSAGE_TESTS = ['test/service/mail/messages.test.ts'];
const RULE_TESTS = ['test/domain/mailings.test.ts'];
const RUN_EDIT = 'lib/usecases/events/run-edit.ts';

export const MAILING_REMOVALS: Removal[] = [
  { ...without('mailingIsAt', 'expression`progress.step = ${step}`', 'step: number'), tests: WORKER_TESTS },
  {
    removes: 'the condition on the last messages of the event: two at once both count as one',
    file: STORE,
    from: 'put(accounts, recentRow, messagesAreAt(read.version))',
    to: '({ TableName: accounts, Item: recentRow })',
    tests: MESSAGE_TESTS,
  },
  {
    removes: 'the condition on the record of a message: a key has its effect twice',
    file: STORE,
    from: 'put(sales, recordRow(key, mailing.at, { answer }), isAbsentOrExpired(mailing.at))',
    to: '({ TableName: sales, Item: recordRow(key, mailing.at, { answer }) })',
    tests: MESSAGE_TESTS,
  },
  {
    removes: 'the condition on the row of the mailing of an edit: a late message begins it again',
    file: STORE,
    from: 'Put: put(table.names.accounts, row, isAbsent)',
    to: 'Put: { TableName: table.names.accounts, Item: row }',
    tests: WORKER_TESTS,
  },
  {
    removes: 'the failure of a page that the queue did not take',
    file: WORKER,
    from: 'if (failed[0]) throw failed[0].error;',
    to: '',
    tests: WORKER_TESTS,
  },
  {
    removes: 'the failure of the next step that the queue did not take',
    file: WORKER,
    from: 'if (failed) throw failed.error;',
    to: '',
    tests: WORKER_TESTS,
  },
  {
    removes: 'the read of the row after another worker has counted: the mailing stops',
    file: WORKER,
    from: '(await mailings.advance(mailing, next)) ? { ...mailing, progress: next } : mailings.read(mailing.id)',
    to: '(await mailings.advance(mailing, next)) ? { ...mailing, progress: next } : undefined',
    tests: WORKER_TESTS,
  },
  {
    removes: 'the end of a run',
    file: WORKER,
    from: 'if (mailing && isUnfinished(mailing) && dependencies.stopwatch() >= until)',
    to: 'if (mailing && isUnfinished(mailing) && dependencies.stopwatch() >= Number.POSITIVE_INFINITY)',
    tests: WORKER_TESTS,
  },
  {
    removes: 'the age of a mailing',
    file: RULES,
    from: 'if (at < now - MAIL_AGE_MAX_DAYS * DAY_MS) return true;',
    to: '',
    tests: WORKER_TESTS,
  },
  {
    removes: 'the end of an event as the end of its changes',
    file: RULES,
    from: "(!event || event.state === 'cancelled' || event.endsAt <= now)",
    to: "(!event || event.state === 'cancelled')",
    tests: WORKER_TESTS,
  },
  {
    removes: 'the cancellation of an event as the end of its changes',
    file: RULES,
    from: "(!event || event.state === 'cancelled' || event.endsAt <= now)",
    to: '(!event || event.endsAt <= now)',
    tests: WORKER_TESTS,
  },
  {
    removes: 'the status of a recipient',
    file: RULES,
    from: "if (claim.status !== 'confirmed' || !claim.booking) return false;",
    to: '',
    tests: RULE_TESTS,
  },
  {
    removes: 'the facts before an edit: an edit that changes nothing is told',
    file: RUN_EDIT,
    from: 'factsBefore(facts.event, event, edit.facts),',
    to: 'undefined,',
    tests: WORKER_TESTS,
  },
  {
    removes: 'the right to send messages',
    file: SEND,
    from: "call, 'send-messages')",
    to: "call, 'read-drafts')",
    tests: ['test/service/rights-matrix.test.ts'],
  },
  {
    removes: 'the refusal of an unexpected number of recipients',
    file: SEND,
    from: "differsTooMuch(recipients, expected) ? new Refusal('recipients-changed', { recipients }) : undefined",
    to: 'undefined',
    tests: MESSAGE_TESTS,
  },
];
