/** The entries of the journal, which is the audit log: one entry for each change of a claim, an event, a user or an organization. */
import type { EventEdit } from './event-edits.ts';
import type { FactsBefore } from './facts-before.ts';
import type { CountsOfGate } from './gate-counts.ts';
import type { BookingFacts, HistoryEntry, Journey, Place } from './model.ts';
import type { Code, SaleTerms } from './price-model.ts';
import type { Sales } from './sales.ts';

/** A journal row: the entry of one change, the subject that it belongs to, and its position in the subject's journal. */
export interface JournalEntry extends Omit<HistoryEntry, 'action' | 'from' | 'to'>, ReplayFacts {
  subjectId: string;
  position: number;
  action: string;
  from?: string;
  to: string;
  /** Absent if the subject is a user or an organization. */
  eventId?: string;
  /** Distinguishes a change of a user or an organization from another one with the same fields. */
  changeId?: string;
  /** The owner of a claim, or the user whose membership in an organization was changed. */
  ownerId?: string;
  /** An invitation to the organization. */
  invitationId?: string;
  /** With the last entry of an edit: the requested changes. */
  edit?: EventEdit;
  /** With the same entry: those changed facts that are mailed to the holders of tickets, as they were. Versions before leave it out. */
  before?: FactsBefore;
  /** With an export of an event's bookings. */
  exported?: { bookings: number };
  /** With an export of an event's scans: how many. Versions before do not know the attribute, and leave it out. */
  exportedCheckIns?: number;
  /** With an entry about codes: which ones, and their terms after it. */
  codes?: CodesInEntry;
  /** With a claim's first entry: its places, so that the journal alone gives the claim. */
  places?: Place[];
  /** The claim's total: with its first entry, and with entries that make or end a booking. */
  total?: number;
  /** With every entry of a claim. */
  currency?: string;
  /** With the return of a whole payment after refunds of parts of it: the amount that was left, in minor units. */
  returned?: number;
  /**
   * With an entry that adds to the sales of its event: the day to which it was added, in the time zone that the event had then.
   * Versions without sales by day did not add, and left it out.
   */
  salesDay?: string;
}

/** Codes that were created together, or one that was changed. */
export interface CodesInEntry {
  codes: Pick<Code, 'id' | 'counterId'>[];
  terms: Omit<Code, 'id' | 'counterId' | 'eventId'>;
}

/** An entry that may not be in the journal yet, with what it adds to the sales of its event and to the counts of a gate. */
export interface NewEntry extends JournalEntry {
  sales?: Sales;
  counts?: CountsOfGate;
}

/** The facts that the journal keeps beside an entry, so that the entries alone give the claim. */
export interface ReplayFacts {
  /** With a claim's first entry. */
  terms?: ClaimTerms;
  /** With the entry that confirms the claim. */
  booking?: BookingFacts;
}

/** The facts of a claim that never change, besides its places and their price. */
export interface ClaimTerms {
  holdSeconds: number;
  maxExpiresAt: number;
  placesPerCustomerMax?: number;
  journey?: Journey;
  sale?: SaleTerms;
}

/** A journal entry of a claim. */
export type ClaimEntry = HistoryEntry &
  ReplayFacts &
  Required<Pick<JournalEntry, 'subjectId' | 'position' | 'eventId' | 'ownerId'>> &
  Pick<JournalEntry, 'total' | 'currency' | 'returned' | 'salesDay'>;
