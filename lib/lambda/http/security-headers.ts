/**
 * What every answer of every function tells a browser: an answer is data, to be shown by nobody, framed by nobody and
 * kept by nobody. A binding that knows better says so by a header of its own, as the reference pages do.
 */
import type { Middleware } from './middlewares.ts';

export const SECURITY_HEADERS = {
  /** Two years. */
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
} as const;

/** Comes before all others, so that it sees their answers last. */
export const secureAnswers: Middleware = {
  after: async request => addDefaults(request),
  onError: async request => addDefaults(request),
};

function addDefaults({ response }: Parameters<NonNullable<Middleware['after']>>[0]): void {
  if (response) response.headers = { ...SECURITY_HEADERS, ...response.headers };
}
