/**
 * The step of the HTTP chain that answers OPTIONS: which methods a path has. A browser asks so before it calls from
 * another origin, and wants a success; API Gateway's `$default` route catches that question, hands it to us, and puts
 * the CORS headers of the API's configuration on our answer.
 */
import { type Middleware, methodsAt } from './middlewares.ts';
import { requireState } from './request-state.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** A path without methods goes on, to be told that it does not exist. */
export const answerOptions: Middleware = {
  before: async ({ event }) => {
    if (event.requestContext.http.method !== 'OPTIONS') return undefined;
    const allow = methodsAt(event.rawPath, requireState(event, 'service'));
    if (allow.length === 0) return undefined;
    // Middy sends an early answer as it is: no later step adds a header.
    const { requestId } = requireState(event, 'call');
    return {
      statusCode: 204,
      headers: { ...SECURITY_HEADERS, allow: allow.join(', '), 'x-request-id': requestId },
    };
  },
};
