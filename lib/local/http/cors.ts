/**
 * What API Gateway's HTTP API does about pages of other origins, by the same configuration: it answers a preflight itself,
 * and puts its own headers on every other answer, in place of a function's. Without origins it does nothing. Pure.
 */
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { CORS, corsMethods } from '../../contract/cors.ts';

type Result = APIGatewayProxyStructuredResultV2;

/** The answer to a preflight; undefined for what is none, or is nobody's question. */
export function preflightAnswer({ method, headers }: IncomingMessage, origins: string[]): Result | undefined {
  const { origin, 'access-control-request-method': asked } = headers;
  if (origins.length === 0 || method !== 'OPTIONS' || origin === undefined || asked === undefined) return undefined;
  return { statusCode: 204, headers: { ...headersFor(origin, origins), ...(origins.includes(origin) && PREFLIGHT) } };
}

/** The function's answer with the headers of this request's origin. */
export function withCors(result: Result, { headers }: IncomingMessage, origins: string[]): Result {
  if (origins.length === 0) return result;
  const own = Object.fromEntries(
    Object.entries(result.headers ?? {}).filter(([name]) => !name.startsWith('access-control-')),
  );
  const { vary, ...cors } = headersFor(headers.origin, origins);
  return { ...result, headers: { ...own, ...cors, vary: own.vary === undefined ? vary : `${own.vary}, ${vary}` } };
}

/** Every answer differs by its origin, also one to an origin that is not let in: no cache may mix them up. */
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
