/** The file of the embedded engine: what a killed or stopped process leaves is there at the next start. */
import fs, {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { createRawClient, createStreamsClient } from '../../lib/engine/client/document-client.ts';
import { JSON_CODEC } from '../../lib/engine/values/attribute-codec.ts';
import { NATIVE_CODEC } from '../../lib/engine/values/native-codec.ts';
import { createTable } from '../../lib/local/create-table.ts';
import { fileIn, refuseOtherData } from '../../lib/local/database/data-files.ts';
import { type KeptEngine, openKeptEngine } from '../../lib/local/database/engine-file.ts';
import { createStreamReader } from '../../lib/local/stream/reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-engine-'));
afterAll(() => rmSync(folder, { recursive: true }));

const START = Date.UTC(2027, 2, 1, 12);
let files = 0;
let file: string;
let now: number;
beforeEach(() => {
  files += 1;
  file = join(folder, `${files}.jsonl`);
  now = START;
});

const open = (): KeptEngine => openKeptEngine(file, () => now);
const TableName = 'holdfast';

async function openWithTable(): Promise<KeptEngine> {
  const engine = open();
  await createTable(createRawClient(engine.execute), TableName);
  return engine;
}

/** Values of every type. */
const ROW = {
  pk: 'A',
  sk: '1',
  text: 'Łódź "quoted"\n',
  count: 12,
  large: 12345678901234567890n,
  list: [1, null, true, { a: 'b' }],
  names: new Set(['x', 'y']),
  bytes: new Uint8Array([0, 255]),
};
const put = (engine: KeptEngine, Item: object) => engine.execute('PutItem', { TableName, Item }, NATIVE_CODEC);
const read = (engine: KeptEngine, pk: string, sk = '1') =>
  engine.execute('GetItem', { TableName, Key: { pk, sk } }, NATIVE_CODEC).Item;
const scan = (engine: KeptEngine) => engine.execute('Scan', { TableName }, NATIVE_CODEC).Items;

async function streamOf(engine: KeptEngine) {
  const { Table } = await createRawClient(engine.execute).send(new DescribeTableCommand({ TableName }));
  return createStreamReader(createStreamsClient(engine.execute), Table?.LatestStreamArn ?? '').read();
}

/** Runs on a disk that has room for so many bytes. */
function withSpaceFor(bytes: number, run: () => void): void {
  const { writeSync } = fs;
  let left = bytes;
  fs.writeSync = ((descriptor: number, buffer: Buffer, from: number) => {
    if (left === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const written = writeSync(descriptor, buffer, from, Math.min(left, buffer.length - from));
    left -= written;
    return written;
  }) as typeof writeSync;
  syncBuiltinESMExports();
  try {
    run();
  } finally {
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
  }
}

describe('an engine that is opened again without having been closed', () => {
  it('has its tables, its rows with values of every type, and its stream with times and numbers', async () => {
    const first = await openWithTable();
    put(first, ROW);
    now += 1_500;
    first.execute(
      'UpdateItem',
      {
        TableName,
        Key: { pk: 'A', sk: '1' },
        UpdateExpression: 'ADD #c :one',
        ExpressionAttributeNames: { '#c': 'count' },
        ExpressionAttributeValues: { ':one': 1 },
      },
      NATIVE_CODEC,
    );
    put(first, { pk: 'B', sk: '1' });
    first.execute('DeleteItem', { TableName, Key: { pk: 'B', sk: '1' } }, NATIVE_CODEC);
    const second = open();
    expect(read(second, 'A')).toEqual(read(first, 'A'));
    expect(scan(second)).toEqual(scan(first));
    expect(await streamOf(second)).toEqual(await streamOf(first));
    const describe = new DescribeTableCommand({ TableName });
    expect(await createRawClient(second.execute).send(describe)).toEqual(
      await createRawClient(first.execute).send(describe),
    );
  });

  it('has all rows of a transaction or none: they are one line', async () => {
    const engine = await openWithTable();
    const lines = () => readFileSync(file, 'utf8').split('\n').length;
    const before = lines();
    const TransactItems = ['T', 'U', 'V'].map(pk => ({ Put: { TableName, Item: { pk, sk: '1' } } }));
    engine.execute('TransactWriteItems', { TransactItems }, NATIVE_CODEC);
    expect(lines() - before).toBe(1);
    const whole = readFileSync(file);
    // The file ends anywhere within its last line.
    for (const missing of [1, 2, 40, 100]) {
      writeFileSync(file, whole.subarray(0, whole.length - missing));
      const torn = open();
      expect(scan(torn)).toEqual([]);
      torn.close();
    }
  });

  it('continues after it has dropped an incomplete last line', async () => {
    const first = await openWithTable();
    put(first, { pk: 'A', sk: '1' });
    appendFileSync(file, '{"at":1,"chan');
    put(open(), { pk: 'B', sk: '1' });
    expect(scan(open())).toEqual([
      { pk: 'A', sk: '1' },
      { pk: 'B', sk: '1' },
    ]);
  });

  it('has lines that are longer than the pieces in which the file is read', async () => {
    const first = await openWithTable();
    const text = 'ü'.repeat(100_000);
    const TransactItems = Array.from({ length: 20 }, (_, i) => ({
      Put: { TableName, Item: { pk: `${i}`, sk: '1', text } },
    }));
    first.execute('TransactWriteItems', { TransactItems }, NATIVE_CODEC);
    for (let count = 0; count < 20; count++) put(first, { pk: 'A', sk: '1', count, text });
    expect(scan(open())).toEqual(scan(first));
    appendFileSync(file, `{"at":1,"changes":[${'x'.repeat(3_000_000)}`);
    const { size } = statSync(file);
    expect(scan(open())).toEqual(scan(first));
    expect(size - statSync(file).size).toBeGreaterThan(3_000_000);
  });

  it('keeps the identity of TTL in the records of expired rows', async () => {
    const first = await openWithTable();
    put(first, { pk: 'A', sk: '1', ttl: START / 1000 });
    expect(first.removeExpired(START)).toBe(1);
    const records = await streamOf(open());
    expect(records.map(({ eventName, userIdentity }) => [eventName, userIdentity?.Type])).toEqual([
      ['INSERT', undefined],
      ['REMOVE', 'Service'],
    ]);
  });

  it('has the stream of the same name and times, if the time passes during an operation', async () => {
    const ticking = () => openKeptEngine(file, () => now++);
    const first = ticking();
    await createTable(createRawClient(first.execute), TableName);
    now = START + 995;
    put(first, { pk: 'A', sk: '1' });
    put(first, { pk: 'B', sk: '1' });
    const second = ticking();
    const streamsOf = (engine: KeptEngine) => engine.execute('ListStreams', {}, NATIVE_CODEC);
    expect(streamsOf(second)).toEqual(streamsOf(first));
    expect(await streamOf(second)).toEqual(await streamOf(first));
  });

  it('has a write whose answer could not be given', async () => {
    const first = await openWithTable();
    put(first, { pk: 'A', sk: '1', count: 0.5 });
    const update = {
      TableName,
      Key: { pk: 'A', sk: '1' },
      UpdateExpression: 'ADD #c :large',
      ExpressionAttributeNames: { '#c': 'count' },
      ExpressionAttributeValues: { ':large': 12345678901234567n },
      ReturnValues: 'ALL_NEW',
    };
    expect(() => first.execute('UpdateItem', update, NATIVE_CODEC)).toThrow('BigInt');
    const stored = open().execute('GetItem', { TableName, Key: { pk: { S: 'A' }, sk: { S: '1' } } }, JSON_CODEC);
    expect(stored.Item).toMatchObject({ count: { N: '12345678901234567.5' } });
  });

  it('writes nothing for a refused write or a write without effect', async () => {
    const engine = await openWithTable();
    put(engine, { pk: 'A', sk: '1' });
    const { size } = statSync(file);
    put(engine, { pk: 'A', sk: '1' });
    expect(() =>
      engine.execute(
        'PutItem',
        { TableName, Item: { pk: 'A', sk: '1', x: 1 }, ConditionExpression: 'attribute_not_exists(pk)' },
        NATIVE_CODEC,
      ),
    ).toThrow();
    expect(statSync(file).size).toBe(size);
  });

  it('is readable by its owner only', async () => {
    await openWithTable();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('a start after a day', () => {
  const DAY_MS = 24 * 60 * 60_000;

  it('replaces the old lines by their rows, and keeps the recent lines with their records in the stream', async () => {
    const first = await openWithTable();
    for (let count = 0; count < 50; count++) put(first, { ...ROW, count });
    now += DAY_MS - 1_000;
    put(first, { pk: 'B', sk: '1' });
    put(first, { pk: 'B', sk: '1', changed: true });
    const before = { size: statSync(file).size, rows: scan(first) };
    now += 2_000;
    const next = open();
    expect(statSync(file).size).toBeLessThan(before.size / 5);
    put(next, { pk: 'C', sk: '1' });
    for (const engine of [next, open(), open()]) {
      expect(scan(engine)).toEqual([...(before.rows as unknown[]), { pk: 'C', sk: '1' }]);
      const records = await streamOf(engine);
      expect(records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.Keys?.pk?.S])).toEqual([
        ['INSERT', 'B'],
        ['MODIFY', 'B'],
        ['INSERT', 'C'],
      ]);
    }
  });

  it('leaves a file alone if the disk has no room for a new one', async () => {
    const first = await openWithTable();
    for (let count = 0; count < 50; count++) put(first, { ...ROW, count });
    const before = readFileSync(file, 'utf8');
    now += 2 * DAY_MS;
    withSpaceFor(100, () => expect(scan(open())).toEqual(scan(first)));
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(existsSync(`${file}.new`)).toBe(false);
    open();
    expect(statSync(file).size).toBeLessThan(before.length / 5);
  });

  it('leaves a file alone that has little old history', async () => {
    put(await openWithTable(), ROW);
    const before = readFileSync(file, 'utf8');
    now += 2 * DAY_MS;
    expect(scan(open())).toEqual([ROW]);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['{"holdfast":"embedded engine","version":2}\n', 'has the format version 2, but this Holdfast reads version 1'],
    ['{"another":"format"}\n', 'has the format version unknown'],
  ])('is refused if it begins with %j', (text, problem) => {
    writeFileSync(file, text);
    expect(open).toThrow(UsageError);
    expect(open).toThrow(problem);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is refused if a line before the last is damaged', async () => {
    put(await openWithTable(), { pk: 'A', sk: '1' });
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [lines[0], lines[1]?.slice(0, -3), ...lines.slice(2)].join('\n'));
    expect(open).toThrow(`Line 2 of ${file} is damaged.`);
  });

  it('ends the engine if it is full in the middle of a line, and nothing is answered after that', async () => {
    const engine = await openWithTable();
    put(engine, { pk: 'A', sk: '1' });
    withSpaceFor(10, () =>
      expect(() => put(engine, { pk: 'B', sk: '1' })).toThrow(`${file} cannot be written (ENOSPC)`),
    );
    await engine.ended;
    expect(() => read(engine, 'A')).toThrow('cannot be written');
    expect(() => engine.removeExpired(now)).toThrow('cannot be written');
    expect(() => read(engine, 'A')).toThrow(UsageError);
    expect(scan(open())).toEqual([{ pk: 'A', sk: '1' }]);
  });
});

describe('a closed engine', () => {
  it('refuses all operations, and writes into no file that has got its descriptor', async () => {
    const engine = await openWithTable();
    engine.close();
    const other = openSync(join(folder, 'other'), 'w');
    expect(() => put(engine, { pk: 'A', sk: '1' })).toThrow(`${file} is closed`);
    expect(() => read(engine, 'A')).toThrow('is closed');
    engine.close();
    closeSync(other);
    expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('');
    expect(scan(open())).toEqual([]);
  });
});

describe('a data folder', () => {
  it.each([
    [
      'embedded',
      'dynamodb-local',
      'DynamoDB Local, which the embedded engine cannot read. Set HOLDFAST_ENGINE=dynamodb-local (it needs Java),',
    ],
    [
      'dynamodb-local',
      'embedded',
      'the embedded engine, which DynamoDB Local cannot read. Set HOLDFAST_ENGINE=embedded,',
    ],
  ] as const)('is refused for %s if it has data of %s', (engine, other, problem) => {
    const data = mkdtempSync(join(folder, 'data-'));
    refuseOtherData(data, engine);
    writeFileSync(fileIn(data, other), '');
    refuseOtherData(data, other);
    expect(() => refuseOtherData(data, engine)).toThrow(UsageError);
    expect(() => refuseOtherData(data, engine)).toThrow(`HOLDFAST_DATA ${data} has data of ${problem}`);
  });
});
