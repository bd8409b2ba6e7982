/** The HTTP door of the laptop runtime: what API Gateway does in front of the functions, on 127.0.0.1. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { UsageError } from '../../cli/usage-error.ts';
import type { Area } from '../../contract/route.ts';
import { preflightAnswer, withCors } from './cors.ts';
import { eventOf } from './events.ts';
import {
  answerUnreadable,
  boundsOf,
  HEADER_BYTES_MAX,
  headerBytesOf,
  REQUEST_BYTES_MAX,
  readBody,
} from './request-limits.ts';
import { newRequestId, problemResult, send, sendAndHangUp } from './responses.ts';

/** Runs the function of an area. */
export type Invoke = (area: Area, event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

export interface HttpServer {
  url: string;
  /** Lets requests that are under way finish, for a moment. */
  stop(): Promise<void>;
}

/** What is behind the door, and for whom it opens. */
interface Door {
  invoke: Invoke;
  /** Hears of what a function threw. */
  onBug: (error: unknown) => void;
  /** Pages of these origins may call. */
  corsOrigins: string[];
}

/** Connections that may wait to be accepted: a race opens hundreds at once. */
const BACKLOG = 1024;
/** Who sends a request's head more slowly is hung up on. */
const HEADERS_WITHIN_MS = 10_000;
const FINISH_WITHIN_MS = 2_000;

/** Listens on 127.0.0.1; port 0 is any free one. */
export async function serveHttp(
  port: number,
  invoke: Invoke,
  onBug: Door['onBug'],
  { corsOrigins = [], headersWithinMs = HEADERS_WITHIN_MS }: { corsOrigins?: string[]; headersWithinMs?: number } = {},
): Promise<HttpServer> {
  const underWay = new WeakMap<Duplex, ServerResponse>();
  const server = createServer(boundsOf(headersWithinMs), (request, response) => {
    underWay.set(request.socket, response);
    response.once('close', () => underWay.delete(request.socket));
    answer(request, response, { invoke, onBug, corsOrigins }).catch(error => {
      // The client is gone, or what a function answered is no HTTP: either way nothing more can be said.
      if (request.complete) onBug(error);
      response.destroy();
    });
  });
  server.on('clientError', (error, socket) => answerUnreadable(error, socket, underWay.get(socket)));
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
    return new UsageError(`Port ${port} is taken: stop what listens there, or choose another one with PORT=<number>.`);
  }
  if (error.code === 'EACCES') {
    return new UsageError(`Port ${port} needs more rights than we have: choose one above 1023 with PORT=<number>.`);
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

async function answer(request: IncomingMessage, response: ServerResponse, door: Door): Promise<void> {
  const requestId = newRequestId();
  const refuse = (problem: APIGatewayProxyStructuredResultV2): Promise<void> =>
    sendAndHangUp(request, response, withCors(problem, request, door.corsOrigins));
  if (headerBytesOf(request) > HEADER_BYTES_MAX) {
    return refuse(problemResult('headers-too-large', { bytesMax: HEADER_BYTES_MAX }, requestId));
  }
  const preflight = preflightAnswer(request, door.corsOrigins);
  if (preflight) return send(response, preflight);
  const body = await readBody(request);
  if (!body) return refuse(problemResult('payload-too-large', { bytesMax: REQUEST_BYTES_MAX }, requestId));
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
  const result = await door.invoke(area, event).catch((error: unknown) => {
    door.onBug(error);
    return problemResult('internal', {}, requestId);
  });
  send(response, withCors(result, request, door.corsOrigins));
}
