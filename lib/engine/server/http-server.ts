/**
 * Serves engines over DynamoDB's JSON protocol on 127.0.0.1, for AWS SDKs, the table viewer and other processes. It also
 * serves DynamoDB Streams at the same address, as DynamoDB Local does.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import type { Output } from '../engine.ts';
import { DynamoDbError } from '../errors.ts';
import { LostReply } from '../faults/lost-reply.ts';
import { errorBody, statusOf } from './error-body.ts';

/** Executes an operation on values in the form of JSON: an engine's `execute`, with or without faults. */
export type Execute = (operation: string, input: Record<string, unknown>) => Output | Promise<Output>;

export interface EngineServer {
  endpoint: string;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Returns the engine of an access key. So tests can have a database for each key. */
  engineOf: (accessKeyId: string) => Execute;
  /** The port; 0 or undefined takes a free one. */
  port?: number;
  /** Called with each error that is a bug of the engine. */
  onFault?: (error: unknown) => void;
}

/** The largest body that the server reads. It is larger than any request that AWS accepts. */
const BODY_BYTES_MAX = 20 * 1_024 * 1_024;

export async function startEngineServer(options: ServerOptions): Promise<EngineServer> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const requestId = String(requests).padStart(52, '0');
    answer(options, request).then(
      body => send(response, 200, body, requestId),
      error => {
        if (error instanceof LostReply) {
          request.socket.destroy();
          return;
        }
        if (!(error instanceof DynamoDbError)) options.onFault?.(error);
        send(response, statusOf(error), errorBody(error), requestId);
      },
    );
  });
  // Clients keep idle connections. If the server closed one, a request that was just sent would fail.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(options: ServerOptions, request: IncomingMessage): Promise<Output> {
  const { headers } = request;
  const body = await bodyOf(request);
  const target = String(headers['x-amz-target'] ?? '');
  const [, operation] = /^DynamoDB(?:Streams)?_20120810\.(\w+)$/.exec(target) ?? [];
  if (operation === undefined) throw new DynamoDbError('UnknownOperationException', '');
  return options.engineOf(accessKeyOf(headers.authorization))(operation, parsed(body));
}

function parsed(body: string): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body);
    if (typeof input === 'object' && input !== null) return input as Record<string, unknown>;
  } catch {
    // Refused below, like any other body that is not an object.
  }
  throw new DynamoDbError('SerializationException', 'The request body is not a JSON object');
}

/** Returns the access key of a request. The signature is not checked. */
const accessKeyOf = (authorization: string | undefined): string =>
  /Credential=([^/]+)\//.exec(authorization ?? '')?.[1] ?? '';

/** A body that is too large is read to its end all the same: the next request comes on the same connection. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  if (bytes > BODY_BYTES_MAX) throw new DynamoDbError('ValidationException', 'The request is too large');
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object, requestId: string): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    // Node's own header may be seconds old if the event loop was busy. Clients compare their clock with this one.
    date: new Date().toUTCString(),
    'content-type': 'application/x-amz-json-1.0',
    'content-length': bytes.length,
    'x-amzn-requestid': requestId,
    'x-amz-crc32': String(crc32(bytes)),
  });
  response.end(bytes);
}
