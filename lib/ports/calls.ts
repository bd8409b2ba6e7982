/** The context of a call to a use case: its time, request and caller. */
import type { Role } from '../domain/account.ts';
import type { ExpectedVersions } from '../domain/expected-versions.ts';

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

/** A call of a browser, with the refresh token of its cookie; empty without a cookie. */
export interface CookieCall extends Call {
  refreshToken: string;
}

/** A call that is refused if the event has changed; without `ifMatch` it has its effect on any version. */
export interface ConditionalCall extends CallerCall {
  ifMatch?: ExpectedVersions;
}

/** A call that takes places or money, with its idempotency key and the digest of its request. */
export interface IdempotentCall extends CallerCall {
  idempotency: { key: string; operation: string; fingerprint: string };
}

/** A call that has its effect once if it has an idempotency key. */
export type PerhapsIdempotentCall = CallerCall & Partial<IdempotentCall>;

export const isIdempotent = (call: PerhapsIdempotentCall): call is IdempotentCall => call.idempotency !== undefined;
