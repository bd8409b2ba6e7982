/** The ports of accounts and sessions: their rows, passwords and tokens. */
import type { Account, Role, Session } from '../domain/account.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { MailRequest } from '../domain/mail.ts';
import type { Caller } from './calls.ts';
import type { Page, PageRequest } from './store.ts';

export interface AccountStore {
  /** Creates an account with what belongs to it, or nothing. Addresses are compared without regard to case. */
  create(account: Account, further?: NewAccountParts): Promise<CreateOutcome>;
  read(userId: string): Promise<Account | undefined>;
  /** Reads accounts in the order of the ids; undefined for an id without an account. */
  readAll(userIds: string[]): Promise<(Account | undefined)[]>;
  /** Sends the same requests whether or not the account exists, so that timing does not disclose it. */
  readByEmail(email: string): Promise<Account | undefined>;
  /**
   * Reads the session not earlier than its account. Otherwise a session that continues under a new password could be
   * taken for an old one.
   */
  readWithSession(
    userId: string,
    sessionId: string,
  ): Promise<{ account: Account | undefined; session: Session | undefined }>;
  /** Newest first. The list is eventually consistent; each account in it is read consistently. */
  list(matches: (account: Account) => boolean, page: PageRequest): Promise<Page<Account>>;
  /** Changes a role, with its journal entry. With `adminId`, only while that account has the role admin. */
  changeRole(account: Account, role: Role, entry: JournalEntry, adminId?: string): Promise<RoleOutcome>;
  /** Changes a password, with its journal entry; the session continues. False if the account was changed since it was read. */
  changePassword(account: Account, passwordHash: string, entry: JournalEntry, sessionId?: string): Promise<boolean>;
  /**
   * Deletes an account, with its journal entry: its name, its address and its password are removed, its sessions end, and the
   * address is free. The row of the user stays. With `adminId`, only while that account has the role admin.
   */
  delete(account: Account, entry: JournalEntry, adminId?: string): Promise<RoleOutcome>;
  /** Changes an account in one transaction with all that follows from the change. */
  change(change: AccountChange): Promise<AccountChangeOutcome>;
  /** Opens a session by a link, if the account is as it was read and the link was not used. */
  openByLink(account: Account, session: Session, link: UsedLink): Promise<AccountChangeOutcome>;
  /** Removes the requests for mails to an address that have not ended. Those of the last moment may stay until they end. */
  forgetMails(email: string): Promise<void>;
  /** Requests a mail that does not follow from a change. Reads nothing, so that its time discloses no account. */
  requestMail(request: MailRequest): Promise<void>;
  /** Replaces a hash by a newer one of the same password. Without effect if the hash has changed or the store is busy. */
  rehash(account: Account, passwordHash: string): Promise<void>;
}

/** The use of a link that works once. */
export interface UsedLink {
  linkId: string;
  userId: string;
  /** Epoch ms. */
  usedAt: number;
}

export interface NewAccountParts {
  session?: Session;
  mail?: MailRequest;
  link?: UsedLink;
}

/** `email-taken`: another account has the address. `link-used`: the link was used before. */
export type CreateOutcome = 'done' | 'email-taken' | 'link-used';

/** The account after a change, with its journal entry. The store raises the version. */
export interface AccountChange {
  before: Account;
  after: Account;
  entry: JournalEntry;
  mail?: MailRequest;
  link?: UsedLink;
}

/** `stale`: the account was changed since it was read. */
export type AccountChangeOutcome = CreateOutcome | 'stale';

/** `stale`: the account was changed since it was read. `not-admin`: the caller is not an admin any more. */
export type RoleOutcome = 'done' | 'stale' | 'not-admin';

/** `refused` has the session as it is, if there is one. */
export type SessionOutcome = { is: 'done'; session: Session } | { is: 'refused'; session: Session | undefined };

export interface SessionStore {
  read(sessionId: string): Promise<Session | undefined>;
  /** Lists the sessions of a user, newest first; eventually consistent. Those that version 0.5 opened are missing. */
  list(userId: string, page: PageRequest): Promise<Page<Session>>;
  open(session: Session): Promise<void>;
  /** Replaces the current token's hash by its successor's, in one conditional write. */
  refresh(sessionId: string, from: string, to: string, now: number): Promise<SessionOutcome>;
  /** Ends the session if this token is its current or previous one; without a token, in any case. */
  end(sessionId: string, now: number, tokenHash?: string): Promise<SessionOutcome>;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Verifies a password. Without a hash it takes as long as with one, and returns false. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
  /** Whether a hash was made with parameters other than the current ones. */
  isOutdated(hash: string): boolean;
  /** Whether an attacker would try a password first: it is common, or made of these words about its owner. */
  isCommon(password: string, words?: string[]): Promise<boolean>;
}

export interface AccessTokens {
  /** Only in functions that have the secret; in other functions a call is a bug. */
  sign(caller: Caller, now: number): Promise<string>;
  /** Returns undefined unless the text is a valid token of this stage at `now`. */
  verify(token: string, now: number): Promise<Caller | undefined>;
}

/** A refresh token: the text for its owner, and the hash that the table keeps. */
export interface RefreshToken {
  text: string;
  sessionId: string;
  hash: string;
}

export interface RefreshTokens {
  /** Issues the first token of a new session. */
  issue(): RefreshToken;
  /** Parses a token; undefined if the text is none of ours. */
  read(text: string): RefreshToken | undefined;
  /** The tokens that may follow: first by the current key, then by older ones. A repeated request gets the same token. */
  successorsOf(token: RefreshToken): Promise<RefreshToken[]>;
}
