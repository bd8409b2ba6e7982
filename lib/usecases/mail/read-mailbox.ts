/** Reads the mailbox of a test stage, which keeps the mails that it would send. Mails have links that open accounts. */
import { mailboxEntryAnswer, mailboxMailAnswer } from '../../contract/mail/presenter.ts';
import type { MailboxEntry, MailboxMail } from '../../contract/mail/responses.ts';
import { DOCUMENT_LINK_SECONDS } from '../../domain/limits.ts';
import { attachmentFile, type MailboxMail as KeptMail, MAILBOX, mailboxIdsIn, mailFile } from '../../domain/mailbox.ts';
import { refuse } from '../../domain/refusals.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';

type MailboxDependencies = Pick<Dependencies, 'files'>;

/** Lists the mails, newest first. A mail that is removed meanwhile is left out. */
export async function listMails(
  { files }: MailboxDependencies,
  _call: Call,
  { limit, after }: PageRequest,
): Promise<Page<MailboxEntry>> {
  const ids = mailboxIdsIn(await files.list(MAILBOX));
  const rest = after === undefined ? ids : ids.filter(id => positionOf(id) < after);
  const page = rest.slice(0, limit);
  const mails = await Promise.all(page.map(id => readKept(files, id)));
  const last = page.at(-1);
  return {
    items: mails.flatMap(mail => (mail ? [mailboxEntryAnswer(mail)] : [])),
    ...(rest.length > limit && last !== undefined && { next: positionOf(last) }),
  };
}

/** A position in the form of all cursors: the time of the mail, and its id. */
const positionOf = (id: string): string => id.replace('-', '#');

/** Attachments have links that show them for some minutes. */
export async function readMail({ files }: MailboxDependencies, { now }: Call, id: string): Promise<MailboxMail> {
  const mail = await readKept(files, id);
  if (!mail) throw refuse('mail-not-found');
  const expiresAt = now + DOCUMENT_LINK_SECONDS * SECOND_MS;
  const urls = await Promise.all(
    mail.attachments.map(({ fileName }, i) =>
      files.link(attachmentFile(id, i, fileName), { fileName, now, expiresAt }),
    ),
  );
  return mailboxMailAnswer(mail, urls);
}

async function readKept(files: Dependencies['files'], id: string): Promise<KeptMail | undefined> {
  const file = await files.read(mailFile(id));
  return file && (JSON.parse(Buffer.from(file.bytes).toString('utf8')) as KeptMail);
}
