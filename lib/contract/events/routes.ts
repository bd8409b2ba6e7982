/** The routes of events: publishing, finding and editing them, and the status of their seats. */
import { EDIT_BODY_BYTES_MAX, EVENT_BODY_BYTES_MAX } from '../../domain/limits.ts';
import type { Route } from '../route.ts';

export const EVENT_ROUTES = {
  'publish-event': {
    method: 'POST',
    path: '/v1/events',
    area: 'events',
    summary:
      'Publish an event with its sections and places: all of it or nothing; 202 above 10,000 places, which takes a while',
    access: 'organizer',
    bodyBytesMax: EVENT_BODY_BYTES_MAX,
    problems: [],
  },
  'list-events': {
    method: 'GET',
    path: '/v1/events',
    area: 'events',
    summary: 'Find events: by kind, words, time, route or service, soonest first',
    access: 'public',
    problems: [],
  },
  'read-event': {
    method: 'GET',
    path: '/v1/events/{eventId}',
    area: 'events',
    summary: 'One event',
    access: 'public',
    problems: ['event-not-found'],
  },
  'edit-event': {
    method: 'PATCH',
    path: '/v1/events/{eventId}',
    area: 'events',
    summary: 'Change an event, its sections and its places, or end its sales, while they may be running',
    access: 'organizer',
    bodyBytesMax: EDIT_BODY_BYTES_MAX,
    problems: [
      'event-not-found',
      'not-your-event',
      'event-not-editable',
      'validation-failed',
      'seats-unavailable',
      'capacity-below-sold',
      'event-has-bookings',
    ],
  },
  'delete-event': {
    method: 'DELETE',
    path: '/v1/events/{eventId}',
    area: 'events',
    summary: 'Take an event back that nobody holds or has booked a place of',
    access: 'organizer',
    problems: ['event-not-found', 'not-your-event', 'event-not-editable', 'event-has-bookings'],
  },
  'read-availability': {
    method: 'GET',
    path: '/v1/events/{eventId}/availability',
    area: 'events',
    summary: 'How many places can be had, by section',
    access: 'public',
    problems: ['event-not-found'],
  },
  'read-seats': {
    method: 'GET',
    path: '/v1/events/{eventId}/seats',
    area: 'events',
    summary: 'Every seat with its status, or those whose status may have changed since',
    access: 'public',
    problems: ['event-not-found', 'not-acceptable'],
  },
} as const satisfies Record<string, Route>;
