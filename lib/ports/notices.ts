/**
 * The ports of notices: what outsiders learn about events, bookings and tickets. The bus of the stage gets each notice at least once,
 * in no order. The log of an organization has each notice once, and its positions never change.
 */
import type { RandomPart } from '../domain/ids.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { Claim } from '../domain/model.ts';
import type { NoticeMessage } from '../domain/notice-messages.ts';
import type { NoticeName } from '../domain/notice-names.ts';

/** A notice as outsiders get it. `json` is its text by the schemas of contract/notices, and is kept as it is. */
export interface WrittenNotice {
  /** `ntc_<subject>_<position>`: the same for each copy of the notice. */
  id: string;
  name: NoticeName;
  json: string;
}

/** A part that may not have had its effect, and its error. */
export interface NoticeFailure<Part> {
  of: Part;
  error: unknown;
}

/** The stage's own event bus. */
export interface NoticeBus {
  /** Publishes notices. Returns those that were refused or whose outcome is unknown; throws if that may be so for all. */
  publish(notices: WrittenNotice[]): Promise<NoticeFailure<WrittenNotice>[]>;
}

/** The FIFO queue before the logs of all organizations. */
export interface NoticeQueue {
  /** Sends messages. Returns those that were refused or whose outcome is unknown; throws if that may be so for all. */
  send(messages: NoticeMessage[]): Promise<NoticeFailure<NoticeMessage>[]>;
}

/** Tells outsiders of notices. Only the function that publishes them has it. */
export interface NoticeOutlets {
  noticeBus: NoticeBus;
  noticeQueue: NoticeQueue;
}

/** The facts from which notices are made. */
export interface NoticeSources {
  /** Reads claims, each consistently. A claim that does not exist is left out. */
  readClaims(claimIds: RandomPart[]): Promise<Map<RandomPart, Claim>>;
  /** Reads the journal of an event from a position on, consistently. */
  readEventEntries(eventId: string, from: number): Promise<JournalEntry[]>;
  /** The organizations of events, which never change. An event that does not exist is left out. */
  readOrganizations(eventIds: string[]): Promise<Map<string, string>>;
}

/** The end of a log, and how far subjects are in it, as they were read. */
export interface LogState {
  /** The last position; 0 if the log is empty. */
  last: number;
  /** Epoch ms. Present if the log has begun: older entries are only told if a message refers to them soon enough. */
  since?: number;
  /** By subject: how many entries of its history are told or passed over. A subject that is absent has none. */
  entries: ReadonlyMap<string, number>;
}

/** Notices to append in one transaction, after the state that was read. */
export interface LogAddition {
  notices: WrittenNotice[];
  /** The subjects of the notices, with the number of entries that are told or passed over once the notices are there. */
  entries: ReadonlyMap<string, number>;
  /** The `since` of a log that begins with these notices. */
  since: number;
}

/** `stale`: another worker has appended since the state was read, so that it has to be read and decided again. */
export type AppendNoticesOutcome = 'appended' | 'stale' | 'busy';

/** A notice in the log. The first one has position 1, and no position is left out. */
export interface LoggedNotice {
  position: number;
  json: string;
}

/** The logs of organizations. All reads are consistent. */
export interface NoticeLog {
  readState(organizationId: string, subjectIds: string[]): Promise<LogState>;
  /** Appends at the next positions, all or none. */
  append(organizationId: string, state: LogState, addition: LogAddition): Promise<AppendNoticesOutcome>;
  /**
   * Reads notices after a position, in their order and without a gap, so that none appears later before the last one of them.
   * Undefined if the log has no notice at `after`: it ends before.
   */
  readAfter(organizationId: string, after: number, limit: number): Promise<LoggedNotice[] | undefined>;
  /** Reads the last position; 0 if the log is empty. */
  readLast(organizationId: string): Promise<number>;
}
