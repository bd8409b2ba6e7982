/**
 * CORS as API Gateway's HTTP API does it, with the same configuration: it answers a preflight itself, and replaces the CORS
 * headers of every other response with its own. Without configured origins it does nothing. Pure.
 */
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { CORS, corsMethods } from '../../contract/cors.ts';

type Result = APIGatewayProxyStructuredResultV2;

/** The answer to a preflight; undefined for other requests. */
export function preflightAnswer({ method, headers }: IncomingMessage, origins: string[]): Result | undefined {
  const { origin, 'access-control-request-method': requested } = headers;
  if (origins.length === 0 || method !== 'OPTIONS' || origin === undefined || requested === undefined) return undefined;
  return { statusCode: 204, headers: { ...headersFor(origin, origins), ...(origins.includes(origin) && PREFLIGHT) } };
}

/** The function's response with the CORS headers for the origin of the request. */
export function withCors(result: Result, { headers }: IncomingMessage, origins: string[]): Result {
  if (origins.length === 0) return result;
  const own = Object.fromEntries(
    Object.entries(result.headers ?? {}).filter(([name]) => !name.startsWith('access-control-')),
  );
  const { vary, ...cors } = headersFor(headers.origin, origins);
  return { ...result, headers: { ...own, ...cors, vary: own.vary === undefined ? vary : `${own.vary}, ${vary}` } };
}

/** Every response varies by origin, also for origins that are not allowed, so that no cache mixes them up. */
function headersFor(origin: string | undefined, origins: string[]): Record<string, string> & { vary: string } {
  if (origin === undefined || !origins.includes(origin)) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': CORS.exposedHeaders.join(','),
  };
}

const PREFLIGHT = {
  'access-control-allow-methods': corsMethods({ isTestStage: true, gateway: 'simulated' }).join(','),
  'access-control-allow-headers': CORS.requestHeaders.join(','),
  'access-control-max-age': String(CORS.maxAgeSeconds),
};
