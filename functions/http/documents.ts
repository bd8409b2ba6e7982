/** The documents function: the tickets of a booking as PDF, and links to them. */
import { DOCUMENT_REQUESTS } from '../../lib/contract/documents/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { type BindingsOf, httpFunction } from '../../lib/lambda/http/http-function.ts';

export const documents: BindingsOf<'documents'> = {};

export const handler = httpFunction(documents, DOCUMENT_REQUESTS, composed);
