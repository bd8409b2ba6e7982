/** An HTTP client with one open connection for each concurrent call, as many browsers have when a sale begins. */
import { Agent, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as SecureAgent } from 'node:https';

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  token?: string;
  /** Idempotency key. */
  key?: string;
  body?: unknown;
}

/** The response and its latency. Without a response `status` is 0, and `failure` says why. */
export interface Answer {
  status: number;
  body: unknown;
  failure?: string;
  ms: number;
}

export interface Client {
  send(call: Call): Promise<Answer>;
  close(): void;
}

/** All calls share one agent, which opens a connection for a call that finds none free, and keeps all of them. */
export function createClient(base: URL): Client {
  const isSecure = base.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: Infinity, maxFreeSockets: Infinity, scheduling: 'fifo' } as const;
  const agent = isSecure ? new SecureAgent(options) : new Agent(options);
  const request = isSecure ? requestHttps : requestHttp;

  const send = ({ method = 'GET', path, token, key, body }: Call): Promise<Answer> =>
    new Promise(resolve => {
      const began = performance.now();
      const end = (answer: Omit<Answer, 'ms'>) => resolve({ ...answer, ms: performance.now() - began });
      const fail = (error: NodeJS.ErrnoException) =>
        end({ status: 0, body: undefined, failure: error.code ?? error.message });
      const text = body === undefined ? undefined : JSON.stringify(body);
      const sent = request(
        new URL(path, base),
        { agent, method, headers: headersOf({ token, key, text }) },
        response => {
          const chunks: Buffer[] = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('error', fail);
          response.on('end', () => end({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks)) }));
        },
      );
      sent.on('error', fail);
      sent.end(text);
    });

  return { send, close: () => agent.destroy() };
}

interface Sent {
  token: string | undefined;
  key: string | undefined;
  text: string | undefined;
}

const headersOf = ({ token, key, text }: Sent): Record<string, string> => ({
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
  ...(key !== undefined && { 'idempotency-key': key }),
  ...(text !== undefined && {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
  }),
});

function parsed(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
