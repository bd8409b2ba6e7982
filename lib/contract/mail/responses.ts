/** The responses of the mail function. */
import type { ResponsesOf } from '../route-schemas.ts';

export const MAIL_RESPONSES = {} as const satisfies ResponsesOf<'mail'>;
