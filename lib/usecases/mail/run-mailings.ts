/**
 * Queues the mails of mailings: one for each booking that a mailing goes to. Each page of bookings is queued first and counted then, so
 * that a crash between the two queues its mails again, which the marks of mails answer. The row says where the next run continues.
 *
 * Races:
 * - A message comes twice, late, or while another worker runs the mailing: the row decides. Each page is counted once, because its
 *   step is a condition; a worker that lost continues from the row.
 * - The response to the count of a page is lost: the worker reads the row, and continues after that page.
 * - A crash before the next message is sent: this message was not confirmed, so it is delivered again.
 * - A booking is cancelled or moved after its mail was queued: the worker of mails reads it again.
 */

import { MAILING_PAGE_SIZE, MAILING_RUN_MS } from '../../domain/limits.ts';
import type { MailingMessage } from '../../domain/mail-messages.ts';
import {
  isPointless,
  isRecipient,
  isUnfinished,
  type Mailing,
  type MailingProgress,
  mailingOfEdit,
  parseEditMailingId,
} from '../../domain/mailings.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { MailQueues, QueueFailure } from '../../ports/mail.ts';

export type RunMailingsDependencies = Pick<
  Dependencies,
  'store' | 'mailings' | 'noticeSources' | 'stopwatch' | 'metrics' | 'log'
> & {
  mailQueues: Pick<MailQueues, 'bulkMails' | 'mailings'>;
};

/** Returns the messages whose mailings may not be complete, each with its error. They have to be delivered again. */
export async function runMailings(
  dependencies: RunMailingsDependencies,
  call: Call,
  messages: MailingMessage[],
): Promise<QueueFailure<MailingMessage>[]> {
  const until = dependencies.stopwatch() + MAILING_RUN_MS;
  const failed: QueueFailure<MailingMessage>[] = [];
  for (const of of messages) {
    try {
      await runMailing(dependencies, call, of.mailingId, until);
    } catch (error) {
      failed.push({ of, error });
    }
  }
  return failed;
}

async function runMailing(
  dependencies: RunMailingsDependencies,
  call: Call,
  mailingId: string,
  until: number,
): Promise<void> {
  let mailing = await readOrBegin(dependencies, mailingId);
  while (mailing && isUnfinished(mailing)) {
    mailing = await takeStep(dependencies, call, mailing);
    // After at least one step, so that the message of the next run is not the one of this run again.
    if (mailing && isUnfinished(mailing) && dependencies.stopwatch() >= until)
      return leaveToNextRun(dependencies, call, mailing);
  }
  if (mailing) {
    const { eventId, progress } = mailing;
    dependencies.log.info('mailing queued', {
      requestId: call.requestId,
      eventId,
      state: progress.state,
      report: { queued: progress.queued, steps: progress.step },
    });
  }
}

/** Reads a mailing. If it is that of an edit and has no row yet, puts one from the entry of the edit. */
async function readOrBegin(
  { mailings, noticeSources }: RunMailingsDependencies,
  mailingId: string,
): Promise<Mailing | undefined> {
  const known = await mailings.read(mailingId);
  if (known) return known;
  const edit = parseEditMailingId(mailingId);
  if (!edit) throw new Error(`there is no mailing ${mailingId}`);
  const [entry] = await noticeSources.readEventEntries(edit.eventId, edit.position);
  if (entry?.position !== edit.position)
    throw new Error(`the journal of ${edit.eventId} has no entry ${edit.position}`);
  const mailing = mailingOfEdit(entry);
  return mailing && mailings.begin(mailing);
}

/** Queues the mails of one page of bookings, and counts them. Returns the mailing as it is then. */
async function takeStep(
  dependencies: RunMailingsDependencies,
  { now }: Call,
  mailing: Mailing,
): Promise<Mailing | undefined> {
  const { store, mailQueues } = dependencies;
  const { id, eventId, progress } = mailing;
  const facts = await store.readEventSummary(eventId);
  if (!facts || isPointless(mailing, facts.event, now))
    return advanced(dependencies, mailing, { ...withoutPosition(progress), state: 'dropped' });
  const page = await store.listMatchingOfEvent(eventId, claim => isRecipient(claim, mailing), {
    limit: MAILING_PAGE_SIZE,
    ...(progress.after !== undefined && { after: progress.after }),
  });
  const failed = await mailQueues.bulkMails.send(
    page.items.map(claim => ({ is: 'mailing', mailingId: id, claimId: claim.id, queuedAt: now })),
  );
  if (failed[0]) throw failed[0].error;
  return advanced(dependencies, mailing, {
    ...withoutPosition(progress),
    state: page.next === undefined ? 'queued' : 'queuing',
    queued: progress.queued + page.items.length,
    queuedAt: now,
    ...(page.next !== undefined && { after: page.next }),
  });
}

const withoutPosition = ({ after: _after, ...progress }: MailingProgress): MailingProgress => progress;

/** Stores the progress with the next step. If the row has changed, returns it as it is now. */
async function advanced(
  { mailings }: RunMailingsDependencies,
  mailing: Mailing,
  progress: MailingProgress,
): Promise<Mailing | undefined> {
  const next = { ...progress, step: mailing.progress.step + 1 };
  return (await mailings.advance(mailing, next)) ? { ...mailing, progress: next } : mailings.read(mailing.id);
}

async function leaveToNextRun(
  { mailQueues }: RunMailingsDependencies,
  { now }: Call,
  { id, progress }: Mailing,
): Promise<void> {
  const [failed] = await mailQueues.mailings.send([{ mailingId: id, step: progress.step, queuedAt: now }]);
  if (failed) throw failed.error;
}
