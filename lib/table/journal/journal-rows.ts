/** The rows of the journal: one for each entry, in the order of its subject's changes. */
import type { ClaimEntry, ClaimTerms, JournalEntry, NewEntry } from '../../domain/journal.ts';
import { bookingFacts, claimEntryFields, entryFields, journey } from '../claims/claim-rows.ts';
import { editAttribute, eventEdit, factsBefore } from '../events/job-rows.ts';
import { feedIndexKey, journalKey, nameIn, PREFIX } from '../keys.ts';
import { codesInEntry, saleTerms } from '../price-parsers.ts';
import { number, object, optional, parseRow, text } from '../row-parsers.ts';
import type { Row } from '../transact.ts';

export const journalRow = ({ subjectId, position, edit, sales: _sold, counts: _counted, ...entry }: NewEntry): Row => ({
  ...journalKey(subjectId, position),
  ...feedIndexKey(entry.at, subjectId, position),
  ...entry,
  ...(edit && { edit: editAttribute(edit) }),
});

const replayFields = {
  terms: optional(
    object<ClaimTerms>({
      holdSeconds: number,
      maxExpiresAt: number,
      placesPerCustomerMax: optional(number),
      journey: optional(journey),
      sale: optional(saleTerms),
    }),
  ),
  booking: optional(bookingFacts),
  total: optional(number),
  currency: optional(text),
  returned: optional(number),
  salesDay: optional(text),
};

const entry = object<Omit<JournalEntry, 'subjectId' | 'position'>>({
  ...entryFields,
  ...replayFields,
  action: text,
  from: optional(text),
  to: text,
  eventId: optional(text),
  changeId: optional(text),
  ownerId: optional(text),
  invitationId: optional(text),
  exported: optional(object<NonNullable<JournalEntry['exported']>>({ bookings: number })),
  exportedCheckIns: optional(number),
  codes: optional(codesInEntry),
  edit: optional(eventEdit),
  before: optional(factsBefore),
});
const claimEntry = object<Omit<ClaimEntry, 'subjectId' | 'position'>>({
  ...claimEntryFields,
  ...replayFields,
  eventId: text,
  ownerId: text,
});

/** The subject and the position in the key of an entry. */
export const identityIn = ({ pk, sk }: Row) => ({ subjectId: nameIn(pk, PREFIX.journal), position: Number(sk) });

export const journalEntryOf = (row: Row): JournalEntry => ({ ...identityIn(row), ...parseRow(row, entry) });
/** An entry of a claim's journal. */
export const claimEntryOf = (row: Row): ClaimEntry => ({ ...identityIn(row), ...parseRow(row, claimEntry) });
