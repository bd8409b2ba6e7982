/** The routes of holds. */
import type { NamedLimit } from '../rate-limits.ts';
import type { Route } from '../route.ts';

/** The rows in which the calls and places of a customer, and of an address, are counted together. */
const CUSTOMER = 'place-hold';
const ADDRESS = 'place-hold-address';

/** The places that are held or extended in the hold time of their event, at least 300 s: a hoarder needs many addresses. */
const PLACES = [
  { name: 'hold-places', per: 'caller', row: CUSTOMER, register: 'p', quota: 20 },
  { name: 'hold-places-event', per: 'event', row: CUSTOMER, register: 'e', quota: 10 },
  { name: 'hold-places-address', per: 'ip', row: ADDRESS, register: 'p', quota: 60, isSpread: true },
].map(limit => ({ ...limit, counts: 'places', windowSeconds: 300, isHoarding: true })) as readonly NamedLimit[];

/**
 * Requests with a promo or access code, so that nobody can find codes by trying: those of a caller count in the row of the other limits.
 * Holds and quotes count together.
 */
export const CODES: readonly NamedLimit[] = [
  { name: 'codes', per: 'caller', of: 'codes', row: CUSTOMER, register: 'k', quota: 30, windowSeconds: 600 },
  { name: 'codes-address', per: 'ip', of: 'codes', quota: 100, windowSeconds: 600, isSpread: true },
];

export const HOLD_ROUTES = {
  'place-hold': {
    method: 'POST',
    path: '/v1/events/{eventId}/holds',
    area: 'holds',
    access: 'signed-in',
    limit: { per: 'caller', row: CUSTOMER, quota: 5, windowSeconds: 60, isHoarding: true },
    furtherLimits: [
      {
        name: 'place-hold-address',
        per: 'ip',
        row: ADDRESS,
        quota: 60,
        windowSeconds: 60,
        isSpread: true,
        isHoarding: true,
      },
      ...PLACES,
      ...CODES,
    ],
    idempotent: true,
    problems: [
      'event-not-found',
      'email-not-verified',
      'sales-not-open',
      'too-many-places',
      'customer-limit-reached',
      'overlapping-journey',
      'code-limit-reached',
      'place-not-found',
      'code-not-found',
      'ticket-type-not-found',
      'ticket-type-not-offered',
      'ticket-types-not-allowed',
      'code-not-usable',
      'seats-unavailable',
      'area-sold-out',
      'no-adjacent-seats',
      'ticket-type-sold-out',
      'code-used-up',
      'price-changed',
    ],
  },
  'quote-places': {
    method: 'POST',
    path: '/v1/events/{eventId}/quotes',
    area: 'holds',
    access: 'public',
    signedInMember: 'code',
    // A refused quote reads the whole event, however large its layout is.
    limit: { per: 'ip', quota: 100, windowSeconds: 60 },
    furtherLimits: CODES,
    problems: [
      'event-not-found',
      'sales-not-open',
      'too-many-places',
      'place-not-found',
      'code-not-found',
      'ticket-type-not-found',
      'ticket-type-not-offered',
      'ticket-types-not-allowed',
      'code-not-usable',
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
    limit: { per: 'caller', row: CUSTOMER, register: 'x', quota: 5, windowSeconds: 300, isHoarding: true },
    furtherLimits: PLACES,
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
