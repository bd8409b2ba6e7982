/** The ports of accounts and sessions: the rows, the passwords and the tokens. */
import type { Account, Role, Session } from '../domain/account.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { Caller } from './calls.ts';
import type { Page, PageRequest } from './store.ts';

export interface AccountStore {
  /** With its first session, where it has one. False where the e-mail, compared case-insensitively, is taken. */
  create(account: Account, session?: Session): Promise<boolean>;
  read(userId: string): Promise<Account | undefined>;
  /** The same requests whether there is such an account or not. */
  readByEmail(email: string): Promise<Account | undefined>;
  /** The session at least as new as the account: one that went on under a new password is not mistaken for one that did not. */
  readWithSession(
    userId: string,
    sessionId: string,
  ): Promise<{ account: Account | undefined; session: Session | undefined }>;
  /** Newest first; eventually consistent in who is there, consistent in what they are. */
  list(matches: (account: Account) => boolean, page: PageRequest): Promise<Page<Account>>;
  /** With its journal entry, and where `adminId` says who does it, only while that account has the role admin. */
  changeRole(account: Account, role: Role, entry: JournalEntry, adminId?: string): Promise<RoleOutcome>;
  /** With its journal entry; the session goes on under the new password. False where the account was changed since it was read. */
  changePassword(account: Account, passwordHash: string, entry: JournalEntry, sessionId?: string): Promise<boolean>;
  /** Replaces a hash by one of the same password; without effect where it was replaced meanwhile, or the store is busy. */
  rehash(account: Account, passwordHash: string): Promise<void>;
}

/** `stale`: the account was changed since it was read. `not-admin`: who wanted it is no admin any more. */
export type RoleOutcome = 'done' | 'stale' | 'not-admin';

/** `refused` brings the session as it stood, if there is one. */
export type SessionOutcome = { is: 'done'; session: Session } | { is: 'refused'; session: Session | undefined };

export interface SessionStore {
  read(sessionId: string): Promise<Session | undefined>;
  open(session: Session): Promise<void>;
  /** Replaces the current token's hash by its successor's, in one conditional write. */
  refresh(sessionId: string, from: string, to: string, now: number): Promise<SessionOutcome>;
  /** Ends the family where this token is its current one or the one before; without a token, whatever is current. */
  end(sessionId: string, now: number, tokenHash?: string): Promise<SessionOutcome>;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Does the same work where there is no hash to compare with, and answers false. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
  /** Whether a hash was made with other parameters than today's. */
  isOutdated(hash: string): boolean;
  /** Whether a password is one of those that are tried first: by everybody, or by who knows these words of its owner. */
  isCommon(password: string, words?: string[]): Promise<boolean>;
}

export interface AccessTokens {
  /** Only in functions that sign people in; elsewhere it is a bug to ask. */
  sign(caller: Caller, now: number): Promise<string>;
  /** Undefined for anything that is not a valid token of ours at `now`. */
  verify(token: string, now: number): Promise<Caller | undefined>;
}

/** A refresh token as it goes to its owner, and what the table keeps of it. */
export interface RefreshToken {
  text: string;
  sessionId: string;
  hash: string;
}

export interface RefreshTokens {
  /** The first token of a new family. */
  issue(): RefreshToken;
  /** Undefined for text that is no refresh token of ours. */
  read(text: string): RefreshToken | undefined;
  /** The one token that may follow, first by the key in use, then by others: a repeated request gets the same again. */
  successorsOf(token: RefreshToken): Promise<RefreshToken[]>;
}
