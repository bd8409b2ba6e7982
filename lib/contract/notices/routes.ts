/** The route of the log of notices of an organization. The events function serves it. */
import type { Route } from '../route.ts';

export const NOTICE_ROUTES = {
  'list-notices': {
    method: 'GET',
    path: '/v1/notices',
    area: 'events',
    access: 'member',
    problems: ['organization-role-required', 'validation-failed'],
  },
} as const satisfies Record<string, Route>;
