/**
 * What pages of other origins may do: the same for API Gateway and for the local service. Which origins those are is each
 * stage's setting, by name and never all; nothing here goes by cookies, so no credentials are let through.
 */
import type { Route, StageKind } from './route.ts';
import { routesOf } from './routes.ts';

export const CORS = {
  /** Besides those that every page may send. */
  requestHeaders: ['authorization', 'content-type', 'idempotency-key', 'x-request-id'],
  /** Besides those that every page may read. */
  exposedHeaders: [
    // Clients count down by it.
    'date',
    'etag',
    'idempotent-replayed',
    'location',
    'ratelimit',
    'ratelimit-policy',
    'retry-after',
    'x-cache-status',
    'x-request-id',
  ],
  /** How long a browser need not ask again. */
  maxAgeSeconds: 3_600,
} as const;

/** The methods of the stage's routes. */
export const corsMethods = (stage: StageKind): Route['method'][] => [
  ...new Set(routesOf(stage).map(([, { method }]) => method)),
];

/** Origins separated by commas, none where nothing is said; throws one sentence that names the setting. */
export function parseOrigins(value: unknown, setting: string): string[] {
  if (value === undefined || value === '') return [];
  const origins = typeof value === 'string' ? value.split(',') : [];
  const wrong = origins.find(origin => !isOrigin(origin));
  if (origins.length > 0 && wrong === undefined) return origins;
  throw new Error(
    `An origin looks like https://tickets.example, several are separated by commas, but ${setting} says ${said(wrong ?? value)}.`,
  );
}

/** Exactly what a browser sends as Origin; plain http only from this very machine, and never a wildcard. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
  return url !== null && isSecure && url.origin === text && !text.includes('*');
}

const said = (value: unknown): string => JSON.stringify(value) ?? String(value);
