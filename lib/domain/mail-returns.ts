/**
 * Mails that came back: the notice of a mail provider that a mail did not reach its address, or that its reader reports it as unwanted.
 * The form is that of SES's events on EventBridge. The mail's id is in a tag, which the transport gives to each mail.
 */

/**
 * `bounced`: the address does not accept mail. `bounced-for-now`: the provider gave up after retries, for a reason that may pass, such as
 * a full mailbox. `complained`: the reader marked the mail as unwanted. `rejected`: SES did not send the mail.
 */
export const MAIL_RETURN_KINDS = ['bounced', 'bounced-for-now', 'complained', 'rejected'] as const;
export type MailReturnKind = (typeof MAIL_RETURN_KINDS)[number];

/** `suppressed`: its address was suppressed before. `refused`: the transport has refused it. */
export const UNDELIVERED_REASONS = [...MAIL_RETURN_KINDS, 'suppressed', 'refused'] as const;
export type UndeliveredReason = (typeof UNDELIVERED_REASONS)[number];

export interface MailReturn {
  mailId: string;
  kind: MailReturnKind;
  /** Epoch ms. */
  at: number;
}

/** The tag of a mail in SES that has its id. */
export const MAIL_ID_TAG = 'mailId';

/** Whether mails are sent to the address after such a return. */
export const suppressesAddress = (kind: MailReturnKind): boolean => kind === 'bounced' || kind === 'complained';

/**
 * Reads an event of EventBridge whose detail is an event of SES. Returns undefined for an event of another kind. Throws if the event is
 * malformed or its mail has no id, so that it becomes a dead letter.
 */
export function parseMailReturn(given: unknown): MailReturn | undefined {
  const event = objectIn(given, 'the event');
  const detail = objectIn(event.detail, 'detail');
  const kind = kindOf(detail);
  if (!kind) return undefined;
  const mail = objectIn(detail.mail, 'detail.mail');
  const { [MAIL_ID_TAG]: tags } = objectIn(mail.tags, 'detail.mail.tags');
  const mailId = Array.isArray(tags) ? tags[0] : undefined;
  if (typeof mailId !== 'string' || mailId === '')
    throw malformed(`detail.mail.tags.${MAIL_ID_TAG}`, 'a list with an id');
  const at = Date.parse(String(event.time));
  if (Number.isNaN(at)) throw malformed('time', 'a time');
  return { mailId, kind, at };
}

function kindOf(detail: Record<string, unknown>): MailReturnKind | undefined {
  switch (detail.eventType) {
    case 'Bounce':
      // Undetermined bounces have no reason that says that the address does not exist.
      return objectIn(detail.bounce, 'detail.bounce').bounceType === 'Permanent' ? 'bounced' : 'bounced-for-now';
    case 'Complaint':
      return 'complained';
    case 'Reject':
      return 'rejected';
    default:
      return undefined;
  }
}

/** Writes an event in the form that `parseMailReturn` reads, for the mailbox of a laptop. */
export const mailReturnEvent = ({ mailId, kind, at }: MailReturn) => ({
  source: 'aws.ses',
  time: new Date(at).toISOString(),
  detail: { ...DETAILS[kind], mail: { tags: { [MAIL_ID_TAG]: [mailId] } } },
});

const DETAILS: Record<MailReturnKind, object> = {
  bounced: { eventType: 'Bounce', bounce: { bounceType: 'Permanent' } },
  'bounced-for-now': { eventType: 'Bounce', bounce: { bounceType: 'Transient' } },
  complained: { eventType: 'Complaint', complaint: {} },
  rejected: { eventType: 'Reject', reject: {} },
};

function objectIn(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(path, 'an object');
  return value as Record<string, unknown>;
}

const malformed = (path: string, wanted: string): Error =>
  new Error(`the event of a returned mail is malformed: ${path} must be ${wanted}`);
