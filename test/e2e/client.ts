/** A client of the HTTPS API. The end-to-end suite knows only the address of the service. */
import { setTimeout as pause } from 'node:timers/promises';

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test asserts the body that it expects.
  body: any;
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  token?: string;
  key?: string;
  requestId?: string;
  body?: unknown;
}

export type Client = (path: string, options?: RequestOptions) => Promise<Answer>;

/**
 * Sends a request to the service at `url`. With a body, the method is POST by default. As the reference tells clients,
 * a 503 (busy) or 202 (not decided yet) is retried with the same key.
 */
export const clientOf =
  (url: string): Client =>
  (path, options = {}) => {
    const isSafe = options.key !== undefined || options.body === undefined;
    return eventually(
      () => send(url, path, options),
      ({ status }) => !isSafe || ![202, 503].includes(status),
      DECIDED_WITHIN_MS,
    );
  };

const DECIDED_WITHIN_MS = 15_000;

async function send(
  url: string,
  path: string,
  { method, token, key, requestId, body }: RequestOptions,
): Promise<Answer> {
  const response = await fetch(`${url.replace(/\/$/, '')}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key && { 'idempotency-key': key }),
      ...(requestId && { 'x-request-id': requestId }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // API Gateway may send a content type without a body.
  const isJson = text !== '' && /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

const EVERY_MS = 250;

/**
 * Repeats a call until its value satisfies `isDone`, for changes that follow by stream or schedule. After `withinMs` it
 * returns the last value, so that the next expectation shows the value.
 */
export async function eventually<Value>(
  call: () => Promise<Value>,
  isDone: (value: Value) => boolean,
  withinMs: number,
): Promise<Value> {
  const from = performance.now();
  for (;;) {
    const value = await call();
    if (isDone(value) || performance.now() - from > withinMs) return value;
    await pause(EVERY_MS);
  }
}
