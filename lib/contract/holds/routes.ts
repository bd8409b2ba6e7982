/** The routes of holds. */
import type { Route } from '../route.ts';

const PER_CALLER = { per: 'caller', windowSeconds: 60 } as const;

export const HOLD_ROUTES = {
  'place-hold': {
    method: 'POST',
    path: '/v1/events/{eventId}/holds',
    area: 'holds',
    access: 'signed-in',
    limit: { ...PER_CALLER, quota: 5 },
    idempotent: true,
    problems: [
      'event-not-found',
      'sales-not-open',
      'too-many-places',
      'customer-limit-reached',
      'overlapping-journey',
      'place-not-found',
      'seats-unavailable',
      'area-sold-out',
      'no-adjacent-seats',
      'price-changed',
    ],
  },
  'list-holds': {
    method: 'GET',
    path: '/v1/holds',
    area: 'holds',
    access: 'signed-in',
    problems: [],
  },
  'read-hold': {
    method: 'GET',
    path: '/v1/holds/{holdId}',
    area: 'holds',
    access: 'signed-in',
    problems: ['hold-not-found'],
  },
  'extend-hold': {
    method: 'POST',
    path: '/v1/holds/{holdId}/extend',
    area: 'holds',
    access: 'signed-in',
    idempotent: true,
    problems: ['hold-not-found', 'hold-expired', 'hold-not-extendable'],
  },
  'release-hold': {
    method: 'DELETE',
    path: '/v1/holds/{holdId}',
    area: 'holds',
    access: 'signed-in',
    problems: ['hold-not-found', 'hold-confirmed', 'payment-in-progress'],
  },
} as const satisfies Record<string, Route>;
