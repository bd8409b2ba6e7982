/** The routes of administration: users, sales, payments that need an administrator, the journal and the integrity check. */
import type { Route } from '../route.ts';

export const USER_ROUTES = {
  'list-users': {
    method: 'GET',
    path: '/v1/admin/users',
    area: 'admin',
    summary: 'Who has an account, newest first',
    access: 'admin',
    problems: [],
  },
  'change-role': {
    method: 'PATCH',
    path: '/v1/admin/users/{userId}',
    area: 'admin',
    summary: "Grant or revoke a role; nobody changes one's own",
    access: 'admin',
    problems: ['own-role', 'user-not-found'],
  },
} as const satisfies Record<string, Route>;

export const ADMIN_ROUTES = {
  'read-stats': {
    method: 'GET',
    path: '/v1/admin/stats',
    area: 'admin',
    summary: 'Holds and bookings by status and revenue by currency; may lag by seconds',
    access: 'admin',
    problems: [],
  },
  'find-bookings': {
    method: 'GET',
    path: '/v1/admin/bookings',
    area: 'admin',
    summary: "Everybody's bookings, newest first; may lag by seconds",
    access: 'admin',
    problems: [],
  },
  'find-holds': {
    method: 'GET',
    path: '/v1/admin/holds',
    area: 'admin',
    summary: 'The live holds with their age, newest first; may lag by seconds',
    access: 'admin',
    problems: [],
  },
  'find-payments': {
    method: 'GET',
    path: '/v1/admin/payments',
    area: 'admin',
    summary: 'Payments that are not finished, oldest first, and which of them need a person',
    access: 'admin',
    problems: [],
  },
  'settle-payment': {
    method: 'POST',
    path: '/v1/admin/payments/{paymentId}/settle',
    area: 'admin',
    summary: 'Record that a payment which is stuck was given back by hand; again without effect',
    access: 'admin',
    problems: ['payment-not-found', 'payment-not-stuck'],
  },
  'resume-payment': {
    method: 'POST',
    path: '/v1/admin/payments/{paymentId}/resume',
    area: 'admin',
    summary: 'Ask the gateway again for what it has refused for good; again without effect',
    access: 'admin',
    problems: ['payment-not-found', 'payment-not-stuck'],
  },
  'read-occupancy': {
    method: 'GET',
    path: '/v1/admin/occupancy',
    area: 'admin',
    summary: 'How full events are, by section, soonest first; an organizer sees their own; at most 2 s old',
    access: 'organizer',
    problems: ['event-not-found', 'not-your-event'],
  },
  'read-journal': {
    method: 'GET',
    path: '/v1/admin/journal',
    area: 'admin',
    summary: 'Who did what, newest first; may lag by seconds',
    access: 'admin',
    problems: [],
  },
} as const satisfies Record<string, Route>;

export const INTEGRITY_ROUTES = {
  'check-integrity': {
    method: 'GET',
    path: '/v1/events/{eventId}/integrity',
    area: 'admin',
    summary: 'Recount one of my events against the promises; a journal that merely lags is no violation',
    access: 'organizer',
    problems: ['event-not-found', 'not-your-event'],
  },
} as const satisfies Record<string, Route>;
