/**
 * Sends a message of an organizer to the holders of tickets of an event, once per key. The request only stores the message; the worker of
 * mailings queues its mails. The author says how many bookings it is expected to reach, as the preview has shown.
 */
import { requestedMessageAnswer } from '../../contract/mail/presenter.ts';
import type { NewMessage } from '../../contract/mail/requests.ts';
import type { RequestedMessage } from '../../contract/mail/responses.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { DECISIONS_MAX, MESSAGES_PER_DAY_MAX } from '../../domain/limits.ts';
import { messageMailingId } from '../../domain/mail.ts';
import { differsTooMuch, type Mailing, NEW_PROGRESS, nextMessageAt } from '../../domain/mailings.ts';
import { busy, Refusal } from '../../domain/refusals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { RecentMessages } from '../../ports/mailings.ts';
import { findEvent } from '../decide-from-event.ts';
import { findDuplicate, type Idempotent, recordKeyOf, replay, replayOrThrow } from '../idempotency.ts';
import { requireRight } from '../organizations/require-right.ts';
import { byCaller } from '../origin.ts';
import { type CountDependencies, countRecipients, requireSections } from './count-recipients.ts';

export type SendMessageDependencies = CountDependencies &
  Pick<Dependencies, 'events' | 'organizations' | 'mailings' | 'ids'>;

export async function sendMessage(
  dependencies: SendMessageDependencies,
  call: IdempotentCall,
  eventId: string,
  { expectedRecipients, ...message }: NewMessage,
): Promise<Idempotent<RequestedMessage>> {
  const duplicate = await findDuplicate(dependencies, call);
  if (duplicate) return replay(duplicate.record, call);
  const facts = await requireRight(dependencies, await findEvent(dependencies, eventId), call, 'send-messages');
  requireSections(facts, message.sections);
  const mailing: Mailing = {
    id: messageMailingId(dependencies.ids.next()),
    eventId,
    at: call.now,
    requestedBy: call.caller.userId,
    recipients: expectedRecipients,
    text: {
      kind: 'organizer-message',
      subject: message.subject,
      text: message.text,
      ...(message.sections && { sections: message.sections }),
    },
    progress: NEW_PROGRESS,
  };
  const recent = await dependencies.mailings.readRecent(eventId);
  const refusal =
    limitReached(recent, call.now) ??
    unexpected(expectedRecipients, await countRecipients(dependencies, facts, message.sections));
  if (refusal) return replay((await replayOrThrow(dependencies, call, refusal)).record, call);
  return commit(dependencies, call, mailing, recent);
}

function unexpected(expected: number, recipients: number): Refusal | undefined {
  return differsTooMuch(recipients, expected) ? new Refusal('recipients-changed', { recipients }) : undefined;
}

function limitReached({ times }: RecentMessages, now: number): Refusal | undefined {
  const nextAt = nextMessageAt(times, now);
  return nextAt === undefined
    ? undefined
    : new Refusal('too-many-messages', { messagesMax: MESSAGES_PER_DAY_MAX, nextAt });
}

/** Stores the message. If another one of the event came between, decides its limit again. */
async function commit(
  dependencies: SendMessageDependencies,
  call: IdempotentCall,
  mailing: Mailing,
  read: RecentMessages,
): Promise<Idempotent<RequestedMessage>> {
  const { mailings } = dependencies;
  const answer = requestedMessageAnswer(mailing);
  const request = { mailing, entry: entryOf(call, mailing), key: recordKeyOf(call), answer: JSON.stringify(answer) };
  let recent = read;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const outcome = await mailings.request({ ...request, recent });
    if (outcome.is === 'requested') return { answer, isReplay: false };
    if (outcome.is === 'duplicate') return replay(outcome.record, call);
    if (outcome.is === 'busy') break;
    recent = await mailings.readRecent(mailing.eventId);
    const refusal = limitReached(recent, call.now);
    if (refusal) return replay((await replayOrThrow(dependencies, call, refusal)).record, call);
  }
  throw busy();
}

/** The entry is a subject of its own, because the positions of an event's journal belong to its edits. It has no text. */
const entryOf = (call: IdempotentCall, { id, eventId }: Mailing): JournalEntry => ({
  ...byCaller(call),
  subjectId: id,
  position: 0,
  action: 'message.requested',
  to: 'requested',
  eventId,
});
