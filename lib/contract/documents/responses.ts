/** The responses of the documents function. */
import type { ResponsesOf } from '../route-schemas.ts';

export const DOCUMENT_RESPONSES = {} as const satisfies ResponsesOf<'documents'>;
