/** Queues of documents and mail that keep what they get. */
import type { DocumentMessage, MailingMessage, MailMessage } from '../../lib/domain/mail-messages.ts';
import type { MailQueues, QueueOf } from '../../lib/ports/mail.ts';

export interface KeptMessages {
  documents: DocumentMessage[];
  mails: MailMessage[];
  bulkMails: MailMessage[];
  mailings: MailingMessage[];
}

export function openMailQueues(): { mailQueues: MailQueues; kept: KeptMessages } {
  const kept: KeptMessages = { documents: [], mails: [], bulkMails: [], mailings: [] };
  const keepIn = <Message>(list: Message[]): QueueOf<Message> => ({
    async send(messages) {
      list.push(...messages);
      return [];
    },
  });
  const mailQueues: MailQueues = {
    documents: keepIn(kept.documents),
    mails: keepIn(kept.mails),
    bulkMails: keepIn(kept.bulkMails),
    mailings: keepIn(kept.mailings),
  };
  return { mailQueues, kept };
}
