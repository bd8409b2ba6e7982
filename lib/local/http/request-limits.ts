/** The walls that API Gateway has before every function, on a laptop: how much it reads, and what it says to more. */
import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { DISCARD_WITHIN_MS, problemResult, statusLine } from './responses.ts';

/** Lambda takes 6 MB in one invocation. */
export const REQUEST_BYTES_MAX = 6 * 1024 * 1024;
/** API Gateway's quota for the request line and all values of headers together. */
export const HEADER_BYTES_MAX = 10_240;

/** Node's own bounds. Patience is for who pauses between two requests, not for who never finishes one. */
export const boundsOf = (headersWithinMs: number): ServerOptions => ({
  keepAliveTimeout: 65_000,
  headersTimeout: headersWithinMs,
  // API Gateway gives up on a whole call after 30 s.
  requestTimeout: 30_000,
  connectionsCheckingInterval: Math.min(headersWithinMs, 1_000),
  // Node counts the names as well: beyond this it does not even read on.
  maxHeaderSize: 4 * HEADER_BYTES_MAX,
});

/** The bytes that API Gateway counts. */
export function headerBytesOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): number {
  const values = rawHeaders.filter((_, i) => i % 2 === 1);
  return [`${method} ${url} HTTP/${httpVersion}`, ...values].reduce((bytes, text) => bytes + text.length, 0);
}

/** The whole body, or undefined as soon as it is too large. */
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

/** Answers what node could not read as a request, unless an answer to it is under way, and hangs up. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex, underWay?: ServerResponse): void {
  // What still comes of it is unreadable as well.
  if (socket.writableEnded) return;
  if (!socket.writable || underWay?.headersSent || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  socket.end(unreadableAnswer(error.code));
  // Whoever is still sending would otherwise lose the answer to a reset.
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
