/** The queues of mails on SQS, in which documents are made and mailings run, too. Only bundles of functions that send to one of them include this file. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { REQUEST_ATTEMPTS_MAX, REQUEST_TIMEOUT_MS } from '../../domain/limits.ts';
import {
  placeOfDocumentMessage,
  placeOfMailingMessage,
  placeOfMailMessage,
  type QueuePlace,
} from '../../domain/mail-messages.ts';
import { createFifoQueue } from '../../notices/fifo-queue.ts';
import type { MailQueues, QueueOf } from '../../ports/mail.ts';
import type { MailEnvironment } from '../environment.ts';

export function openMailQueues({ queues }: MailEnvironment): MailQueues {
  const client = new SQSClient({
    maxAttempts: REQUEST_ATTEMPTS_MAX,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    }),
    // The endpoint of the environment, not the host in the URL of the queue.
    useQueueUrlAsEndpoint: false,
  });
  const open = <Message>(url: string | undefined, placeOf: (message: Message) => QueuePlace): QueueOf<Message> => ({
    async send(messages) {
      if (!url) throw new Error('this function does not send to that queue: see rights.ts');
      return createFifoQueue(client, url, placeOf).send(messages);
    },
  });
  return {
    documents: open(queues.mails, placeOfDocumentMessage),
    mails: open(queues.mails, placeOfMailMessage),
    bulkMails: open(queues.bulkMails, placeOfMailMessage),
    mailings: open(queues.bulkMails, placeOfMailingMessage),
  };
}
