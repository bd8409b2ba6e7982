/** The web app of the local service, over HTTP: each address has the same answer as at CloudFront, and the same headers. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APP_PAGES, ASSET_CACHING, PAGE_CACHING } from '../../lib/deployment/web-app.ts';
import { pageFunctionCode } from '../../lib/infra/page-function.ts';
import { appHeaders } from '../../lib/lambda/http/app-headers.ts';
import type { HttpServer } from '../../lib/local/http/server.ts';
import { webPages } from '../../lib/local/http/web-pages.ts';
import { openWorld, publish, type World } from '../support/world.ts';
import { send, serveService } from './serving.ts';

const PAGE = '<!doctype html><title>Holdfast</title><!--head--><main></main>';
const FILES: Record<string, string> = {
  'index.html': PAGE,
  'icon.svg': '<svg/>',
  'service-worker.js': 'worker',
  'manifest.webmanifest': '{}',
  'assets/index-a1.js': 'script',
  'assets/index-b2.css': 'style',
  'assets/picture-c3.png': 'picture',
  'assets/font-d4.woff2': 'font',
  'assets/map-e5.bin': 'bytes',
};

let folder: string;
let world: World;
let server: HttpServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-web-'));
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, 'dist', name)), { recursive: true });
    await writeFile(join(folder, 'dist', name), text);
  }
  await writeFile(join(folder, 'secret.txt'), 'secret');
  const dist = join(folder, 'dist');
  world = await openWorld({ appFolder: dist, baseUrl: 'https://tickets.example' });
  server = await serveService(world.service, [webPages(dist, { hasStripe: false })]);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers = {}, method = 'GET') => send(server.url, path, { headers, method });

describe('a file', () => {
  it.each([
    ['/icon.svg', 'image/svg+xml'],
    ['/service-worker.js', 'text/javascript; charset=utf-8'],
    ['/manifest.webmanifest', 'application/manifest+json'],
    ['/assets/index-a1.js', 'text/javascript; charset=utf-8'],
    ['/assets/index-b2.css', 'text/css; charset=utf-8'],
    ['/assets/picture-c3.png', 'image/png'],
    ['/assets/font-d4.woff2', 'font/woff2'],
    ['/assets/map-e5.bin', 'application/octet-stream'],
  ])('%s has the media type %s and the headers of the app', async (path, type) => {
    const { status, headers, text } = await get(path);
    expect([status, text]).toEqual([200, FILES[path.slice(1)]]);
    const caching = path.startsWith('/assets/') ? ASSET_CACHING : PAGE_CACHING;
    expect(headers).toMatchObject({
      ...appHeaders({ hasStripe: false }),
      'content-type': type,
      'cache-control': caching,
      vary: 'accept-encoding',
    });
  });

  it.each(['/assets/none.js', '/none.svg', '/robots.txt'])('that does not exist is 404: %s', async path => {
    expect((await get(path)).status).toBe(404);
  });

  it.each(['/../secret.txt', '/assets/../../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/..\\secret.txt'])(
    'beside the build is never sent: %s',
    async path => {
      const { status, text } = await get(path);
      expect([status, text.includes('secret')]).toEqual([404, false]);
    },
  );
});

describe('a page', () => {
  it.each(['/', ...APP_PAGES.map(page => `/${page}`), '/events/', '/bookings/bkg_1', '/events/evt_1/seats'])(
    '%s is index.html, which a browser asks for each time',
    async path => {
      const { status, headers, text } = await get(`${path}?a=b`);
      expect([status, text, headers['cache-control']]).toEqual([200, PAGE, PAGE_CACHING]);
      expect(headers).toMatchObject(appHeaders({ hasStripe: false }));
    },
  );

  it.each(['/nowhere', '/eventsx', '/v1', '/EVENTS', '//events', '/a.b/c'])(
    'that does not exist is index.html with 404: %s',
    async path => expect(await get(path)).toMatchObject({ status: 404, text: PAGE }),
  );

  it('of an event comes from the function, with the head of the event and the same headers', async () => {
    const event = await publish(world);
    const { status, headers, text } = await get(`/events/${event.id}`);
    expect(status).toBe(200);
    expect(text).toContain(`<link rel="canonical" href="https://tickets.example/events/${event.id}">`);
    expect(headers).toMatchObject(appHeaders({ hasStripe: false }));
    expect(await get('/events/evt_1')).toMatchObject({ status: 404, text: PAGE });
  });

  it('is not answered to other methods', async () => {
    const { status, headers } = await get('/signin', {}, 'POST');
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('has no body in the answer to HEAD', async () => {
    const { status, headers, text } = await get('/signin', {}, 'HEAD');
    expect([status, text, headers['content-type']]).toEqual([200, '', 'text/html; charset=utf-8']);
  });
});

it.each(['/v1/nowhere', '/v1/', '/docs/none', '/.well-known/none'])(
  'an unknown address of the API is a problem document: %s',
  async path => {
    const { status, headers } = await get(path, { accept: 'text/html' });
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json']);
  },
);

describe('the coding of a response', () => {
  const codingOf = async (accepted: string, path = '/') =>
    (await get(path, { 'accept-encoding': accepted })).headers['content-encoding'];

  it.each([
    ['gzip, deflate, br', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0', undefined],
    ['deflate', undefined],
    ['', undefined],
  ])('for Accept-Encoding %j is %j', async (accepted, coding) => expect(await codingOf(accepted)).toBe(coding));

  it.each(['/assets/picture-c3.png', '/assets/font-d4.woff2'])('%s is compressed already', async path =>
    expect(await codingOf('br', path)).toBeUndefined(),
  );

  it.each(['br', 'gzip'])('%s gives the same page', async coding => {
    const response = await fetch(new URL('/signin', server.url), { headers: { 'accept-encoding': coding } });
    expect([response.headers.get('content-encoding'), await response.text()]).toEqual([coding, PAGE]);
  });
});

describe('CloudFront', () => {
  const handler = new Script(`${pageFunctionCode()}; handler`).runInNewContext();
  /** The status and the file, where the bucket has the files of the build. */
  function answerOf(path: string): [number, string | undefined] {
    const request = handler({ context: { eventType: 'viewer-request' }, request: { uri: path, headers: {} } });
    const file = FILES[request.uri.slice(1)];
    const response = { statusCode: file === undefined ? 404 : 200 };
    const context = { eventType: 'viewer-response' };
    return [handler({ context, request, response }).statusCode, file];
  }

  it.each([
    '/',
    '/events',
    '/events/e/seats',
    '/bookings/',
    '/icon.svg',
    '/index.html',
    '/none.svg',
    '/nowhere',
    '/a.b/c',
    '/.env',
    '/bookings/a.b',
  ])('has the same answer to %s', async path => {
    const { status, text } = await get(path);
    const [expected, file] = answerOf(path);
    expect([status, file === undefined ? undefined : text]).toEqual([expected, file]);
  });
});
