/** The page of an event: the page of the web app for everyone, with the head of the event where there is one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { appPolicy } from '../../../lib/deployment/web-app.ts';
import { appHeaders } from '../../../lib/lambda/http/app-headers.ts';
import { MINUTE, openWorld, publish, type RequestParts, type World } from '../../support/world.ts';

const BASE = 'https://tickets.example';
/** The source of the page is a page, too. */
const FOLDER = join(import.meta.dirname, '../../../web');

let world: World;
let event: Event;
beforeAll(async () => {
  world = await openWorld({ appFolder: FOLDER, baseUrl: BASE });
  event = await publish(world, { title: 'An evening', venue: 'Elbufer Arena' });
});

const open = (eventId: string, ask: RequestParts = {}, by = world) =>
  by.invoke<string>('read-event-page', { ...ask, params: { eventId } });
const headed = () => [
  `<title>An evening – Holdfast</title>`,
  `<link rel="canonical" href="${BASE}/events/${event.id}">`,
];

describe('an event', () => {
  it('has the page of the app with its own head, which caches keep for a minute', async () => {
    const { status, body, headers } = await open(event.id);
    expect(status).toBe(200);
    for (const part of [...headed(), '<div id="root"></div>']) expect(body).toContain(part);
    expect(headers).toMatchObject({
      ...appHeaders({ hasStripe: false }),
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'public, max-age=60',
    });
    expect(headers).not.toHaveProperty('etag');
  });

  it('is named by the address of the stage, whichever host the caller names', async () => {
    const { body } = await open(event.id, { headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' } });
    expect(body).toContain(headed()[1]);
    expect(body).not.toContain('evil.example');
  });

  it('is found also by an address to which a messenger has added parameters', async () => {
    expect(await open(event.id, { query: { fbclid: 'x', utm_source: 'mail' } })).toMatchObject({ status: 200 });
  });

  it('allows the hosts of Stripe on a stage with Stripe', async () => {
    const paying = await world.another({ appFolder: FOLDER, baseUrl: BASE, gatewaySettings: { is: 'stripe' } });
    const { headers } = await open(event.id, {}, paying);
    expect(headers['content-security-policy']).toBe(appPolicy({ hasStripe: true }));
  });
});

describe('another id', () => {
  it.each([`evt_${'1'.repeat(25)}`, 'x', '../x', '%00', 'a'.repeat(2_000)])(
    'is answered with the plain page and 404: %s',
    async eventId => {
      const { status, body, headers } = await open(eventId);
      expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
      expect(headers).toMatchObject({ ...appHeaders({ hasStripe: false }), 'cache-control': 'no-cache' });
      expect(body).toContain('<title>Holdfast</title>');
      expect(body).not.toContain('canonical');
    },
  );
});

it('a busy table does not hide the page, which says so itself', async () => {
  const other = await world.another({ appFolder: FOLDER, baseUrl: BASE });
  other.faults.inject(() => 'request-throttle');
  const { status, body, headers } = await open(event.id, {}, other);
  expect([status, headers['retry-after'], headers['cache-control']]).toEqual([503, '1', 'no-cache']);
  expect(body).toContain('<div id="root"></div>');
});

describe('the page of the app', () => {
  it('is read again after a minute, and kept for longer while it cannot be read', async () => {
    const moving = await mkdtemp(join(tmpdir(), 'holdfast-page-'));
    const own = await world.another({ appFolder: moving, baseUrl: BASE });
    const file = join(moving, 'index.html');
    const titleOf = async () => /<i>(.*)<\/i>/.exec((await open('x', {}, own)).body)?.[1];
    await writeFile(file, '<i>old</i>');
    expect(await titleOf()).toBe('old');
    await writeFile(file, '<i>new</i>');
    world.now += MINUTE - 1;
    expect(await titleOf()).toBe('old');
    world.now += 1;
    expect(await titleOf()).toBe('new');
    await rm(moving, { recursive: true });
    world.now += 2 * MINUTE;
    expect(await titleOf()).toBe('new');
  });

  it('that was never read is a problem of the stage: 503', async () => {
    const broken = await world.another({ appFolder: join(FOLDER, 'absent'), baseUrl: BASE });
    const { status, body, headers } = await broken.invoke<{ code: string }>('read-event-page', {
      params: { eventId: event.id },
    });
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'busy', '1']);
  });

  it('is missing on a stage without the app: there is no such route', async () => {
    const without = await world.another();
    const { status, body } = await without.invoke<{ code: string }>('read-event-page', {
      params: { eventId: event.id },
    });
    expect([status, body.code]).toEqual([404, 'route-not-found']);
  });
});
