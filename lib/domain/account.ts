/** Who somebody is: accounts with their roles, and sessions, each the life of one login. Facts only; session-policy.ts judges. */

/** `customer` is what everybody is at first; an organizer owns events, an admin runs the stage. */
export const ROLES = ['customer', 'organizer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export interface Account {
  id: string;
  /** In lower case: addresses are compared without regard to case. */
  email: string;
  name: string;
  role: Role;
  /** Epoch ms. */
  createdAt: number;
  /** How often it was changed: each change finds the number it read, and is the entry of that number in the journal. */
  version: number;
  /** The version that set the password: sessions of an earlier one are over. */
  passwordVersion: number;
  /** Epoch ms; absent while it is the first one. */
  passwordChangedAt?: number;
  /** PHC string; absent for demonstration customers, who cannot sign in. */
  passwordHash?: string;
}

/** One login: a family of refresh tokens, each of which replaces the one before. Only hashes of them are kept. */
export interface Session {
  /** Names the family without giving away any part of its tokens, so that access tokens may carry it. */
  id: string;
  userId: string;
  /** The account's at login. */
  passwordVersion: number;
  /** The one token that may be refreshed now. */
  tokenHash: string;
  /** The one before it, whose reply may have been lost. */
  previousHash?: string;
  /** Epoch ms, as all times here. */
  refreshedAt?: number;
  createdAt: number;
  /** For all of the family, however often it is refreshed. */
  expiresAt: number;
  endedAt?: number;
}
