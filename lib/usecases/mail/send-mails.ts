/**
 * Sends the mails that the messages of a queue refer to, each once. The row of a mail decides: a worker marks it as `sending` under a
 * lease, hands it to the transport, and marks it as `sent`. So a message that comes twice, late or out of order sends nothing twice.
 *
 * Crashes and races, by the step after which the worker dies or another one comes:
 * - before the mark: nothing has happened, and the redelivery sends the mail.
 * - between mark and sending: the lease keeps others off until it is over. Then a redelivery sends the mail.
 * - between sending and the second mark, or without an answer of the transport: the redelivery after the lease sends the mail again. This
 *   is the one case in which a mail may come twice: SES has no key by which it would recognize the second request.
 * - after the second mark: a redelivery finds `sent`.
 * - Two workers have the message at once: one of them gets the lease, and the other one's message is delivered again later.
 * - A worker that is slow for longer than its lease does not send: it looks at the time after its mark.
 * - A throttled mail was not sent for certain. Its lease ends at once, so that the next delivery need not wait.
 */
import {
  MAIL_ATTEMPTS_MAX,
  MAIL_LEASE_MS,
  MAIL_RATE_MIN,
  MAIL_RUN_MS,
  MAIL_SEND_MS_MAX,
  MAIL_THROTTLE_PAUSE_MS,
  MAIL_WAIT_MS_MAX,
} from '../../domain/limits.ts';
import { type MailMessage, placeOfMailMessage } from '../../domain/mail-messages.ts';
import type { FinalMailState } from '../../domain/mail-states.ts';
import { busy } from '../../domain/refusals.ts';
import type { EventReader } from '../../ports/caches.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { OutgoingMail, QueueFailure, SendOutcome } from '../../ports/mail.ts';
import type { MailLane, MailSubject } from '../../ports/mail-store.ts';
import { type PrepareDependencies, prepareMail } from './prepare-mail.ts';

export type SendMailsDependencies = PrepareDependencies &
  Pick<
    Dependencies,
    | 'events'
    | 'mailPace'
    | 'mailWriter'
    | 'mailTransport'
    | 'random'
    | 'pause'
    | 'stopwatch'
    | 'ids'
    | 'metrics'
    | 'log'
  >;

/** A mail that is ready, and its message. */
interface ReadyMail {
  of: MailMessage;
  subject: MailSubject;
  /** When (epoch ms) its cause was. */
  causedAt: number;
  mail: OutgoingMail;
}
interface Sending {
  dependencies: SendMailsDependencies;
  call: Call;
  lane: MailLane;
  /** Epoch ms, as it is now. */
  time(): number;
  /** When (epoch ms) the last attempt to send a mail may begin: the function is stopped some time later. */
  latest: number;
  failed: Map<MailMessage, unknown>;
}

/** Returns the messages whose mails may still have to be sent, each with its error. */
export async function sendMails(
  dependencies: SendMailsDependencies,
  call: Call,
  messages: MailMessage[],
  lane: MailLane,
): Promise<QueueFailure<MailMessage>[]> {
  const began = dependencies.stopwatch();
  const time = () => call.now + (dependencies.stopwatch() - began);
  const sending: Sending = { dependencies, call, lane, time, latest: call.now + MAIL_RUN_MS, failed: new Map() };
  const ready = await readyMails(sending, messages);
  await sendAll(sending, withoutFollowers(sending, messages, ready));
  return messages.flatMap(of => (sending.failed.has(of) ? [{ of, error: sending.failed.get(of) }] : []));
}

/** Prepares all mails of the batch at once. Those that are not to be sent get their final state here. */
async function readyMails(sending: Sending, messages: MailMessage[]): Promise<ReadyMail[]> {
  const readEvent = readOnce(sending.dependencies.events);
  const prepared = await Promise.all(
    messages.map(of => readyMail(sending, of, readEvent).catch((error: unknown) => void sending.failed.set(of, error))),
  );
  return prepared.filter(mail => mail !== undefined);
}

/** Leaves out the mails behind one of their group that may be sent later, because its rows or files could not be read. */
function withoutFollowers({ failed }: Sending, messages: MailMessage[], ready: ReadyMail[]): ReadyMail[] {
  const errors = new Map<string, unknown>();
  for (const of of messages) {
    const { group } = placeOfMailMessage(of);
    if (errors.has(group) && !failed.has(of)) failed.set(of, errors.get(group));
    if (failed.has(of)) errors.set(group, failed.get(of));
  }
  return ready.filter(({ of }) => !failed.has(of));
}

/** Reads each event once: the mails of a batch are mostly about one, and a venue has a large layout. */
function readOnce({ fresh }: EventReader): EventReader['fresh'] {
  const reads = new Map<string, ReturnType<EventReader['fresh']>>();
  return eventId => {
    const read = reads.get(eventId) ?? fresh(eventId);
    reads.set(eventId, read);
    return read;
  };
}

async function readyMail(
  sending: Sending,
  of: MailMessage,
  readEvent: EventReader['fresh'],
): Promise<ReadyMail | undefined> {
  const { dependencies, time } = sending;
  const { mailStore, mailWriter } = dependencies;
  const prepared = await prepareMail(dependencies, of, { now: time(), readEvent });
  if (prepared.is === 'ended') return undefined;
  const { subject } = prepared;
  if (prepared.is === 'not-sent') return settle(sending, subject, prepared.state);
  const { email, causedAt, facts } = prepared;
  if (await mailStore.isSuppressed(email, time())) {
    await recordUndelivered(sending, subject, 'suppressed');
    return settle(sending, subject, 'suppressed');
  }
  const mail = await mailWriter.write({ mailId: subject.mailId, to: email, facts, at: time() });
  return { of, subject, causedAt, mail };
}

/** Gives a mail that is not sent its final state. */
async function settle(
  { dependencies, time }: Sending,
  subject: MailSubject,
  state: FinalMailState,
): Promise<undefined> {
  const outcome = await dependencies.mailStore.settle(subject, { state }, time());
  if (outcome === 'busy' || outcome === 'leased') throw busy();
  if (outcome === 'done') dependencies.metrics.count('Mails', 1, { outcome: state });
}

/**
 * Sends the mails at the times that the pace allows: those of a group one after the other, and groups beside each other. If a mail may be
 * sent later, the ones behind it in its group wait too, so that a confirmation comes before its cancellation.
 */
async function sendAll(sending: Sending, ready: ReadyMail[]): Promise<void> {
  if (ready.length === 0) return;
  const rate = await rateOf(sending);
  const first = await takeTimes(sending, ready.length, rate).catch((error: unknown) => ({ error }));
  if (first === undefined || typeof first === 'object') {
    for (const { of } of ready) sending.failed.set(of, first ? first.error : busy());
    return;
  }
  const timed = ready.map((mail, i) => ({ ...mail, sendAt: first + (i * 1_000) / rate }));
  const groups = Map.groupBy(timed, ({ of }) => placeOfMailMessage(of).group);
  await Promise.all([...groups.values()].map(group => sendGroup(sending, group)));
  recordSent(sending, ready);
}

/**
 * Returns the time of the first mail; undefined if the account has no room for it, also after some time. Failing at once would have the
 * function receive, and fail, all messages of the queue within minutes, until they are dead letters.
 */
async function takeTimes(
  { dependencies: { mailPace, pause }, lane, time }: Sending,
  count: number,
  rate: number,
): Promise<number | undefined> {
  const take = (now: number) => mailPace.take(lane, count, { rate, now, latest: now + MAIL_WAIT_MS_MAX });
  const first = await take(time());
  if (first !== undefined) return first;
  await pause(MAIL_WAIT_MS_MAX);
  return take(time());
}

/** A rate that cannot be read must not stop mail: then mails are sent as slowly as a new account may. */
async function rateOf({ dependencies: { mailTransport, log }, call }: Sending): Promise<number> {
  try {
    return await mailTransport.readRate();
  } catch (error) {
    log.warn('the rate of mails could not be read', { requestId: call.requestId, error });
    return MAIL_RATE_MIN;
  }
}

async function sendGroup(sending: Sending, group: (ReadyMail & { sendAt: number })[]): Promise<void> {
  let error: unknown;
  for (const mail of group) {
    if (error === undefined) error = await sendAt(sending, mail).catch((thrown: unknown) => thrown ?? busy());
    if (error !== undefined) sending.failed.set(mail.of, error);
  }
}

/** Returns undefined when the mail has a final state; throws if it may have to be sent again. */
async function sendAt(sending: Sending, { subject, mail, sendAt }: ReadyMail & { sendAt: number }): Promise<undefined> {
  const { dependencies, call, time } = sending;
  const { mailStore, ids, pause, log } = dependencies;
  if (sendAt > time()) await pause(Math.ceil(sendAt - time()));
  // A mail whose worker is stopped while it sends may come twice.
  if (time() > sending.latest) throw busy();
  const lease = { leaseOf: ids.next(), leaseUntil: time() + MAIL_LEASE_MS };
  const begun = await mailStore.begin(subject, lease, time());
  if (begun === 'ended') return;
  if (begun !== 'done') throw busy();
  // The write may have taken long. Behind the lease another worker may be sending the mail.
  if (time() + MAIL_SEND_MS_MAX > lease.leaseUntil) throw busy();
  const outcome = await deliver(sending, mail);
  if (outcome.is === 'throttled') {
    // Only this line tells a rate that is used up from a fault of the settings.
    const { reason = 'unknown' } = outcome;
    log.warn('no mail is accepted now', { requestId: call.requestId, mailId: mail.mailId, reason });
    await mailStore.release(mail.mailId, lease.leaseOf);
    throw busy();
  }
  if (outcome.is === 'refused') await recordUndelivered(sending, subject, 'refused');
  await end(sending, mail.mailId, lease.leaseOf, outcome);
}

/** Asks again a few times if the transport wants to be asked more slowly: the next delivery of the message is minutes away. */
async function deliver({ dependencies, call, time, latest }: Sending, mail: OutgoingMail): Promise<SendOutcome> {
  const { mailTransport, pause, random, metrics, log } = dependencies;
  for (let attempt = 1; ; attempt++) {
    const outcome = await mailTransport.send(mail).catch((error: unknown) => {
      metrics.count('MailsUnknown');
      log.warn('a mail was sent without an answer', { requestId: call.requestId, mailId: mail.mailId, error });
      throw error;
    });
    if (outcome.is !== 'throttled') return outcome;
    metrics.count('MailsThrottled');
    if (attempt === MAIL_ATTEMPTS_MAX) return outcome;
    await pause(MAIL_THROTTLE_PAUSE_MS * attempt * (1 + random()));
    if (time() > latest) return outcome;
  }
}

/** Marks a mail whose outcome is known. As long as it has no mark it would be sent again, so the write is repeated. */
async function end(
  { dependencies, call }: Sending,
  mailId: string,
  leaseOf: string,
  outcome: Exclude<SendOutcome, { is: 'throttled' }>,
): Promise<void> {
  const { mailStore, metrics, log, pause } = dependencies;
  const { is: state, ...rest } = outcome;
  for (let attempt = 1; attempt <= MAIL_ATTEMPTS_MAX; attempt++) {
    const marked = await mailStore.end(mailId, leaseOf, { state, ...rest });
    if (marked === 'leased') log.warn('a mail may have come twice', { requestId: call.requestId, mailId });
    if (marked !== 'busy') return metrics.count('Mails', 1, { outcome: state });
    await pause(MAIL_THROTTLE_PAUSE_MS);
  }
  throw busy();
}

async function recordUndelivered(
  { dependencies, time }: Sending,
  { mailId, kind, eventId, claimId }: MailSubject,
  reason: 'suppressed' | 'refused',
): Promise<void> {
  if (eventId === undefined || claimId === undefined) return;
  await dependencies.mailStore.recordUndelivered({ eventId, mailId, kind, claimId, reason, at: time() });
}

function recordSent({ dependencies, call, failed, time }: Sending, ready: ReadyMail[]): void {
  const done = ready.filter(({ of }) => !failed.has(of));
  if (done.length === 0) return;
  dependencies.metrics.count('MailDelay', Math.max(0, time() - Math.min(...done.map(({ causedAt }) => causedAt))));
  dependencies.log.info('mails sent', { requestId: call.requestId, report: { mails: done.length } });
}
