/** How requests to DynamoDB show in a call's trace: what they asked and whether they failed, and nothing of what they said. */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Daemon, openDaemon, run, type Segment, TRACE_ID, traced } from './traced-process.ts';

/** `put` asks for a row whose key says how DynamoDB is to answer. */
const PUTTING = `
  const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
  const { openTable } = await import('./lib/lambda/compose/background-service.ts');
  const { tracer } = await import('./lib/lambda/observe/tracer.ts');
  const { documents } = openTable({ tableName: 'holdfast', dynamodbEndpoint: process.argv[1] });
  const put = pk => documents.send(new PutCommand({ TableName: 'holdfast', Item: { pk, sk: 'ada@example.com' } })).catch(() => {});
  const say = () => process.stdout.write('{}\\n');`;

const ADDRESS = 'ada@example.com';
const OTHER_TRACE_ID = '1-5759e989-ad862e3fe1be46a994272793';

let daemon: Daemon;
let dynamodb: Server;
let url: string;
/** What was asked for, and what waits until something is. */
let asked: string[];
let waiting: Map<string, () => void>;

beforeEach(async () => {
  daemon = await openDaemon();
  asked = [];
  waiting = new Map();
  dynamodb = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (body: string) => arrived(JSON.parse(body).Item.pk.S, response));
  }).listen(0, '127.0.0.1');
  await once(dynamodb, 'listening');
  url = `http://127.0.0.1:${(dynamodb.address() as AddressInfo).port}`;
});
afterEach(() => {
  daemon.close();
  dynamodb.closeAllConnections();
  dynamodb.close();
});

/** One `x after y` is answered as soon as y has been asked for. */
function arrived(key: string, response: ServerResponse): void {
  const [name = '', awaited] = key.split(' after ');
  asked.push(name);
  waiting.get(name)?.();
  if (!awaited || asked.includes(awaited)) answer(key, response);
  else waiting.set(awaited, () => answer(key, response));
}

function answer(key: string, response: ServerResponse): void {
  if (key === 'lost') return void response.destroy();
  const [status, type] = REFUSALS[key] ?? [200, undefined];
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(type ? { __type: type, message: `${ADDRESS} was there first` } : {}));
}

const REFUSALS: Record<string, [number, string]> = {
  refused: [400, 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException'],
  invalid: [400, 'com.amazon.coral.validate#ValidationException'],
  broken: [500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'],
};

const requestsOf = (traceId: string): Segment[] =>
  daemon.received.filter(({ name, trace_id: of }) => name === 'DynamoDB' && of === traceId);
const handlersOf = (traceId: string): Segment[] =>
  daemon.received.filter(({ name, trace_id: of }) => name === '## handler' && of === traceId);

describe('a request in a trace', () => {
  it.each([
    ['answered', 200, undefined],
    ['refused', 400, undefined],
    ['invalid', 400, undefined],
    ['broken', 500, true],
    ['lost', undefined, true],
  ] as const)('that is %s has its status, and is a fault only where DynamoDB fails', async (key, status, fault) => {
    const { stderr } = await run(`${PUTTING} await tracer.during(() => put('${key}')); say();`, url, traced(daemon, 1));
    expect(stderr).toBe('');
    const [request, ...others] = requestsOf(TRACE_ID);
    expect(others).toEqual([]);
    expect(request).toMatchObject({ namespace: 'aws', aws: { operation: 'PutItem' } });
    expect([request?.http?.response.status, request?.fault, request?.error]).toEqual([status, fault, undefined]);
    expect(handlersOf(TRACE_ID).map(({ id }) => id)).toEqual([request?.parent_id]);
    // Neither a message, which may quote a row, nor a stack.
    expect(JSON.stringify(daemon.received)).not.toContain(ADDRESS);
    expect(daemon.received.filter(segment => segment.cause)).toEqual([]);
  });

  it('that a call does not wait for ends with it, and what it leads to is in no trace', async () => {
    const next = `Root=${OTHER_TRACE_ID};Parent=557abcec3ee5a047;Sampled=1`;
    const script = `${PUTTING}
      let left;
      await tracer.during(async () => {
        left = put('slow after next').then(() => put('late'));
        await put('ready after slow');
      });
      process.env._X_AMZN_TRACE_ID = '${next}';
      await tracer.during(async () => {
        await put('next');
        await left;
      });
      say();`;
    const { stderr } = await run(script, url, traced(daemon, 1));
    expect(stderr).toBe('');
    expect(asked.toSorted()).toEqual(['late', 'next', 'ready', 'slow']);
    expect([requestsOf(TRACE_ID).length, handlersOf(TRACE_ID).length]).toEqual([2, 1]);
    expect([requestsOf(OTHER_TRACE_ID).length, handlersOf(OTHER_TRACE_ID).length]).toEqual([1, 1]);
    for (const id of [TRACE_ID, OTHER_TRACE_ID]) {
      expect(new Set(requestsOf(id).map(({ parent_id }) => parent_id))).toEqual(
        new Set(handlersOf(id).map(({ id: handler }) => handler)),
      );
    }
  });
});
