/** A route as data: its address, its callers, its limits and its refusals. Its schemas are in requests.ts and responses.ts. */
import type { Role } from '../domain/account.ts';
import type { ProblemCode } from './problems.ts';
import type { NamedLimit, RateLimit } from './rate-limits.ts';

/** One Lambda function serves one area. */
export const AREAS = [
  'accounts',
  'admin',
  'events',
  'holds',
  'bookings',
  'tickets',
  'documents',
  'mail',
  'demo',
  'reference',
] as const;
export type Area = (typeof AREAS)[number];

/** The payment gateways that a stage may use. */
export const GATEWAYS = ['simulated', 'stripe', 'none'] as const;
export type Gateway = (typeof GATEWAYS)[number];

/** The properties of a stage that decide which routes it has. */
export interface StageKind {
  /** Test stages have demonstration data and its routes; production has neither. */
  isTestStage: boolean;
  gateway: Gateway;
}

/** The methods that requests may have. */
export type Method = Route['method'] | 'HEAD';

/** The methods that a route answers: HEAD wherever GET does (RFC 9110, section 9.1). */
export const methodsOf = ({ method }: Pick<Route, 'method'>): Method[] =>
  method === 'GET' ? ['GET', 'HEAD'] : [method];

/** A body as received, with the header that signs it. */
export interface SignedBody {
  bytes: Uint8Array;
  signature: string | undefined;
}

/** The media types of responses that a request may choose from by `Accept`. */
export type MediaType = 'application/json' | 'text/csv';

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  area: Area;
  /**
   * The callers: anyone, any signed-in user, or a role. An admin may call the organizer's routes too. Of a `member`, who may
   * have any role, the use case requires a right in the organization.
   */
  access: 'public' | 'signed-in' | 'member' | Exclude<Role, 'customer'>;
  /**
   * The calls allowed per address, caller or session; the operation is the name of the limit. HOLDFAST_RATE_LIMITS
   * changes limits, see rate-limits.ts.
   */
  limit?: RateLimit;
  /** Further limits of its calls or their places, each with a name of its own. */
  furtherLimits?: readonly NamedLimit[];
  /** While its counter cannot be reached, each process counts by itself. Other calls are then not limited. */
  limitsWithoutCounter?: true;
  /** Reads the session, and refuses a token whose session has ended. Routes that require a role always read it. */
  needsLiveSession?: true;
  /** An administrator may do more here than other callers, so the role of a caller with an admin's token is read. */
  knowsAdmins?: true;
  /** Public, but a caller with a token may do more. */
  knowsCallers?: true;
  /** Public, unless the query has this parameter: then its callers are members. */
  memberQuery?: string;
  /** Public, unless the body has this member: then its callers are signed in. */
  signedInMember?: string;
  /** Takes places or money, or writes to people: requires an Idempotency-Key, and has its effect once. `if-keyed`: only a call with a key has it once. */
  idempotent?: true | 'if-keyed';
  /**
   * The session's refresh token is a cookie, for pages of this origin: the route sets it, or reads it and sets or clears it. Requires a
   * header that no form can send.
   */
  sessionCookie?: 'sets' | 'reads';
  /** Takes an If-Match header with the version of the event that it changes. */
  takesIfMatch?: true;
  /** The requested documents may not be made yet. The response then has Retry-After. */
  mayAnswerLater?: true;
  /** Answers of 200 may come from the cache of the process; a header says so. */
  isCached?: true;
  /** Exists on stages with demonstration data only. */
  testStagesOnly?: true;
  /** Exists on stages with this payment gateway only. */
  gateway?: Gateway;
  /** The header that signs the body. The use case gets the bytes as received, and verifies them; no schema, no media type. */
  signedBy?: string;
  /** The media types of its successful response, the preferred one first. By default JSON alone, whatever the request accepts. */
  produces?: readonly MediaType[];
  /** The largest body; the default is BODY_BYTES_MAX of limits.ts. */
  bodyBytesMax?: number;
  /**
   * Its body has texts that a device has scanned. A QR code may hold bytes that no software can decode, so U+FFFD in their place is a
   * part of the text, and no sign of a broken client.
   */
  takesScannedText?: true;
  /**
   * The refusals of the use case, in the order in which it decides them: the first that applies is the response. The
   * refusals of the HTTP chain come before them, see problem-order.ts.
   */
  problems: readonly ProblemCode[];
}
