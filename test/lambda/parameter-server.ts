/** A server that stands in for Parameter Store: it records requests and gives prepared answers. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedRequest {
  action: string;
  body: Record<string, unknown>;
  headers: IncomingHttpHeaders;
}

export interface Answer {
  status: number;
  /** An object is sent as JSON. */
  body: object | string;
}

export interface ParameterServer {
  url: string;
  received: ReceivedRequest[];
  /** Sent in order; the last one is repeated. */
  answers: Answer[];
  close(): void;
}

export const OK: Answer = { status: 200, body: {} };
export const withValue = (Value: string): Answer => ({ status: 200, body: { Parameter: { Value } } });
export const failure = (name: string, message: string, status = 400): Answer => ({
  status,
  body: { __type: name, message },
});

export async function openParameterServer(): Promise<ParameterServer> {
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).replace('AmazonSSM.', '');
    opened.received.push({ action, body: JSON.parse(await text(request)), headers: request.headers });
    const { answers } = opened;
    const { status, body } = answers.length > 1 ? (answers.shift() ?? OK) : (answers[0] ?? OK);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const opened: ParameterServer = {
    url: `http://127.0.0.1:${port}`,
    received: [],
    answers: [],
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return opened;
}
