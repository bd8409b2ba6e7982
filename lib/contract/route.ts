/** What a route is, as data: who may call it, what it takes, what it answers and which problems it can meet. */
import type * as z from 'zod';
import type { Role } from '../domain/account.ts';
import type { ProblemCode } from './problems.ts';
import type { RateLimit } from './rate-limits.ts';

/** One Lambda function serves one area. */
export const AREAS = ['accounts', 'admin', 'events', 'holds', 'bookings', 'demo', 'reference'] as const;
export type Area = (typeof AREAS)[number];

/** Who takes a stage's payments. */
export const GATEWAYS = ['simulated', 'stripe', 'none'] as const;
export type Gateway = (typeof GATEWAYS)[number];

/** What decides which routes a stage has. */
export interface StageKind {
  /** Test stages have demonstration data and the routes that go with it; production has neither. */
  isTestStage: boolean;
  gateway: Gateway;
}

/** A body as it came, with the header that signs it. */
export interface SignedBody {
  bytes: Uint8Array;
  signature: string | undefined;
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  area: Area;
  summary: string;
  /** Who may call: anybody, any signed-in user, or a role (an admin may do what an organizer may). */
  access: 'public' | 'signed-in' | Exclude<Role, 'customer'>;
  /**
   * How many calls are let through, by address, caller or session; the operation names the limit.
   * HOLDFAST_RATE_LIMITS changes them, see rate-limits.ts.
   */
  limit?: RateLimit;
  /** Refuses a token whose session has ended, though it would be good for some minutes more; roles are asked for afresh anyway. */
  needsLiveSession?: true;
  /** An administrator may do more here than others: who says that they are one is asked for afresh. */
  knowsAdmins?: true;
  /** Takes inventory or money: an Idempotency-Key is required, and the effect happens once. */
  idempotent?: true;
  /** Only on stages with demonstration data; elsewhere the route does not exist. */
  testStagesOnly?: true;
  /** Only on stages whose payments this gateway takes; elsewhere the route does not exist. */
  gateway?: Gateway;
  /**
   * The header that signs its body, which is handed on as the bytes that came, whatever they are: no schema, no media type.
   * Whoever takes it verifies it.
   */
  signedBy?: string;
  /** Bodies larger than this are refused; see limits.ts for the default. */
  bodyBytesMax?: number;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** The answers by status; `undefined` has no body, a string is a media type of its own. */
  answers: Record<number, z.ZodType | string | undefined>;
  /** Besides the problems that every route can answer. */
  problems: readonly ProblemCode[];
}
