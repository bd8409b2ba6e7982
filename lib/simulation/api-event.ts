/** The API Gateway event of a request, as far as the handlers read it. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Route } from '../contract/route.ts';
import { routeKeyOf } from '../lambda/http/find-route.ts';

export interface ApiRequest {
  token?: string;
  /** The idempotency key. */
  key?: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  /** `name=value` of each cookie. */
  cookies?: string[];
  /** The caller's IP address. */
  ip?: string;
}

export function apiEventOf(
  route: Pick<Route, 'method' | 'path'>,
  { token, key, params, query, body, headers, cookies, ip = '192.0.2.1' }: ApiRequest,
  requestId: string,
): APIGatewayProxyEventV2 {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params?.[name] ?? ''));
  return {
    ...(cookies && { cookies }),
    version: '2.0',
    routeKey: routeKeyOf(route),
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...headers,
    },
    ...(params && { pathParameters: params }),
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      requestId,
      http: { method: route.method, path, protocol: 'HTTP/1.1', sourceIp: ip, userAgent: 'test' },
    },
  } as unknown as APIGatewayProxyEventV2;
}
