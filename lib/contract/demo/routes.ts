/** The routes of the demonstration: races, customers, and the settings of the payment simulator. */
import type { Route } from '../route.ts';

export const SIMULATOR_ROUTES = {
  'read-payment-simulator': {
    method: 'GET',
    path: '/v1/admin/payment-simulator',
    area: 'demo',
    access: 'admin',
    testStagesOnly: true,
    gateway: 'simulated',
    problems: [],
  },
  'change-payment-simulator': {
    method: 'PUT',
    path: '/v1/admin/payment-simulator',
    area: 'demo',
    access: 'admin',
    testStagesOnly: true,
    gateway: 'simulated',
    problems: ['busy'],
  },
} as const satisfies Record<string, Route>;

export const RACE_ROUTES = {
  'race-for-seat': {
    method: 'POST',
    path: '/v1/demo/race',
    area: 'demo',
    access: 'member',
    testStagesOnly: true,
    limit: { per: 'caller', quota: 20, windowSeconds: 60 },
    problems: [
      'event-not-found',
      'not-your-event',
      'sales-not-open',
      'too-many-places',
      'customer-limit-reached',
      'place-not-found',
      'seats-unavailable',
      'busy',
    ],
  },
} as const satisfies Record<string, Route>;

export const CUSTOMER_ROUTES = {
  'create-demo-customers': {
    method: 'POST',
    path: '/v1/demo/customers',
    // Not `demo`: only this function and `admin` may write accounts.
    area: 'accounts',
    access: 'organizer',
    testStagesOnly: true,
    // The web app creates the buyers of each race.
    limit: { per: 'caller', quota: 20, windowSeconds: 60 },
    problems: [],
  },
} as const satisfies Record<string, Route>;
