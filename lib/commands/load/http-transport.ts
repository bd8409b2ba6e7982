/** A transport over HTTP, with one open connection for each concurrent call, as many browsers have. */
import { Agent, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as SecureAgent } from 'node:https';
import { ROUTES } from '../../contract/routes.ts';
import type { NoResponse, Request, Response, Transport } from './transport.ts';

export function createHttpTransport(base: URL): Transport {
  const isSecure = base.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: Infinity, maxFreeSockets: Infinity, scheduling: 'fifo' } as const;
  const agent = isSecure ? new SecureAgent(options) : new Agent(options);
  const request = isSecure ? requestHttps : requestHttp;

  const send = (given: Request): Promise<Response | NoResponse> =>
    new Promise(resolve => {
      const text = given.body === undefined ? undefined : JSON.stringify(given.body);
      const sent = request(
        new URL(targetOf(given), base),
        { agent, method: ROUTES[given.operation].method, headers: headersOf(given, text) },
        response => receive(response, resolve),
      );
      // The time until the last byte of the answer, not until the first one.
      const timer = setTimeout(() => sent.destroy(new Error('timeout')), given.timeoutMs);
      sent.on('close', () => clearTimeout(timer));
      sent.on('error', error => resolve({ failure: reasonOf(error) }));
      sent.end(text);
    });

  return { send, close: () => agent.destroy() };
}

function receive(response: IncomingMessage, resolve: (answer: Response | NoResponse) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', chunk => chunks.push(chunk));
  response.on('error', error => resolve({ failure: reasonOf(error) }));
  response.on('end', () => {
    // The connection may break after the header: then the answer is cut short, and its outcome unknown.
    if (!response.complete) return resolve({ failure: 'answer cut short' });
    const body = Buffer.concat(chunks).toString('utf8');
    resolve({ status: response.statusCode ?? 0, body, headers: response.headers as Response['headers'] });
  });
}

const reasonOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;

function targetOf({ operation, params = {}, query = {} }: Request): string {
  const path = ROUTES[operation].path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}

const headersOf = ({ token, key, etag }: Request, text: string | undefined): Record<string, string> => ({
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
  ...(key !== undefined && { 'idempotency-key': key }),
  ...(etag !== undefined && { 'if-none-match': etag }),
  ...(text !== undefined && {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
  }),
});
