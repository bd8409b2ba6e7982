import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { routesOf } from '../../lib/contract/routes.ts';
import { HEADER_BYTES_MAX, REQUEST_BYTES_MAX } from '../../lib/local/http/request-limits.ts';
import { type HttpServer, serveHttp } from '../../lib/local/http/server.ts';
import { SECRETS } from '../support/stripe-double.ts';
import { openWorld } from '../support/world.ts';
import { send, sendBytes, serveService } from './serving.ts';

let server: HttpServer;

beforeAll(async () => {
  server = await serveService((await openWorld()).service);
});
afterAll(() => server.stop());

const codeOf = (text: string): unknown => (text.startsWith('{') ? JSON.parse(text).code : undefined);

const ROUTES = routesOf({ isTestStage: true, gateway: 'simulated' });

test.each(ROUTES)('%s is served', async (_operation, { method, path }) => {
  const { status, text } = await send(server.url, path.replace('{file}', 'start.js').replace(/\{\w+\}/g, 'x'), {
    method,
  });
  expect(codeOf(text)).not.toBe('route-not-found');
  expect(codeOf(text)).not.toBe('method-not-allowed');
  expect(status).not.toBe(500);
});

test('a webhook is served where Stripe is the gateway, over the bytes that came', async () => {
  const paysBy = { is: 'stripe', secrets: { json: JSON.stringify(SECRETS) } } as const;
  const { service } = await openWorld({ gatewaySettings: paysBy });
  const body = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
  const asked = { method: 'POST', body, headers: { 'stripe-signature': 't=1,v1=0', 'content-type': 'image/png' } };
  const other = await serveService(service);
  const { status, text } = await send(other.url, '/v1/payments/webhooks/stripe', asked);
  await other.stop();
  expect([status, codeOf(text)]).toEqual([400, 'invalid-signature']);
  expect(codeOf((await send(server.url, '/v1/payments/webhooks/stripe', asked)).text)).toBe('route-not-found');
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

/** A request whose line and values of headers have so many bytes together; names do not count. */
function withHead(bytes: number): { path: string; headers: Record<string, string> } {
  const path = '/docs/start.js';
  const { host } = new URL(server.url);
  const fixed = `GET ${path} HTTP/1.1`.length + host.length + 'close'.length;
  return { path, headers: { host, connection: 'close', ['x'.repeat(3_000)]: 'v'.repeat(bytes - fixed) } };
}

test('a request line and headers of 10,240 bytes are taken, and one more is a 431 that hangs up', async () => {
  const within = withHead(HEADER_BYTES_MAX);
  expect((await send(server.url, within.path, { headers: within.headers })).status).toBe(200);
  const beyond = withHead(HEADER_BYTES_MAX + 1);
  const { status, headers, text } = await send(server.url, beyond.path, { headers: beyond.headers });
  expect(status).toBe(431);
  expect(headers).toMatchObject({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    connection: 'close',
  });
  expect(JSON.parse(text)).toMatchObject({
    code: 'headers-too-large',
    detail: 'The request line and headers may have 10240 bytes.',
    requestId: headers['x-request-id'],
  });
});

test.each([
  ['one long header', `GET /docs HTTP/1.1\r\nHost: x\r\nX-Long: ${'v'.repeat(100_000)}\r\n\r\n`],
  ['one that never ends', `GET /docs HTTP/1.1\r\nHost: x\r\nX-Long: ${'v'.repeat(100_000)}`],
  ['a long line', `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['many headers', `GET /docs HTTP/1.1\r\nHost: x\r\n${'X-Long: v\r\n'.repeat(20_000)}\r\n`],
])('headers that node does not even read are a 431 as well: %s', async (_which, bytes) => {
  const said = await sendBytes(server.url, bytes);
  const [head = '', body = ''] = said.split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
  expect(head).toMatch(/\r\ncontent-type: application\/problem\+json\r\n/);
  expect(head).toMatch(/\r\nconnection: close(\r\n|$)/);
  expect(JSON.parse(body)).toMatchObject({ status: 431, code: 'headers-too-large' });
  expect((await send(server.url, '/docs')).status).toBe(200);
});

test('what cannot be read after an answer on the same connection is told so too', async () => {
  const first = 'GET /docs/start.js HTTP/1.1\r\nHost: x\r\n\r\n';
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname, () => socket.write(first));
  let said = '';
  socket.setEncoding('utf8');
  socket.on('data', chunk => {
    said += chunk;
  });
  await vi.waitFor(() => expect(said).toContain('SwaggerUIBundle'));
  socket.write('nonsense\r\n\r\n');
  await once(socket, 'end');
  expect(said).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n\r\n$/);
});

test('who never finishes its headers is hung up on, and who pauses between requests is not', async () => {
  const brief = await serveHttp(
    0,
    async () => ({ statusCode: 200, body: 'here' }),
    () => undefined,
    { headersWithinMs: 200 },
  );
  const slow = sendBytes(brief.url, 'GET /docs HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async () => (await send(brief.url, '/docs', { agent })).text;
  expect(await ask()).toBe('here');
  expect(await slow).toBe('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
  expect(await ask()).toBe('here');
  agent.destroy();
  await brief.stop();
});

test('what is no HTTP is told so, and the server goes on', async () => {
  expect(await sendBytes(server.url, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect((await send(server.url, '/docs')).status).toBe(200);
});

test('a client that leaves in the middle of its body harms nobody', async () => {
  const { hostname, port } = new URL(server.url);
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
  await expect(taken).rejects.toThrow(UsageError);
  await expect(taken).rejects.toThrow(`Port ${port} is taken`);
  other.close();
});
