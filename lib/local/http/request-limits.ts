/** The limits of API Gateway on requests: how much it reads, and its responses to larger or unreadable ones. */
import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { DISCARD_WITHIN_MS, problemResult, statusLine } from './responses.ts';

/** Lambda takes 6 MB in one invocation. */
export const REQUEST_BYTES_MAX = 6 * 1024 * 1024;
/** API Gateway's quota for the request line and all header values together. */
export const HEADER_BYTES_MAX = 10_240;

/** Node's options for these limits. A connection may be idle between two requests, but must send each request in time. */
export const serverOptions = (headersWithinMs: number): ServerOptions => ({
  keepAliveTimeout: 65_000,
  headersTimeout: headersWithinMs,
  // API Gateway ends a call after 30 s.
  requestTimeout: 30_000,
  connectionsCheckingInterval: Math.min(headersWithinMs, 1_000),
  // Node also counts the names. Beyond this it stops reading.
  maxHeaderSize: 4 * HEADER_BYTES_MAX,
});

/** The bytes that count for the quota of API Gateway. */
export function headerBytesOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): number {
  const values = rawHeaders.filter((_, i) => i % 2 === 1);
  return [`${method} ${url} HTTP/${httpVersion}`, ...values].reduce((bytes, text) => bytes + text.length, 0);
}

/** Reads the whole body. Returns undefined as soon as it is too large. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (length === undefined && encoding === undefined) return Buffer.alloc(0);
  if (Number(length ?? 0) > REQUEST_BYTES_MAX) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > REQUEST_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Answers bytes that Node cannot parse as a request, unless a response has begun, and closes the connection. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex, current?: ServerResponse): void {
  // The rest of the same bytes is unreadable as well.
  if (socket.writableEnded) return;
  if (!socket.writable || current?.headersSent || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  socket.end(unreadableAnswer(error.code));
  // Otherwise a client that still sends would get a reset instead of the answer.
  socket.resume();
  setTimeout(() => socket.destroy(), DISCARD_WITHIN_MS).unref();
}

function unreadableAnswer(code: string | undefined): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return `${statusLine(408)}Connection: close\r\n\r\n`;
  if (code !== 'HPE_HEADER_OVERFLOW') return `${statusLine(400)}Connection: close\r\n\r\n`;
  const {
    statusCode = 431,
    headers = {},
    body = '',
  } = problemResult('headers-too-large', { bytesMax: HEADER_BYTES_MAX });
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  return `${statusLine(statusCode)}${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}
