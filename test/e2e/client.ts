/** A client of the HTTPS API and nothing else: what the end-to-end suite knows of a service is its address. */
import { setTimeout as pause } from 'node:timers/promises';

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test says by its expectations what a body must be.
  body: any;
}

export interface Ask {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  token?: string;
  key?: string;
  requestId?: string;
  body?: unknown;
}

export type Client = (path: string, ask?: Ask) => Promise<Answer>;

/**
 * Sends to the service at `url`; a body makes it a POST unless said. Does as clients are told to: what is busy (503), or
 * not decided yet (202), is asked again with the same key.
 */
export const clientOf =
  (url: string): Client =>
  (path, ask = {}) => {
    const isSafe = ask.key !== undefined || ask.body === undefined;
    return eventually(
      () => send(url, path, ask),
      ({ status }) => !isSafe || ![202, 503].includes(status),
      DECIDED_WITHIN_MS,
    );
  };

const DECIDED_WITHIN_MS = 15_000;

async function send(url: string, path: string, { method, token, key, requestId, body }: Ask): Promise<Answer> {
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
  // API Gateway may give a type to what has no body.
  const isJson = text !== '' && /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

const EVERY_MS = 250;

/**
 * Asks until the answer is as wanted, for what follows by stream or schedule; the last answer is returned all the same, so
 * that the expectation which comes next shows what was there instead.
 */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  isWanted: (value: Value) => boolean,
  withinMs: number,
): Promise<Value> {
  const from = performance.now();
  for (;;) {
    const value = await ask();
    if (isWanted(value) || performance.now() - from > withinMs) return value;
    await pause(EVERY_MS);
  }
}
