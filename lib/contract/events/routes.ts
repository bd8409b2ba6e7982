/** The routes of events: publishing them, finding them, and which of their seats can be had. */
import * as z from 'zod';
import { EDIT_BODY_BYTES_MAX, EVENT_BODY_BYTES_MAX } from '../../domain/limits.ts';
import { Integrity } from '../administration/integrity-messages.ts';
import type { Route } from '../route.ts';
import { pageOf } from '../schema-parts.ts';
import { EventChanges } from './edit-messages.ts';
import {
  Availability,
  Event,
  EventId,
  EventsQuery,
  FreshQuery,
  NewEvent,
  SeatMap,
  SeatMapChanges,
  SeatsQuery,
} from './messages.ts';

const eventParams = z.strictObject({ eventId: EventId });

export const EVENT_ROUTES = {
  'publish-event': {
    method: 'POST',
    path: '/v1/events',
    area: 'events',
    summary:
      'Publish an event with its sections and places: all of it or nothing; 202 above 10,000 places, which takes a while',
    access: 'organizer',
    bodyBytesMax: EVENT_BODY_BYTES_MAX,
    body: NewEvent,
    answers: { 201: Event, 202: Event },
    problems: [],
  },
  'list-events': {
    method: 'GET',
    path: '/v1/events',
    area: 'events',
    summary: 'Find events: by kind, words, time, route or service, soonest first',
    access: 'public',
    query: EventsQuery,
    answers: { 200: pageOf(Event), 304: undefined },
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
  'edit-event': {
    method: 'PATCH',
    path: '/v1/events/{eventId}',
    area: 'events',
    summary: 'Change an event, its sections and its places, or end its sales, while they may be running',
    access: 'organizer',
    bodyBytesMax: EDIT_BODY_BYTES_MAX,
    params: eventParams,
    body: EventChanges,
    answers: { 200: Event, 202: Event },
    problems: [
      'event-not-found',
      'not-your-event',
      'event-not-editable',
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
    params: eventParams,
    answers: { 202: undefined, 204: undefined },
    problems: ['event-not-found', 'not-your-event', 'event-not-editable', 'event-has-bookings'],
  },
  'read-availability': {
    method: 'GET',
    path: '/v1/events/{eventId}/availability',
    area: 'events',
    summary: 'How many places can be had, by section',
    access: 'public',
    params: eventParams,
    query: FreshQuery,
    answers: { 200: Availability, 304: undefined },
    problems: ['event-not-found'],
  },
  'read-seats': {
    method: 'GET',
    path: '/v1/events/{eventId}/seats',
    area: 'events',
    summary: 'Every seat with its status, or those whose status may have changed since',
    access: 'public',
    params: eventParams,
    query: SeatsQuery,
    answers: { 200: z.union([SeatMap, SeatMapChanges]), 304: undefined },
    problems: ['event-not-found', 'not-acceptable'],
  },
  'check-integrity': {
    method: 'GET',
    path: '/v1/events/{eventId}/integrity',
    area: 'admin',
    summary: 'Recount one of my events against the promises; a journal that merely lags is no violation',
    access: 'organizer',
    params: eventParams,
    answers: { 200: Integrity },
    problems: ['event-not-found', 'not-your-event'],
  },
} as const satisfies Record<string, Route>;
