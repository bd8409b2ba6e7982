/**
 * Appends notices to the logs of organizations, as messages of the queue refer to them. A message only says that the log may lack an
 * entry. The histories of the claims and events say which notices there are, and the marks in the log how far it has them. So a message
 * that comes twice or late changes nothing, and one that comes before an earlier one brings the earlier entries of its subjects too.
 *
 * Crashes: all notices of a transaction and the marks of their subjects are there, or none. A worker that dies between transactions
 * leaves the rest to the next delivery.
 */
import { DECISIONS_MAX, NOTICE_AGE_MAX_MS, NOTICES_PER_TRANSACTION } from '../../domain/limits.ts';
import type { NoticeMessage, NoticeReference } from '../../domain/notice-messages.ts';
import { busy, Refusal } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { LogAddition, LogState, NoticeFailure } from '../../ports/notices.ts';
import {
  entriesOfClaim,
  entryOfEvent,
  isClaim,
  isEvent,
  requireClaims,
  requireOrganizations,
  type ToldEntry,
} from './told-entries.ts';

type AppendDependencies = Pick<Dependencies, 'noticeSources' | 'noticeLog' | 'metrics' | 'log'>;

/** A reference with the time of its message. */
interface QueuedReference extends NoticeReference {
  queuedAt: number;
}
/** The log of an organization, and what this call has found about it. */
interface Appending {
  dependencies: AppendDependencies;
  organizationId: string;
  /** The subjects whose notices may be missing, each with its error. */
  failed: Map<string, unknown>;
  /** The entries that this call has appended. */
  appended: ToldEntry[];
}

/** Returns the messages of which a notice may be missing in the log, each with its error. They have to be delivered again. */
export async function appendNotices(
  dependencies: AppendDependencies,
  call: Call,
  messages: NoticeMessage[],
): Promise<NoticeFailure<NoticeMessage>[]> {
  const byOrganization = Map.groupBy(messages, ({ organizationId }) => organizationId);
  const outcomes = await Promise.all(
    [...byOrganization].map(async ([organizationId, own]) => {
      const appending: Appending = { dependencies, organizationId, failed: new Map(), appended: [] };
      await appendReferences(appending, own.flatMap(referencesOf));
      recordAppended(appending, call);
      return own.flatMap(of => failureOf(of, appending.failed));
    }),
  );
  return outcomes.flat();
}

const referencesOf = ({ references, queuedAt }: NoticeMessage): QueuedReference[] =>
  references.map(reference => ({ ...reference, queuedAt }));

function failureOf(of: NoticeMessage, failed: Map<string, unknown>): NoticeFailure<NoticeMessage>[] {
  const missing = of.references.find(({ subjectId }) => failed.has(subjectId));
  return missing ? [{ of, error: failed.get(missing.subjectId) }] : [];
}

/** Appends in parts, so that each part reads few subjects. */
async function appendReferences(appending: Appending, references: QueuedReference[]): Promise<void> {
  for (let from = 0; from < references.length; from += NOTICES_PER_TRANSACTION) {
    const part = references.slice(from, from + NOTICES_PER_TRANSACTION);
    await appendPart(
      appending,
      part.filter(({ subjectId }) => !appending.failed.has(subjectId)),
    );
  }
}

/** If a part fails, appends one subject at a time, so that a poisoned one does not stop the others. */
async function appendPart(appending: Appending, references: QueuedReference[]): Promise<void> {
  const bySubject = Map.groupBy(references, ({ subjectId }) => subjectId);
  if (bySubject.size === 0) return;
  try {
    await appendTogether(appending, references);
  } catch (error) {
    if (bySubject.size === 1 || isBusy(error)) for (const id of bySubject.keys()) appending.failed.set(id, error);
    else for (const own of bySubject.values()) await appendPart(appending, own);
  }
}

const isBusy = (error: unknown): boolean => error instanceof Refusal && error.code === 'busy';

/** Decides what is missing, and appends it. If another worker has appended meanwhile, decides again. */
async function appendTogether(appending: Appending, references: QueuedReference[]): Promise<void> {
  const { noticeLog } = appending.dependencies;
  const subjectIds = [...new Set(references.map(({ subjectId }) => subjectId))];
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const state = await noticeLog.readState(appending.organizationId, subjectIds);
    const missing = await missingIn(appending, state, references);
    const since = Math.min(...references.map(({ queuedAt }) => queuedAt)) - NOTICE_AGE_MAX_MS;
    if (await appendAll(appending, state, missing, since)) return;
  }
  throw busy();
}

/** Returns false if another worker has appended since the state was read. */
async function appendAll(
  { dependencies: { noticeLog }, organizationId, appended }: Appending,
  read: LogState,
  missing: ToldEntry[],
  since: number,
): Promise<boolean> {
  let state = read;
  for (let from = 0; from < missing.length; from += NOTICES_PER_TRANSACTION) {
    const part = missing.slice(from, from + NOTICES_PER_TRANSACTION);
    const addition = {
      notices: part.map(entry => entry.write(organizationId)),
      entries: new Map(part.map(({ subjectId, position }) => [subjectId, position + 1])),
      since,
    };
    const outcome = await noticeLog.append(organizationId, state, addition);
    if (outcome === 'busy') throw busy();
    if (outcome === 'stale') return false;
    state = stateAfter(state, addition);
    appended.push(...part);
  }
  return true;
}

const stateAfter = ({ last, since, entries }: LogState, addition: LogAddition): LogState => ({
  last: last + addition.notices.length,
  since: since ?? addition.since,
  entries: new Map([...entries, ...addition.entries]),
});

/**
 * Returns the entries that the log lacks: those that messages refer to, each after all earlier ones of its subject. An entry that is
 * older than the log and older than a day when its message was queued is passed over: it comes from before notices, from a copy, or
 * from a restore.
 */
async function missingIn(
  { dependencies, organizationId }: Appending,
  { entries: told, since = Number.POSITIVE_INFINITY }: LogState,
  references: QueuedReference[],
): Promise<ToldEntry[]> {
  const next = new Map(told);
  const behind = references.filter(({ subjectId, position }) => position >= (told.get(subjectId) ?? 0));
  const histories = await historiesOf(dependencies, behind, told);
  const organizationOf = await requireOrganizations(
    dependencies,
    [...histories.values()].flatMap(history => history.map(({ eventId }) => eventId)),
  );
  return behind.flatMap(({ subjectId, position, queuedAt }) => {
    const from = next.get(subjectId) ?? 0;
    const history = histories.get(subjectId) ?? [];
    if (!history.some(entry => entry.position === position))
      throw new Error(`the history of ${subjectId} has no entry ${position}`);
    next.set(subjectId, Math.max(from, position + 1));
    const own = history.filter(entry => entry.position >= from && entry.position <= position);
    requireOwner(own, organizationId, organizationOf);
    return own.filter(({ isTold, at }) => isTold && at >= Math.min(since, queuedAt - NOTICE_AGE_MAX_MS));
  });
}

/** A message names the organization, but the event decides: a log must not have notices of another organization (P10). */
function requireOwner(entries: ToldEntry[], organizationId: string, organizationOf: (eventId: string) => string): void {
  const foreign = entries.find(({ eventId }) => organizationOf(eventId) !== organizationId);
  if (foreign) throw new Error(`${foreign.subjectId} is not of the organization ${organizationId}`);
}

/** Reads the entries of each subject from its mark on. */
async function historiesOf(
  dependencies: AppendDependencies,
  references: QueuedReference[],
  told: ReadonlyMap<string, number>,
): Promise<Map<string, ToldEntry[]>> {
  const subjectIds = [...new Set(references.map(({ subjectId }) => subjectId))];
  const stranger = subjectIds.find(id => !isClaim(id) && !isEvent(id));
  if (stranger !== undefined) throw new Error(`${stranger} is neither a claim nor an event`);
  const claims = await requireClaims(dependencies, subjectIds.filter(isClaim));
  const ofEvents = subjectIds.filter(isEvent).map(async (id): Promise<[string, ToldEntry[]]> => {
    const entries = await dependencies.noticeSources.readEventEntries(id, told.get(id) ?? 0);
    return [id, entries.map(entryOfEvent)];
  });
  return new Map([
    ...[...claims].map(([id, claim]): [string, ToldEntry[]] => [id, entriesOfClaim(claim, told.get(id) ?? 0)]),
    ...(await Promise.all(ofEvents)),
  ]);
}

function recordAppended({ dependencies: { metrics, log }, appended }: Appending, { now, requestId }: Call): void {
  if (appended.length === 0) return;
  metrics.count('NoticeDelay', Math.max(0, now - Math.min(...appended.map(({ at }) => at))));
  const claimIds = [...new Set(appended.map(({ subjectId }) => subjectId))].filter(isClaim);
  log.info('notices appended', { requestId, claimIds, report: { notices: appended.length } });
}
