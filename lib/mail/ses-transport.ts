/**
 * Sends mail through SES v2. SES has no idempotency key: a request that is sent again may be a second mail. So the client must make one
 * attempt only (`SES_CLIENT_OPTIONS`), and an unknown outcome is thrown.
 */
import { GetAccountCommand, type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { MAIL_ID_TAG } from '../domain/mail-returns.ts';
import { MINUTE_MS } from '../domain/time.ts';
import type { MailTransport, OutgoingMail, SendOutcome } from '../ports/mail.ts';

/** Options that the client of this transport must have. */
export const SES_CLIENT_OPTIONS = { maxAttempts: 1 } as const;

/** SES does not take this mail, now or later. */
const REFUSALS = new Set(['MessageRejected', 'BadRequestException']);
/** SES takes no mail at the moment: too many a second or a day, or a fault of the account or of the stage's settings, which its operator mends. */
const NOT_NOW = new Set([
  'TooManyRequestsException',
  'LimitExceededException',
  'ThrottlingException',
  'Throttling',
  'SendingPausedException',
  'AccountSuspendedException',
  'MailFromDomainNotVerifiedException',
  'NotFoundException',
  'AccessDeniedException',
]);

interface SesOptions {
  /** Its events go to the event bus. */
  configurationSet?: string;
  /** Reads the clock, in epoch ms. */
  now: () => number;
}

export function createSesTransport(client: SESv2Client, { configurationSet, now }: SesOptions): MailTransport {
  let rate: { value: number; readAt: number } | undefined;
  return {
    async send(mail) {
      try {
        const { MessageId } = await client.send(commandOf(mail, configurationSet));
        if (MessageId === undefined) throw new Error('SES answered without the id of the message');
        return { is: 'sent', messageId: MessageId };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async readRate() {
      if (rate && now() - rate.readAt < RATE_AGE_MAX_MS) return rate.value;
      const value = await readMaxSendRate(client);
      // Without an answer, or with none that is a rate, the next call asks again.
      if (value !== undefined && value > 0) rate = { value, readAt: now() };
      return rate?.value ?? RATE_OF_SANDBOX;
    },
  };
}

/** The rate seldom changes. */
const RATE_AGE_MAX_MS = 10 * MINUTE_MS;
const RATE_OF_SANDBOX = 1;

/** SES may refuse to tell, because an account may ask only once a second. Mail must not wait for that. */
const readMaxSendRate = (client: SESv2Client): Promise<number | undefined> =>
  client.send(new GetAccountCommand({})).then(
    ({ SendQuota }) => SendQuota?.MaxSendRate,
    () => undefined,
  );

const commandOf = ({ mailId, from, to, raw }: OutgoingMail, configurationSet: string | undefined): SendEmailCommand =>
  new SendEmailCommand({
    FromEmailAddress: from,
    Destination: { ToAddresses: [to] },
    Content: { Raw: { Data: raw } },
    EmailTags: [{ Name: MAIL_ID_TAG, Value: mailId }],
    ...(configurationSet !== undefined && { ConfigurationSetName: configurationSet }),
  });

function outcomeOf(error: unknown): SendOutcome {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  if (REFUSALS.has(name)) return { is: 'refused', reason: `${name}: ${withoutAddresses(message)}` };
  if (NOT_NOW.has(name)) return { is: 'throttled', reason: name };
  throw error;
}

/** Reasons are logged. */
const withoutAddresses = (text: string): string => text.replaceAll(/\S+@\S+/g, '<address>');
