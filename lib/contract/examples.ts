/**
 * Examples of requests and responses, for the OpenAPI document and the tests. They are one purchase: the event of `publish-event`
 * is found, two seats are held and booked, and one of them is cancelled.
 */
import { ACCOUNT_EXAMPLES } from './accounts/examples.ts';
import { ADMIN_EXAMPLES } from './administration/examples.ts';
import { BOOKING_EXAMPLES } from './bookings/examples.ts';
import { DEMO_EXAMPLES } from './demo/examples.ts';
import { DOCUMENT_EXAMPLES } from './documents/examples.ts';
import { EVENT_EXAMPLES } from './events/examples.ts';
import { HOLD_EXAMPLES } from './holds/examples.ts';
import { MAIL_EXAMPLES } from './mail/examples.ts';
import { NOTICE_OPERATION_EXAMPLES } from './notices/examples.ts';
import { ORGANIZATION_EXAMPLES } from './organizations/examples.ts';
import { REFERENCE_EXAMPLES } from './reference/examples.ts';
import type { OperationId } from './routes.ts';
import { TICKET_EXAMPLES } from './tickets/examples.ts';

export interface OperationExamples {
  /** The body of a request. */
  request?: unknown;
  /** Instead of one: several with their names. */
  requests?: Readonly<Record<string, { summary: string; value: unknown }>>;
  /** The bodies of responses, by status. */
  responses?: Readonly<Record<number, unknown>>;
  /** The body of a successful response as CSV. */
  csv?: string;
}

export const EXAMPLES: Readonly<Record<OperationId, OperationExamples>> = {
  ...ACCOUNT_EXAMPLES,
  ...ORGANIZATION_EXAMPLES,
  ...ADMIN_EXAMPLES,
  ...EVENT_EXAMPLES,
  ...NOTICE_OPERATION_EXAMPLES,
  ...HOLD_EXAMPLES,
  ...BOOKING_EXAMPLES,
  ...TICKET_EXAMPLES,
  ...MAIL_EXAMPLES,
  ...DOCUMENT_EXAMPLES,
  ...DEMO_EXAMPLES,
  ...REFERENCE_EXAMPLES,
};
