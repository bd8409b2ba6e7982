/** The routes of claims: holds, and the bookings that they become. */
import * as z from 'zod';
import { PageQuery, pageOf } from './message-parts.ts';
import {
  BOOKING_STATUSES,
  Booking,
  BookingId,
  EventId,
  HOLD_STATUSES,
  Hold,
  HoldId,
  NewBooking,
  NewHold,
} from './messages.ts';
import type { Route } from './route.ts';

const PER_CALLER = { per: 'caller', windowSeconds: 60 } as const;

const eventParams = z.strictObject({ eventId: EventId });
const holdParams = z.strictObject({ holdId: HoldId });
const bookingParams = z.strictObject({ bookingId: BookingId });

export const CLAIM_ROUTES = {
  'place-hold': {
    method: 'POST',
    path: '/v1/events/{eventId}/holds',
    area: 'holds',
    summary: 'Hold seats and counted places, all or none of them',
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
      'area-sold-out',
      'no-adjacent-seats',
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
} as const satisfies Record<string, Route>;
