/** The options of `npm run faults`, its refusals and its report. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { COMMANDS } from '../../../bin/commands.ts';
import { readTarget, sourceOf } from '../../../lib/commands/faults/check-target.ts';
import { createFaultCounts } from '../../../lib/commands/faults/fault-counts.ts';
import { serveFaults } from '../../../lib/commands/faults/faults.ts';
import { readRates } from '../../../lib/commands/faults/read-rates.ts';
import { reportOf, summaryOf } from '../../../lib/commands/faults/report.ts';
import { FAULT_KINDS } from '../../../lib/engine/faults/faults.ts';
import { startEngineServer } from '../../../lib/engine/server/http-server.ts';
import { requireDynamoDb } from '../../../lib/local/database/require-dynamodb.ts';

it('reads rates in any order to the same plan', () => {
  const rates = readRates('torn=0.25, lost-reply=0.05,conflict=0.7');
  expect(Object.entries(rates)).toEqual([
    ['conflict', 0.7],
    ['lost-reply', 0.05],
    ['torn', 0.25],
  ]);
  expect(Object.keys(readRates('torn=0.1,late=0.1'))).toEqual(Object.keys(readRates('late=0.1,torn=0.1')));
});

it.each([
  ['lots-reply=0.1', '--rates names "lots-reply", which is no fault. Did you mean lost-reply?'],
  ['foo=0.1', `--rates names "foo", which is no fault. The faults are ${FAULT_KINDS.join(', ')}.`],
  ['', `--rates names "", which is no fault. The faults are ${FAULT_KINDS.join(', ')}.`],
  ['late', 'The rate of late must be a number from 0 to 1, as in late=0.05, but is "".'],
  ['late=-0.1', 'The rate of late must be a number from 0 to 1, as in late=0.05, but is "-0.1".'],
  ['late=x', 'The rate of late must be a number from 0 to 1, as in late=0.05, but is "x".'],
  ['late=0.1=2', 'The rate of late must be a number from 0 to 1, as in late=0.05, but is "0.1=2".'],
  ['late=0.1,late=0.2', '--rates names late twice. Give one rate for each fault.'],
  ['late=0.7,torn=0.31', 'The rates of --rates add up to 1.01, but a request can have one fault only: at most 1.'],
])('refuses the rates "%s"', (text, message) => {
  expect(() => readRates(text)).toThrow(message);
});

it.each([
  ['x', '--target must be an address such as http://127.0.0.1:8000, but is "x".'],
  ['ftp://127.0.0.1:8000', '--target must be an address such as http://127.0.0.1:8000, but is "ftp://127.0.0.1:8000".'],
  [
    'https://dynamodb.eu-central-1.amazonaws.com',
    '--target names AWS, which refuses forwarded requests because their signatures are for another host. Use DynamoDB Local or npm run engine.',
  ],
])('refuses the target %s', (text, message) => {
  expect(() => readTarget(text)).toThrow(message);
});

const valid = { target: 'http://127.0.0.1:1', port: '0', seed: '1', rates: undefined, 'delay-ms': '300' };

it.each([
  [{ seed: 'x' }, '--seed must be a whole number from 0 to 4294967295, but is "x".'],
  [{ port: '70000' }, '--port must be a whole number from 0 to 65535, but is "70000".'],
  [{ 'delay-ms': '-1' }, '--delay-ms must be a whole number from 0 to 60000, but is "-1".'],
  [
    {},
    'No DynamoDB answers at --target http://127.0.0.1:1 (ECONNREFUSED). Start one there: npm run engine -- --port 1',
  ],
])('refuses the options %o before it listens', async (changes, message) => {
  await expect(serveFaults({ ...valid, ...changes })).rejects.toThrow(message);
});

it('refuses a port in use', async () => {
  const server = await startEngineServer({ engineOf: () => () => ({ TableNames: [] }) });
  const { port } = new URL(server.endpoint);
  await expect(serveFaults({ ...valid, target: server.endpoint, port })).rejects.toThrow(
    `Port ${port} is not available (EADDRINUSE): choose another one with --port, or 0 for a free one.`,
  );
  await server.close();
});

it('refuses a server that is no DynamoDB, and accepts an error of DynamoDB as an answer', async () => {
  let type = 'text/html';
  const body = '{"__type":"com.amazon.coral.service#UnknownOperationException"}';
  const server = createServer((_request, response) => response.writeHead(400, { 'content-type': type }).end(body));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect(requireDynamoDb(url.href, sourceOf(url))).rejects.toThrow(
    `The server at --target ${url.origin} does not answer as DynamoDB does (status 400). Name a DynamoDB Local, or an npm run engine.`,
  );
  type = 'application/x-amz-json-1.0';
  await expect(requireDynamoDb(url.href, sourceOf(url))).resolves.toBeUndefined();
  server.close();
});

it('refuses a server that is silent', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect(requireDynamoDb(url.href, { ...sourceOf(url), withinMs: 20 })).rejects.toThrow(
    `No DynamoDB answers at --target ${url.origin} (no response). Start one there: npm run engine -- --port ${url.port}`,
  );
  server.close();
  server.closeAllConnections();
});

it('reports faults by operation, and the totals by kind', () => {
  const counts = createFaultCounts();
  for (let i = 0; i < 3; i++) counts.request('PutItem');
  counts.request('GetRecords');
  counts.fault('late', 'PutItem');
  counts.fault('conflict', 'PutItem');
  counts.fault('late', 'PutItem');
  const cells = reportOf(counts.all())
    .split('\n')
    .filter(line => line.includes('│'))
    .map(line =>
      line
        .split('│')
        .map(cell => cell.trim())
        .slice(1, -1),
    );
  expect(cells).toEqual([
    ['operation', 'requests', 'faults'],
    ['GetRecords', '1', 'none'],
    ['PutItem', '3', '1 conflict, 2 late'],
    ['all', '4', '1 conflict, 2 late'],
  ]);
  expect(summaryOf(counts.all())).toBe('4 requests, 3 faults: one in 1.3.');
  expect(summaryOf([])).toBe('0 requests, no faults.');
});

it('names every fault in its help', () => {
  const notes = COMMANDS.faults?.notes?.join(' ') ?? '';
  expect(FAULT_KINDS.filter(kind => !notes.includes(kind))).toEqual([]);
});
