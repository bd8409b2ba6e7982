/** The local service and pages of other origins: as API Gateway does it, by the same configuration. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CORS, corsMethods } from '../../lib/contract/cors.ts';
import { ROUTES } from '../../lib/contract/routes.ts';
import { REQUEST_BYTES_MAX } from '../../lib/local/http/request-limits.ts';
import { type HttpServer, serveHttp } from '../../lib/local/http/server.ts';
import { send } from './serving.ts';

const PAGE = 'https://tickets.example';
const OTHER = 'http://localhost:5173';
const FOREIGN = 'https://evil.example';

const calls: string[] = [];
let open: HttpServer;
let closed: HttpServer;

const serve = (corsOrigins: string[]) =>
  serveHttp(
    0,
    async (_area, { requestContext, rawPath }) => {
      calls.push(`${requestContext.http.method} ${rawPath}`);
      if (rawPath === '/bug') throw new Error('a bug');
      return {
        statusCode: 200,
        headers: { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true', etag: 'e' },
      };
    },
    () => undefined,
    { corsOrigins },
  );

beforeAll(async () => {
  open = await serve([PAGE, OTHER]);
  closed = await serve([]);
});
afterAll(() => Promise.all([open.stop(), closed.stop()]));

const preflight = (origin: string) => ({ origin, 'access-control-request-method': 'POST' });
const corsIn = (headers: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-') || name === 'vary'));

describe('a preflight', () => {
  test.each([PAGE, OTHER])('of %s is answered without a function', async origin => {
    calls.length = 0;
    const { status, headers, text } = await send(open.url, '/v1/events/x/holds', {
      method: 'OPTIONS',
      headers: preflight(origin),
    });
    expect([status, text, calls]).toEqual([204, '', []]);
    expect(corsIn(headers)).toEqual({
      vary: 'origin',
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST,GET,PATCH,DELETE,PUT',
      'access-control-allow-headers': 'authorization,content-type,idempotency-key,if-match,if-none-match,x-request-id',
      'access-control-expose-headers': CORS.exposedHeaders.join(','),
      'access-control-max-age': '3600',
    });
  });

  test.each([FOREIGN, 'null', `${PAGE}.evil.example`, PAGE.toUpperCase(), `${PAGE}/`, '*'])(
    'of %s is answered without allowing anything',
    async origin => {
      const asking = { method: 'OPTIONS', headers: preflight(origin) };
      const { status, headers } = await send(open.url, '/v1/events', asking);
      expect([status, corsIn(headers)]).toEqual([204, { vary: 'origin' }]);
    },
  );

  test.each<[string, Record<string, string>]>([
    ['no origin', { 'access-control-request-method': 'POST' }],
    ['no requested method', { origin: PAGE }],
  ])('needs both headers: an OPTIONS with %s reaches its function', async (_what, headers) => {
    calls.length = 0;
    expect((await send(open.url, '/v1/events', { method: 'OPTIONS', headers })).status).toBe(200);
    expect(calls).toEqual(['OPTIONS /v1/events']);
  });
});

describe('a response', () => {
  test('to a configured origin names it, and the headers that it may read', async () => {
    const { headers } = await send(open.url, '/v1/events', { headers: { origin: PAGE } });
    expect(headers.etag).toBe('e');
    expect(corsIn(headers)).toEqual({
      vary: 'origin',
      'access-control-allow-origin': PAGE,
      'access-control-expose-headers':
        'date,etag,idempotent-replayed,link,location,ratelimit,ratelimit-policy,retry-after,x-cache-status,x-request-id',
    });
  });

  test.each([FOREIGN, 'null', undefined])(
    'to %s only varies by origin, without the headers of the function',
    async origin => {
      const { headers } = await send(open.url, '/v1/events', { headers: origin ? { origin } : {} });
      expect(corsIn(headers)).toEqual({ vary: 'origin' });
    },
  );

  test.each<[string, number, { path?: string; body?: Buffer; headers?: Record<string, string> }]>([
    ['a bug', 500, { path: '/bug' }],
    ['a body that is too large', 413, { body: Buffer.alloc(REQUEST_BYTES_MAX + 1) }],
    ['headers that are too large', 431, { headers: { 'x-long': 'v'.repeat(11_000) } }],
  ])('of the server itself can be read by the page: %s', async (_what, expected, { path = '/', body, headers }) => {
    const asking = { method: 'POST', headers: { origin: PAGE, ...headers }, ...(body && { body }) };
    const answer = await send(open.url, path, asking);
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([expected, PAGE]);
  });
});

test('without configured origins there is no CORS', async () => {
  calls.length = 0;
  await send(closed.url, '/v1/events', { method: 'OPTIONS', headers: preflight(PAGE) });
  const { headers } = await send(closed.url, '/v1/events', { headers: { origin: PAGE } });
  expect(calls).toEqual(['OPTIONS /v1/events', 'GET /v1/events']);
  expect(headers).not.toHaveProperty('vary');
});

test('every method of a route is allowed', () => {
  const methods = new Set(Object.values(ROUTES).map(({ method }) => method));
  expect(new Set(corsMethods({ isTestStage: true, gateway: 'simulated' }))).toEqual(methods);
});
