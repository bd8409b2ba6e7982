/** The HTTP server of the local runtime. It does what API Gateway does in front of the functions, on 127.0.0.1. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { UsageError } from '../../cli/usage-error.ts';
import type { Area } from '../../contract/route.ts';
import { findRunning } from '../running.ts';
import { preflightAnswer, withCors } from './cors.ts';
import { eventOf, type WireRequest } from './events.ts';
import { type LocalPages, pagesOf } from './pages.ts';
import {
  answerUnreadable,
  HEADER_BYTES_MAX,
  headerBytesOf,
  REQUEST_BYTES_MAX,
  readBody,
  serverOptions,
} from './request-limits.ts';
import { newRequestId, problemResult, send, sendAndClose } from './responses.ts';

/** Runs the function of an area. */
export type Invoke = (area: Area, event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

export interface HttpServer {
  url: string;
  /** Waits a moment for requests in progress. */
  stop(): Promise<void>;
}

interface Listener {
  invoke: Invoke;
  /** Called with errors that functions throw. */
  onBug: (error: unknown) => void;
  /** Origins of web pages that may call. */
  corsOrigins: string[];
  /** Pages that no function serves. */
  pages: readonly LocalPages[];
}

/** Connections that may wait to be accepted. A race opens hundreds at once. */
const BACKLOG = 1024;
/** A client that sends the headers more slowly loses its connection. */
const HEADERS_WITHIN_MS = 10_000;
const FINISH_WITHIN_MS = 2_000;

/** Listens on 127.0.0.1. Port 0 takes any free port. */
export async function serveHttp(
  port: number,
  invoke: Invoke,
  onBug: Listener['onBug'],
  {
    corsOrigins = [],
    headersWithinMs = HEADERS_WITHIN_MS,
    pages = [],
  }: Partial<Pick<Listener, 'corsOrigins' | 'pages'>> & { headersWithinMs?: number } = {},
): Promise<HttpServer> {
  const current = new WeakMap<Duplex, ServerResponse>();
  const server = createServer(serverOptions(headersWithinMs), (request, response) => {
    current.set(request.socket, response);
    response.once('close', () => current.delete(request.socket));
    answer(request, response, { invoke, onBug, corsOrigins, pages }).catch(error => {
      // The client has gone, or the result of a function is not valid HTTP. Nothing more can be sent.
      if (request.complete) onBug(error);
      response.destroy();
    });
  });
  server.on('clientError', (error, socket) => answerUnreadable(error, socket, current.get(socket)));
  await listen(server, port);
  const address = server.address();
  const listeningOn = typeof address === 'object' && address ? address.port : port;
  return { url: `http://127.0.0.1:${listeningOn}`, stop: () => stop(server) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, port)));
    server.listen({ port, host: '127.0.0.1', backlog: BACKLOG }, resolve);
  });
}

function explained(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new UsageError(`Port ${port} is in use${userOf(port)}. Stop it, or choose another port with PORT=<number>.`);
  }
  if (error.code === 'EACCES') {
    return new UsageError(
      `Port ${port} needs more rights than this process has. Choose one above 1023 with PORT=<number>.`,
    );
  }
  return error;
}

/** Throws a UsageError if this process cannot listen at the port. */
export async function requireFreePort(port: number): Promise<void> {
  const server = createServer();
  await listen(server, port);
  await new Promise(resolve => server.close(resolve));
}

/** The process that uses the port, if it is an npm start. */
function userOf(port: number): string {
  const running = findRunning();
  const isOurs = running?.url !== undefined && Number(new URL(running.url).port) === port;
  return isOurs ? ` by the npm start of process ${running.pid}` : ' by another program';
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise(resolve => server.close(resolve));
  server.closeIdleConnections();
  await Promise.race([closed, pause(FINISH_WITHIN_MS, undefined, { ref: false })]);
  server.closeAllConnections();
  await closed;
}

async function answer(request: IncomingMessage, response: ServerResponse, listener: Listener): Promise<void> {
  const requestId = newRequestId();
  const refuse = (problem: APIGatewayProxyStructuredResultV2): Promise<void> =>
    sendAndClose(request, response, withCors(problem, request, listener.corsOrigins));
  if (headerBytesOf(request) > HEADER_BYTES_MAX) {
    return refuse(problemResult('headers-too-large', { bytesMax: HEADER_BYTES_MAX }, requestId));
  }
  const preflight = preflightAnswer(request, listener.corsOrigins);
  if (preflight) return send(response, preflight);
  const body = await readBody(request);
  if (!body) return refuse(problemResult('payload-too-large', { bytesMax: REQUEST_BYTES_MAX }, requestId));
  const wire: WireRequest = {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
    body,
    sourceIp: request.socket.remoteAddress ?? '',
    requestId,
    receivedAt: Date.now(),
  };
  const result = await resultOf(wire, listener).catch((error: unknown) => {
    listener.onBug(error);
    return problemResult('internal', {}, requestId);
  });
  send(response, withCors(result, request, listener.corsOrigins));
}

async function resultOf(wire: WireRequest, { invoke, pages }: Listener): Promise<APIGatewayProxyStructuredResultV2> {
  const answerPage = pagesOf(pages, wire);
  if (answerPage) return (await answerPage()) ?? problemResult('route-not-found', {}, wire.requestId);
  const { area, event } = eventOf(wire);
  return invoke(area, event);
}
