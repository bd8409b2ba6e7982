/**
 * The schemas of all requests, by operation, and the types of requests. For the OpenAPI document and the tests: a function
 * imports the schemas of its own area only.
 */
import type * as z from 'zod/mini';
import { ACCOUNT_REQUESTS } from './accounts/requests.ts';
import { ADMIN_REQUESTS } from './administration/requests.ts';
import { BOOKING_REQUESTS } from './bookings/requests.ts';
import { DEMO_REQUESTS } from './demo/requests.ts';
import { DOCUMENT_REQUESTS } from './documents/requests.ts';
import { EVENT_REQUESTS } from './events/requests.ts';
import { HOLD_REQUESTS } from './holds/requests.ts';
import { MAIL_REQUESTS } from './mail/requests.ts';
import { REFERENCE_REQUESTS } from './reference/requests.ts';
import type { SignedBody } from './route.ts';
import type { OperationId, ROUTES } from './routes.ts';
import { TICKET_REQUESTS } from './tickets/requests.ts';

export const REQUESTS = {
  ...ACCOUNT_REQUESTS,
  ...ADMIN_REQUESTS,
  ...EVENT_REQUESTS,
  ...HOLD_REQUESTS,
  ...BOOKING_REQUESTS,
  ...TICKET_REQUESTS,
  ...DOCUMENT_REQUESTS,
  ...MAIL_REQUESTS,
  ...DEMO_REQUESTS,
  ...REFERENCE_REQUESTS,
};

/** A request of an operation after validation. */
export interface RequestOf<Id extends OperationId> {
  params: PartOf<Id, 'params'>;
  query: PartOf<Id, 'query'>;
  /** The media type that the request accepts best. */
  mediaType: (typeof ROUTES)[Id] extends { produces: readonly (infer Type)[] } ? Type : undefined;
  body: (typeof ROUTES)[Id] extends { signedBy: string } ? SignedBody : PartOf<Id, 'body'>;
}

type PartOf<Id extends OperationId, Part extends string> =
  (typeof REQUESTS)[Id] extends Record<Part, infer Schema extends z.ZodMiniType>
    ? z.output<Schema>
    : Record<string, never>;
