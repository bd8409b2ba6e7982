/** Accounts with their roles, and sessions. The rules on sessions are in session-policy. */
import type { Language } from './languages.ts';

/** A new account is a customer. An organizer owns events; an admin runs the stage. */
export const ROLES = ['customer', 'organizer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Ids of demonstration customers begin so. Only an admin of a test stage creates them, many from one address. */
const DEMO_ID = 'usr_demo';
export const demoIdOf = (part: string): string => `${DEMO_ID}${part.slice('demo'.length)}`;
export const isDemoCustomer = (userId: string): boolean => userId.startsWith(DEMO_ID);

/** Takes the place of the address and the name of a deleted account. No address has this form. */
export const DELETED = 'deleted';

export interface Account {
  id: string;
  /** In lower case: addresses are compared without regard to case. */
  email: string;
  name: string;
  role: Role;
  /** Epoch ms. */
  createdAt: number;
  /** Counts the changes. Each change is conditional on it, and its journal entry has this position. */
  version: number;
  /** The version that set the password: sessions from before have ended. */
  passwordVersion: number;
  /** Epoch ms; absent before the first change. */
  passwordChangedAt?: number;
  /** When (epoch ms) its owner proved to receive mail at the address. Absent: not yet. */
  emailVerifiedAt?: number;
  /** The language of mails. Absent: DEFAULT_LANGUAGE. */
  language?: Language;
  /**
   * A guest: a buyer who has proved an address and has no password. A password that is set by the link of a mail makes it an account
   * with the same id, so its bookings stay with it, and limits count per address.
   */
  isGuest?: true;
  /** PHC string; absent for demonstration customers, guests and deleted accounts, which cannot sign in. */
  passwordHash?: string;
  /** Epoch ms; present if the account was deleted. Its id stays, because claims and the journal name it. */
  deletedAt?: number;
}

/** A session: one login, with refresh tokens of which each replaces the one before. Only their hashes are stored. */
export interface Session {
  /** Discloses no part of the refresh tokens, so that access tokens may contain it. */
  id: string;
  userId: string;
  /** The account's password version at login. */
  passwordVersion: number;
  /** The hash of the token that may be refreshed now. */
  tokenHash: string;
  /** The hash of the token before: the response with its successor may have been lost. */
  previousHash?: string;
  /** Epoch ms, as all times here. */
  refreshedAt?: number;
  createdAt: number;
  /** The end of the session, however often it is refreshed. */
  expiresAt: number;
  endedAt?: number;
}
