/** The routes of the reference: health, the OpenAPI document and the pages that show it. */
import type { Route } from '../route.ts';

export const REFERENCE_ROUTES = {
  'read-health': {
    method: 'GET',
    path: '/health',
    area: 'reference',
    summary: 'Whether everything this service needs is there',
    access: 'public',
    problems: [],
  },
  'read-start': {
    method: 'GET',
    path: '/',
    area: 'reference',
    summary: 'The way to the reference',
    access: 'public',
    problems: [],
  },
  'read-openapi': {
    method: 'GET',
    path: '/openapi.json',
    area: 'reference',
    summary: 'This contract as an OpenAPI 3.1 document',
    access: 'public',
    problems: [],
  },
  'read-docs': {
    method: 'GET',
    path: '/docs',
    area: 'reference',
    summary: 'This contract as a page to browse and try',
    access: 'public',
    problems: [],
  },
  'read-docs-file': {
    method: 'GET',
    path: '/docs/{file}',
    area: 'reference',
    summary: 'A script or style of the page',
    access: 'public',
    problems: [],
  },
} as const satisfies Record<string, Route>;
