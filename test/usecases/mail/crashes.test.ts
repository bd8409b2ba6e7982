/**
 * A worker of mail crashes before or after each of its calls. After the lease the message is delivered again, and the mail has come once:
 * or twice, if the crash was between the sending and its mark.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { MAIL_LEASE_MS } from '../../../lib/domain/limits.ts';
import type { MailMessage } from '../../../lib/domain/mail-messages.ts';
import { sendMails } from '../../../lib/usecases/mail/send-mails.ts';
import { type Crash, crashingPorts } from '../../support/crashing-ports.ts';
import { delivered as documented, messagesOf } from '../documents/sold.ts';
import { mailMessagesOf, openSending, type SendingUseCases, sell, sent, stateOf } from './sending.ts';

/** The calls of the worker for one mail. */
const CALLS = [
  'mailStore.read',
  'store.readClaim',
  'accounts.read',
  'events.fresh',
  'organizations.readOrganizations',
  'linkTokens.sign',
  'documentRecords.readMade',
  'documentRecords.readMade',
  'files.read',
  'files.read',
  'files.read',
  'mailStore.isSuppressed',
  'mailWriter.write',
  'mailTransport.readRate',
  'mailPace.take',
  'mailStore.begin',
  'mailTransport.send',
  'mailStore.end',
];
const SEND = CALLS.indexOf('mailTransport.send') + 1;
/** The crashes after which the mail was sent and its mark is missing. */
const COMES_TWICE = [`after ${SEND}`, `before ${SEND + 1}`];

let useCases: SendingUseCases;
let message: MailMessage;
beforeEach(async () => {
  useCases = await openSending();
  const { booking } = await sell(useCases);
  await documented(useCases, ...(await messagesOf(useCases, booking)));
  [message] = (await mailMessagesOf(useCases, booking)) as [MailMessage];
});

function portsOf(all: SendingUseCases) {
  const { store, events, accounts, organizations, documentRecords, files, mailings, linkTokens, baseUrl } = all;
  const { mailStore, mailPace, mailWriter, mailTransport, pause, random, stopwatch, ids, metrics, log } = all;
  const reads = { store, events, accounts, organizations, documentRecords, files, mailings, linkTokens, baseUrl };
  return { ...reads, mailStore, mailPace, mailWriter, mailTransport, pause, random, stopwatch, ids, metrics, log };
}

/** Delivers the message to a worker that crashes at this call. Returns its calls. */
async function crashAt(at: number, how: Crash): Promise<string[]> {
  const { ports, calls } = crashingPorts(portsOf(useCases), at, how);
  const call = { now: useCases.now, requestId: 'request-4' };
  const failed = await sendMails(ports, call, [message], 'single');
  // A rate that cannot be read does not fail a mail; but a crashed process calls nothing any more.
  expect(failed).toHaveLength(calls.length < at ? 0 : 1);
  return calls;
}

const cases = CALLS.flatMap((_, i) => (['before', 'after'] as const).map(how => ({ at: i + 1, how })));

describe('a worker of mail', () => {
  it('makes these calls', async () => {
    expect(await crashAt(CALLS.length + 1, 'before')).toEqual(CALLS);
  });

  it.each(cases)('that crashes $how call $at leaves a mail that comes once', async ({ at, how }) => {
    await crashAt(at, how);
    useCases.now += MAIL_LEASE_MS;
    await sent(useCases, message, { ...message });
    expect(await stateOf(useCases, message)).toBe('sent');
    expect(useCases.mails).toHaveLength(COMES_TWICE.includes(`${how} ${at}`) ? 2 : 1);
  });

  it('that crashes while another one has the message sends nothing twice', async () => {
    for (const { at, how } of cases) {
      useCases = await openSending();
      const { booking } = await sell(useCases);
      [message] = (await mailMessagesOf(useCases, booking)) as [MailMessage];
      const { ports } = crashingPorts(portsOf(useCases), at, how);
      const call = { now: useCases.now, requestId: 'request-4' };
      await Promise.all([sendMails(ports, call, [message], 'single'), sendMails(useCases, call, [message], 'single')]);
      expect(useCases.mails.length, `${how} ${at}`).toBeLessThanOrEqual(1);
    }
  });
});
