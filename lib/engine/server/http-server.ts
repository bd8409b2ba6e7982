/**
 * Serves engines over DynamoDB's JSON protocol on 127.0.0.1, for AWS SDKs, the table viewer and other processes. It also
 * serves DynamoDB Streams at the same address, as DynamoDB Local does.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Output } from '../engine.ts';
import { DynamoDbError } from '../errors.ts';
import { LostReply } from '../faults/lost-reply.ts';
import { errorBody, statusOf } from './error-body.ts';
import { bodyOf, operationOf, parsedInput, sendJson } from './messages.ts';

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

export async function startEngineServer(options: ServerOptions): Promise<EngineServer> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const requestId = String(requests).padStart(52, '0');
    answer(options, request).then(
      body => sendJson(response, 200, body, requestId),
      error => {
        if (error instanceof LostReply) {
          request.socket.destroy();
          return;
        }
        if (!(error instanceof DynamoDbError)) options.onFault?.(error);
        sendJson(response, statusOf(error), errorBody(error), requestId);
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
  const operation = operationOf(headers);
  if (operation === undefined) throw new DynamoDbError('UnknownOperationException', '');
  return options.engineOf(accessKeyOf(headers.authorization))(operation, parsedInput(body));
}

/** Returns the access key of a request. The signature is not checked. */
const accessKeyOf = (authorization: string | undefined): string =>
  /Credential=([^/]+)\//.exec(authorization ?? '')?.[1] ?? '';
