/**
 * The web app of the deployed stage, through CloudFront: its pages, files and headers. The emulator cannot reach our API as an origin of
 * CloudFront, and does not run functions after a response: there the API is tested at its own address alone, and the status of unknown
 * pages only on AWS.
 */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { APP_PAGES, ASSET_CACHING, appPolicy, PAGE_CACHING } from '../../lib/deployment/web-app.ts';
import { clientOf } from '../e2e/client.ts';
import { apiUrl, outputOf } from './deployed.ts';

interface Answer {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
}

/** An emulator has no host name for a distribution, so the request names it. */
async function get(path: string): Promise<Answer> {
  const url = new URL(path, await outputOf('WebUrl'));
  const { AWS_ENDPOINT_URL: emulator } = process.env;
  if (!emulator) {
    const response = await fetch(url);
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  }
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, emulator), { headers: { host: url.host } }, async response => {
      resolve({ status: response.statusCode, headers: response.headers, body: await text(response) });
    });
    sent.on('error', reject).end();
  });
}

const addressOfApi = async (): Promise<string> => `${(await apiUrl()).replace(/\/$/, '')}/`;

/** At the address of the API itself. */
async function atApi(path: string): Promise<Answer> {
  const response = await fetch(new URL(path.slice(1), await addressOfApi()));
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

const HEADERS = {
  'content-security-policy': appPolicy({ hasStripe: false }),
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': expect.stringContaining('camera=()'),
};

export function testWebApp({ isEmulated }: { isEmulated: boolean }): void {
  test('CloudFront answers every address of the app with its page, and with the headers of the app', async () => {
    const { body } = await get('/');
    expect(body).toContain('<!doctype html>');
    for (const path of ['/', ...APP_PAGES.map(page => `/${page}`), '/events/evt_1/seats', '/bookings/bkg_1']) {
      const page = await get(path);
      expect([path, page.status, page.body === body]).toEqual([path, 200, true]);
      expect(page.headers).toMatchObject({ ...HEADERS, 'cache-control': PAGE_CACHING });
    }
  });

  test('CloudFront serves the scripts of the page, which browsers may keep for ever', async () => {
    const [script = ''] = /\/assets\/[^"]+\.js/.exec((await get('/')).body) ?? [];
    const { status, headers } = await get(script);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      ...HEADERS,
      'cache-control': ASSET_CACHING,
      'content-type': 'text/javascript; charset=utf-8',
    });
  });

  test('the page of an event has its head, by the right of its function on the one file', async () => {
    const { body: page } = await get('/');
    const { body: list } = await clientOf(await apiUrl())('/v1/events?limit=1');
    const [{ id, title }] = list.items;
    const open = isEmulated ? atApi : get;
    const { status, body, headers } = await open(`/events/${id}`);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers).toMatchObject({ ...HEADERS, 'cache-control': 'public, max-age=60' });
    expect(body).toContain(`<title>${title} – Holdfast</title>`);
    expect(body).toContain(`<link rel="canonical" href="${await outputOf('WebUrl')}/events/${id}">`);
    const unknown = await open('/events/evt_1');
    expect([unknown.status, unknown.body === page]).toEqual([404, true]);
    expect(unknown.headers).toMatchObject({ ...HEADERS, 'cache-control': PAGE_CACHING });
  });

  if (isEmulated) return;
  test('CloudFront passes the API through, and answers unknown pages and files with 404', async () => {
    expect((await get('/health')).body).toContain('"ok"');
    expect(await get('/v1/nowhere')).toMatchObject({ status: 404, body: expect.stringContaining('route-not-found') });
    expect((await get('/nowhere')).status).toBe(404);
    expect((await get('/assets/none.js')).status).toBe(404);
  });
}
