/**
 * Reads the journal, newest first: all entries of one hold, booking or organization, or the feed of all journals within a time range.
 */

import { journalAnswer } from '../../contract/administration/presenter.ts';
import type { JournalQuery } from '../../contract/administration/requests.ts';
import type { JournalEntry as Entry } from '../../contract/administration/responses.ts';
import { claimIdOf } from '../../domain/ids.ts';
import type { FeedEntry } from '../../ports/administration.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { isWithin, rangeOf } from './time-range.ts';

type Query = Omit<JournalQuery, 'limit' | 'cursor'>;

export async function readJournal(
  { administration }: Pick<Dependencies, 'administration'>,
  { now }: Call,
  query: Query,
  page: PageRequest,
): Promise<Page<Entry>> {
  const matches = (entry: FeedEntry): boolean => isMatch(entry, query);
  const claim = query.holdId ?? query.bookingId;
  const subjectId = claim === undefined ? query.organizationId : claimIdOf(claim);
  const found =
    subjectId === undefined
      ? await administration.listJournal(rangeOf(query, now), matches, page)
      : await administration.listJournalOf(subjectId, matches, page);
  return { ...found, items: found.items.map(journalAnswer) };
}

function isMatch(entry: FeedEntry, query: Query): boolean {
  const { subjectId, ownerId } = entry;
  const { holdId, bookingId, customerId, eventId, organizationId, action } = query;
  return (
    isWithin(entry.at, query) &&
    (holdId === undefined || subjectId === claimIdOf(holdId)) &&
    (bookingId === undefined || subjectId === claimIdOf(bookingId)) &&
    (organizationId === undefined || subjectId === organizationId) &&
    // A customer's entries include those of the account itself, and those of a member of an organization.
    (customerId === undefined || ownerId === customerId || subjectId === customerId) &&
    (eventId === undefined || entry.eventId === eventId) &&
    (action === undefined || entry.action === action)
  );
}
