/** The context of a call to a use case: its time, request and caller. */
import type { Role } from '../domain/account.ts';

/** The context of one request or stream record. */
export interface Call {
  /** Epoch ms, read once per request. */
  now: number;
  requestId: string;
  ip?: string;
}

export interface Caller {
  userId: string;
  /** The role in the token. Routes that require a role read the account's current one. */
  role: Role;
  /** Absent for demonstration customers, who never signed in. */
  sessionId?: string;
}

/** A call by a signed-in caller. */
export interface CallerCall extends Call {
  caller: Caller;
}

/** A call that takes places or money, with its idempotency key and the digest of its request. */
export interface IdempotentCall extends CallerCall {
  idempotency: { key: string; operation: string; fingerprint: string };
}
