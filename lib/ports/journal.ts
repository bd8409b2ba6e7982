/** The entries of the journal, and what became of those that were to be appended. */
import type { ReplayFacts } from '../domain/claim-replay.ts';
import type { EventEdit } from '../domain/event-edits.ts';
import type { HistoryEntry, Place } from '../domain/model.ts';

/** A journal row: one entry of a claim's history (or of an event or a user), with what it belongs to. */
export interface JournalEntry extends HistoryEntryOrEventEntry, ReplayFacts {
  subjectId: string;
  position: number;
  /** Absent where the subject is a user. */
  eventId?: string;
  /** Tells a change of a user from another one that looks the same. */
  changeId?: string;
  ownerId?: string;
  /** With an event's edit: what was changed. */
  edit?: EventEdit;
  /** With a claim's first entry: what it is from then on, so that the journal alone gives the state. */
  places?: Place[];
  /** Of the claim: with its first entry, and with those that make or end a booking. */
  total?: number;
  /** With every entry of a claim: that of its amounts. */
  currency?: string;
}
type HistoryEntryOrEventEntry = Omit<HistoryEntry, 'action' | 'from' | 'to'> & {
  action: string;
  from?: string;
  to: string;
};

/** What became of entries for the journal. */
export interface Appended {
  /** How many were new. */
  appended: number;
  /** Those that may not be there now, each with why. */
  failed: AppendFailure[];
}
export interface AppendFailure {
  entry: JournalEntry;
  error: unknown;
}
