/** The HTTP chain in special cases: a function that runs out of time, and a service that cannot be composed. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { REQUESTS } from '../../lib/contract/requests.ts';
import type { Service } from '../../lib/lambda/compose/http-service.ts';
import { httpFunction, ok } from '../../lib/lambda/http/http-function.ts';

const SERVICE = {
  dependencies: { log: { info: () => {}, warn: () => {}, error: () => {} } },
  isTestStage: true,
  clock: () => 0,
  recordTime: () => {},
} as unknown as Service;
const EVENT = (): APIGatewayProxyEventV2 =>
  ({
    routeKey: 'GET /health',
    rawPath: '/health',
    headers: { 'x-request-id': 'mine' },
    requestContext: { requestId: 'r', http: { method: 'GET', sourceIp: '192.0.2.1' } },
  }) as unknown as APIGatewayProxyEventV2;
const withTimeLeft = (ms: number) => ({ getRemainingTimeInMillis: () => ms }) as Context;

describe('a function', () => {
  it('that runs out of time answers "busy" before Lambda stops it', async () => {
    const hangs = httpFunction({ 'read-health': () => new Promise<never>(() => {}) }, REQUESTS, async () => SERVICE);
    const { statusCode, headers, body } = await hangs(EVENT(), withTimeLeft(1_001));
    expect([statusCode, headers?.['retry-after'], JSON.parse(body ?? '')]).toMatchObject([
      503,
      '1',
      { code: 'busy', requestId: 'mine' },
    ]);
  });

  it('without its environment variables still loads, and answers 500 with the request id', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'holds');
    vi.stubEnv('HOLDFAST_TABLE', '');
    vi.resetModules();
    const { handler } = await import('../../functions/http/holds.ts');
    const { statusCode, body } = await handler(EVENT(), withTimeLeft(29_000));
    expect([statusCode, JSON.parse(body ?? '')]).toMatchObject([500, { code: 'internal', requestId: 'mine' }]);
    vi.unstubAllEnvs();
  });

  it('records the time of a request by operation', async () => {
    const times: unknown[] = [];
    let now = 1_000;
    const recordTime = (...time: unknown[]) => times.push(time);
    const slow = httpFunction(
      {
        'read-health': async () => {
          now += 25;
          return ok({});
        },
      },
      REQUESTS,
      async () => ({ ...SERVICE, clock: () => now, recordTime }) as unknown as Service,
    );
    await slow(EVENT(), withTimeLeft(29_000));
    expect(times).toEqual([['read-health', 25]]);
  });

  it('that cannot be composed answers 500 with the request id, without the reason', async () => {
    const broken = httpFunction({ 'read-health': async () => ok({}) }, REQUESTS, () =>
      Promise.reject(new Error('no parameter x')),
    );
    const { statusCode, body } = await broken(EVENT(), withTimeLeft(29_000));
    expect(statusCode).toBe(500);
    expect(JSON.parse(body ?? '')).toMatchObject({ code: 'internal', requestId: 'mine' });
    expect(body).not.toContain('parameter');
  });
});
