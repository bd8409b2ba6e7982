/** What a route is, as data: who may call it, what it takes, what it answers and which problems it can meet. */
import type * as z from 'zod';
import type { Role } from '../domain/account.ts';
import type { ProblemCode } from './problems.ts';
import type { RateLimit } from './rate-limits.ts';

/** One Lambda function serves one area. */
export const AREAS = ['accounts', 'admin', 'events', 'holds', 'bookings', 'demo', 'reference'] as const;
export type Area = (typeof AREAS)[number];

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
  /** Takes inventory or money: an Idempotency-Key is required, and the effect happens once. */
  idempotent?: true;
  /** Only on stages with demonstration data; elsewhere the route does not exist. */
  testStagesOnly?: true;
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
