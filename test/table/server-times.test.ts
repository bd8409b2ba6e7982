/** The times of DynamoDB's clock in the responses to the SDK's client. */
import { createServer, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TimedResponse } from '../../lib/domain/clock-offset.ts';
import { REQUEST_ATTEMPTS_MAX } from '../../lib/domain/limits.ts';
import { createDocumentClient } from '../../lib/engine/client/document-client.ts';
import { SYSTEM_CLOCK } from '../../lib/lambda/compose/system-clock.ts';
import { reportServerTimes } from '../../lib/table/server-times.ts';
import { type Connection, connectTable, sharedTables } from '../../lib/table/table.ts';
import { openDatabase } from '../support/database.ts';

const KEY = { pk: 'CLOCK#1', sk: 'CLOCK' };

/** Connects, and collects the reported times. */
function connect(connection: Connection, now: () => number = Date.now) {
  const table = connectTable(connection, SYSTEM_CLOCK);
  const reported: TimedResponse[] = [];
  reportServerTimes(table, now, response => reported.push(response));
  const read = () => table.documents.send(new GetCommand({ TableName: table.name, Key: KEY }));
  return { table, reported, read };
}

describe('the engine of this project', () => {
  it('reports its time with each response, also with an error', async () => {
    const { connection } = await openDatabase();
    const { table, reported, read } = connect(connection);
    await read();
    const absent = { TableName: table.name, Item: KEY, ConditionExpression: 'attribute_exists(pk)' };
    await expect(table.documents.send(new PutCommand(absent))).rejects.toThrow();
    expect(reported).toHaveLength(2);
    for (const { sentAt, receivedAt, serverTime } of reported) {
      expect(serverTime % 1_000).toBe(0);
      expect(serverTime).toBeLessThanOrEqual(receivedAt);
      expect(serverTime).toBeGreaterThan(sentAt - 1_000);
    }
    table.documents.destroy();
  });

  it('reports no time if it runs in this process', async () => {
    const reported: TimedResponse[] = [];
    const documents = createDocumentClient(() => ({}));
    reportServerTimes({ documents }, Date.now, response => reported.push(response));
    await documents.send(new GetCommand({ TableName: 'holdfast', Key: KEY }));
    expect(reported).toEqual([]);
  });
});

describe('a response', () => {
  const TIME = Date.UTC(2027, 2, 1, 12);
  const DATE = 'Mon, 01 Mar 2027 12:00:00 GMT';

  let server: Server;
  /** The responses that the server gives next; the last one is repeated. */
  let responses: { status?: number; headers: OutgoingHttpHeaders }[];
  let connection: Connection;

  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        const { status = 200, headers } = (responses.length > 1 ? responses.shift() : responses[0]) ?? { headers: {} };
        response.sendDate = false;
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers });
        response.end(status === 200 ? '{}' : '{"__type":"InternalServerError"}');
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    connection = {
      tables: sharedTables('holdfast'),
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'none' },
    };
  });

  afterEach(
    () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );

  async function reportedAfter(reads: number, ...given: typeof responses): Promise<TimedResponse[]> {
    responses = given;
    let now = TIME;
    const { table, reported, read } = connect(connection, () => ++now);
    for (let i = 0; i < reads; i++) await read();
    table.documents.destroy();
    return reported;
  }
  const dated = (date: string | undefined, requestId: string | undefined = 'A1', others: OutgoingHttpHeaders = {}) => ({
    headers: { ...(date && { date }), ...(requestId && { 'x-amzn-requestid': requestId }), ...others },
  });

  it('is reported with the times before it was sent and after it arrived', async () => {
    expect(await reportedAfter(1, dated(DATE))).toEqual([{ sentAt: TIME + 1, receivedAt: TIME + 2, serverTime: TIME }]);
  });

  it('is reported once for each attempt, with the times of that attempt', async () => {
    expect(REQUEST_ATTEMPTS_MAX).toBe(2);
    const failed = { status: 500, ...dated(DATE, 'A1') };
    expect(await reportedAfter(1, failed, dated(DATE, 'A2'))).toEqual([
      { sentAt: TIME + 1, receivedAt: TIME + 2, serverTime: TIME },
      { sentAt: TIME + 3, receivedAt: TIME + 4, serverTime: TIME },
    ]);
  });

  it.each<[string, ReturnType<typeof dated>]>([
    ['has no Date', dated(undefined)],
    ['has a Date that is no time', dated('yesterday')],
    ['has a Date in another form', dated('2027-03-01T12:00:00Z')],
    ['has a Date in another zone', dated('Mon, 01 Mar 2027 12:00:00 +0100')],
    ['has a Date of another weekday', dated('Tue, 01 Mar 2027 12:00:00 GMT')],
    ['comes from a cache', dated(DATE, 'A1', { age: '3' })],
    ['does not come from DynamoDB, so it has no request id', { headers: { date: DATE } }],
  ])('is not reported if it %s', async (_why, response) => {
    expect(await reportedAfter(2, response)).toEqual([]);
  });

  it('is not reported again when it is repeated', async () => {
    expect(await reportedAfter(3, dated(DATE, 'A1'), dated(DATE, 'A2'), dated(DATE, 'A1'))).toHaveLength(2);
  });
});
