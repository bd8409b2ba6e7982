/** The HTTP door of the laptop runtime: what API Gateway does in front of the functions, on 127.0.0.1. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { problemDocument } from '../../contract/problem-documents.ts';
import type { ProblemCode, ProblemDetails } from '../../contract/problems.ts';
import type { Area } from '../../contract/routes.ts';
import { CannotStart } from '../cannot-start.ts';
import { eventOf } from './events.ts';

/** Runs the function of an area. */
export type Invoke = (area: Area, event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

export interface HttpServer {
  url: string;
  /** Lets requests that are under way finish, for a moment. */
  stop(): Promise<void>;
}

/** Lambda takes 6 MB in one invocation. */
export const REQUEST_BYTES_MAX = 6 * 1024 * 1024;
/** Connections that may wait to be accepted: a race opens hundreds at once. */
const BACKLOG = 1024;
const KEEP_ALIVE_MS = 65_000;
const FINISH_WITHIN_MS = 2_000;
const DISCARD_WITHIN_MS = 1_000;

/** Listens on 127.0.0.1; port 0 is any free one. `onBug` hears of what a function threw. */
export async function serveHttp(port: number, invoke: Invoke, onBug: (error: unknown) => void): Promise<HttpServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    answer(request, response, invoke, onBug).catch(error => {
      // The client is gone, or what a function answered is no HTTP: either way nothing more can be said.
      if (request.complete) onBug(error);
      response.destroy();
    });
  });
  await listen(server, port);
  const address = server.address();
  const listeningOn = typeof address === 'object' && address ? address.port : port;
  return { url: `http://127.0.0.1:${listeningOn}`, stop: () => stop(server) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(sentenceOf(error, port)));
    server.listen({ port, host: '127.0.0.1', backlog: BACKLOG }, resolve);
  });
}

function sentenceOf(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new CannotStart(`Port ${port} is taken: stop what listens there, or choose another one with PORT=<number>.`);
  }
  if (error.code === 'EACCES') {
    return new CannotStart(`Port ${port} needs more rights than we have: choose one above 1023 with PORT=<number>.`);
  }
  return error;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise(resolve => server.close(resolve));
  server.closeIdleConnections();
  await Promise.race([closed, pause(FINISH_WITHIN_MS, undefined, { ref: false })]);
  server.closeAllConnections();
  await closed;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  invoke: Invoke,
  onBug: (error: unknown) => void,
): Promise<void> {
  const requestId = newRequestId();
  const body = await readBody(request);
  if (!body) return answerTooLarge(request, response, requestId);
  const { area, event } = eventOf({
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
    body,
    sourceIp: request.socket.remoteAddress ?? '',
    requestId,
    receivedAt: Date.now(),
  });
  const result = await invoke(area, event).catch((error: unknown) => {
    onBug(error);
    return problemResult('internal', {}, requestId);
  });
  send(response, result);
}

/** As API Gateway names requests: 16 characters that end in `=`. */
const newRequestId = (): string => randomBytes(11).toString('base64');

/** The whole body, or undefined as soon as it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
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

/** Says so and hangs up; what is still coming is thrown away for a moment, so that a sender gets to read the answer. */
async function answerTooLarge(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
  const problem = problemResult('payload-too-large', { bytesMax: REQUEST_BYTES_MAX }, requestId);
  const { headers, body = '' } = problem;
  const length = Buffer.byteLength(body);
  response.writeHead(problem.statusCode ?? 413, { ...headers, 'content-length': length, connection: 'close' } as never);
  response.write(body);
  const sent = new Promise(resolve => request.once('close', resolve).once('end', resolve));
  request.resume();
  await Promise.race([sent, pause(DISCARD_WITHIN_MS)]);
  response.end();
}

function problemResult<Code extends ProblemCode>(
  code: Code,
  details: ProblemDetails[Code],
  requestId: string,
): APIGatewayProxyStructuredResultV2 {
  const document = problemDocument(code, details, requestId);
  return {
    statusCode: document.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'x-request-id': requestId },
    body: JSON.stringify(document),
  };
}

const WITHOUT_BODY = new Set([204, 304]);

function send(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  const { statusCode = 200, headers = {}, cookies = [], body = '', isBase64Encoded = false } = result;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  response.statusCode = statusCode;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  if (WITHOUT_BODY.has(statusCode)) {
    response.end();
    return;
  }
  response.setHeader('content-length', bytes.length);
  response.end(bytes);
}
