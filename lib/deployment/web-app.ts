/** The web app as the local server and the stack serve it alike: its addresses, and the headers of its files. */

/** The first parts of the addresses that are pages of the app: each is answered with index.html. */
export const APP_PAGES = [
  'events',
  'holds',
  'bookings',
  'signin',
  'register',
  'reset-password',
  'account',
  'links',
  'race',
  'terms',
  'privacy',
  'legal-notice',
] as const;

/** Whether the address is a page of the app. The addresses of the API and of files are not. */
export const isAppPage = (path: string): boolean =>
  path === '/' || APP_PAGES.some(page => path === `/${page}` || path.startsWith(`/${page}/`));

/** Whether the address names a file. An unknown one that does not is answered with the page of the app, and 404. */
export const isFilePath = (path: string): boolean => path.lastIndexOf('.') > path.lastIndexOf('/') + 1;

/** The page that answers all addresses of the app. */
export const APP_PAGE_FILE = 'index.html';

/** Files with hashed names never change. Tabs that are open during an update still load the files of their version. */
export const ASSETS_PATH = '/assets/';
export const ASSET_CACHING = 'public, max-age=31536000, immutable';
/** A browser asks each time whether the page has changed. */
export const PAGE_CACHING = 'no-cache';

const MEDIA_TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
};
export const mediaTypeOf = (name: string): string =>
  MEDIA_TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';

/** The service worker. Its name has no hash, because the browser asks at this address for a newer one. */
export const WORKER_PATH = '/service-worker.js';
/** The Trusted Types policy of web/app/install-worker.ts, which allows the address of the service worker only. */
export const WORKER_POLICY = 'holdfast-worker';
/** The Trusted Types policy of web/features/pay/stripe.ts, which allows the address of Stripe.js only. */
export const STRIPE_POLICY = 'holdfast-stripe';

/** Addresses of the API on the origin of the app, as path patterns of CloudFront. All others are pages or files of the app. */
export const API_PATHS = ['/v1/*', '/docs', '/docs/*', '/openapi.json', '/health', '/.well-known/*'] as const;
/** Whether the address is one of the API. */
export const isApiPath = (path: string): boolean =>
  API_PATHS.some(pattern => (pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern));

/** The page of one event: the API puts the head into it. */
export const EVENT_PAGE_PATH = '/events/?*';
export const isEventPage = (path: string): boolean => /^\/events\/[^/]+$/.test(path);
/** Pages below the page of an event have no head of their own. */
export const BELOW_EVENT_PAGE_PATH = '/events/*/*';
/** Responses of the API that many people read at once. */
export const SHARED_API_PATHS = ['/v1/events/*/seats', '/v1/events/*/availability'] as const;

/** The features of a browser that the app uses are its own; scripts of Stripe may ask for a payment. */
export const permissionsPolicy = ({ hasStripe }: { hasStripe: boolean }): string =>
  [
    'camera=()',
    'geolocation=()',
    'microphone=()',
    'usb=()',
    `payment=(self${hasStripe ? ' "https://js.stripe.com"' : ''})`,
    'screen-wake-lock=(self)',
  ].join(', ');

/** The hosts of Stripe that its Payment Element needs (https://docs.stripe.com/security/guide#content-security-policy). */
const STRIPE = {
  script: 'https://js.stripe.com',
  trustedTypes: STRIPE_POLICY,
  frame: 'https://js.stripe.com https://hooks.stripe.com',
  connect: 'https://api.stripe.com',
};

/**
 * The content security policy of the app: files of its own origin, pictures of events from any https host, and nothing inline. Scripts
 * can put no text into the page as HTML: no Trusted Types policy may be made, but those of the service worker and of Stripe.js.
 */
export function appPolicy({ hasStripe }: { hasStripe: boolean }): string {
  const stripe = (kind: keyof typeof STRIPE): string => (hasStripe ? ` ${STRIPE[kind]}` : '');
  return [
    "default-src 'none'",
    `script-src 'self'${stripe('script')}`,
    "style-src 'self'",
    "img-src 'self' data: blob: https:",
    "font-src 'self'",
    `connect-src 'self'${stripe('connect')}`,
    `frame-src ${hasStripe ? STRIPE.frame : "'none'"}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${WORKER_POLICY}${stripe('trustedTypes')}`,
  ].join('; ');
}
