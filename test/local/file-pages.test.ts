/** Links to files of the local service, over HTTP: they need no token, and end. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemoryFiles } from '../../lib/files/memory-files.ts';
import { createLinkSigner } from '../../lib/files/signed-links.ts';
import { filePages } from '../../lib/local/files.ts';
import { type HttpServer, serveHttp } from '../../lib/local/http/server.ts';
import { send } from './serving.ts';

let server: HttpServer;
const links = createLinkSigner({ secret: new Uint8Array(32), baseUrl: () => '' });
const files = createMemoryFiles(links);
const PDF = Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff]);

beforeAll(async () => {
  const noFunction = async (): Promise<never> => {
    throw new Error('no function serves files');
  };
  server = await serveHttp(0, noFunction, () => undefined, { pages: [filePages(files, links)] });
  await files.put('documents/one/a.pdf', { bytes: PDF, contentType: 'application/pdf' });
});
afterAll(() => server.stop());

const linkTo = (name: string, inMs = 60_000) =>
  files.link(name, { fileName: 'tickets-ABC.pdf', now: Date.now(), expiresAt: Date.now() + inMs });

it('shows a file with its media type and its file name', async () => {
  const response = await fetch(server.url + (await linkTo('documents/one/a.pdf')));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/pdf');
  expect(response.headers.get('content-disposition')).toBe('inline; filename="tickets-ABC.pdf"');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(Buffer.from(await response.arrayBuffer())).toEqual(PDF);
});

it('answers HEAD without a body', async () => {
  const { status, text } = await send(server.url, await linkTo('documents/one/a.pdf'), { method: 'HEAD' });
  expect([status, text]).toEqual([200, '']);
});

it.each([
  ['after it has expired', () => linkTo('documents/one/a.pdf', 0), 'GET'],
  ['without its signature', async () => '/dev/files/documents/one/a.pdf', 'GET'],
  ['to a file that was removed', () => linkTo('documents/one/gone.pdf'), 'GET'],
  ['by another method', () => linkTo('documents/one/a.pdf'), 'DELETE'],
  ['with a path that leads out', async () => '/dev/files/..%2f..%2fetc/passwd?file=a&expires=9&signature=a', 'GET'],
])('answers 404 to a link %s', async (_case, link, method) => {
  const { status, text } = await send(server.url, await link(), { method });
  expect(status).toBe(404);
  expect(JSON.parse(text).code).toBe('route-not-found');
});
