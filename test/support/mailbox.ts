/** The mailbox of a test stage: mails that were not sent to people. */
import { createMailboxTransport } from '../../lib/mail/mailbox-transport.ts';
import type { MailAttachment } from '../../lib/ports/mail.ts';
import type { World } from './world.ts';

/** Keeps a mail as a worker of this stage does. Returns its id in the mailbox. */
export async function keepMail(world: World, mailId: string, attachments: MailAttachment[] = []): Promise<string> {
  const content = { subject: `About ${mailId}`, html: '<p>Hello</p>', text: 'Hello', attachments, headers: {} };
  const mail = { mailId, from: 'tickets@holdfast.example', to: 'ada@holdfast.example', raw: Buffer.from('Hello') };
  const transport = createMailboxTransport(world.service.dependencies.files, () => world.now);
  const sent = await transport.send({ ...mail, content });
  if (sent.is !== 'sent') throw new Error(`the mailbox answered ${sent.is}`);
  return sent.messageId;
}
