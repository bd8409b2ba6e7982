/** Writes responses: the results of functions, and problems of the server itself in the same form. */
import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { problemDocument } from '../../contract/problem-documents.ts';
import type { ProblemCode, ProblemDetails } from '../../contract/problems.ts';
import { SECURITY_HEADERS } from '../../lambda/http/security-headers.ts';

/** Time that a client has to read its response. */
export const DISCARD_WITHIN_MS = 1_000;
const WITHOUT_BODY = new Set([204, 304]);

/** Writes the result of a function as an HTTP response. */
export function send(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  const { statusCode = 200, headers = {}, cookies = [], body = '', isBase64Encoded = false } = result;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  response.statusCode = statusCode;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  // The function returns no body for HEAD, so the length of that to GET is not known here.
  if (WITHOUT_BODY.has(statusCode) || response.req.method === 'HEAD') {
    response.end();
    return;
  }
  response.setHeader('content-length', bytes.length);
  response.end(bytes);
}

/** Sends a response and closes the connection. Discards further input for a moment, so that the client can read the response. */
export async function sendAndClose(
  request: IncomingMessage,
  response: ServerResponse,
  { statusCode = 400, headers, body = '' }: APIGatewayProxyStructuredResultV2,
): Promise<void> {
  const length = Buffer.byteLength(body);
  response.writeHead(statusCode, { ...headers, 'content-length': length, connection: 'close' } as never);
  response.write(body);
  const sent = new Promise(resolve => request.once('close', resolve).once('end', resolve));
  request.resume();
  await Promise.race([sent, pause(DISCARD_WITHIN_MS)]);
  response.end();
}

/** A problem response, as a function would return it. */
export function problemResult<Code extends ProblemCode>(
  code: Code,
  details: ProblemDetails[Code],
  requestId = newRequestId(),
): APIGatewayProxyStructuredResultV2 {
  const document = problemDocument(code, details, requestId);
  return {
    statusCode: document.status,
    headers: { ...SECURITY_HEADERS, 'content-type': 'application/problem+json', 'x-request-id': requestId },
    body: JSON.stringify(document),
  };
}

/** A request id as API Gateway makes them: 16 characters that end in `=`. */
export const newRequestId = (): string => randomBytes(11).toString('base64');

export const statusLine = (status: number): string => `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
