/**
 * Writes mails by RFC 5322, with nodemailer. All texts of people reach it as values, which it encodes; it gets no address of a file or
 * of a page to read.
 */
import { hash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { domainOf, type MailSender } from '../domain/mail-sender.ts';
import type { MailContent, MailWriter } from '../ports/mail.ts';
import { inOneLine } from './html.ts';
import { mailOf } from './mail-of.ts';

export const createMailWriter = (sender: MailSender): MailWriter => ({
  async write({ mailId, to, facts, at }) {
    const content = mailOf(facts);
    const raw = await new MailComposer({ ...optionsOf(content, sender, { mailId, at }), to: onlyAddress(to) })
      .compile()
      .build();
    return { mailId, from: sender.email, to, raw, content };
  },
});

/** An address is not parsed again, so it can never be two. */
const onlyAddress = (address: string): { name: string; address: string } => ({ name: '', address });

function optionsOf(content: MailContent, sender: MailSender, { mailId, at }: { mailId: string; at: number }) {
  const { subject, html, text, replyTo, headers, attachments } = content;
  return {
    from: { name: inOneLine(sender.name ?? ''), address: sender.email },
    ...(replyTo !== undefined && { replyTo: onlyAddress(replyTo) }),
    subject,
    html,
    text,
    headers,
    attachments: attachments.map(({ fileName, contentType, bytes }) => ({
      filename: fileName,
      contentType,
      content: Buffer.from(bytes),
      // Every other encoding changes the line ends of text.
      contentTransferEncoding: 'base64',
    })),
    newline: 'windows',
    date: new Date(at),
    // A mail that is sent twice after a crash has the same id, so that programs can show it once. SES replaces it.
    messageId: `<${mailId}@${domainOf(sender.email)}>`,
    // The same facts give the same bytes.
    baseBoundary: hash('sha256', mailId, 'hex').slice(0, 16),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
