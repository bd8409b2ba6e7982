/** The routes beside the business: demonstrations, health, and the reference. */
import * as z from 'zod';
import { DemoCustomers, Health, NewDemoCustomers } from './events/messages.ts';
import type { Route } from './route.ts';

export const REFERENCE_ROUTES = {
  'create-demo-customers': {
    method: 'POST',
    path: '/v1/demo/customers',
    area: 'demo',
    summary: 'A crowd of signed-in customers for races and load',
    access: 'admin',
    testStagesOnly: true,
    body: NewDemoCustomers,
    answers: { 201: DemoCustomers },
    problems: [],
  },
  'read-health': {
    method: 'GET',
    path: '/health',
    area: 'reference',
    summary: 'Whether everything this service needs is there',
    access: 'public',
    answers: { 200: Health, 503: Health },
    problems: [],
  },
  'read-start': {
    method: 'GET',
    path: '/',
    area: 'reference',
    summary: 'The way to the reference',
    access: 'public',
    answers: { 302: undefined },
    problems: [],
  },
  'read-openapi': {
    method: 'GET',
    path: '/openapi.json',
    area: 'reference',
    summary: 'This contract as an OpenAPI 3.1 document',
    access: 'public',
    answers: { 200: 'application/json' },
    problems: [],
  },
  'read-docs': {
    method: 'GET',
    path: '/docs',
    area: 'reference',
    summary: 'This contract as a page to browse and try',
    access: 'public',
    answers: { 200: 'text/html' },
    problems: [],
  },
  'read-docs-file': {
    method: 'GET',
    path: '/docs/{file}',
    area: 'reference',
    summary: 'A script or style of the page',
    access: 'public',
    params: z.strictObject({ file: z.string().max(100) }),
    answers: { 200: 'text/javascript' },
    problems: [],
  },
} as const satisfies Record<string, Route>;
