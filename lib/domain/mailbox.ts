/** The mailbox: mails that were not sent to people, but kept for developers and testers. Its files begin with `mailbox/`. */

export const MAILBOX = 'mailbox/';

/** A mail in the mailbox, without the bytes of its attachments. */
export interface MailboxMail {
  /** Names the files of this mail. The same mail is kept once each time it is sent. */
  id: string;
  mailId: string;
  /** Epoch ms. */
  at: number;
  from: string;
  to: string;
  replyTo?: string;
  subject: string;
  html: string;
  text: string;
  attachments: MailboxAttachment[];
}

export interface MailboxAttachment {
  fileName: string;
  contentType: string;
  /** Bytes. */
  size: number;
}

/** The id of a mail that was sent at this time. Ids are in the order of time. */
export const mailboxIdOf = (at: number, mailId: string): string => `${String(at).padStart(15, '0')}-${mailId}`;

/** The form of an id. It has no `/`, so that it names only files of the mailbox. */
export const MAILBOX_ID = /^[0-9]{15}-[A-Za-z0-9_-]{1,200}$/;

/** The file with the facts of a mail. */
export const mailFile = (id: string): string => `${MAILBOX}${id}/mail.json`;
/** The whole message by RFC 5322. */
export const messageFile = (id: string): string => `${MAILBOX}${id}/message.eml`;
/** An attachment, by its position from 0. The ending stays, because the files of a laptop have their media types from it. */
export const attachmentFile = (id: string, position: number, fileName: string): string =>
  `${MAILBOX}${id}/attachment-${position}${/\.[a-z0-9]{1,10}$/.exec(fileName)?.[0] ?? ''}`;

/** The ids of the mails among the names of files, newest first. */
export const mailboxIdsIn = (names: string[]): string[] =>
  names
    .flatMap(name => {
      const id = name.slice(MAILBOX.length).replace(/\/mail\.json$/, '');
      return name === mailFile(id) && MAILBOX_ID.test(id) ? [id] : [];
    })
    .sort()
    .reverse();
