/** The requests about the scans of an event. */
import * as z from 'zod/mini';
import { CHECK_INS_PAGE_SIZE_MAX } from '../../domain/limits.ts';
import { SCAN_OUTCOMES } from '../../domain/model.ts';
import type { RequestSchemas } from '../route-schemas.ts';
import { described, EventId, PageQuery, PartId, pageLimit } from '../schema-parts.ts';

/** The same cursor continues as JSON and as CSV. */
export const CheckInsQuery = z.strictObject({
  ...PageQuery,
  limit: pageLimit(CHECK_INS_PAGE_SIZE_MAX),
  gate: described(z.optional(z.clone(PartId)), 'the id of a gate: only its scans'),
  result: z.optional(z.enum(SCAN_OUTCOMES)),
});
export type CheckInsQuery = z.infer<typeof CheckInsQuery>;

const params = z.strictObject({ eventId: EventId });
export const CHECK_IN_LIST_REQUESTS = {
  'list-check-ins': { params, query: CheckInsQuery },
  'read-check-in-counts': { params },
} as const satisfies Record<string, RequestSchemas>;
