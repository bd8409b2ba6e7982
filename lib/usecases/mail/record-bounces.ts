/**
 * Records mails that came back. An address that does not accept mail, or whose reader reports a mail as unwanted, gets no further mail. A
 * mail about a booking is listed for the organizer. Both writes are idempotent, so that an event may come twice, and in any order. The
 * address is that in the row of the mail, not that in the event: mail that is forwarded comes back from another address.
 */
import { type MailReturn, suppressesAddress } from '../../domain/mail-returns.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { QueueFailure } from '../../ports/mail.ts';
import type { MailStore, StoredMail } from '../../ports/mail-store.ts';

export type RecordBouncesDependencies = Pick<Dependencies, 'mailStore' | 'metrics' | 'log'>;

/** Returns the returns that may not be recorded, each with its error. */
export async function recordBounces(
  dependencies: RecordBouncesDependencies,
  call: Call,
  returns: MailReturn[],
): Promise<QueueFailure<MailReturn>[]> {
  const failed: QueueFailure<MailReturn>[] = [];
  for (const returned of returns) {
    try {
      await recordReturn(dependencies, call, returned);
    } catch (error) {
      failed.push({ of: returned, error });
    }
  }
  return failed;
}

async function recordReturn(
  { mailStore, metrics, log }: RecordBouncesDependencies,
  { requestId }: Call,
  returned: MailReturn,
): Promise<void> {
  const { mailId, kind, at } = returned;
  const stored = await mailStore.read(mailId);
  if (!stored) {
    // The row of a mail is older than its bounce, and is kept for longer than bounces take. So the mail is of a restored table.
    log.warn('a mail came back that has no row', { requestId, mailId });
    return;
  }
  const { emailDigest } = stored;
  if (emailDigest !== undefined && suppressesAddress(kind)) await mailStore.suppress(emailDigest, { reason: kind, at });
  await recordUndelivered(mailStore, stored, returned);
  metrics.count('MailsReturned', 1, { reason: kind });
}

async function recordUndelivered(
  mailStore: MailStore,
  { eventId, claimId, kind }: StoredMail,
  { mailId, kind: reason, at }: MailReturn,
): Promise<void> {
  if (eventId === undefined || claimId === undefined) return;
  await mailStore.recordUndelivered({ eventId, mailId, kind, claimId, reason, at });
}
