/** The port of mailings: their rows, and the mails about bookings that did not reach their address. */
import type { JournalEntry } from '../domain/journal.ts';
import type { Mailing, MailingProgress } from '../domain/mailings.ts';
import type { IdempotencyClaim, IdempotencyRecord, Page, PageRequest } from './store.ts';

/** The messages that an organizer has sent lately, by which their number is limited. */
export interface RecentMessages {
  /** Counts the messages of the event. 0: there was none. */
  version: number;
  /** When (epoch ms) the last ones were requested, the newest last. */
  times: number[];
}

/** A message with all that is written together with it. */
export interface MessageRequest {
  mailing: Mailing;
  /** As it was read. */
  recent: RecentMessages;
  entry: JournalEntry;
  key: IdempotencyClaim;
  answer: string;
}

/** `stale`: another message of the event was requested since `recent` was read. */
export type MessageOutcome =
  | { is: 'requested' }
  | { is: 'duplicate'; record: IdempotencyRecord }
  | { is: 'stale' }
  | { is: 'busy' };

/** Reads are consistent. */
export interface MailingStore {
  readRecent(eventId: string): Promise<RecentMessages>;
  /** Puts an organizer's message, once per key. The stream of the table brings it to its worker. */
  request(request: MessageRequest): Promise<MessageOutcome>;
  /** Puts a mailing if it is absent, and returns it as it is then. */
  begin(mailing: Mailing): Promise<Mailing>;
  read(mailingId: string): Promise<Mailing | undefined>;
  /** Replaces the progress of a mailing. False if it is not as it was read any more. */
  advance(mailing: Mailing, progress: MailingProgress): Promise<boolean>;
  /** Lists the mailings of an event, newest first. */
  list(eventId: string, page: PageRequest): Promise<Page<Mailing>>;
}
