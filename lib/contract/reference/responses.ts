/** The responses of the reference function, and the problem document, which every function answers with. */
import * as z from 'zod/mini';
import type { ResponsesOf } from '../route-schemas.ts';
import { component } from '../schema-parts.ts';

export const Health = component(
  'Health',
  z.strictObject({
    status: z.enum(['ok', 'unavailable']),
    dependencies: z.record(z.string(), z.enum(['ok', 'missing', 'unreachable'])),
  }),
);
export type Health = z.infer<typeof Health>;

/** Loose: each code adds its own fields. */
export const Problem = component(
  'Problem',
  z.looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
  }),
);
export type Problem = z.infer<typeof Problem>;

export const REFERENCE_RESPONSES = {
  'read-health': { 200: Health, 503: Health },
  'read-start': { 302: undefined },
  'read-openapi': { 200: 'application/json' },
  'read-docs': { 200: 'text/html' },
  'read-docs-file': { 200: 'text/javascript' },
} as const satisfies ResponsesOf<'reference'>;
