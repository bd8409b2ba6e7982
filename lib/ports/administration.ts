/** The ports of administration: tallies, and lists by the journal. They lag behind sales by seconds. */
import type { CountsOfGate } from '../domain/gate-counts.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { Claim } from '../domain/model.ts';
import type { CurrencyCodeSales, DaySales } from '../domain/sales.ts';
import type { Tally } from '../domain/tally.ts';
import type { Page, PageRequest, UnfinishedClaim } from './store.ts';

export interface CurrencyTally extends Tally {
  currency: string;
}

/** The sales of an event by day and currency, in no order. Codes are counted without a day, and are in none of the days. */
export interface EventSales {
  counted: DaySales[];
  codes: CurrencyCodeSales[];
  /** From before the sales were counted by day. A migration has summed them up. */
  earlier: DaySales[];
  /** The time zone by which the days of earlier sales are. Present if a migration has summed up all of them. */
  earlierTimeZone?: string;
}

/** A range in epoch ms, without `until` itself. */
export interface TimeRange {
  from: number;
  until: number;
}

/** The fields of a journal entry that its index has, for filters. */
export type FeedEntry = Pick<
  JournalEntry,
  'subjectId' | 'position' | 'at' | 'action' | 'actor' | 'eventId' | 'ownerId'
>;

/** The claim of an unfinished payment, read consistently. */
export type UnfinishedPayment = Pick<UnfinishedClaim, 'since'> & { claim: Claim };

/** Lists for administration. A page is full unless it is the last, or reading took longer than LIST_MS_MAX. */
export interface Administration {
  /** The tallies of one event, or of all events, by currency. */
  readTallies(eventId?: string): Promise<CurrencyTally[]>;
  readSales(eventId: string): Promise<EventSales>;
  /** The counts of an event's scans, in no order of the gates. */
  readGateCounts(eventId: string): Promise<CountsOfGate[]>;
  /** Entries of all journals that match, newest first. */
  listJournal(range: TimeRange, matches: (entry: FeedEntry) => boolean, page: PageRequest): Promise<Page<JournalEntry>>;
  /** Entries of the journal of one claim or organization that match, newest first; consistent. */
  listJournalOf(
    subjectId: string,
    matches: (entry: FeedEntry) => boolean,
    page: PageRequest,
  ): Promise<Page<JournalEntry>>;
  /** Claims, read consistently, to which entries that match belong, newest entry first. */
  listClaimsByEntry(
    range: TimeRange,
    matches: (entry: FeedEntry) => boolean,
    isWanted: (claim: Claim) => boolean,
    page: PageRequest,
  ): Promise<Page<Claim>>;
  /** Claims, read consistently, whose payment is not finished, oldest first. */
  listUnfinished(matches: (found: UnfinishedPayment) => boolean, page: PageRequest): Promise<Page<UnfinishedPayment>>;
}
