/**
 * Queues the mails and mailings that were requested in a transaction: the stream brings their rows here. A record may come twice, late or
 * out of order: the queue or the worker recognizes a mail that is queued again.
 */
import { NOTICE_AGE_MAX_MS } from '../../domain/limits.ts';
import type { MailingMessage, MailMessage } from '../../domain/mail-messages.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { MailCause, QueueFailure } from '../../ports/mail.ts';

export type RequestMailsDependencies = Pick<Dependencies, 'mailQueues' | 'metrics' | 'log'>;

/** Returns the causes that may not be queued, each with its error. */
export async function requestMails(
  { mailQueues, metrics, log }: RequestMailsDependencies,
  { now, requestId }: Call,
  causes: MailCause[],
): Promise<QueueFailure<MailCause>[]> {
  const recent = causes.filter(({ at }) => at >= now - NOTICE_AGE_MAX_MS);
  if (recent.length < causes.length) metrics.count('MailsTooOld', causes.length - recent.length);
  const mails = new Map<MailMessage, MailCause>();
  const mailings = new Map<MailingMessage, MailCause>();
  for (const cause of recent) {
    if (cause.is === 'mail') mails.set({ is: 'request', mailId: cause.mailId, queuedAt: now }, cause);
    else mailings.set({ mailingId: cause.mailingId, step: 0, queuedAt: now }, cause);
  }
  const failed = await Promise.all([sendAll(mailQueues.mails, mails), sendAll(mailQueues.mailings, mailings)]);
  const queued = recent.length - failed.flat().length;
  if (queued > 0) log.info('mails queued', { requestId, report: { queued } });
  return failed.flat();
}

/** One queue that cannot be reached must not keep the other one from its messages. */
async function sendAll<Message>(
  queue: { send(messages: Message[]): Promise<QueueFailure<Message>[]> },
  causes: ReadonlyMap<Message, MailCause>,
): Promise<QueueFailure<MailCause>[]> {
  if (causes.size === 0) return [];
  try {
    const failures = await queue.send([...causes.keys()]);
    return failures.map(({ of, error }) => ({ of: causes.get(of) as MailCause, error }));
  } catch (error) {
    return [...causes.values()].map(of => ({ of, error }));
  }
}
