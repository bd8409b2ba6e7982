/**
 * The step that answers OPTIONS with the methods of a path. A browser sends OPTIONS before it calls from another origin,
 * and requires a success. API Gateway routes it to `$default`, and adds the CORS headers to our response.
 */
import { methodsAt } from './find-route.ts';
import type { Middleware } from './middleware.ts';
import { requireState } from './request-state.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** Leaves a path without methods to the next step, which refuses it. */
export const answerOptions: Middleware = {
  before: async ({ event }) => {
    if (event.requestContext.http.method !== 'OPTIONS') return undefined;
    const allow = methodsAt(event.rawPath, requireState(event, 'service'));
    if (allow.length === 0) return undefined;
    // Middy skips all later steps for an early response, also those that add headers.
    const { requestId } = requireState(event, 'call');
    return {
      statusCode: 204,
      headers: { ...SECURITY_HEADERS, allow: allow.join(', '), 'x-request-id': requestId },
    };
  },
};
