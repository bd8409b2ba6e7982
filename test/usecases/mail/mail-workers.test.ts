/** The two workers of mail: each gets messages of two kinds from its queue. */
import type { SQSRecord } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { sendBulkMails } from '../../../functions/queue/send-bulk-mails.ts';
import { sendMails } from '../../../functions/queue/send-mails.ts';
import { QUEUES } from '../../../lib/deployment/triggers.ts';
import { MAIL_RUN_MS, MAIL_SEND_MS_MAX, MAILING_RUN_MS } from '../../../lib/domain/limits.ts';
import {
  type DocumentMessage,
  type MailingMessage,
  type MailMessage,
  placeOfDocumentMessage,
  placeOfMailMessage,
} from '../../../lib/domain/mail-messages.ts';
import { messagesOf, pdfsIn } from '../documents/sold.ts';
import { mailMessagesOf, openSending, type Sale, type SendingUseCases, sell } from './sending.ts';

type Message = DocumentMessage | MailMessage | MailingMessage;
let useCases: SendingUseCases;
let sale: Sale;
let documents: DocumentMessage;
let confirmation: MailMessage;
beforeEach(async () => {
  useCases = await openSending();
  sale = await sell(useCases);
  [documents] = (await messagesOf(useCases, sale.booking)) as [DocumentMessage];
  [confirmation] = (await mailMessagesOf(useCases, sale.booking)) as [MailMessage];
});

/** Delivers a batch to a worker. Returns the positions of the messages that failed. */
async function deliver(worker: typeof sendMails, ...messages: (Message | string)[]): Promise<string[]> {
  const records = messages.map((message, i) => ({
    messageId: String(i),
    body: typeof message === 'string' ? message : JSON.stringify(message),
  })) as SQSRecord[];
  const failed = await worker(useCases as never, { now: useCases.now, requestId: 'worker' }, records);
  return failed.map(({ of }) => of.messageId);
}

describe('the worker of single mails', () => {
  it('makes the documents and sends the mails of one batch', async () => {
    expect(await deliver(sendMails, documents, confirmation)).toEqual([]);
    expect(await pdfsIn(useCases)).toHaveLength(1);
    expect(useCases.mails).toHaveLength(1);
  });

  it('leaves each message that fails to the next delivery, and no other', async () => {
    const unknown = { ...documents, claimId: 'a'.repeat(documents.claimId.length) };
    expect(await deliver(sendMails, unknown, '{', confirmation, documents)).toEqual(['0', '1']);
    expect([(await pdfsIn(useCases)).length, useCases.mails.length]).toEqual([1, 1]);
  });

  it('keeps documents that cannot be made apart from the mails of their booking', () => {
    expect(placeOfDocumentMessage(documents).group).not.toBe(placeOfMailMessage(confirmation).group);
  });

  it('has time for the documents of a batch after its mails', () => {
    const { timeoutSeconds, batchSize } = QUEUES['send-mails'];
    const perDocument = (timeoutSeconds * 1_000 - MAIL_RUN_MS - MAIL_SEND_MS_MAX) / batchSize;
    expect(perDocument).toBeGreaterThan(5_000);
  });
});

describe('the worker of bulk mails', () => {
  it('runs the mailings and sends the mails of one batch', async () => {
    const { id } = await useCases.mailings.begin({
      id: 'mlg_1',
      eventId: sale.eventId,
      at: useCases.now,
      requestedBy: 'usr_1',
      text: { kind: 'organizer-message', subject: 'Hello', text: 'Hello' },
      progress: { state: 'requested', step: 0, queued: 0 },
    });
    const message = { mailingId: id, step: 0, queuedAt: useCases.now };
    expect(await deliver(sendBulkMails, message, '{}', confirmation)).toEqual(['1']);
    expect((await useCases.mailings.read(id))?.progress.state).toBe('queued');
    expect(useCases.mails).toHaveLength(1);
  });

  it('runs each mailing of a batch for the time of a run, however many there are', async () => {
    const unknown = ['mlg_2', 'mlg_3'].map(mailingId => ({ mailingId, step: 0, queuedAt: useCases.now }));
    expect(await deliver(sendBulkMails, ...unknown, confirmation)).toEqual(['0', '1']);
    expect(useCases.mails).toHaveLength(1);
    expect(MAILING_RUN_MS).toBeLessThan(QUEUES['send-bulk-mails'].timeoutSeconds * 1_000);
  });
});
