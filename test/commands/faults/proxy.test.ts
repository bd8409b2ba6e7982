/** The fault proxy in front of an embedded engine: what arrives there, and what its callers see. */
import {
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, describe, expect, it } from 'vitest';
import { LATE_WITHIN_MS } from '../../../lib/commands/faults/faulty-forward.ts';
import { type FaultProxy, startFaultProxy } from '../../../lib/commands/faults/proxy.ts';
import type { FaultRates } from '../../../lib/engine/faults/faults.ts';
import { startEngineServer } from '../../../lib/engine/server/http-server.ts';
import { JSON_CODEC } from '../../../lib/engine/values/attribute-codec.ts';
import { createTable } from '../../../lib/local/create-table.ts';
import { createStreamReader } from '../../../lib/local/stream/reader.ts';
import { errorOf, openEngine, TABLE } from '../../engine/engine-table.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

interface Given {
  rates?: FaultRates;
  seed?: number;
  /** Attempts of the clients. */
  attempts?: number;
  pause?: (ms: number) => Promise<unknown>;
}

const never = () => new Promise(() => undefined);

async function open({ rates = {}, seed = 1, attempts = 1, pause = never }: Given = {}) {
  const engine = await openEngine();
  /** The operations that arrived at the engine, and a function that runs after each of them. */
  const arrived: string[] = [];
  const hook = { after: () => undefined as unknown };
  const server = await startEngineServer({
    engineOf: () => (operation, input) => {
      arrived.push(operation);
      try {
        return engine.engine.execute(operation, input, JSON_CODEC);
      } finally {
        hook.after();
      }
    },
  });
  const failures: Error[] = [];
  const proxy = await startFaultProxy({
    target: new URL(server.endpoint),
    seed,
    rates,
    pause,
    delayMsMax: 40,
    onFailure: error => failures.push(error),
  });
  const connection = {
    endpoint: proxy.endpoint,
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: attempts,
    requestHandler: new NodeHttpHandler({ httpAgent: { maxSockets: 64 } }),
  };
  const raw = new DynamoDBClient(connection);
  const streams = new DynamoDBStreamsClient(connection);
  opened.push(
    server.close,
    proxy.close,
    () => raw.destroy(),
    () => streams.destroy(),
  );
  return {
    ...engine,
    direct: engine.documents,
    raw,
    streams,
    documents: DynamoDBDocumentClient.from(raw),
    proxy,
    server,
    arrived,
    hook,
    failures,
  };
}

type Open = Awaited<ReturnType<typeof open>>;

const put = (client: Open['documents'], sk: string, n = 1) =>
  client.send(new PutCommand({ TableName: TABLE, Item: { pk: 'a', sk, n } }));
const add = (sk: string, more: object = {}) => ({
  TableName: TABLE,
  Key: { pk: 'a', sk },
  UpdateExpression: 'ADD n :one',
  ExpressionAttributeValues: { ':one': 1 },
  ...more,
});
const read = async (client: Open['documents'], sk: string) =>
  (await client.send(new GetCommand({ TableName: TABLE, Key: { pk: 'a', sk } }))).Item?.n;
const transact = (client: Open['documents'], ...updates: ReturnType<typeof add>[]) =>
  client.send(
    new TransactWriteCommand({ TransactItems: updates.map(Update => ({ Update })), ClientRequestToken: 'token' }),
  );
const query = new QueryCommand({
  TableName: TABLE,
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': 'a' },
});
const faultsOf = (proxy: FaultProxy) =>
  Object.fromEntries(
    proxy.counts
      .all()
      .filter(({ faults }) => Object.keys(faults).length > 0)
      .map(({ operation, faults }) => [operation, faults]),
  );
const send = (endpoint: string, operation: string, input: object) =>
  fetch(endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: JSON.stringify(input),
  });

describe('without faults', () => {
  it('forwards requests and responses as they are, with their headers', async () => {
    const { documents, proxy, server } = await open();
    await put(documents, '1', 5);
    const input = { TableName: TABLE, Key: { pk: { S: 'a' }, sk: { S: '1' } } };
    const [direct, forwarded] = [
      await send(server.endpoint, 'GetItem', input),
      await send(proxy.endpoint, 'GetItem', input),
    ];
    expect(forwarded.headers.get('x-amz-crc32')).toBe(direct.headers.get('x-amz-crc32'));
    expect(forwarded.headers.get('x-amzn-requestid')).toMatch(/^0+\d$/);
    expect(await forwarded.text()).toBe(await direct.text());
    const refused = await errorOf(transact(documents, add('1', { ConditionExpression: 'n = :one' })));
    expect(refused.CancellationReasons?.map(({ Code }) => Code)).toEqual(['ConditionalCheckFailed']);
  });

  it('forwards requests of 4 MB from 64 clients at once', async () => {
    const { documents, raw, engine, arrived, failures } = await open();
    const data = 'x'.repeat(160_000);
    const RequestItems = {
      [TABLE]: Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: { pk: 'big', sk: String(i), data } } })),
    };
    const before = arrived.length;
    await Promise.all([
      documents.send(new BatchWriteCommand({ RequestItems })),
      ...Array.from({ length: 63 }, (_, i) => put(documents, String(i), i)),
    ]);
    expect([arrived.length - before, engine.rows().length, failures]).toEqual([64, 63 + 25, []]);
    raw.destroy();
  });

  it('forwards a request that is not for DynamoDB', async () => {
    const { proxy, server } = await open({ rates: { 'lost-request': 1 } });
    const [direct, forwarded] = [await fetch(server.endpoint), await fetch(proxy.endpoint)];
    expect([forwarded.status, await forwarded.text()]).toEqual([direct.status, await direct.text()]);
  });

  it('answers ServiceUnavailable while the target does not answer', async () => {
    const { documents, server, failures } = await open();
    await server.close();
    const error = await errorOf(put(documents, '1'));
    expect([error.name, error.message]).toEqual([
      'ServiceUnavailable',
      `The fault proxy gets no response from ${server.endpoint}`,
    ]);
    expect(failures).toHaveLength(1);
  });
});

describe('a fault', () => {
  it('lost-request has no effect, lost-reply has it, and both close the connection', async () => {
    for (const [kind, n] of [
      ['lost-request', undefined],
      ['lost-reply', 1],
    ] as const) {
      const { documents, direct, proxy } = await open({ rates: { [kind]: 1 } });
      expect(((await errorOf(put(documents, '1'))) as { code?: string }).code).toBe('ECONNRESET');
      expect([await read(direct, '1'), faultsOf(proxy)]).toEqual([n, { PutItem: { [kind]: 1 } }]);
    }
  });

  it('conflict and throttle refuse without effect, in the form of DynamoDB', async () => {
    const conflicts = await open({ rates: { conflict: 1 } });
    expect(await errorOf(put(conflicts.documents, '1'))).toBeInstanceOf(TransactionConflictException);
    const error = await errorOf(transact(conflicts.documents, add('1'), add('2')));
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error.CancellationReasons?.map(({ Code }) => Code).toSorted()).toEqual(['None', 'TransactionConflict']);
    const throttled = await open({ rates: { throttle: 1 } });
    expect(await errorOf(put(throttled.documents, '1'))).toMatchObject({
      name: 'ThrottlingException',
      throttlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: TABLE }],
    });
    const response = await send(throttled.proxy.endpoint, 'PutItem', { TableName: TABLE });
    expect([response.status, response.headers.get('x-amzn-requestid')]).toEqual([400, `FAULT${'2'.padStart(47, '0')}`]);
    expect([...conflicts.arrived, ...throttled.arrived]).toEqual([]);
  });

  it('late executes the request after later requests', async () => {
    const { documents, direct } = await open({ rates: { late: 1 } });
    expect(((await errorOf(put(documents, '1'))) as { code?: string }).code).toBe('ECONNRESET');
    expect(await read(direct, '1')).toBeUndefined();
    // A read is never late, and at most 20 later requests come before a late one.
    for (let i = 0; i <= 20; i++) await read(documents, '1');
    expect(await read(direct, '1')).toBe(1);
  });

  it('late executes the request after some seconds even if no other request comes, and at the end', async () => {
    const pauses: { ms: number; end: (value?: unknown) => void }[] = [];
    const pause = (ms: number) => new Promise(end => pauses.push({ ms, end }));
    const { documents, direct, arrived, proxy } = await open({ rates: { late: 1 }, pause });
    await errorOf(put(documents, '1'));
    await errorOf(put(documents, '2'));
    expect([pauses.map(({ ms }) => ms), arrived]).toEqual([[LATE_WITHIN_MS, LATE_WITHIN_MS], []]);
    pauses[0]?.end();
    await expect.poll(() => read(direct, '1')).toBe(1);
    expect(await read(direct, '2')).toBeUndefined();
    await proxy.close();
    expect(await read(direct, '2')).toBe(1);
    pauses[1]?.end();
    expect(arrived).toEqual(['PutItem', 'PutItem']);
  });

  it('in-progress refuses a transaction, which is committed later, and only once', async () => {
    const { documents, direct, proxy } = await open({ rates: { 'in-progress': 1 } });
    expect(await errorOf(transact(documents, add('1')))).toBeInstanceOf(TransactionInProgressException);
    expect(await errorOf(transact(documents, add('1')))).toBeInstanceOf(TransactionInProgressException);
    await proxy.close();
    expect(await read(direct, '1')).toBe(1);
  });

  it('duplicate executes a write twice, and the caller sees the first or the second outcome', async () => {
    const { documents, direct, proxy } = await open({ rates: { duplicate: 1 } });
    const keys = Array.from({ length: 20 }, (_, i) => String(i));
    const seen = [];
    for (const sk of keys) {
      const { Attributes } = await documents.send(new UpdateCommand(add(sk, { ReturnValues: 'ALL_NEW' })));
      seen.push(Attributes?.n);
    }
    expect(new Set(seen)).toEqual(new Set([1, 2]));
    await proxy.close();
    expect(await Promise.all(keys.map(sk => read(direct, sk)))).toEqual(keys.map(() => 2));
  });

  it('delay waits before the request and before the reply', async () => {
    const pauses: number[] = [];
    const { documents, hook } = await open({ rates: { delay: 1 }, pause: async ms => pauses.push(ms) });
    hook.after = () => pauses.push(-1);
    await put(documents, '1');
    expect(pauses).toEqual([expect.any(Number), -1, expect.any(Number)]);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(40);
  });

  it('torn reads in pieces, and other writes come in between', async () => {
    const { documents, direct, engine, hook, arrived } = await open({ rates: { torn: 1 } });
    for (let sk = 1; sk <= 9; sk++) await put(direct, String(sk), 0);
    hook.after = () => {
      for (const sk of ['1', '9']) {
        const input = {
          TableName: TABLE,
          Key: { pk: { S: 'a' }, sk: { S: sk } },
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        };
        engine.execute('UpdateItem', input, JSON_CODEC);
      }
    };
    const { Items = [], Count } = await documents.send(query);
    expect(arrived.length).toBeGreaterThan(2);
    expect([Items.length, Count, Items[0]?.n < Items[8]?.n]).toEqual([9, 9, true]);
  });

  it('torn passes the refusal of a wrong request on', async () => {
    const { documents } = await open({ rates: { torn: 1 } });
    const wrong = new QueryCommand({ ...query.input, KeyConditionExpression: 'pk >' });
    expect((await errorOf(documents.send(wrong))).name).toBe('ValidationException');
  });

  it('hidden-reasons shows one of several reasons, and counts only then', async () => {
    const { documents, direct, proxy } = await open({ rates: { 'hidden-reasons': 1 } });
    await documents.send(new TransactWriteCommand({ TransactItems: [{ Update: add('1') }] }));
    expect(faultsOf(proxy)).toEqual({});
    await put(direct, '2');
    const refused = ['1', '2', '3'].map(sk => add(sk, { ConditionExpression: 'n > :one' }));
    const error = await errorOf(transact(documents, ...refused));
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error.CancellationReasons?.map(({ Code }) => Code).toSorted()).toEqual([
      'ConditionalCheckFailed',
      'None',
      'None',
    ]);
    expect(error.message).toMatch(/\[(None, )*ConditionalCheckFailed(, None)*\]$/);
    expect(faultsOf(proxy)).toEqual({ TransactWriteItems: { 'hidden-reasons': 1 } });
  });

  it('stale has no effect, because a proxy does not know older states', async () => {
    const { documents, proxy } = await open({ rates: { stale: 1 } });
    await put(documents, '1', 1);
    await put(documents, '1', 2);
    expect([await read(documents, '1'), faultsOf(proxy)]).toEqual([2, {}]);
  });
});

describe('the stream behind the proxy', () => {
  it('has lost, throttled, repeated and delayed requests and expired iterators, and a reader gets every record once', async () => {
    const rates = {
      'expired-iterator': 0.2,
      throttle: 0.2,
      'lost-request': 0.1,
      'lost-reply': 0.1,
      duplicate: 0.2,
      delay: 0.1,
    };
    const { direct, streams, streamArn, proxy } = await open({ rates, pause: async () => undefined });
    const reader = createStreamReader(streams, await streamArn());
    const sks: (string | undefined)[] = [];
    const names = new Set<string>();
    for (let round = 0; round < 60; round++) {
      await put(direct, String(round).padStart(2, '0'));
      try {
        sks.push(...(await reader.read()).map(({ dynamodb }) => dynamodb?.Keys?.sk?.S));
      } catch (error) {
        names.add((error as Error).name);
      }
    }
    await expect
      .poll(async () => sks.push(...(await reader.read().catch(() => [])).map(({ dynamodb }) => dynamodb?.Keys?.sk?.S)))
      .toBe(60);
    expect(sks).toEqual(Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0')));
    expect(Object.keys(faultsOf(proxy).GetRecords ?? {}).toSorted()).toEqual(Object.keys(rates).toSorted());
    expect(names).toContain('LimitExceededException');
  });
});

describe('time to live behind the proxy', () => {
  it('used to fail the creation of a table if the request was repeated, because it is enabled already', async () => {
    const repeated = [];
    for (let seed = 1; seed <= 6; seed++) {
      const { raw, proxy } = await open({ rates: { duplicate: 1 }, seed });
      await expect(createTable(raw, 'other')).resolves.toBe(true);
      repeated.push(...Object.keys(faultsOf(proxy)));
    }
    expect(repeated).toContain('UpdateTimeToLive');
  });

  it('throttles the setting of a table, but not the creation', async () => {
    const { raw, arrived } = await open({ rates: { throttle: 1 } });
    expect((await errorOf(createTable(raw, 'other'))).name).toBe('ThrottlingException');
    expect(arrived).toEqual(['CreateTable']);
  });
});

describe('a seed', () => {
  const rates = { 'lost-request': 0.2, conflict: 0.2, duplicate: 0.2 };
  /** The outcomes of the same writes, with reads of the stream in between or without. */
  async function outcomes(seed: number, reads = 0): Promise<string[]> {
    const { documents, streams, streamArn } = await open({ rates, seed });
    const reader = createStreamReader(streams, await streamArn());
    const found: string[] = [];
    for (let i = 0; i < 40; i++) {
      for (let n = 0; n < reads; n++) await reader.read().catch(() => undefined);
      found.push(
        await put(documents, String(i)).then(
          () => 'ok',
          ({ name }) => name,
        ),
      );
    }
    return found;
  }

  it('gives the same faults for the same requests, however often the stream is polled', async () => {
    const first = await outcomes(7);
    expect(await outcomes(7)).toEqual(first);
    expect(await outcomes(7, 2)).toEqual(first);
    expect(await outcomes(8)).not.toEqual(first);
  });
});

describe('closing', () => {
  it('answers the requests in flight first', async () => {
    const pauses: (() => void)[] = [];
    const { documents, proxy } = await open({
      rates: { delay: 1 },
      pause: () => new Promise<void>(end => pauses.push(end)),
    });
    const sent = put(documents, '1');
    await expect.poll(() => pauses.length).toBe(1);
    const closing = proxy.close();
    pauses[0]?.();
    // The second pause is the limit of the closing, the third one that of the reply.
    await expect.poll(() => pauses.length).toBe(3);
    pauses[2]?.();
    await expect(sent).resolves.toBeDefined();
    await closing;
    await expect(fetch(proxy.endpoint)).rejects.toThrow('fetch failed');
  });
});
