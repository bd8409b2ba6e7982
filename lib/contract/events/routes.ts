/** The routes of events: publishing, finding and editing them, and the status of their seats. */
import { EDIT_BODY_BYTES_MAX, EVENT_BODY_BYTES_MAX } from '../../domain/limits.ts';
import type { Route } from '../route.ts';

/** Reads of an event's rows: each costs as much as thousands of cached ones. */
const FRESH_READS = { per: 'ip', of: 'fresh-reads', row: 'fresh-reads', quota: 60, windowSeconds: 60 } as const;

export const EVENT_ROUTES = {
  'publish-event': {
    method: 'POST',
    path: '/v1/events',
    area: 'events',
    access: 'member',
    idempotent: 'if-keyed',
    bodyBytesMax: EVENT_BODY_BYTES_MAX,
    problems: ['forbidden', 'organization-role-required'],
  },
  'list-events': {
    method: 'GET',
    path: '/v1/events',
    area: 'events',
    access: 'public',
    memberQuery: 'organizer',
    isCached: true,
    problems: [],
  },
  'read-event': {
    method: 'GET',
    path: '/v1/events/{eventId}',
    area: 'events',
    access: 'public',
    problems: ['event-not-found'],
  },
  'edit-event': {
    method: 'PATCH',
    path: '/v1/events/{eventId}',
    area: 'events',
    access: 'member',
    takesIfMatch: true,
    bodyBytesMax: EDIT_BODY_BYTES_MAX,
    problems: [
      'event-not-found',
      'not-your-event',
      'event-changed',
      'event-not-editable',
      'validation-failed',
      'ticket-type-in-use',
      'seats-unavailable',
      'area-sold-out',
      'capacity-below-sold',
      'event-has-bookings',
    ],
  },
  'delete-event': {
    method: 'DELETE',
    path: '/v1/events/{eventId}',
    area: 'events',
    access: 'member',
    takesIfMatch: true,
    problems: ['event-not-found', 'not-your-event', 'event-changed', 'event-not-editable', 'event-has-bookings'],
  },
  'read-availability': {
    method: 'GET',
    path: '/v1/events/{eventId}/availability',
    area: 'events',
    access: 'public',
    limit: FRESH_READS,
    knowsCallers: true,
    problems: ['event-not-found'],
  },
  'list-blocks': {
    method: 'GET',
    path: '/v1/events/{eventId}/blocks',
    area: 'events',
    access: 'member',
    problems: ['event-not-found', 'not-your-event'],
  },
  'read-seats': {
    method: 'GET',
    path: '/v1/events/{eventId}/seats',
    area: 'events',
    access: 'public',
    limit: FRESH_READS,
    knowsCallers: true,
    problems: ['event-not-found', 'not-acceptable'],
  },
  'read-event-page': {
    method: 'GET',
    path: '/events/{eventId}',
    area: 'events',
    access: 'public',
    problems: ['route-not-found'],
  },
} as const satisfies Record<string, Route>;
