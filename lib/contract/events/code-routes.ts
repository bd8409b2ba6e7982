/** The routes of promo and access codes, for members who may edit the event. */
import { CODE_BODY_BYTES_MAX } from '../../domain/limits.ts';
import type { Route } from '../route.ts';

export const CODE_ROUTES = {
  'create-codes': {
    method: 'POST',
    path: '/v1/events/{eventId}/codes',
    area: 'events',
    access: 'member',
    idempotent: true,
    bodyBytesMax: CODE_BODY_BYTES_MAX,
    problems: ['event-not-found', 'not-your-event', 'event-not-editable', 'validation-failed', 'code-taken'],
  },
  'list-codes': {
    method: 'GET',
    path: '/v1/events/{eventId}/codes',
    area: 'events',
    access: 'member',
    problems: ['event-not-found', 'not-your-event'],
  },
  'read-code': {
    method: 'GET',
    path: '/v1/events/{eventId}/codes/{code}',
    area: 'events',
    access: 'member',
    problems: ['event-not-found', 'not-your-event', 'code-not-found'],
  },
  'edit-code': {
    method: 'PATCH',
    path: '/v1/events/{eventId}/codes/{code}',
    area: 'events',
    access: 'member',
    bodyBytesMax: CODE_BODY_BYTES_MAX,
    problems: ['event-not-found', 'not-your-event', 'code-not-found', 'validation-failed'],
  },
  'end-code': {
    method: 'POST',
    path: '/v1/events/{eventId}/codes/{code}/end',
    area: 'events',
    access: 'member',
    problems: ['event-not-found', 'not-your-event', 'code-not-found'],
  },
} as const satisfies Record<string, Route>;
