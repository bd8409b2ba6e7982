/**
 * Security headers for every response. By default a response is data: not rendered, not framed, not cached. A binding
 * overrides a header by setting it, as the reference pages do.
 */
import type { Middleware } from './middleware.ts';

export const SECURITY_HEADERS = {
  /** Two years. */
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
} as const;

/** First in the chain, so it handles every response last. */
export const addSecurityHeaders: Middleware = {
  after: async request => addDefaults(request),
  onError: async request => addDefaults(request),
};

function addDefaults({ response }: Parameters<NonNullable<Middleware['after']>>[0]): void {
  if (response) response.headers = { ...SECURITY_HEADERS, ...response.headers };
}
