/** Large responses over real HTTP: compressed with an encoding that the caller accepts. */
import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeatMap } from '../../lib/contract/events/responses.ts';
import type { HttpServer } from '../../lib/local/http/server.ts';
import { openWorld, publish } from '../support/world.ts';
import { serveService } from './serving.ts';

let server: HttpServer;
let path: string;

beforeAll(async () => {
  const world = await openWorld();
  server = await serveService(world.service);
  const rows = [{ row: 'A', count: 600 }];
  const event = await publish(world, { sections: [{ id: 'a', name: 'A', kind: 'seated', price: 1, rows }] });
  path = `/v1/events/${event.id}/seats`;
});
afterAll(() => server.stop());

function get(
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, headers }, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('a seat map of 600 seats', () => {
  it('is the same uncompressed, in brotli and in gzip, and names its encoding', async () => {
    const [whole, br, gzip] = await Promise.all([
      get({}),
      get({ 'accept-encoding': 'gzip, deflate, br, zstd' }),
      get({ 'accept-encoding': 'gzip' }),
    ]);
    expect(SeatMap.parse(JSON.parse(whole.bytes.toString('utf8'))).sections[0]?.rows[0]?.seats).toHaveLength(600);
    expect(whole.headers['content-encoding']).toBeUndefined();
    expect(br.headers['content-encoding']).toBe('br');
    expect(gzip.headers['content-encoding']).toBe('gzip');
    for (const { status, headers, bytes } of [whole, br, gzip]) {
      expect([status, headers.vary, headers['content-type']]).toEqual([200, 'accept-encoding', 'application/json']);
      expect(headers['content-length']).toBe(String(bytes.length));
      expect(headers.etag).toBe(whole.headers.etag);
    }
    expect(brotliDecompressSync(br.bytes)).toEqual(whole.bytes);
    expect(gunzipSync(gzip.bytes)).toEqual(whole.bytes);
    expect(br.bytes.length).toBeLessThan(whole.bytes.length / 10);
  });

  it('is answered with 304 and no body if the caller has it already, in any encoding', async () => {
    const { etag } = (await get({ 'accept-encoding': 'br' })).headers;
    const again = await get({ 'accept-encoding': 'gzip', 'if-none-match': String(etag) });
    expect([again.status, again.bytes.length, again.headers.vary]).toEqual([304, 0, 'accept-encoding']);
  });
});
