/** The requests of the mail function. */
import type { RequestsOf } from '../route-schemas.ts';

export const MAIL_REQUESTS = {} as const satisfies RequestsOf<'mail'>;
