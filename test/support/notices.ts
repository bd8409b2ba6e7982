/** The log of notices of an organization, and the messages that fill it. The queue and the bus are lists in memory. */
import { hash } from 'node:crypto';
import { NOTICES, type Notice } from '../../lib/contract/notices/notices.ts';
import type { NoticesPage } from '../../lib/contract/notices/responses.ts';
import { applyChange, type ClaimChange } from '../../lib/domain/claim-changes.ts';
import type { JournalEntry } from '../../lib/domain/journal.ts';
import type { Claim, Scan } from '../../lib/domain/model.ts';
import { type NoticeMessage, type NoticeReference, parseMessage } from '../../lib/domain/notice-messages.ts';
import { isTold } from '../../lib/domain/notice-names.ts';
import { ownOrganizationOf } from '../../lib/domain/organization.ts';
import type { MailQueues } from '../../lib/ports/mail.ts';
import type { NoticeFailure, NoticeOutlets } from '../../lib/ports/notices.ts';
import { newEntries } from '../../lib/usecases/administration/publish-history.ts';
import { appendNotices } from '../../lib/usecases/notices/append-notices.ts';
import { publishNotices } from '../../lib/usecases/notices/publish-notices.ts';
import { type KeptMessages, openMailQueues } from './mail-queues.ts';
import type { ApiResponse, Person, ProblemFields, World } from './world.ts';

/** A bus and queues that keep what they get. */
export interface Outlets extends NoticeOutlets {
  published: Notice[];
  mailQueues: MailQueues;
  /** The messages of the queues of documents and mail. */
  kept: KeptMessages;
  /** The texts of the messages that the queue has. */
  queued: string[];
}

export function openOutlets(): Outlets {
  const [published, queued]: [Notice[], string[]] = [[], []];
  return {
    published,
    queued,
    ...openMailQueues(),
    noticeBus: {
      async publish(notices) {
        published.push(...notices.map(({ json }) => JSON.parse(json) as Notice));
        return [];
      },
    },
    noticeQueue: {
      async send(messages) {
        queued.push(...messages.map(message => JSON.stringify(message)));
        return [];
      },
    },
  };
}

/** The organization of an event that this person has published without naming one. */
export const organizationOf = ({ userId }: Person): string => ownOrganizationOf(userId);

/** All entries of a claim as the journal gets them. */
export const entriesOf = async (world: World, of: { id: string }): Promise<JournalEntry[]> =>
  newEntries({ claim: await world.claimOf(of), entriesBefore: 0 });

/** The told entries of claims, and all told entries of events by their journals. */
export async function toldEntriesOf(world: World, subjects: { id: string }[]): Promise<JournalEntry[]> {
  const { store } = world.service.dependencies;
  const all = await Promise.all(
    subjects.map(async of => (of.id.startsWith('evt_') ? store.readJournal(of.id) : entriesOf(world, of))),
  );
  return all.flat().filter(({ action }) => isTold(action));
}

/** Publishes all that outsiders may know of these holds, bookings and events, as the stream function does. */
export async function publishAllOf(world: World, outlets: Outlets, ...subjects: { id: string }[]): Promise<void> {
  const entries = await toldEntriesOf(world, subjects);
  const failed = await publishNotices({ ...world.service.dependencies, ...outlets }, world.call(), entries);
  if (failed.length > 0) throw new Error(`${failed.length} entries were not published`, { cause: failed[0]?.error });
}

/** Delivers messages to a worker. Returns those that failed. */
export const append = (world: World, messages: (NoticeMessage | string)[]): Promise<NoticeFailure<NoticeMessage>[]> =>
  appendNotices(
    world.service.dependencies,
    world.call('worker'),
    messages.map(message => (typeof message === 'string' ? parseMessage(message) : message)),
  );

/** Delivers messages that must succeed. */
export async function appendAll(world: World, messages: (NoticeMessage | string)[]): Promise<void> {
  const [failed] = await append(world, messages);
  if (failed) throw failed.error;
}

/** A message that refers to entries of holds, bookings or events, by their positions. */
export const messageOf = (
  world: World,
  organizer: Person,
  references: [of: { id: string }, position: number][],
  queuedAt = world.now,
): NoticeMessage => ({
  organizationId: organizationOf(organizer),
  queuedAt,
  references: references.map(([of, position]) => ({ subjectId: subjectIdOf(of), position })),
});

/** A message that refers to one entry by its action: the last one of that action. */
export async function messageAbout(
  world: World,
  organizer: Person,
  of: { id: string },
  action: string,
): Promise<NoticeMessage> {
  const entries = await toldEntriesOf(world, [of]);
  const entry = entries.findLast(one => one.action === action);
  if (!entry) throw new Error(`${of.id} has no entry ${action}`);
  return messageOf(world, organizer, [[of, entry.position]]);
}

export const subjectIdOf = ({ id }: { id: string }): string => (id.startsWith('evt_') ? id : id.slice(4));

/** One page of the log, through the API. */
export const readPage = (
  world: World,
  as: Person,
  query: Record<string, string> = {},
): Promise<ApiResponse<NoticesPage & ProblemFields>> =>
  world.invoke('list-notices', { as, query: { organizationId: organizationOf(as), ...query } });

/** Reads the whole log through the API, page by page. Each notice must have the form of its schema. */
export async function readLog(world: World, as: Person, limit = '200'): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (let after = '0'; ; ) {
    const { status, body } = await readPage(world, as, { after, limit });
    if (status !== 200) throw new Error(`the log answered ${status}: ${JSON.stringify(body)}`);
    if (body.items.length === 0) return notices;
    for (const notice of body.items) NOTICES[notice.name].parse(notice);
    notices.push(...body.items);
    after = body.nextCursor;
  }
}

/** The names of the notices in the log, in its order. */
export const namesIn = async (world: World, as: Person): Promise<string[]> =>
  (await readLog(world, as)).map(({ name }) => name);

/** The positions of each subject's notices, in the order of the log. */
export function positionsBySubject(notices: Pick<Notice, 'id'>[]): Map<string, number[]> {
  const parts = notices.map(({ id }) => /^ntc_(.+)_(\d+)$/.exec(id) ?? []);
  const bySubject = Map.groupBy(parts, ([, subject = '']) => subject);
  return new Map([...bySubject].map(([subject, of]) => [subject, of.map(([, , position]) => Number(position))]));
}

/** Adds the entry of a scan to a booking, as check-in does. */
export async function scanned(
  world: World,
  booking: { id: string },
  changes: Partial<Scan> = {},
  action: 'ticket.admitted' | 'ticket.left' | 'ticket.refused' = 'ticket.admitted',
): Promise<void> {
  const scan: Scan = {
    ticket: 1,
    nonce: hash('sha256', `${world.now}`),
    direction: 'in',
    outcome: 'admitted',
    ...changes,
  };
  await changed(world, booking, claim => ({
    entry: { action, at: world.now, actor: 'usr_door', requestId: 'scan', from: 'valid', to: 'redeemed', scan },
    tickets: claim.tickets.map((status, i) => (i + 1 === scan.ticket ? 'redeemed' : status)),
  }));
}

/** Changes the row of a claim. */
export async function changed(world: World, of: { id: string }, change: (claim: Claim) => ClaimChange): Promise<Claim> {
  const claim = await world.claimOf(of);
  const { is } = await world.service.dependencies.store.changeClaim(claim, change(claim));
  if (is !== 'done') throw new Error(`the claim could not be changed: ${is}`);
  return applyChange(claim, change(claim));
}

export type { NoticeReference };
