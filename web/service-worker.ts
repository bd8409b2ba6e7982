/**
 * The service worker: after one visit the app works without a connection. A page comes from the network while that answers, so a reload
 * shows the newest version. Files with hashed names come from the cache, because they never change. No response of the API is kept here:
 * features/tickets/kept-tickets.ts keeps tickets, for their owner only.
 */
import { ASSETS_PATH, isAppPage } from '../lib/deployment/web-app.ts';

/** Written into the file by service-worker-build.ts. */
declare const BUILD: {
  /** Differs if any file differs. */
  version: string;
  /** The script that the page of this build loads first. */
  entry: string;
  files: string[];
};

/** The parts of the scope of a service worker that are used here. The types of pages and of workers exclude each other. */
interface WorkerScope {
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: WorkerFetchEvent) => void): void;
  clients: { claim(): Promise<void> };
}
interface WorkerEvent {
  waitUntil(work: Promise<unknown>): void;
}
interface WorkerFetchEvent extends WorkerEvent {
  request: Request;
  respondWith(response: Promise<Response>): void;
}
const worker = self as unknown as WorkerScope;

// Each mention of BUILD is replaced by its content.
const { version, entry, files } = BUILD;
const CACHES = 'holdfast-app-';
const CACHE = `${CACHES}${version}`;
const PAGE = '/';
/** A connection that is slower than this is taken as none. The page of the cache then asks the API itself. */
const PAGE_WITHIN_MS = 3_000;

worker.addEventListener('install', event => event.waitUntil(install()));

async function install(): Promise<void> {
  const page = await fetch(PAGE, { cache: 'no-cache' });
  // During a deployment the page may be that of another version. The browser installs again at the next visit.
  if (!page.ok || !(await page.clone().text()).includes(entry)) throw new Error('the page has another version');
  const cache = await caches.open(CACHE);
  await cache.addAll(files);
  await cache.put(PAGE, page);
}

/** The browser waits with this until no tab uses the earlier version. */
worker.addEventListener('activate', event => event.waitUntil(removeEarlier().then(() => worker.clients.claim())));

async function removeEarlier(): Promise<void> {
  const earlier = (await caches.keys()).filter(name => name.startsWith(CACHES) && name !== CACHE);
  await Promise.all(earlier.map(name => caches.delete(name)));
}

worker.addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (isAppPage(pathname)) event.respondWith(answerPage(request));
  } else if (pathname.startsWith(ASSETS_PATH) || files.includes(pathname)) {
    event.respondWith(answerFile(request));
  }
});

async function answerPage(request: Request): Promise<Response> {
  const asked = fetch(request);
  const answer = await Promise.race([asked.catch(() => undefined), pause(PAGE_WITHIN_MS)]);
  if (answer && answer.status < 500) return answer;
  return (await caches.match(PAGE, { cacheName: CACHE, ignoreVary: true })) ?? asked;
}

/** The cache of another version may have the file: tabs of both are open after an update. */
async function answerFile(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

const pause = (ms: number): Promise<undefined> => new Promise(resolve => setTimeout(resolve, ms, undefined));
