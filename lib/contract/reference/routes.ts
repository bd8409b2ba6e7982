/** The routes of the reference: health, the OpenAPI document and the pages that show it. */
import type { Route } from '../route.ts';

export const REFERENCE_ROUTES = {
  'read-health': {
    method: 'GET',
    path: '/health',
    area: 'reference',
    access: 'public',
    problems: [],
  },
  'read-stage': {
    method: 'GET',
    path: '/v1/stage',
    area: 'reference',
    access: 'public',
    problems: [],
  },
  'read-start': {
    method: 'GET',
    path: '/',
    area: 'reference',
    access: 'public',
    problems: [],
  },
  'read-openapi': {
    method: 'GET',
    path: '/openapi.json',
    area: 'reference',
    access: 'public',
    problems: [],
  },
  'read-docs': {
    method: 'GET',
    path: '/docs',
    area: 'reference',
    access: 'public',
    problems: [],
  },
  'open-link': {
    method: 'GET',
    path: '/links',
    area: 'reference',
    access: 'public',
    problems: [],
  },
  'read-docs-file': {
    method: 'GET',
    path: '/docs/{file}',
    area: 'reference',
    access: 'public',
    problems: ['route-not-found'],
  },
} as const satisfies Record<string, Route>;
