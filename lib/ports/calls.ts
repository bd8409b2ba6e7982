/** What a use case is called with besides its input: the time, the request and the caller. */
import type { Role } from '../domain/account.ts';

/** One request or record, as a use case sees it: the time it began and where it came from. */
export interface Call {
  /** Epoch ms, read once per request. */
  now: number;
  requestId: string;
  ip?: string;
}

export interface Caller {
  userId: string;
  /** As it was when the token was made; routes that ask for a role ask the table. */
  role: Role;
  /** Absent for demonstration customers, who never signed in. */
  sessionId?: string;
}

/** A call by somebody who signed in. */
export interface CallerCall extends Call {
  caller: Caller;
}

/** A call that takes inventory or money: its key, and the digest of what it asks for. */
export interface IdempotentCall extends CallerCall {
  idempotency: { key: string; operation: string; fingerprint: string };
}
