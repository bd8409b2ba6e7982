/**
 * Every route of the service, as data. The CDK stack, the local server, the OpenAPI document, the Lambda handlers and
 * the tests read this table and nothing else; a route's key is its operation id and the name of its use case.
 */
import * as z from 'zod';
import type { Role } from '../domain/account.ts';
import { EVENT_BODY_BYTES_MAX } from '../domain/limits.ts';
import { EVENT_KINDS } from '../domain/model.ts';
import {
  Credentials,
  NewPassword,
  NewRole,
  Refresh,
  Registration,
  SignedIn,
  User,
  UserId,
  UsersQuery,
} from './account-messages.ts';
import { PageQuery, pageOf } from './message-parts.ts';
import {
  Availability,
  BOOKING_STATUSES,
  Booking,
  BookingId,
  DemoCustomers,
  Event,
  EventId,
  FreshQuery,
  Health,
  HOLD_STATUSES,
  Hold,
  HoldId,
  NewBooking,
  NewDemoCustomers,
  NewEvent,
  NewHold,
  SeatMap,
} from './messages.ts';
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

const PER_IP = { per: 'ip', windowSeconds: 300 } as const;
const PER_CALLER = { per: 'caller', windowSeconds: 60 } as const;

const none = z.strictObject({});
const eventParams = z.strictObject({ eventId: EventId });
const holdParams = z.strictObject({ holdId: HoldId });
const bookingParams = z.strictObject({ bookingId: BookingId });

export const ROUTES = {
  register: {
    method: 'POST',
    path: '/v1/auth/register',
    area: 'accounts',
    summary: 'Make an account and sign in',
    access: 'public',
    limit: { ...PER_IP, quota: 10 },
    body: Registration,
    answers: { 201: SignedIn },
    problems: ['email-taken', 'weak-password'],
  },
  login: {
    method: 'POST',
    path: '/v1/auth/login',
    area: 'accounts',
    summary: 'Sign in',
    access: 'public',
    limit: { ...PER_IP, quota: 10 },
    body: Credentials,
    answers: { 200: SignedIn },
    problems: ['bad-credentials'],
  },
  refresh: {
    method: 'POST',
    path: '/v1/auth/refresh',
    area: 'accounts',
    summary:
      'A new pair of tokens for a refresh token, which is spent by it; one that was spent before ends its session',
    access: 'public',
    limit: { ...PER_IP, quota: 60 },
    body: Refresh,
    answers: { 200: SignedIn },
    problems: ['invalid-refresh-token'],
  },
  logout: {
    method: 'POST',
    path: '/v1/auth/logout',
    area: 'accounts',
    summary: 'End a session',
    access: 'public',
    limit: { ...PER_IP, quota: 60 },
    body: Refresh,
    answers: { 204: undefined },
    problems: ['invalid-refresh-token'],
  },
  'change-password': {
    method: 'POST',
    path: '/v1/auth/password',
    area: 'accounts',
    summary: "Change one's password, which ends all other sessions",
    access: 'signed-in',
    needsLiveSession: true,
    // Not by caller: who has got hold of a session must not keep its owner from changing the password.
    limit: { per: 'session', quota: 10, windowSeconds: 300 },
    body: NewPassword,
    answers: { 204: undefined },
    problems: ['bad-credentials', 'weak-password'],
  },
  'read-profile': {
    method: 'GET',
    path: '/v1/auth/me',
    area: 'accounts',
    summary: 'Who I am',
    access: 'signed-in',
    answers: { 200: User },
    problems: [],
  },
  'list-users': {
    method: 'GET',
    path: '/v1/admin/users',
    area: 'admin',
    summary: 'Who has an account, newest first',
    access: 'admin',
    query: UsersQuery,
    answers: { 200: pageOf(User) },
    problems: [],
  },
  'change-role': {
    method: 'PATCH',
    path: '/v1/admin/users/{userId}',
    area: 'admin',
    summary: "Grant or revoke a role; nobody changes one's own",
    access: 'admin',
    params: z.strictObject({ userId: UserId }),
    body: NewRole,
    answers: { 200: User },
    problems: ['user-not-found', 'own-role'],
  },
  'publish-event': {
    method: 'POST',
    path: '/v1/events',
    area: 'events',
    summary: 'Publish an event with its sections and seats: all of it or nothing',
    access: 'organizer',
    bodyBytesMax: EVENT_BODY_BYTES_MAX,
    body: NewEvent,
    answers: { 201: Event },
    problems: [],
  },
  'list-events': {
    method: 'GET',
    path: '/v1/events',
    area: 'events',
    summary: 'Events by their start, soonest first',
    access: 'public',
    query: z.strictObject({ ...PageQuery, kind: z.enum(EVENT_KINDS).optional() }),
    answers: { 200: pageOf(Event) },
    problems: [],
  },
  'read-event': {
    method: 'GET',
    path: '/v1/events/{eventId}',
    area: 'events',
    summary: 'One event',
    access: 'public',
    params: eventParams,
    answers: { 200: Event },
    problems: ['event-not-found'],
  },
  'read-availability': {
    method: 'GET',
    path: '/v1/events/{eventId}/availability',
    area: 'events',
    summary: 'How many places can be had, by section',
    access: 'public',
    params: eventParams,
    query: FreshQuery,
    answers: { 200: Availability },
    problems: ['event-not-found'],
  },
  'read-seats': {
    method: 'GET',
    path: '/v1/events/{eventId}/seats',
    area: 'events',
    summary: 'Every seat with its status and price',
    access: 'public',
    params: eventParams,
    query: FreshQuery,
    answers: { 200: SeatMap },
    problems: ['event-not-found'],
  },
  'place-hold': {
    method: 'POST',
    path: '/v1/events/{eventId}/holds',
    area: 'holds',
    summary: 'Hold seats, all or none of them',
    access: 'signed-in',
    limit: { ...PER_CALLER, quota: 5 },
    idempotent: true,
    params: eventParams,
    body: NewHold,
    answers: { 201: Hold },
    problems: [
      'event-not-found',
      'sales-not-open',
      'too-many-places',
      'place-not-found',
      'seats-unavailable',
      'price-changed',
    ],
  },
  'list-holds': {
    method: 'GET',
    path: '/v1/holds',
    area: 'holds',
    summary: 'My holds, newest first',
    access: 'signed-in',
    query: z.strictObject({ ...PageQuery, status: z.enum(HOLD_STATUSES).optional() }),
    answers: { 200: pageOf(Hold) },
    problems: [],
  },
  'read-hold': {
    method: 'GET',
    path: '/v1/holds/{holdId}',
    area: 'holds',
    summary: 'One of my holds, also after it has ended',
    access: 'signed-in',
    params: holdParams,
    answers: { 200: Hold },
    problems: ['hold-not-found'],
  },
  'extend-hold': {
    method: 'POST',
    path: '/v1/holds/{holdId}/extend',
    area: 'holds',
    summary: "Move a hold's deadline",
    access: 'signed-in',
    idempotent: true,
    params: holdParams,
    answers: { 200: Hold },
    problems: ['hold-not-found', 'hold-not-extendable', 'hold-expired'],
  },
  'release-hold': {
    method: 'DELETE',
    path: '/v1/holds/{holdId}',
    area: 'holds',
    summary: 'Give a hold back',
    access: 'signed-in',
    params: holdParams,
    answers: { 204: undefined },
    problems: ['hold-not-found', 'hold-confirmed', 'payment-in-progress'],
  },
  'confirm-booking': {
    method: 'POST',
    path: '/v1/bookings',
    area: 'bookings',
    summary: 'Pay for a hold, which makes it a booking',
    access: 'signed-in',
    limit: { ...PER_CALLER, quota: 3 },
    idempotent: true,
    body: NewBooking,
    answers: { 201: Booking },
    problems: [
      'hold-not-found',
      'payment-declined',
      'hold-expired',
      'hold-released',
      'hold-confirmed',
      'payment-in-progress',
      'too-many-payments',
      'payment-unavailable',
    ],
  },
  'list-bookings': {
    method: 'GET',
    path: '/v1/bookings',
    area: 'bookings',
    summary: 'My bookings, newest first',
    access: 'signed-in',
    query: z.strictObject({ ...PageQuery, status: z.enum(BOOKING_STATUSES).optional() }),
    answers: { 200: pageOf(Booking) },
    problems: [],
  },
  'read-booking': {
    method: 'GET',
    path: '/v1/bookings/{bookingId}',
    area: 'bookings',
    summary: 'One of my bookings',
    access: 'signed-in',
    params: bookingParams,
    answers: { 200: Booking },
    problems: ['booking-not-found'],
  },
  'create-demo-customers': {
    method: 'POST',
    path: '/v1/demo/customers',
    area: 'demo',
    summary: 'A crowd of signed-in customers for races and load',
    access: 'admin',
    testStagesOnly: true,
    body: NewDemoCustomers,
    answers: { 201: DemoCustomers },
    problems: [],
  },
  'read-health': {
    method: 'GET',
    path: '/health',
    area: 'reference',
    summary: 'Whether everything this service needs is there',
    access: 'public',
    answers: { 200: Health, 503: Health },
    problems: [],
  },
  'read-start': {
    method: 'GET',
    path: '/',
    area: 'reference',
    summary: 'The way to the reference',
    access: 'public',
    answers: { 302: undefined },
    problems: [],
  },
  'read-openapi': {
    method: 'GET',
    path: '/openapi.json',
    area: 'reference',
    summary: 'This contract as an OpenAPI 3.1 document',
    access: 'public',
    answers: { 200: 'application/json' },
    problems: [],
  },
  'read-docs': {
    method: 'GET',
    path: '/docs',
    area: 'reference',
    summary: 'This contract as a page to browse and try',
    access: 'public',
    answers: { 200: 'text/html' },
    problems: [],
  },
  'read-docs-file': {
    method: 'GET',
    path: '/docs/{file}',
    area: 'reference',
    summary: 'A script or style of the page',
    access: 'public',
    params: z.strictObject({ file: z.string().max(100) }),
    answers: { 200: 'text/javascript' },
    problems: [],
  },
} as const satisfies Record<string, Route>;

export type OperationId = keyof typeof ROUTES;

/** The routes of a stage: a production stage has no demonstration. */
export const routesOf = (isTestStage: boolean): [OperationId, Route][] =>
  (Object.entries(ROUTES) as [OperationId, Route][]).filter(([, route]) => isTestStage || !route.testStagesOnly);

/** Answers an empty object where a route takes no parameters, query or body. */
export const schemaOf = (route: Route, part: 'params' | 'query' | 'body'): z.ZodObject => route[part] ?? none;

/** The operations that have a limit on callers. */
export const LIMITED_OPERATIONS: OperationId[] = (Object.entries(ROUTES) as [OperationId, Route][])
  .filter(([, { limit }]) => limit !== undefined)
  .map(([operation]) => operation);

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : Record<string, never>;
type PartOf<Id extends OperationId, Part extends string> =
  (typeof ROUTES)[Id] extends Record<Part, infer Schema> ? Output<Schema> : Record<string, never>;

/** A route's request after validation, typed from its schemas. */
export interface RequestOf<Id extends OperationId> {
  params: PartOf<Id, 'params'>;
  query: PartOf<Id, 'query'>;
  body: PartOf<Id, 'body'>;
}
