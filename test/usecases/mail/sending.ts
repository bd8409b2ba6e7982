/** A stage that sends mail: a customer with a booking, the workers, and a transport that keeps what it gets. */

import type { MailRequest } from '../../../lib/domain/mail.ts';
import type { MailFacts } from '../../../lib/domain/mail-facts.ts';
import { type MailMessage, mailIdIn } from '../../../lib/domain/mail-messages.ts';
import type { OutgoingMail, SendOutcome } from '../../../lib/ports/mail.ts';
import type { MailLane } from '../../../lib/ports/mail-store.ts';
import { sendMails } from '../../../lib/usecases/mail/send-mails.ts';
import { type DocumentUseCases, openDocuments, type Sale, sell } from '../documents/sold.ts';
import { claimOf } from '../sales.ts';

export interface SendingUseCases extends DocumentUseCases {
  /** The mails that the transport has sent, in order. */
  mails: OutgoingMail[];
  /** The facts of all mails that were written, by the mail's id. */
  facts: Map<string, MailFacts>;
  /** The outcomes of the next attempts. After the last one, a mail is sent. */
  outcomes: (SendOutcome | Error)[];
}

export async function openSending(): Promise<SendingUseCases> {
  const useCases = await openDocuments();
  const mails: OutgoingMail[] = [];
  const facts = new Map<string, MailFacts>();
  const outcomes: (SendOutcome | Error)[] = [];
  const sending = {
    mails,
    facts,
    outcomes,
    baseUrl: 'https://api.holdfast.example',
    mailWriter: {
      async write(mail: { mailId: string; to: string; facts: MailFacts }): Promise<OutgoingMail> {
        facts.set(mail.mailId, mail.facts);
        const content = { subject: mail.facts.kind, html: '', text: '', attachments: [], headers: {} };
        return { mailId: mail.mailId, from: 'tickets@holdfast.example', to: mail.to, raw: new Uint8Array(), content };
      },
    },
    mailTransport: {
      async send(mail: OutgoingMail): Promise<SendOutcome> {
        const outcome = outcomes.shift() ?? { is: 'sent', messageId: `ses-${mails.length + 1}` };
        if (outcome instanceof Error) throw outcome;
        if (outcome.is === 'sent') mails.push(mail);
        return outcome;
      },
      readRate: async () => 14,
    },
  };
  return Object.assign(useCases, sending);
}

/** The message of the mail of each entry of a booking, in order. */
export async function mailMessagesOf(useCases: SendingUseCases, booking: { id: string }): Promise<MailMessage[]> {
  const claim = await claimOf(useCases, booking);
  const mailed = ['booking.confirmed', 'booking.places-cancelled', 'booking.cancelled'];
  return claim.history.flatMap(({ action }, position): MailMessage[] =>
    mailed.includes(action) ? [{ is: 'booking', claimId: claim.id, position, queuedAt: useCases.now }] : [],
  );
}

/** Delivers messages to a worker. Returns its failures. */
export const deliverMails = (
  useCases: Pick<SendingUseCases, 'now'> & Parameters<typeof sendMails>[0],
  messages: MailMessage[],
  lane: MailLane = 'single',
) => sendMails(useCases, { now: useCases.now, requestId: 'request-3' }, messages, lane);

/** Requires that a worker processes these messages. */
export async function sent(useCases: SendingUseCases, ...messages: MailMessage[]): Promise<void> {
  const [failure] = await deliverMails(useCases, messages);
  if (failure) throw failure.error;
}

/** The state of the mail of a message. */
export const stateOf = async ({ mailStore }: SendingUseCases, message: MailMessage) =>
  (await mailStore.read(mailIdIn(message)))?.state;

type NewRequest<Request = MailRequest> = Request extends MailRequest ? Omit<Request, 'id' | 'at'> : never;
let requests = 0;

/** Puts the row of a request for a mail, and returns its message. */
export async function requested(useCases: SendingUseCases, request: NewRequest): Promise<MailMessage> {
  requests += 1;
  const mailId = `mal_${requests}`;
  await useCases.accounts.requestMail({ id: mailId, at: useCases.now, ...request } as MailRequest);
  return { is: 'request', mailId, queuedAt: useCases.now };
}

export { type Sale, sell };
