/** The responses of all operations, for the OpenAPI document and the tests: of the functions, only reference loads them. */
import { ACCOUNT_RESPONSES } from './accounts/responses.ts';
import { ADMIN_RESPONSES } from './administration/responses.ts';
import { BOOKING_RESPONSES } from './bookings/responses.ts';
import { DEMO_RESPONSES } from './demo/responses.ts';
import { DOCUMENT_RESPONSES } from './documents/responses.ts';
import { EVENT_RESPONSES } from './events/responses.ts';
import { HOLD_RESPONSES } from './holds/responses.ts';
import { MAIL_RESPONSES } from './mail/responses.ts';
import { REFERENCE_RESPONSES } from './reference/responses.ts';
import type { Responses } from './route-schemas.ts';
import type { OperationId } from './routes.ts';
import { TICKET_RESPONSES } from './tickets/responses.ts';

export const RESPONSES: Readonly<Record<OperationId, Responses>> = {
  ...ACCOUNT_RESPONSES,
  ...ADMIN_RESPONSES,
  ...EVENT_RESPONSES,
  ...HOLD_RESPONSES,
  ...BOOKING_RESPONSES,
  ...TICKET_RESPONSES,
  ...DOCUMENT_RESPONSES,
  ...MAIL_RESPONSES,
  ...DEMO_RESPONSES,
  ...REFERENCE_RESPONSES,
};
