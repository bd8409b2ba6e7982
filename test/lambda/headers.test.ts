/** The headers of every response of the HTTP chain, and the response and log line of a bug. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { reference } from '../../functions/http/reference.ts';
import { REQUESTS } from '../../lib/contract/requests.ts';
import type { Service } from '../../lib/lambda/compose/http-service.ts';
import { httpFunction, noContent, ok } from '../../lib/lambda/http/http-function.ts';
import { createLog } from '../../lib/lambda/observe/log.ts';
import { captureOutputOf } from '../support/captured-output.ts';

const SERVICE = {
  dependencies: { log: createLog('ERROR'), metrics: { count: () => {} } },
  isTestStage: true,
  clock: () => 0,
  recordTime: () => {},
} as unknown as Service;

const handle = httpFunction(
  {
    ...reference,
    'read-health': async () => ok({ status: 'ok' }),
    'list-events': async () => noContent,
    'read-profile': async () => ok({}),
  },
  REQUESTS,
  async () => SERVICE,
);

const eventOf = (method: string, rawPath: string, routeKey = `${method} ${rawPath}`): APIGatewayProxyEventV2 =>
  ({
    routeKey,
    rawPath,
    headers: { 'x-request-id': 'mine' },
    ...(rawPath.startsWith('/docs/') && { pathParameters: { file: rawPath.slice('/docs/'.length) } }),
    requestContext: { requestId: 'r', http: { method, sourceIp: '192.0.2.1' } },
  }) as unknown as APIGatewayProxyEventV2;
const CONTEXT = { getRemainingTimeInMillis: () => 29_000 } as Context;

const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";
const KEEP = { for5Minutes: 'public, max-age=300', aDay: 'public, max-age=86400' };

describe.each<[string, APIGatewayProxyEventV2, number, { type?: string; cache?: string; policy?: RegExp }]>([
  ['JSON', eventOf('GET', '/health'), 200, { type: 'application/json' }],
  ['a response without a body', eventOf('GET', '/v1/events'), 204, {}],
  ['a redirect', eventOf('GET', '/'), 302, {}],
  ['an OPTIONS request', eventOf('OPTIONS', '/v1/events', '$default'), 204, {}],
  ['the OpenAPI document', eventOf('GET', '/openapi.json'), 200, { type: 'application/json', cache: KEEP.for5Minutes }],
  [
    'the reference page',
    eventOf('GET', '/docs'),
    200,
    { type: 'text/html; charset=utf-8', policy: /script-src 'self'/ },
  ],
  [
    'a file of the page',
    eventOf('GET', '/docs/start.js', 'GET /docs/{file}'),
    200,
    { type: 'text/javascript; charset=utf-8', cache: KEEP.aDay },
  ],
  [
    'the problems page',
    eventOf('GET', '/docs/problems', 'GET /docs/{file}'),
    200,
    { type: 'text/html; charset=utf-8', cache: KEEP.for5Minutes, policy: /style-src 'sha256-/ },
  ],
  ['a request without a token', eventOf('GET', '/v1/auth/me'), 401, { type: 'application/problem+json' }],
  ['an unknown route', eventOf('GET', '/v1/nothing', '$default'), 404, { type: 'application/problem+json' }],
  [
    'an OPTIONS request for an unknown route',
    eventOf('OPTIONS', '/x', '$default'),
    404,
    { type: 'application/problem+json' },
  ],
  ['an unknown method', eventOf('DELETE', '/v1/events', '$default'), 405, { type: 'application/problem+json' }],
])('%s', (_kind, event, status, { type, cache = 'no-store', policy }) => {
  it('has all security headers, and its own content type and cache control', async () => {
    const { statusCode, headers = {} } = await handle(event, CONTEXT);
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cache-control': cache,
      'x-request-id': 'mine',
    });
    expect(headers['content-type']).toBe(type);
    expect(headers['content-security-policy']).toEqual(policy ? expect.stringMatching(policy) : DATA_POLICY);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
    expect(Object.keys(headers)).toEqual(Object.keys(headers).map(name => name.toLowerCase()));
  });
});

it('no page allows inline scripts or styles, or content of other origins', async () => {
  for (const event of [eventOf('GET', '/docs'), eventOf('GET', '/docs/problems', 'GET /docs/{file}')]) {
    const { headers, body } = await handle(event, CONTEXT);
    expect(headers?.['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
    expect(body).not.toMatch(/ style=| on\w+=|<script>/);
  }
});

it('an OPTIONS request is answered with the methods of the path', async () => {
  const { headers } = await handle(eventOf('OPTIONS', '/v1/events', '$default'), CONTEXT);
  expect(headers?.allow).toBe('POST, GET, HEAD');
});

const SECRET = 'correct-horse-battery';
const row = { pk: { S: 'EMAIL#alice@holdfast.example' }, passwordHash: { S: `$argon2id$v=19$m=1$${SECRET}` } };

it('a function that runs out of time answers 503 with the security headers', async () => {
  const hangs = httpFunction({ 'read-health': () => new Promise<never>(() => {}) }, REQUESTS, async () => SERVICE);
  const nearlyOver = { getRemainingTimeInMillis: () => 1_001 } as Context;
  const { statusCode, headers } = await hangs(eventOf('GET', '/health'), nearlyOver);
  expect(statusCode).toBe(503);
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-security-policy': DATA_POLICY });
});

describe('a bug', () => {
  it.each<[string, unknown]>([
    ['a TypeError', new TypeError(`cannot read "password":"${SECRET}"`)],
    [
      'an SDK error with rows',
      new TransactionCanceledException({
        message: 'Transaction cancelled',
        CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: row }],
        $metadata: {},
      }),
    ],
    ['an error with fields of a problem', Object.assign(new Error('x'), { status: 200, detail: SECRET, expose: true })],
    [
      'an error with a problem code of ours',
      Object.assign(new Error('x'), { code: 'forbidden', details: { role: SECRET } }),
    ],
    ['an error with causes', new Error('outer', { cause: new AggregateError([new Error(`token=${SECRET}`)]) })],
    ['an error of zod', z.string().max(3).safeParse(SECRET, { reportInput: true }).error],
    ['an object that is no Error', { password: SECRET }],
    ['undefined', undefined],
  ])('(%s) is a 500 with only the request id, and is logged without secrets', async (_name, bug) => {
    const broken = httpFunction({ 'read-health': () => Promise.reject(bug) }, REQUESTS, async () => SERVICE);
    const { answer, lines } = await captureOutputOf(() => broken(eventOf('GET', '/health'), CONTEXT));
    expect(answer.statusCode).toBe(500);
    expect(JSON.parse(answer.body ?? '')).toEqual({
      type: '/docs/problems#internal',
      title: 'Something went wrong on our side.',
      status: 500,
      detail: 'Something went wrong on our side.',
      code: 'internal',
      requestId: 'mine',
    });
    expect(JSON.stringify(answer.headers)).not.toContain(SECRET);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ requestId: 'mine', operation: 'read-health' });
    expect(lines[0]).not.toMatch(new RegExp(`alice|argon2|${SECRET}`));
  });

  it('is a 500 without its message, which only the log has', async () => {
    const bug = new Error('row 7 of the inner table is odd');
    const broken = httpFunction({ 'read-health': () => Promise.reject(bug) }, REQUESTS, async () => SERVICE);
    const { answer, lines } = await captureOutputOf(() => broken(eventOf('GET', '/health'), CONTEXT));
    expect(JSON.stringify(answer)).not.toMatch(/row 7|Error|headers\.test/);
    expect(JSON.parse(lines[0] ?? '').error).toMatchObject({ name: 'Error', message: bug.message });
  });
});
