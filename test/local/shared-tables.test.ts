/** The tables that a local service creates, and those that it finds: data of the version before are in one table. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, ListTablesCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { createRawClient } from '../../lib/engine/client/document-client.ts';
import { createEngine } from '../../lib/engine/engine.ts';
import { createTable, createTables } from '../../lib/local/create-table.ts';
import { openTable } from '../../lib/local/open-table.ts';
import { openStreams } from '../../lib/local/stream/open-streams.ts';
import { sharedTables } from '../../lib/table/table.ts';

const TABLES = { sales: 'holdfast', accounts: 'holdfast-accounts', journal: 'holdfast-journal' };

describe('the tables of a new database', () => {
  it('are three, each with its indexes, TTL and stream', async () => {
    const client = createRawClient(createEngine({ now: Date.now }).execute);
    expect(await createTables(client, TABLES)).toEqual({ tables: TABLES, isNew: true });
    expect(await createTables(client, TABLES)).toEqual({ tables: TABLES, isNew: false });
    const described = await Promise.all(
      Object.values(TABLES).map(async TableName => {
        const { Table } = await client.send(new DescribeTableCommand({ TableName }));
        return [Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName), Table?.LatestStreamArn !== undefined];
      }),
    );
    expect(described).toEqual([
      [['byOwner', 'byDate', 'byRoute', 'byService', 'byUnfinished'], true],
      [['byRegistration'], true],
      [['byFeed'], true],
    ]);
  });

  it.each(['accounts', 'journal'] as const)(
    'get a stream of the %s table if an earlier version has created it without one',
    async kind => {
      const client = createRawClient(createEngine({ now: Date.now }).execute);
      await createTables(client, TABLES);
      const withoutStream = { TableName: TABLES[kind], StreamSpecification: { StreamEnabled: false } };
      await client.send(new UpdateTableCommand(withoutStream));
      const streams = await openStreams(client, TABLES);
      const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLES[kind] }));
      expect(Table?.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'NEW_IMAGE' });
      expect(streams[kind]).toBe(Table?.LatestStreamArn);
      // The next start keeps the stream, and the position of its readers.
      expect(await openStreams(client, TABLES)).toEqual(streams);
    },
  );

  it('share one stream if they are one table', async () => {
    const client = createRawClient(createEngine({ now: Date.now }).execute);
    const { tables } = await createTables(client, sharedTables('holdfast'));
    const { sales, journal } = await openStreams(client, tables);
    expect(journal).toBe(sales);
  });

  it('are created again after a start that was interrupted before the sales table', async () => {
    const client = createRawClient(createEngine({ now: Date.now }).execute);
    await createTable(client, TABLES.journal, ['journal']);
    await createTable(client, TABLES.accounts, ['accounts']);
    expect(await createTables(client, TABLES)).toEqual({ tables: TABLES, isNew: true });
  });
});

describe('a data folder of the version before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-shared-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has one table, which keeps all rows at each start', async () => {
    const settings = { engine: 'embedded', dataFolder: folder } as const;
    // As that version created it: one table with all indexes.
    const before = await openTable({ ...settings, tables: sharedTables('holdfast') });
    await before.stop();
    for (let start = 0; start < 2; start++) {
      const { client, tables, isNew, stop } = await openTable({ ...settings, tables: TABLES });
      expect([tables, isNew]).toEqual([sharedTables('holdfast'), false]);
      expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['holdfast']);
      await stop();
    }
  });
});
