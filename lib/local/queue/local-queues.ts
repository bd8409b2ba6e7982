/** The queues of the local service, in memory: one for each queue of triggers.ts, with its function. */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { QUEUES } from '../../deployment/triggers.ts';
import {
  placeOfDocumentMessage,
  placeOfMailingMessage,
  placeOfMailMessage,
  type QueuePlace,
} from '../../domain/mail-messages.ts';
import { placeOfNoticeMessage } from '../../domain/notice-messages.ts';
import type { MailQueues, QueueOf } from '../../ports/mail.ts';
import type { NoticeOutlets } from '../../ports/notices.ts';
import type { Log } from '../../ports/observability.ts';
import type { QueueName } from '../functions.ts';
import { type LocalQueue, type LocalQueueOptions, startLocalQueue } from './local-queue.ts';

export interface LocalQueues {
  /** The queues of documents and mail, as functions see them. */
  mailQueues: MailQueues;
  noticeQueue: NoticeOutlets['noticeQueue'];
  /** Ends after the batches in progress. */
  stop(): Promise<void>;
}

type Shared = Pick<LocalQueueOptions, 'hiddenMs' | 'now' | 'pause'>;

/** `handle` runs the function of a queue. */
export function startLocalQueues(
  shared: Shared,
  handle: (name: QueueName, messages: SQSRecord[]) => Promise<SQSBatchResponse>,
  onDeadLetter: (name: QueueName, message: SQSRecord) => void,
): LocalQueues {
  const queues = Object.fromEntries(
    (Object.keys(QUEUES) as QueueName[]).map(name => [
      name,
      startLocalQueue({
        ...shared,
        name,
        trigger: QUEUES[name],
        handle: messages => handle(name, messages),
        onDeadLetter: message => onDeadLetter(name, message),
      }),
    ]),
  ) as Record<QueueName, LocalQueue>;
  return {
    mailQueues: {
      documents: queueOf(queues['send-mails'], placeOfDocumentMessage),
      mails: queueOf(queues['send-mails'], placeOfMailMessage),
      bulkMails: queueOf(queues['send-bulk-mails'], placeOfMailMessage),
      mailings: queueOf(queues['send-bulk-mails'], placeOfMailingMessage),
    },
    noticeQueue: queueOf(queues['append-notices'], placeOfNoticeMessage),
    stop: async () => void (await Promise.all(Object.values(queues).map(queue => queue.stop()))),
  };
}

const queueOf = <Message>(queue: LocalQueue, placeOf: (message: Message) => QueuePlace): QueueOf<Message> => ({
  async send(messages) {
    queue.send(messages.map(message => ({ ...placeOf(message), body: JSON.stringify(message) })));
    return [];
  },
});

/** The bus of notices of the local service only logs. */
export const localNoticeBus = (log: Log): NoticeOutlets['noticeBus'] => ({
  async publish(notices) {
    for (const { id, name } of notices) log.info('a notice was published', { noticeId: id, operation: name });
    return [];
  },
});
