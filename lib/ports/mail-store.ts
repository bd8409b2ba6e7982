/** The port of the rows of mails: requests, marks, suppressed addresses, and mails that did not arrive. All reads are consistent. */
import type { MailKind, MailRequest } from '../domain/mail.ts';
import type { MailReturnKind, UndeliveredReason } from '../domain/mail-returns.ts';
import type { FinalMailState, MailState } from '../domain/mail-states.ts';
import type { Page, PageRequest } from './store.ts';

/** The subject of a mail: the event of a mail that comes back is found by it. */
export interface MailSubject {
  mailId: string;
  kind: MailKind;
  /** The address, of which the row keeps a digest. Absent if the owner of the booking has none any more. */
  email?: string;
  /** With mails about a booking. */
  claimId?: string;
  eventId?: string;
}

export interface StoredMail {
  state: MailState;
  /** Epoch ms, while the state is `sending`. */
  leaseUntil?: number;
  /** With a mail that was requested, until it has a final state. */
  request?: MailRequest;
  kind: MailKind;
  claimId?: string;
  eventId?: string;
  /** Absent before the mail was first sent, and with a mail that had no address. */
  emailDigest?: string;
}

/** The right of one worker to send a mail, until a time (epoch ms). */
export interface MailLease {
  leaseOf: string;
  leaseUntil: number;
}

/** `ended`: the mail is in a final state. `leased`: another worker may be sending it. `busy`: it is unknown whether the write happened. */
export type MarkOutcome = 'done' | 'ended' | 'leased' | 'busy';

export interface MailStore {
  /** Reads a mail; undefined for one without a row. */
  read(mailId: string): Promise<StoredMail | undefined>;
  isSuppressed(email: string, now: number): Promise<boolean>;
  /** Marks a mail as `sending`, if no other worker is sending it and it is not in a final state. */
  begin(subject: MailSubject, lease: MailLease, now: number): Promise<MarkOutcome>;
  /**
   * Marks a mail of this lease as sent or refused, and removes the address from its row. `leased`: another worker has taken it over.
   */
  end(mailId: string, leaseOf: string, end: MailEnd): Promise<MarkOutcome>;
  /** Ends the lease of a mail that was certainly not sent, so that a redelivery sends it. */
  release(mailId: string, leaseOf: string): Promise<void>;
  /** Gives a mail that is not sent its final state, under the condition of `begin`. */
  settle(subject: MailSubject, end: MailEnd, now: number): Promise<MarkOutcome>;
  /** Sends no more mails to an address. Idempotent. */
  suppress(emailDigest: string, suppression: Suppression): Promise<void>;
  /** Lists a mail as undelivered for the organizer of its event. Idempotent: the first reason stays. */
  recordUndelivered(undelivered: UndeliveredMail): Promise<void>;
  /** Lists the undelivered mails of an event by their ids. */
  listUndelivered(eventId: string, page: PageRequest): Promise<Page<UndeliveredMail>>;
}

export interface MailEnd {
  state: FinalMailState;
  /** The id that the provider has given it. */
  messageId?: string;
  /** Why it was refused. */
  reason?: string;
}

export interface Suppression {
  reason: MailReturnKind;
  /** Epoch ms. */
  at: number;
}

/** A mail about a booking that did not arrive, or that its reader did not want. */
export interface UndeliveredMail {
  eventId: string;
  mailId: string;
  kind: MailKind;
  claimId: string;
  reason: UndeliveredReason;
  /** Epoch ms. */
  at: number;
}

/** A caller that sends mails. Bulk mails get at most half of the rate. */
export type MailLane = 'single' | 'bulk';

/** Shares the rate of the account among all workers. */
export interface MailPace {
  /**
   * Takes `count` times in a row, and returns the first one (epoch ms). Each further one is `1 / rate` seconds later. Undefined if the
   * first one would be after `latest`: then it has taken none.
   */
  take(lane: MailLane, count: number, options: TakenTimes): Promise<number | undefined>;
}

/** `rate` is in mails per second, the times are in epoch ms. */
export interface TakenTimes {
  rate: number;
  now: number;
  latest: number;
}
