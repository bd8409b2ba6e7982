/** The request for the log of notices. */
import * as z from 'zod/mini';
import { NOTICES_LISTED_MAX } from '../../domain/limits.ts';
import { described, OrganizationId, pageLimit, shownAs, string } from '../schema-parts.ts';

/** No organization can have so many notices that a position needs more than twelve digits. Leading zeros are refused, so that a position has one form. */
const position = shownAs(
  { type: 'string', pattern: '^(0|[1-9][0-9]{0,11})$', examples: ['1842'] },
  z.pipe(
    string.check(z.regex(/^(0|[1-9]\d{0,11})$/, 'must be nextCursor of an earlier response, or 0')),
    z.transform(Number),
  ),
);

export const NoticesQuery = z.strictObject({
  organizationId: OrganizationId,
  after: described(
    z._default(position, 0),
    'nextCursor of an earlier response; 0 begins with the first notice of the organization',
  ),
  limit: pageLimit(NOTICES_LISTED_MAX),
});
export type NoticesQuery = z.infer<typeof NoticesQuery>;

export const NOTICE_REQUESTS = { 'list-notices': { query: NoticesQuery } } as const;
