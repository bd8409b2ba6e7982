/**
 * Publishes a notice of each new entry of the journal that outsiders may know, and queues a reference to it for the log of its
 * organization. Also queues the documents that an entry of a booking changes, and the mailing that an edit of an event causes. A record of
 * the stream may come twice, late or out of order: the bus then gets a notice twice, and the log does not, because its worker reads the
 * histories themselves; the workers of documents and mail do the same. Bus and queues are independent: while one of them is down, the
 * others get their part.
 */

import { isDocumented } from '../../domain/document-names.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import { NOTICE_AGE_MAX_MS } from '../../domain/limits.ts';
import type { DocumentMessage, MailingMessage } from '../../domain/mail-messages.ts';
import { mailingOfEdit } from '../../domain/mailings.ts';
import { messagesOf, type NoticeMessage, nameOf } from '../../domain/notice-messages.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { MailQueues } from '../../ports/mail.ts';
import type { NoticeFailure, NoticeOutlets, WrittenNotice } from '../../ports/notices.ts';
import { entriesOfClaim, entryOfEvent, isClaim, isEvent, requireClaims, requireOrganizations } from './told-entries.ts';

type PublishDependencies = Pick<Dependencies, 'noticeSources' | 'metrics' | 'log'> &
  NoticeOutlets & { mailQueues: Pick<MailQueues, 'documents' | 'mailings'> };

/** A notice with its entry and the organization of its event. */
interface OwnedNotice {
  entry: JournalEntry;
  notice: WrittenNotice;
  organizationId: string;
}

/** Returns the entries of which the bus or the queue may not know, each with its error. Throws if an entry cannot be read. */
export async function publishNotices(
  dependencies: PublishDependencies,
  call: Call,
  entries: JournalEntry[],
): Promise<NoticeFailure<JournalEntry>[]> {
  const recent = entries.filter(entry => isRecent(entry, call.now));
  if (recent.length < entries.length) dependencies.metrics.count('NoticesTooOld', entries.length - recent.length);
  if (recent.length === 0) return [];
  const distinct = [...new Map(recent.map(entry => [nameOf(entry), entry])).values()];
  const owned = await noticesOf(dependencies, distinct);
  const errors = await sendAll(dependencies, call, owned);
  logPublished(dependencies, call, owned.length - errors.size, recent);
  return recent.flatMap(of => (errors.has(nameOf(of)) ? [{ of, error: errors.get(nameOf(of)) }] : []));
}

/** An entry that comes a day late is of a copy or a restore, and was told when it was made. */
const isRecent = ({ at }: JournalEntry, now: number): boolean => at >= now - NOTICE_AGE_MAX_MS;

async function noticesOf(dependencies: PublishDependencies, entries: JournalEntry[]): Promise<OwnedNotice[]> {
  const stranger = entries.find(({ subjectId }) => !isClaim(subjectId) && !isEvent(subjectId));
  if (stranger) throw new Error(`the journal of ${stranger.subjectId} is neither of a claim nor of an event`);
  const claimIds = entries.flatMap(({ subjectId }) => (isClaim(subjectId) ? [subjectId] : []));
  const claims = await requireClaims(dependencies, [...new Set(claimIds)]);
  const told = entries.map(entry => {
    const claim = claims.get(entry.subjectId);
    const own = claim ? entriesOfClaim(claim, entry.position)[0] : entryOfEvent(entry);
    if (!own?.isTold) throw new Error(`the history of ${entry.subjectId} has no such entry ${entry.position}`);
    return { entry, own };
  });
  const eventIds = told.map(({ own }) => own.eventId);
  const organizationOf = await requireOrganizations(dependencies, eventIds);
  return told.map(({ entry, own }) => {
    const organizationId = organizationOf(own.eventId);
    return { entry, organizationId, notice: own.write(organizationId) };
  });
}

/** Returns the errors by the names of their entries. */
async function sendAll(
  { noticeBus, noticeQueue, mailQueues }: PublishDependencies,
  { now }: Call,
  owned: OwnedNotice[],
): Promise<Map<string, unknown>> {
  const byId = new Map(owned.map(({ notice, entry }) => [notice.id, entry]));
  const byOrganization = Map.groupBy(owned, ({ organizationId }) => organizationId);
  const messages = [...byOrganization].flatMap(([organizationId, own]) =>
    messagesOf(
      organizationId,
      now,
      own.map(({ entry: { subjectId, position } }) => ({ subjectId, position })),
    ),
  );
  const documents = mapOf(owned, ({ entry }) => documentMessageOf(entry, now));
  const mailings = mapOf(owned, ({ entry }) => mailingMessageOf(entry, now));
  const [unpublished, unqueued, undocumented, unmailed] = await Promise.all([
    failuresOf(
      owned.map(({ notice }) => notice),
      notices => noticeBus.publish(notices),
    ),
    failuresOf(messages, all => noticeQueue.send(all)),
    failuresOf([...documents.keys()], all => mailQueues.documents.send(all)),
    failuresOf([...mailings.keys()], all => mailQueues.mailings.send(all)),
  ]);
  const names = (of: NoticeMessage): string[] => of.references.map(nameOf);
  return new Map([
    ...unpublished.map(({ of, error }): [string, unknown] => [nameOf(byId.get(of.id) as JournalEntry), error]),
    ...unqueued.flatMap(({ of, error }) => names(of).map((name): [string, unknown] => [name, error])),
    ...undocumented.map(({ of, error }): [string, unknown] => [documents.get(of) ?? '', error]),
    ...unmailed.map(({ of, error }): [string, unknown] => [mailings.get(of) ?? '', error]),
  ]);
}

/** The messages of the entries that cause one, with the names of these entries. */
const mapOf = <Message>(
  owned: OwnedNotice[],
  messageOf: (notice: OwnedNotice) => Message | undefined,
): Map<Message, string> =>
  new Map(
    owned.flatMap((notice): [Message, string][] => {
      const message = messageOf(notice);
      return message === undefined ? [] : [[message, nameOf(notice.entry)]];
    }),
  );

function documentMessageOf({ action, subjectId, position }: JournalEntry, now: number): DocumentMessage | undefined {
  return isDocumented(action) ? { claimId: subjectId, position, queuedAt: now } : undefined;
}

function mailingMessageOf(entry: JournalEntry, now: number): MailingMessage | undefined {
  const mailing = mailingOfEdit(entry);
  return mailing && { mailingId: mailing.id, step: 0, queuedAt: now };
}

/** Returns all parts as failed if sending them throws. */
async function failuresOf<Part>(
  parts: Part[],
  send: (parts: Part[]) => Promise<NoticeFailure<Part>[]>,
): Promise<NoticeFailure<Part>[]> {
  if (parts.length === 0) return [];
  try {
    return await send(parts);
  } catch (error) {
    return parts.map(of => ({ of, error }));
  }
}

function logPublished(
  { log }: PublishDependencies,
  { requestId }: Call,
  notices: number,
  entries: JournalEntry[],
): void {
  if (notices === 0) return;
  log.info('notices published', {
    requestId,
    requestIds: [...new Set(entries.map(entry => entry.requestId))],
    report: { notices },
  });
}
