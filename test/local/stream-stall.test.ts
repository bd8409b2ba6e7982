/**
 * The stream reader if the database does not respond. A request without a response used to stop it for ever, without a log
 * line.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { clientsOver } from '../../lib/local/database/database.ts';
import { startPump } from '../../lib/local/stream/pump.ts';
import { watchReading } from '../../lib/local/stream/reading-health.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Silent {
  endpoint: string;
  requests(): number;
  /** Makes the server answer each request from now on, as a stream without shards does. */
  recover(): void;
}

/** A server that accepts requests and does not answer them until it recovers. */
async function serveSilence(): Promise<Silent> {
  let requests = 0;
  let isSilent = true;
  const server: Server = createServer((_request, response: ServerResponse) => {
    requests += 1;
    if (!isSilent) response.end(JSON.stringify({ StreamDescription: { Shards: [] } }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    recover() {
      isSilent = false;
    },
  };
}

test('a request without a response fails and is repeated; the log has a line for the stall and one for the recovery', async () => {
  const server = await serveSilence();
  const lines: string[] = [];
  const write = (message: string) => lines.push(message) as never;
  const pump = startPump({
    client: clientsOver(server.endpoint, 20).streams,
    streamArn: 'arn:aws:dynamodb:ddblocal:000000000000:table/holdfast/stream/x',
    consumers: [],
    log: { info: () => undefined, warn: write, error: write },
    stalledAfterMs: 1,
  });
  stops.push(pump.stop);
  await vi.waitFor(() => expect(server.requests()).toBeGreaterThan(1), 10_000);
  await vi.waitFor(() => expect(lines).toEqual(['the stream cannot be read']), 10_000);
  server.recover();
  await pump.drained();
  expect(lines).toEqual(['the stream cannot be read', 'the stream can be read again']);
});

test('failures are logged when they have lasted long enough and then every minute; the recovery is logged once', () => {
  const lines: [string, number | undefined][] = [];
  const write = (message: string, { ms }: { ms?: number } = {}) => lines.push([message, ms]) as never;
  const health = watchReading({ warn: write, error: write }, 0, 5_000);
  const failures = [1_000, 5_999];
  health.succeeded(1_000);
  for (const at of failures) health.failed(at, new Error('down'));
  health.succeeded(6_000);
  expect(lines).toEqual([]);
  for (const at of [7_000, 11_000, 12_000, 70_999, 71_000]) health.failed(at, new Error('down'));
  health.succeeded(72_000);
  health.succeeded(73_000);
  expect(lines).toEqual([
    ['the stream cannot be read', 5_000],
    ['the stream cannot be read', 65_000],
    ['the stream can be read again', 66_000],
  ]);
});
