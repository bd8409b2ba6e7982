/** The routes of administration: users, sales, payments that need an administrator, the journal and the integrity check. */
import type { Route } from '../route.ts';

export const USER_ROUTES = {
  'list-users': {
    method: 'GET',
    path: '/v1/admin/users',
    area: 'admin',
    access: 'admin',
    problems: [],
  },
  'change-role': {
    method: 'PATCH',
    path: '/v1/admin/users/{userId}',
    area: 'admin',
    access: 'admin',
    problems: ['own-role', 'user-not-found'],
  },
  'delete-user': {
    method: 'DELETE',
    path: '/v1/admin/users/{userId}',
    area: 'admin',
    access: 'admin',
    problems: ['user-not-found', 'account-is-needed'],
  },
} as const satisfies Record<string, Route>;

export const ADMIN_ROUTES = {
  'read-stats': {
    method: 'GET',
    path: '/v1/admin/stats',
    area: 'admin',
    access: 'admin',
    problems: [],
  },
  'find-bookings': {
    method: 'GET',
    path: '/v1/admin/bookings',
    area: 'admin',
    access: 'admin',
    problems: [],
  },
  'find-holds': {
    method: 'GET',
    path: '/v1/admin/holds',
    area: 'admin',
    access: 'admin',
    problems: [],
  },
  'find-payments': {
    method: 'GET',
    path: '/v1/admin/payments',
    area: 'admin',
    access: 'admin',
    problems: [],
  },
  'settle-payment': {
    method: 'POST',
    path: '/v1/admin/payments/{paymentId}/settle',
    area: 'admin',
    access: 'admin',
    problems: ['payment-not-found', 'payment-not-stuck'],
  },
  'resume-payment': {
    method: 'POST',
    path: '/v1/admin/payments/{paymentId}/resume',
    area: 'admin',
    access: 'admin',
    problems: ['payment-not-found', 'payment-not-stuck'],
  },
  'read-occupancy': {
    method: 'GET',
    path: '/v1/admin/occupancy',
    area: 'admin',
    access: 'member',
    problems: ['event-not-found', 'not-your-event', 'organization-role-required'],
  },
  'read-journal': {
    method: 'GET',
    path: '/v1/admin/journal',
    area: 'admin',
    access: 'admin',
    problems: [],
  },
} as const satisfies Record<string, Route>;

/** Routes under an event that read what is derived from all of its claims. */
export const EVENT_ADMIN_ROUTES = {
  'list-event-bookings': {
    method: 'GET',
    path: '/v1/events/{eventId}/bookings',
    area: 'admin',
    access: 'member',
    produces: ['application/json', 'text/csv'],
    problems: ['event-not-found', 'not-your-event'],
  },
  'read-sales': {
    method: 'GET',
    path: '/v1/events/{eventId}/sales',
    area: 'admin',
    access: 'member',
    problems: ['event-not-found', 'not-your-event'],
  },
  'list-check-ins': {
    method: 'GET',
    path: '/v1/events/{eventId}/check-ins',
    area: 'admin',
    access: 'member',
    produces: ['application/json', 'text/csv'],
    problems: ['event-not-found', 'not-your-event'],
  },
  'read-check-in-counts': {
    method: 'GET',
    path: '/v1/events/{eventId}/check-ins/counts',
    area: 'admin',
    access: 'member',
    problems: ['event-not-found', 'not-your-event'],
  },
  'check-integrity': {
    method: 'GET',
    path: '/v1/events/{eventId}/integrity',
    area: 'admin',
    access: 'member',
    problems: ['event-not-found', 'not-your-event'],
  },
} as const satisfies Record<string, Route>;
