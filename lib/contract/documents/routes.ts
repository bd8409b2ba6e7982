/** The routes of documents of bookings. */
import type { Route } from '../route.ts';

const PER_MINUTE = { windowSeconds: 60, quota: 60 } as const;

export const DOCUMENT_ROUTES = {
  'read-tickets-pdf': {
    method: 'GET',
    path: '/v1/bookings/{bookingId}/tickets.pdf',
    area: 'documents',
    access: 'signed-in',
    limit: { per: 'caller', ...PER_MINUTE },
    mayAnswerLater: true,
    problems: ['booking-not-found', 'ticket-void', 'busy'],
  },
  'create-ticket-links': {
    method: 'POST',
    path: '/v1/bookings/{bookingId}/ticket-links',
    area: 'documents',
    access: 'signed-in',
    limit: { per: 'caller', ...PER_MINUTE },
    mayAnswerLater: true,
    problems: ['booking-not-found', 'ticket-void', 'busy'],
  },
  'read-receipt-pdf': {
    method: 'GET',
    path: '/v1/bookings/{bookingId}/receipt.pdf',
    area: 'documents',
    access: 'signed-in',
    limit: { per: 'caller', ...PER_MINUTE },
    mayAnswerLater: true,
    problems: ['booking-not-found', 'busy'],
  },
  'create-receipt-link': {
    method: 'POST',
    path: '/v1/bookings/{bookingId}/receipt-links',
    area: 'documents',
    access: 'signed-in',
    limit: { per: 'caller', ...PER_MINUTE },
    mayAnswerLater: true,
    problems: ['booking-not-found', 'busy'],
  },
  'read-linked-booking': {
    method: 'POST',
    path: '/v1/linked-bookings',
    area: 'documents',
    access: 'public',
    limit: { per: 'ip', ...PER_MINUTE },
    mayAnswerLater: true,
    problems: ['invalid-link', 'booking-not-found', 'busy'],
  },
} as const satisfies Record<string, Route>;
