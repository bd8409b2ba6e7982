/** Forwards requests to a DynamoDB as they came, over connections that stay open. */
import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as SecureAgent } from 'node:https';
import { DynamoDbError } from '../../engine/errors.ts';

export interface ForwardedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Reply {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

export interface Target {
  /** Throws a DynamoDbError (ServiceUnavailable) if the target does not answer. */
  forward(request: ForwardedRequest): Promise<Reply>;
  close(): void;
}

/** Shorter than a server keeps an idle connection: a request on a connection that is just closed would fail. */
const IDLE_MS = 5_000;

export function connectTarget(url: URL, onFailure: (error: Error) => void = () => undefined): Target {
  const isSecure = url.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: Infinity, timeout: IDLE_MS };
  const agent = isSecure ? new SecureAgent(options) : new Agent(options);
  const send = isSecure ? requestHttps : requestHttp;
  const forward = ({ method, path, headers, body }: ForwardedRequest) =>
    new Promise<Reply>((resolve, reject) => {
      const fail = (error: Error) => {
        onFailure(error);
        reject(new DynamoDbError('ServiceUnavailable', `The fault proxy gets no response from ${url.origin}`));
      };
      const sent = send(new URL(path, url), { agent, method, headers: headersFor(url, headers, body) }, response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const kept = { ...endToEnd(response.headers), 'content-length': bytes.length };
          resolve({ status: response.statusCode ?? 502, headers: kept, body: bytes });
        });
      });
      sent.on('error', fail);
      sent.end(body);
    });
  return { forward, close: () => agent.destroy() };
}

/** The signature includes the host and the length. DynamoDB Local and the embedded engine check no signatures. */
const headersFor = (url: URL, headers: IncomingHttpHeaders, body: Buffer): OutgoingHttpHeaders => ({
  ...endToEnd(headers),
  host: url.host,
  'content-length': body.length,
});

/** Headers of one connection only. Compression is left out too, because the proxy reads some responses. */
const OF_A_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'accept-encoding',
  'content-length',
]);

const endToEnd = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_A_CONNECTION.has(name)));
