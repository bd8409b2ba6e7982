/** Started by SES's events on the default event bus: records a mail that bounced, or that its reader reported as unwanted. */
import { parseMailReturn } from '../../lib/domain/mail-returns.ts';
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { eventFunction } from '../../lib/lambda/event-function.ts';
import { recordBounces } from '../../lib/usecases/mail/record-bounces.ts';

export const handler = eventFunction(parseMailReturn, recordBounces, composedBackground);
