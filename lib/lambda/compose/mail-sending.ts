/**
 * Writes and sends mail: through SES if the stage has a sender, else into the mailbox of a test stage. Only bundles of functions that
 * send mail include this file.
 */
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { MAIL_SEND_MS_MAX } from '../../domain/limits.ts';
import { type MailSender, parseMailSender } from '../../domain/mail-sender.ts';
import { createMailWriter } from '../../mail/mail-writer.ts';
import { createMailboxTransport } from '../../mail/mailbox-transport.ts';
import { createNoTransport } from '../../mail/no-transport.ts';
import { createSesTransport, SES_CLIENT_OPTIONS } from '../../mail/ses-transport.ts';
import type { FileStore } from '../../ports/documents.ts';
import type { MailTransport, MailWriter } from '../../ports/mail.ts';
import type { Log } from '../../ports/observability.ts';
import type { MailEnvironment } from '../environment.ts';
import { wallClock } from './system-clock.ts';

/** The sender of mails that reach nobody. */
const OF_NO_STAGE: MailSender = { name: 'Holdfast', email: 'tickets@holdfast.example' };

export function openSending(
  environment: MailEnvironment,
  { files, log }: { files: FileStore; log: Log },
): { transport: MailTransport; writer: MailWriter } {
  const { from } = environment;
  const sender = from ? senderIn(from) : OF_NO_STAGE;
  return { transport: openTransport(environment, { files, log }), writer: createMailWriter(sender) };
}

function openTransport(
  { from, configuration, isTestStage }: MailEnvironment,
  { files, log }: { files: FileStore; log: Log },
): MailTransport {
  if (!from) return isTestStage ? createMailboxTransport(files, wallClock) : createNoTransport(log);
  const client = new SESv2Client({
    ...SES_CLIENT_OPTIONS,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: MAIL_SEND_MS_MAX - 1_000,
      throwOnRequestTimeout: true,
    }),
  });
  return createSesTransport(client, { ...(configuration && { configurationSet: configuration }), now: wallClock });
}

function senderIn(text: string): MailSender {
  const sender = parseMailSender(text);
  if ('fault' in sender) throw new Error(`the sender of mails ${sender.fault}`);
  return sender;
}
