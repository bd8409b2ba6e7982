/**
 * The CORS rules for pages of other origins, for API Gateway and the local service. Each stage lists its origins by name; a
 * wildcard is not allowed. Neither are credentials: the cookie of a session is for pages of the API's own origin only.
 */
import type { Route, StageKind } from './route.ts';
import { routesOf } from './routes.ts';

export const CORS = {
  /** In addition to the headers that every page may send. */
  requestHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'x-request-id'],
  /** In addition to the headers that every page may read. */
  exposedHeaders: [
    // Clients compute the time left of a hold from it.
    'date',
    'etag',
    'idempotent-replayed',
    'link',
    'location',
    'ratelimit',
    'ratelimit-policy',
    'retry-after',
    'x-cache-status',
    'x-request-id',
  ],
  /** How long a browser may cache the response to a preflight request. */
  maxAgeSeconds: 3_600,
} as const;

/** The methods of the stage's routes. */
export const corsMethods = (stage: StageKind): Route['method'][] => [
  ...new Set(routesOf(stage).map(([, { method }]) => method)),
];

/** Parses origins separated by commas; an absent setting means none. Throws an error that names the setting. */
export function parseOrigins(value: unknown, setting: string): string[] {
  if (value === undefined || value === '') return [];
  const origins = typeof value === 'string' ? value.split(',') : [];
  const wrong = origins.find(origin => !isOrigin(origin));
  if (origins.length > 0 && wrong === undefined) return origins;
  throw new Error(
    `An origin looks like https://tickets.example, several are separated by commas, but ${setting} says ${quoted(wrong ?? value)}.`,
  );
}

/** Accepts exactly what a browser sends as Origin, with plain http only for localhost, and no wildcard. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
  return url !== null && isSecure && url.origin === text && !text.includes('*');
}

const quoted = (value: unknown): string => JSON.stringify(value) ?? String(value);
