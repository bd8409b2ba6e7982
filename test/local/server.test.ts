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

// This service has no web app, so no page of an event.
const ROUTES = routesOf({ isTestStage: true, gateway: 'simulated' }).filter(([id]) => id !== 'read-event-page');

test.each(ROUTES)('%s is served', async (_operation, { method, path }) => {
  const { status, text } = await send(server.url, path.replace('{file}', 'start.js').replace(/\{\w+\}/g, 'x'), {
    method,
  });
  expect(codeOf(text)).not.toBe('route-not-found');
  expect(codeOf(text)).not.toBe('method-not-allowed');
  expect(status).not.toBe(500);
});

test('a webhook is served if Stripe is the gateway, with the bytes as they were sent', async () => {
  const paysBy = { is: 'stripe', secrets: { json: JSON.stringify(SECRETS) } } as const;
  const { service } = await openWorld({ gatewaySettings: paysBy });
  const body = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
  const webhook = { method: 'POST', body, headers: { 'stripe-signature': 't=1,v1=0', 'content-type': 'image/png' } };
  const other = await serveService(service);
  const { status, text } = await send(other.url, '/v1/payments/webhooks/stripe', webhook);
  await other.stop();
  expect([status, codeOf(text)]).toEqual([400, 'invalid-signature']);
  expect(codeOf((await send(server.url, '/v1/payments/webhooks/stripe', webhook)).text)).toBe('route-not-found');
});

test('a path without a route is a 404 problem with a request id', async () => {
  const { status, headers, text } = await send(server.url, '/v1/nothing');
  expect(status).toBe(404);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(headers['x-request-id']).toMatch(/^[A-Za-z0-9+/]{15}=$/);
  expect(headers.date).toBeDefined();
  expect(JSON.parse(text)).toMatchObject({ code: 'route-not-found', requestId: headers['x-request-id'] });
});

test('a method that a path does not have is a 405 that lists its methods', async () => {
  const { status, headers, text } = await send(server.url, '/v1/events', { method: 'DELETE' });
  expect(status).toBe(405);
  expect(headers.allow).toBe('POST, GET, HEAD');
  expect(codeOf(text)).toBe('method-not-allowed');
});

test('A6: HEAD /v1/events is 200 without a body; it was a 405', async () => {
  const { status, text } = await send(server.url, '/v1/events', { method: 'HEAD' });
  expect([status, text]).toEqual([200, '']);
});

test.each(ROUTES.filter(([, { method }]) => method === 'GET'))(
  'HEAD of %s has the status and headers of GET, and no body',
  async (_operation, { path }) => {
    const target = path.replace('{file}', 'start.js').replace(/\{\w+\}/g, 'x');
    const answers = await Promise.all(['GET', 'HEAD'].map(method => send(server.url, target, { method })));
    const [get, head] = answers.map(({ status, headers }) => {
      const { date, age, 'content-length': length, 'x-request-id': id, ...own } = headers;
      return { status, own };
    });
    expect(head).toEqual(get);
    expect(answers[1]?.text).toBe('');
    expect(answers[1]?.headers).not.toHaveProperty('content-length');
  },
);

test('HEAD of a path without GET is a 405 without a body', async () => {
  const { status, headers, text } = await send(server.url, '/v1/auth/login', { method: 'HEAD' });
  expect([status, headers.allow, text]).toEqual([405, 'POST', '']);
});

test('an id that cannot be decoded is not found', async () => {
  const { status, text } = await send(server.url, '/v1/events/%zz');
  expect(status).toBe(404);
  expect(codeOf(text)).toBe('event-not-found');
});

test('a body of more than 6 MB is refused by its content-length, before it is read', async () => {
  const length = REQUEST_BYTES_MAX + 1;
  const head = `POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
  const received = await sendBytes(server.url, head);
  expect(received).toMatch(/^HTTP\/1\.1 413 /);
  expect(received).toContain('"code":"payload-too-large"');
  expect(received.toLowerCase()).toContain('connection: close');
});

test('a chunked body is refused as soon as more than 6 MB are read', async () => {
  const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
  const body = Buffer.alloc(REQUEST_BYTES_MAX + 64 * 1024, ' ');
  const { status, text } = await send(server.url, '/v1/events', { method: 'POST', headers, body });
  expect(status).toBe(413);
  expect(JSON.parse(text)).toMatchObject({
    code: 'payload-too-large',
    detail: `The body may have at most ${REQUEST_BYTES_MAX} bytes.`,
  });
});

test('a body within 6 MB reaches the function, which has limits of its own', async () => {
  const headers = { 'content-type': 'application/json' };
  const body = Buffer.alloc(REQUEST_BYTES_MAX, ' ');
  const { status, text } = await send(server.url, '/v1/auth/login', { method: 'POST', headers, body });
  expect(status).toBe(413);
  expect(JSON.parse(text).detail).toBe('The body may have at most 16384 bytes.');
});

/** A request whose line and header values have this many bytes together. Names do not count. */
function withHead(bytes: number): { path: string; headers: Record<string, string> } {
  const path = '/docs/start.js';
  const { host } = new URL(server.url);
  const fixed = `GET ${path} HTTP/1.1`.length + host.length + 'close'.length;
  return { path, headers: { host, connection: 'close', ['x'.repeat(3_000)]: 'v'.repeat(bytes - fixed) } };
}

test('a request line and headers of 10,240 bytes are accepted, and one byte more is a 431 that closes the connection', async () => {
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
    detail: 'The request line and headers may have at most 10240 bytes.',
    requestId: headers['x-request-id'],
  });
});

test.each([
  ['one long header', `GET /docs HTTP/1.1\r\nHost: x\r\nX-Long: ${'v'.repeat(100_000)}\r\n\r\n`],
  ['an endless header', `GET /docs HTTP/1.1\r\nHost: x\r\nX-Long: ${'v'.repeat(100_000)}`],
  ['a long line', `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['many headers', `GET /docs HTTP/1.1\r\nHost: x\r\n${'X-Long: v\r\n'.repeat(20_000)}\r\n`],
])('headers that Node does not read are a 431 as well: %s', async (_which, bytes) => {
  const received = await sendBytes(server.url, bytes);
  const [head = '', body = ''] = received.split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
  expect(head).toMatch(/\r\ncontent-type: application\/problem\+json\r\n/);
  expect(head).toMatch(/\r\nconnection: close(\r\n|$)/);
  expect(JSON.parse(body)).toMatchObject({ status: 431, code: 'headers-too-large' });
  expect((await send(server.url, '/docs')).status).toBe(200);
});

test('unreadable bytes after a response on the same connection are a 400', async () => {
  const first = 'GET /docs/start.js HTTP/1.1\r\nHost: x\r\n\r\n';
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname, () => socket.write(first));
  let received = '';
  socket.setEncoding('utf8');
  socket.on('data', chunk => {
    received += chunk;
  });
  await vi.waitFor(() => expect(received).toContain('SwaggerUIBundle'));
  socket.write('nonsense\r\n\r\n');
  await once(socket, 'end');
  expect(received).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n\r\n$/);
});

test('a client that never finishes its headers gets a 408, and one that pauses between requests does not', async () => {
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

test('bytes that are not HTTP are a 400, and the server continues', async () => {
  expect(await sendBytes(server.url, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect((await send(server.url, '/docs')).status).toBe(200);
});

test('a client that disconnects within its body does not affect others', async () => {
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

test('an error that a function throws is an internal problem, and is reported', async () => {
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

test('a port in use is a usage error', async () => {
  const other = createServer();
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const taken = serveHttp(
    port,
    async () => ({}),
    () => undefined,
  );
  await expect(taken).rejects.toThrow(UsageError);
  await expect(taken).rejects.toThrow(`Port ${port} is in use`);
  other.close();
});
