/** Seeded bugs in the sending of mail: marks, leases, order, pace and suppressed addresses. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { byTest, type Mutant } from '../mutant.ts';

const CONDITIONS = 'lib/table/conditions.ts';
const STORE = 'lib/table/mail/mail-store.ts';
const SEND = 'lib/usecases/mail/send-mails.ts';
const PREPARE = 'lib/usecases/mail/prepare-mail.ts';
const bySending = (named: string) => byTest('test/usecases/mail/send-mails.test.ts', named);
const byCrash = (named: string) => byTest('test/usecases/mail/crashes.test.ts', `a worker of mail > ${named}`);
const byReturn = (named: string) => byTest('test/usecases/mail/record-bounces.test.ts', named);

export const MAIL_MUTANTS: Mutant[] = [
  {
    name: 'a mail that comes twice: its mark does not look at the lease of another worker',
    file: CONDITIONS,
    from: "and(mailIs('sending'), expression`leaseUntil <= ${now}`)",
    to: "and(mailIs('sending'), expression`${now} > ${0}`)",
    caughtBy: [bySending('one mail > is sent by one of two workers that have it at once')],
  },
  {
    name: 'a mail that comes twice: a worker sends after a mark that it did not get',
    file: SEND,
    from: "if (begun !== 'done') throw busy();",
    to: "if (begun === 'busy') throw busy();",
    caughtBy: [bySending('one mail > is sent by one of two workers that have it at once')],
  },
  {
    name: 'a mail that comes twice: a slow worker sends after its lease',
    file: SEND,
    from: 'if (time() + MAIL_SEND_MS_MAX > lease.leaseUntil) throw busy();',
    to: 'if (time() < 0) throw busy();',
    caughtBy: [bySending('one mail > is not sent by a worker whose mark came after its lease')],
  },
  {
    name: 'a mail that comes twice: a mail in a final state is sent again',
    file: PREPARE,
    from: "if (stored && isFinal(stored.state)) return { is: 'ended' };",
    to: '',
    also: [
      {
        file: CONDITIONS,
        from: "or(isAbsent, mailIs('requested'), and(mailIs('sending')",
        to: "or(isAbsent, mailIs('requested'), mailIs('sent'), and(mailIs('sending')",
      },
    ],
    caughtBy: [bySending('one mail > is sent for messages that come twice, in one batch, in two, and late')],
  },
  {
    name: 'a lost mail: a worker whose sending has no known outcome does not report its message',
    file: SEND,
    from: 'if (error !== undefined) sending.failed.set(mail.of, error);',
    to: '',
    caughtBy: [bySending('one mail > is left to the worker that is sending it, until its lease is over')],
  },
  {
    name: 'a mail that was throttled keeps its lease',
    file: SEND,
    from: 'await mailStore.release(mail.mailId, lease.leaseOf);',
    to: '',
    caughtBy: [bySending('a transport > that throttles for longer leaves the mail to the next delivery')],
  },
  {
    name: 'a cancellation that comes before its confirmation',
    file: SEND,
    from: 'if (error === undefined) error = await sendAt(',
    to: 'error = await sendAt(',
    caughtBy: [bySending('messages of one booking > wait for an earlier one that may be sent later')],
  },
  {
    name: 'a mark by a worker that has lost its lease',
    file: CONDITIONS,
    from: "and(mailIs('sending'), leaseIsMine(leaseOf))",
    to: "or(mailIs('sending'), mailIs('sent'), expression`${leaseOf} = ${leaseOf}`)",
    caughtBy: [bySending('one mail > is marked by its second worker only')],
  },
  {
    name: 'a mark whose reply was lost counts as that of another worker',
    file: STORE,
    from: "row => row.state === 'sending' && row.leaseOf === leaseOf",
    to: '() => false',
    caughtBy: [byTest('test/table/mail-store.test.ts', 'a mark whose reply is lost > is recognized by its lease')],
  },
  {
    name: 'a text that reaches the bookings of another event',
    file: PREPARE,
    from: 'if (mailing.eventId !== claim.eventId)',
    to: 'if (mailing.eventId === undefined)',
    caughtBy: [bySending('a mail of a mailing > fails if the mailing is of another event')],
  },
  {
    name: 'an organizer’s message to a booking that was cancelled',
    file: PREPARE,
    from: '!owner || !isRecipient(claim, mailing)',
    to: '!owner',
    caughtBy: [bySending('a mail of a mailing > is not sent to a booking that was cancelled after it was queued')],
  },
  {
    name: 'mail to a suppressed address',
    file: SEND,
    from: 'if (await mailStore.isSuppressed(email, time())) {',
    to: 'if (time() < 0) {',
    caughtBy: [bySending('an address > that is suppressed gets no mail')],
  },
  {
    name: 'a suppression that a late event shortens',
    file: STORE,
    from: 'put(table.names.accounts, row, suppressionEndsBefore(until))',
    to: 'put(table.names.accounts, row, suppressionEndsBefore(until + 1e12))',
    caughtBy: [byReturn('a mail that comes back > late does not shorten')],
  },
  {
    name: 'an address that is suppressed because its mailbox is full',
    file: 'lib/domain/mail-returns.ts',
    from: "kind === 'bounced' || kind === 'complained'",
    to: "kind !== 'rejected'",
    caughtBy: [byReturn('a mail that comes back > as bounced-for-now')],
  },
  {
    name: 'two workers that take the same times of the pace',
    file: 'lib/table/mail/mail-pace.ts',
    from: 'paceIsAt(current.version)',
    to: 'paceIsAt(current.version) && or(isAbsent, expression`version >= ${0}`)',
    also: [
      {
        file: 'lib/table/mail/mail-pace.ts',
        from: "import { paceIsAt } from '../conditions.ts';\nimport { put } from '../expression.ts';",
        to: "import { isAbsent, paceIsAt } from '../conditions.ts';\nimport { expression, or, put } from '../expression.ts';",
      },
    ],
    caughtBy: [byTest('test/table/mail-pace.test.ts', 'the times of mails > never overlap')],
  },
  {
    name: 'bulk mails that take the whole rate',
    file: 'lib/table/mail/mail-pace.ts',
    from: 'bulkNextAt: first + 2 * taken',
    to: 'bulkNextAt: first + taken',
    caughtBy: [byTest('test/table/mail-pace.test.ts', 'the times of mails > leave half of the rate')],
  },
  {
    name: 'a mail that comes twice: a crash after the mark sends at once again',
    file: PREPARE,
    from: 'if (stored?.leaseUntil !== undefined && stored.leaseUntil > now) throw busy();',
    to: '',
    also: [
      {
        file: CONDITIONS,
        from: "and(mailIs('sending'), expression`leaseUntil <= ${now}`)",
        to: "and(mailIs('sending'), expression`${now} > ${0}`)",
      },
    ],
    caughtBy: [byCrash('that crashes while another one has the message sends nothing twice')],
  },
  {
    name: 'a void ticket that is mailed: documents of the booking as it was',
    file: PREPARE,
    from: 'if (made?.basis !== basis) return undefined;',
    to: 'if (!made) return undefined;',
    caughtBy: [
      bySending(
        'a mail about a booking > whose documents are older than the rows > has none when a ticket was cancelled',
      ),
      bySending(
        'a mail about a booking > whose documents are older than the rows > has none when the new ones cannot be made',
      ),
    ],
  },
  {
    name: 'a void ticket that is mailed: the versions of codes do not count',
    file: 'lib/domain/documents.ts',
    from: 'valid.map(({ number, version }) => [number, version])',
    to: 'valid.map(({ number }) => [number])',
    caughtBy: [
      bySending(
        'a mail about a booking > whose documents are older than the rows > has none when the code of a ticket was replaced',
      ),
    ],
  },
  {
    name: 'a void ticket that is mailed: the state of the event does not count',
    file: 'lib/domain/documents.ts',
    from: 'ticket => voidReasonOf(ticket, facts?.event) === undefined',
    to: "ticket => ticket.status !== 'void'",
    caughtBy: [
      bySending(
        'a mail about a booking > whose documents are older than the rows > has none when the event is cancelled',
      ),
    ],
  },
  {
    name: 'a mail about a change of an event that was cancelled after it was queued',
    file: PREPARE,
    from: 'if (!text || isPointless(mailing, event, context.now))',
    to: 'if (!text)',
    caughtBy: [bySending('a mail of a mailing > about a change is not sent when the event is cancelled by now')],
  },
  {
    name: 'a cancellation that comes before its confirmation, which could not be prepared',
    file: SEND,
    from: 'sendAll(sending, withoutFollowers(sending, messages, ready))',
    to: 'sendAll(sending, ready)',
    caughtBy: [bySending('messages of one booking > wait for one that cannot be prepared')],
  },
  {
    name: 'a full pace that makes dead letters of a whole queue',
    file: SEND,
    from: '  await pause(MAIL_WAIT_MS_MAX);\n  return take(time());',
    to: '  return undefined;',
    caughtBy: [bySending('the pace > is asked again after some time')],
  },
  {
    name: 'a mail that comes twice: its function is stopped while it sends',
    file: SEND,
    from: 'if (time() > sending.latest) throw busy();',
    to: '',
    caughtBy: [bySending('a worker that has run for long > begins no further mail')],
  },
  {
    name: 'a mail about a change that a later edit has undone',
    file: 'lib/domain/facts-before.ts',
    from: 'before[name] === undefined || !isSame(before[name] ?? undefined, now[name])',
    to: "name !== ''",
    caughtBy: [bySending('a mail of a mailing > names only what is not as it was')],
  },
  {
    name: 'a confirmation that comes after the mail that the event is cancelled',
    file: PREPARE,
    from: "  if (isOvertaken(claim, position)) return { is: 'not-sent', subject, state: 'not-needed' };\n",
    to: '',
    caughtBy: [bySending('a mail about a booking > is not sent after its event was cancelled')],
  },
];
