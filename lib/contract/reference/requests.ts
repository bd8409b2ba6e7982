/** The requests of the reference function. */
import * as z from 'zod/mini';
import type { RequestsOf } from '../route-schemas.ts';
import { string } from '../schema-parts.ts';

export const REFERENCE_REQUESTS = {
  'read-health': {},
  'read-stage': {},
  'read-start': {},
  'read-openapi': {},
  'read-docs': {},
  'open-link': {},
  'read-docs-file': { params: z.strictObject({ file: string.check(z.maxLength(100)) }) },
} as const satisfies RequestsOf<'reference'>;
