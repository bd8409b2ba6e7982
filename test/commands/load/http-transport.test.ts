import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpTransport } from '../../../lib/commands/load/http-transport.ts';

const LONG_MS = 10_000;
const stops: (() => unknown)[] = [];
afterEach(() => Promise.all(stops.splice(0).map(stop => stop())));

async function serve(listener: RequestListener): Promise<ReturnType<typeof createHttpTransport>> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const transport = createHttpTransport(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  stops.push(
    () => transport.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return transport;
}

describe('the HTTP transport of a load run', () => {
  it('sends a call as the contract says, and returns the answer as received', async () => {
    const received: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
    const transport = await serve((request, response) => {
      received.push(request);
      response.writeHead(201, { etag: '"one"', 'retry-after': '2' }).end('{"a" : 1}');
    });
    const answer = await transport.send({
      operation: 'place-hold',
      params: { eventId: 'evt_a/b' },
      query: { fresh: 'true' },
      token: 'secret',
      key: 'key-1',
      etag: '"old"',
      body: { seats: ['a/A-1'] },
      timeoutMs: LONG_MS,
    });
    expect(answer).toMatchObject({ status: 201, body: '{"a" : 1}', headers: { etag: '"one"', 'retry-after': '2' } });
    expect(received).toMatchObject([
      {
        method: 'POST',
        url: '/v1/events/evt_a%2Fb/holds?fresh=true',
        headers: { authorization: 'Bearer secret', 'idempotency-key': 'key-1', 'if-none-match': '"old"' },
      },
    ]);
  });

  it('says that a call without an answer in time has no outcome', async () => {
    const transport = await serve(() => undefined);
    expect(await transport.send({ operation: 'read-health', timeoutMs: 20 })).toEqual({ failure: 'timeout' });
  });

  it('says the same of an answer that stops in the middle', async () => {
    const transport = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
    });
    expect(await transport.send({ operation: 'read-health', timeoutMs: 50 })).toEqual({ failure: 'timeout' });
  });

  it('says that a connection that breaks has no outcome', async () => {
    const transport = await serve((request, response) => {
      if (request.url !== '/health') response.writeHead(200, { 'content-length': '100' }).write('half');
      // The first bytes leave before the connection ends.
      setImmediate(() => request.socket.destroy());
    });
    expect(await transport.send({ operation: 'read-health', timeoutMs: LONG_MS })).toEqual({ failure: 'ECONNRESET' });
    const half = await transport.send({ operation: 'read-openapi', timeoutMs: LONG_MS });
    expect(half).toHaveProperty('failure');
  });

  it('says why there is no connection', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise(resolve => server.close(resolve));
    const transport = createHttpTransport(new URL(`http://127.0.0.1:${port}`));
    expect(await transport.send({ operation: 'read-health', timeoutMs: LONG_MS })).toEqual({ failure: 'ECONNREFUSED' });
    transport.close();
  });
});
