/** The table viewer. The tests send the requests of its pages. */
import type { Server } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { serveView } from '../../lib/commands/table-viewer.ts';
import { PREFIX, seatPartition } from '../../lib/table/keys.ts';
import { openWorld, publish, type World } from '../support/world.ts';

let world: World;
let server: Server;
let base: string;
let eventId: string;

beforeAll(async () => {
  world = await openWorld();
  ({ id: eventId } = await publish(world));
  const {
    tables: { sales: tableName },
    ...connection
  } = world.connection;
  const view = await serveView(new DynamoDBClient(connection), 0);
  server = view.server;
  base = `${view.url}/tables/${tableName}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Listed {
  Items: Record<string, unknown>[];
  nextKey: string | null;
}

type Filters = Record<string, { type: 'S' | 'N'; operator: string; value: string }>;

async function list(query: Record<string, string>, filters: Filters = {}): Promise<Listed> {
  const response = await fetch(`${base}/items?${new URLSearchParams({ ...query, filters: JSON.stringify(filters) })}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Listed;
}

const write = (path: string, row: object) =>
  fetch(`${base}/${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(row),
  });

describe('the table viewer', () => {
  it.each(['', '/get', '/meta', '/ttl', '/add-item'])('shows the page %j of the table', async path => {
    const page = await fetch(`${base}${path}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('holdfast')]);
  });

  it('lists the tables', async () => {
    const page = await fetch(new URL('/', base));
    expect(await page.text()).toContain('/tables/holdfast');
  });

  it('lists rows by pages, each row once', async () => {
    const seen: unknown[] = [];
    let startKey = '';
    do {
      const { Items, nextKey } = await list({ pageSize: '30', ...(startKey && { startKey }) });
      seen.push(...Items.map(({ pk, sk }) => `${pk} ${sk}`));
      startKey = nextKey ? decodeURIComponent(nextKey) : '';
    } while (startKey);
    expect(seen.length).toBeGreaterThan(100);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('filters by a query of the table', async () => {
    const { Items } = await list(
      { operationType: 'query', pageSize: '100' },
      {
        pk: { type: 'S', operator: '=', value: seatPartition(eventId, 'a') },
        sk: { type: 'S', operator: 'begins_with', value: `${PREFIX.seat}C-` },
      },
    );
    expect(Items.map(({ sk }) => sk)).toHaveLength(10);
  });

  it('filters by a scan, with a number and a comparison', async () => {
    const { Items } = await list(
      { operationType: 'scan', pageSize: '100' },
      { sk: { type: 'S', operator: '=', value: 'EVENT' }, version: { type: 'N', operator: '<=', value: '1000' } },
    );
    expect(Items.map(({ pk }) => pk)).toEqual([`EVENT#${eventId}`]);
  });

  it('creates, shows, edits and deletes a row', async () => {
    const row = { pk: 'NOTE#1', sk: 'NOTE', text: 'first', list: [1, { a: null }], count: 3 };
    const key = encodeURIComponent('NOTE#1,NOTE');
    expect((await write('add-item', row)).status).toBe(200);
    expect(await (await fetch(`${base}/items/${key}`)).text()).toContain('first');
    expect(await (await write(`items/${key}`, { ...row, text: 'second' })).json()).toEqual({ ...row, text: 'second' });
    expect((await fetch(`${base}/items/${key}`, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(`${base}/items/${key}`)).status).toBe(404);
  });

  it('shows the reason if a row without a key is refused', async () => {
    // The viewer also prints the error.
    vi.spyOn(console, 'info').mockReturnValue();
    const response = await write('add-item', { pk: 'NOTE#1' });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: expect.stringContaining('key') });
  });
});
