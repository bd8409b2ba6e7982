import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from '../../lib/contract/routes.ts';
import { CannotStart } from '../../lib/local/cannot-start.ts';
import { type HttpServer, REQUEST_BYTES_MAX, serveHttp } from '../../lib/local/http/server.ts';
import { openWorld } from '../support/world.ts';
import { send, sendBytes, serveService } from './serving.ts';

let server: HttpServer;

beforeAll(async () => {
  server = await serveService((await openWorld()).service);
});
afterAll(() => server.stop());

const codeOf = (text: string): unknown => (text.startsWith('{') ? JSON.parse(text).code : undefined);

test.each(Object.entries(ROUTES))('%s is served', async (_operation, { method, path }) => {
  const { status, text } = await send(server.url, path.replace('{file}', 'start.js').replace(/\{\w+\}/g, 'x'), {
    method,
  });
  expect(codeOf(text)).not.toBe('route-not-found');
  expect(codeOf(text)).not.toBe('method-not-allowed');
  expect(status).not.toBe(500);
});

test('what no route matches is a 404 problem with a request id', async () => {
  const { status, headers, text } = await send(server.url, '/v1/nothing');
  expect(status).toBe(404);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(headers['x-request-id']).toMatch(/^[A-Za-z0-9+/]{15}=$/);
  expect(headers.date).toBeDefined();
  expect(JSON.parse(text)).toMatchObject({ code: 'route-not-found', requestId: headers['x-request-id'] });
});

test('a method that a path does not answer is a 405 that says which it does', async () => {
  const { status, headers, text } = await send(server.url, '/v1/events', { method: 'DELETE' });
  expect(status).toBe(405);
  expect(headers.allow).toBe('POST, GET');
  expect(codeOf(text)).toBe('method-not-allowed');
});

test('HEAD is no method of any route, and is answered without a body', async () => {
  const { status, headers, text } = await send(server.url, '/v1/events', { method: 'HEAD' });
  expect(status).toBe(405);
  expect(headers.allow).toBe('POST, GET');
  expect(text).toBe('');
});

test('an id that cannot be decoded names nothing', async () => {
  const { status, text } = await send(server.url, '/v1/events/%zz');
  expect(status).toBe(404);
  expect(codeOf(text)).toBe('event-not-found');
});

test('a body that says it is larger than 6 MB is refused before it comes', async () => {
  const length = REQUEST_BYTES_MAX + 1;
  const head = `POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
  const said = await sendBytes(server.url, head);
  expect(said).toMatch(/^HTTP\/1\.1 413 /);
  expect(said).toContain('"code":"payload-too-large"');
  expect(said.toLowerCase()).toContain('connection: close');
});

test('a body that turns out larger than 6 MB is refused as soon as it is', async () => {
  const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
  const body = Buffer.alloc(REQUEST_BYTES_MAX + 64 * 1024, ' ');
  const { status, text } = await send(server.url, '/v1/events', { method: 'POST', headers, body });
  expect(status).toBe(413);
  expect(JSON.parse(text)).toMatchObject({
    code: 'payload-too-large',
    detail: `The body may have ${REQUEST_BYTES_MAX} bytes.`,
  });
});

test('a body within 6 MB reaches the function, which has limits of its own', async () => {
  const headers = { 'content-type': 'application/json' };
  const body = Buffer.alloc(REQUEST_BYTES_MAX, ' ');
  const { status, text } = await send(server.url, '/v1/auth/login', { method: 'POST', headers, body });
  expect(status).toBe(413);
  expect(JSON.parse(text).detail).toBe('The body may have 16384 bytes.');
});

test('what is no HTTP is told so, and the server goes on', async () => {
  expect(await sendBytes(server.url, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect((await send(server.url, '/docs')).status).toBe(200);
});

test('a client that leaves in the middle of its body harms nobody', async () => {
  const { hostname, port } = new URL(server.url);
  const { connect } = await import('node:net');
  await new Promise<void>(resolve => {
    const socket = connect(Number(port), hostname, () => {
      socket.write('POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{', () => {
        socket.destroy();
        resolve();
      });
    });
  });
  expect((await send(server.url, '/docs')).status).toBe(200);
});

test('two hundred connections at once are all answered', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, () => send(server.url, '/docs/start.js')));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
});

test('what a function throws is an internal problem, and is reported', async () => {
  const bugs: unknown[] = [];
  const bug = new Error('a bug');
  const broken = await serveHttp(
    0,
    async () => {
      throw bug;
    },
    error => bugs.push(error),
  );
  const { status, text } = await send(broken.url, '/docs');
  await broken.stop();
  expect(status).toBe(500);
  expect(JSON.parse(text)).toMatchObject({ code: 'internal' });
  expect(text).not.toContain('a bug');
  expect(bugs).toEqual([bug]);
});

test('base64 bodies are sent as bytes, cookies one by one, and 204 has no body', async () => {
  const plain = await serveHttp(
    0,
    async (_area, { rawPath }) =>
      rawPath === '/none'
        ? { statusCode: 204 }
        : {
            statusCode: 200,
            headers: { 'x-number': 7 },
            cookies: ['a=1', 'b=2'],
            body: Buffer.from('bytes').toString('base64'),
            isBase64Encoded: true,
          },
    () => undefined,
  );
  const some = await send(plain.url, '/some');
  const none = await send(plain.url, '/none');
  await plain.stop();
  expect(some).toMatchObject({ text: 'bytes', headers: { 'x-number': '7', 'set-cookie': ['a=1', 'b=2'] } });
  expect(none).toMatchObject({ status: 204, text: '' });
  expect(none.headers).not.toHaveProperty('content-length');
});

test('a port that is taken is one sentence', async () => {
  const other = createServer();
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const taken = serveHttp(
    port,
    async () => ({}),
    () => undefined,
  );
  await expect(taken).rejects.toThrow(CannotStart);
  await expect(taken).rejects.toThrow(`Port ${port} is taken`);
  other.close();
});
