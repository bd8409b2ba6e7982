/** Requests and responses as the HTTP API hands them over. Pure. */
import { hash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { EDGE_HEADERS } from '../../lib/commands/shared/assumptions.ts';
import { eventOf } from '../../lib/local/http/events.ts';

export interface Ask {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  token?: string;
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** CPU time beyond that of any other call (ms). */
  cpuMs?: number;
}

export interface Answered<Body> {
  status: number;
  body: Body;
  headers: Record<string, string>;
}

/** A call as the HTTP API hands it to Lambda, and the area of the function that serves it. */
export function requestOf({ method, path, token, key, body, headers = {} }: Ask, now: number) {
  const fields = {
    host: 'api.example',
    ...(token && { authorization: `Bearer ${token}` }),
    ...(key && { 'idempotency-key': key }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  };
  return eventOf({
    method,
    target: path,
    httpVersion: '1.1',
    rawHeaders: Object.entries(fields).flat(),
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    sourceIp: addressOf(token),
    requestId: 'JKJaXmPLvHcESHA=',
    receivedAt: now,
  });
}

/** Each customer calls from an address of its own, as most do: limits count in its row. */
const addressOf = (token = ''): string => `10.${[...hash('sha256', token, 'buffer').subarray(0, 3)].join('.')}`;

/** A compressed body is not parsed: only its size matters. */
export function answeredOf<Body>(response: APIGatewayProxyStructuredResultV2): Answered<Body> {
  const { statusCode = 0, headers = {}, body = '', isBase64Encoded } = response;
  const read = body === '' || isBase64Encoded ? undefined : JSON.parse(body);
  return { status: statusCode, headers: headers as Record<string, string>, body: read as Body };
}

/** Bytes of a response as it leaves AWS. */
export function bytesOfAnswer({ headers = {}, body = '', isBase64Encoded }: APIGatewayProxyStructuredResultV2) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return {
    body: Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8'),
    head: Buffer.byteLength(`${EDGE_HEADERS}${lines.join('')}\r\n`),
  };
}
