/** The client knows the operations of the contract, and keeps its token to itself. */
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { Route } from '../../lib/contract/route.ts';
import { ALL_ROUTES, type OperationId } from '../../lib/contract/routes.ts';
import { OPERATIONS } from '../../tools/client/src/api.ts';
import { createClient, unwrap } from '../../tools/client/src/client.ts';

it('has each operation with its address, and a key exactly where the contract takes one', () => {
  expect(Object.keys(OPERATIONS)).toEqual(ALL_ROUTES.map(([id]) => id).sort());
  for (const [id, route] of ALL_ROUTES as [OperationId, Route][]) {
    const { method, path, idempotent } = route;
    expect([id, OPERATIONS[id]]).toEqual([id, { method, path, ...(idempotent && { isKeyed: true }) }]);
  }
});

it('follows the redirect to a file of another origin without its token', async () => {
  const received: IncomingHttpHeaders[] = [];
  const files = await serve((request, response) => {
    received.push(request.headers);
    response.setHeader('content-type', 'application/pdf').end('%PDF-1.7');
  });
  const service = await serve((request, response) => {
    received.push(request.headers);
    response.writeHead(302, { location: `${files.url}/a.pdf?signature=s` }).end();
  });
  try {
    const client = createClient({ baseUrl: service.url, token: 'secret' });
    const body = unwrap(await client.call('read-tickets-pdf', { path: { bookingId: 'bkg_1' } }));
    expect(new TextDecoder().decode(body)).toBe('%PDF-1.7');
    expect(received.map(({ authorization }) => authorization)).toEqual(['Bearer secret', undefined]);
  } finally {
    for (const { server } of [files, service]) server.close();
  }
});

async function serve(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
