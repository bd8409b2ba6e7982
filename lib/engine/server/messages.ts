/** Requests and responses of DynamoDB's JSON protocol. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { DynamoDbError } from '../errors.ts';

/** The largest body that a server reads. It is larger than any request that AWS accepts. */
const BODY_BYTES_MAX = 20 * 1_024 * 1_024;

/** Reads even a body that is too large to its end, because the next request comes on the same connection. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  if (bytes > BODY_BYTES_MAX) throw new DynamoDbError('ValidationException', 'The request is too large');
  return Buffer.concat(chunks);
}

/** Returns the operation of DynamoDB or DynamoDB Streams. Undefined for a request to another service. */
export const operationOf = (headers: IncomingHttpHeaders): string | undefined =>
  /^DynamoDB(?:Streams)?_20120810\.(\w+)$/.exec(String(headers['x-amz-target'] ?? ''))?.[1];

export function parsedInput(body: Buffer): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body.toString('utf8'));
    if (typeof input === 'object' && input !== null) return input as Record<string, unknown>;
  } catch {
    // Refused below, like any other body that is not an object.
  }
  throw new DynamoDbError('SerializationException', 'The request body is not a JSON object');
}

export function sendJson(response: ServerResponse, status: number, body: object, requestId: string): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    // Node's own header may be seconds old if the event loop was busy. Clients compare their clock with this one.
    date: new Date().toUTCString(),
    ...jsonHeaders(bytes),
    'x-amzn-requestid': requestId,
  });
  response.end(bytes);
}

/** The headers that describe a body. The SDK checks the checksum. */
export const jsonHeaders = (bytes: Buffer) => ({
  'content-type': 'application/x-amz-json-1.0',
  'content-length': bytes.length,
  'x-amz-crc32': String(crc32(bytes)),
});
