/** Makes requests from inputs, and answers from responses. */
import { OPERATIONS } from './api.ts';
import type { CallOptions, OperationId, UnexpectedProblem } from './types.ts';

/** An input of any operation. */
export interface AnyInput extends CallOptions {
  path?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
  key?: string;
  ifMatch?: string;
}

export function urlOf(baseUrl: string, operation: OperationId, { path = {}, query = {} }: AnyInput): string {
  const filled = OPERATIONS[operation].path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = path[name];
    // An empty part would be another path.
    if (value === undefined || value === '') throw new TypeError(`${operation} needs a value for ${name} in its path`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  return `${baseUrl.replace(/\/+$/, '')}${filled}${search.size > 0 ? `?${search}` : ''}`;
}

export function requestOf(operation: OperationId, input: AnyInput, token: string | null | undefined): RequestInit {
  const { body, key, ifMatch, accept, requestId } = input;
  return {
    method: OPERATIONS[operation].method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      ...(accept !== undefined && { accept }),
      ...(requestId !== undefined && { 'x-request-id': requestId }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

/** A loosely typed answer; the client gives it the type of its operation. */
export interface AnyAnswer {
  ok: boolean;
  status: number;
  headers: Headers;
  body?: unknown;
  problem?: unknown;
}

export async function answerOf(operation: OperationId, response: Response): Promise<AnyAnswer> {
  const { status, headers } = response;
  const body = await readBody(response);
  const isProblem = headers.get('content-type')?.startsWith('application/problem+json');
  // The health of a stage is an answer also with status 503.
  const isHealth = operation === 'read-health' && isObject(body, 'status');
  if (!isProblem && (response.ok || isHealth)) return { ok: true, status, headers, body };
  const problem = isProblem && isObject(body, 'code') ? body : unexpected(response, body);
  return { ok: false, status, headers, problem };
}

/** API Gateway may send a content type without a body. */
async function readBody(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (!/json|^text\/|svg/.test(type)) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    return bytes.length === 0 ? undefined : bytes;
  }
  const text = await response.text();
  if (!type.includes('json')) return text;
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

const isObject = (value: unknown, member: string): boolean =>
  typeof value === 'object' && value !== null && member in value;

const unexpected = ({ status, statusText }: Response, body: unknown): UnexpectedProblem => ({
  code: 'unexpected-response',
  status,
  title: statusText || 'The answer is no problem document.',
  detail: typeof body === 'string' ? body.slice(0, 500) : (JSON.stringify(body)?.slice(0, 500) ?? 'It has no body.'),
});
