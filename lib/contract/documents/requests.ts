/** The requests of the documents function. */
import type { RequestsOf } from '../route-schemas.ts';

export const DOCUMENT_REQUESTS = {} as const satisfies RequestsOf<'documents'>;
