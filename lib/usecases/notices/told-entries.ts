/** The entries that outsiders may know, each with the text of its notice. */

import type { Notice } from '../../contract/notices/notices.ts';
import { claimNotice, eventNotice } from '../../contract/notices/presenter.ts';
import { isClaimId } from '../../domain/ids.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import type { Claim } from '../../domain/model.ts';
import { EVENT_NOTICE_NAMES, type EventNoticeName, isTold } from '../../domain/notice-names.ts';
import type { NoticeSources, WrittenNotice } from '../../ports/notices.ts';

/** An entry of a claim or an event, and how its notice is written. */
export interface ToldEntry {
  subjectId: string;
  position: number;
  /** Epoch ms. */
  at: number;
  /** False for an entry that is only a step, such as an authorised payment. */
  isTold: boolean;
  eventId: string;
  write(organizationId: string): WrittenNotice;
}

/** The entries of a claim's history from a position on. */
export const entriesOfClaim = (claim: Claim, from = 0): ToldEntry[] =>
  claim.history.slice(from).map(({ action, at }, i) => ({
    subjectId: claim.id,
    position: from + i,
    at,
    isTold: isTold(action),
    eventId: claim.eventId,
    write: organizationId => written(claimNotice(claim, from + i, organizationId)),
  }));

/** An entry of an event's journal. */
export const entryOfEvent = (entry: JournalEntry): ToldEntry => ({
  subjectId: entry.subjectId,
  position: entry.position,
  at: entry.at,
  isTold: isOfEvent(entry),
  eventId: entry.subjectId,
  write(organizationId) {
    if (!isOfEvent(entry)) throw new Error(`${entry.action} is not told of events`);
    return written(eventNotice(entry, organizationId));
  },
});

const isOfEvent = (entry: JournalEntry): entry is JournalEntry & { action: EventNoticeName } =>
  (EVENT_NOTICE_NAMES as readonly string[]).includes(entry.action);

const written = (notice: Notice): WrittenNotice => ({
  id: notice.id,
  name: notice.name,
  json: JSON.stringify(notice),
});

/** Whether the subject of a journal is a claim or an event. No other subject is told of. */
export const isClaim = isClaimId;
export const isEvent = (subjectId: string): boolean => subjectId.startsWith('evt_');

/** Returns the claims with these ids. Throws if one does not exist: its entry says that it does. */
export async function requireClaims(
  { noticeSources }: { noticeSources: Pick<NoticeSources, 'readClaims'> },
  claimIds: string[],
): Promise<Map<string, Claim>> {
  const claims = await noticeSources.readClaims(claimIds);
  const absent = claimIds.find(id => !claims.has(id));
  if (absent !== undefined) throw new Error(`there is no claim ${absent}`);
  return claims;
}

/** Returns the organizations of events. Throws if an event does not exist. */
export async function requireOrganizations(
  { noticeSources }: { noticeSources: Pick<NoticeSources, 'readOrganizations'> },
  eventIds: string[],
): Promise<(eventId: string) => string> {
  const organizations = await noticeSources.readOrganizations([...new Set(eventIds)]);
  return eventId => {
    const organizationId = organizations.get(eventId);
    if (organizationId === undefined) throw new Error(`there is no event ${eventId}`);
    return organizationId;
  };
}
