/** Puts mails into the mailbox of a laptop or a test stage, and sends them to nobody. */
import { attachmentFile, type MailboxMail, mailboxIdOf, mailFile, messageFile } from '../domain/mailbox.ts';
import type { FileStore } from '../ports/documents.ts';
import type { MailTransport, OutgoingMail } from '../ports/mail.ts';

/** A mailbox takes mails as fast as they come. */
const RATE = 1_000;

export const createMailboxTransport = (files: Pick<FileStore, 'put'>, now: () => number): MailTransport => ({
  async send(mail) {
    const at = now();
    const id = mailboxIdOf(at, mail.mailId);
    const { raw, content } = mail;
    await files.put(messageFile(id), { bytes: raw, contentType: 'message/rfc822' });
    for (const [position, { fileName, bytes, contentType }] of content.attachments.entries())
      await files.put(attachmentFile(id, position, fileName), { bytes, contentType });
    // Last: a mail is listed by this file, and is complete then.
    const bytes = Buffer.from(JSON.stringify(factsOf(mail, id, at)));
    await files.put(mailFile(id), { bytes, contentType: 'application/json' });
    return { is: 'sent', messageId: id };
  },
  readRate: async () => RATE,
});

function factsOf({ mailId, from, to, content }: OutgoingMail, id: string, at: number): MailboxMail {
  const { replyTo, subject, html, text, attachments } = content;
  return {
    id,
    mailId,
    at,
    from,
    to,
    ...(replyTo !== undefined && { replyTo }),
    subject,
    html,
    text,
    attachments: attachments.map(({ fileName, contentType, bytes }) => ({
      fileName,
      contentType,
      size: bytes.byteLength,
    })),
  };
}
