/** The routes of the demonstration: customers, and the settings of the payment simulator. */
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

export const CUSTOMER_ROUTES = {
  'create-demo-customers': {
    method: 'POST',
    path: '/v1/demo/customers',
    // Not `demo`: only this function and `admin` may write accounts.
    area: 'accounts',
    access: 'admin',
    testStagesOnly: true,
    problems: [],
  },
} as const satisfies Record<string, Route>;
