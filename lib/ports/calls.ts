/** The context of a call to a use case: its time, request and caller. */
import type { Role } from '../domain/account.ts';

/** The context of one request or stream record. */
export interface Call {
  /** Epoch ms, read once per request. */
  now: number;
  /** Returns how long ago `now` was read (ms), by the same clock; absent in a call that takes no time. */
  age?: () => number;
  requestId: string;
  ip?: string;
}

/** The time (epoch ms) of a call as it is now. It decides only that a refusal is too old. */
export const timeOf = ({ now, age }: Pick<Call, 'now' | 'age'>): number => now + (age?.() ?? 0);

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
