/** A7: DYNAMODB_ENDPOINT at a server that is no DynamoDB is one sentence and the exit status 1, for every command that takes it. */
import { execFile } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createSocketServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../bin/commands.ts';
import type { Command } from '../../lib/cli/command.ts';
import { readOptions } from '../../lib/cli/read-options.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { startEngineServer } from '../../lib/engine/server/http-server.ts';
import { requireDynamoDb } from '../../lib/local/database/require-dynamodb.ts';
import { captureOutputOf } from '../support/captured-output.ts';

const ROOT = join(import.meta.dirname, '../..');
const servers: Server[] = [];

async function serve(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
const web = (answer: (response: ServerResponse) => void): Promise<string> =>
  serve(createServer((_request, response) => answer(response)));
const answering = (status: number, type: string, body: string): Promise<string> =>
  web(response => response.writeHead(status, { 'content-type': type }).end(body));

afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  for (const server of servers) server.close();
});

const TABLES = '{"TableNames":[]}';
const source = { named: 'DYNAMODB_ENDPOINT', instead: 'Start one.', withinMs: 100 };
const problemOf = (endpoint: string): Promise<string> =>
  requireDynamoDb(endpoint, source).then(
    () => 'none',
    error => (error as Error).message,
  );

describe('a server that is no DynamoDB', () => {
  it.each([
    ['a page of 404', 404, 'text/html', '<html>Not found</html>'],
    ['a page of 200', 200, 'text/html', '<html>Welcome</html>'],
    ['an error in the XML of other AWS services', 400, 'application/xml', '<Error><Code>InvalidRequest</Code></Error>'],
    ['plain JSON', 200, 'application/json', '{}'],
    ['JSON with a list of tables, of another type', 200, 'application/json', TABLES],
    ['an error in JSON', 401, 'application/json', '{"error":"unauthorized"}'],
    [
      'an error of another service with the protocol',
      400,
      'application/x-amz-json-1.0',
      '{"__type":"com.amazonaws.sqs#X"}',
    ],
    ['the protocol without JSON', 200, 'application/x-amz-json-1.0', 'welcome'],
    ['the protocol with null', 200, 'application/x-amz-json-1.0', 'null'],
    ['an error of a proxy', 502, 'text/plain', 'bad gateway'],
    ['nothing', 204, 'text/plain', ''],
  ])('is told from DynamoDB by its answer: %s', async (_name, status, type, body) => {
    const endpoint = await answering(status, type, body);
    expect(await problemOf(endpoint)).toBe(
      `The server at DYNAMODB_ENDPOINT ${endpoint} does not answer as DynamoDB does (status ${status}). ` +
        'Name a DynamoDB Local, or an npm run engine.',
    );
  });

  it('is told by a redirect, which is not followed', async () => {
    const engine = await startEngineServer({ engineOf: () => () => ({ TableNames: [] }) });
    const endpoint = await web(response => response.writeHead(301, { location: engine.endpoint }).end());
    expect(await problemOf(endpoint)).toContain('(status 301)');
    await engine.close();
  });

  it.each([
    ['is silent', () => serve(createServer(() => undefined)), 'no response'],
    ['sends half an answer', () => web(response => void response.writeHead(200).write('{')), 'no response'],
    ['closes the connection', () => serve(createSocketServer(socket => socket.destroy())), 'ECONNRESET'],
    [
      'speaks another protocol',
      () => serve(createSocketServer(socket => socket.end('SSH-2.0-x\r\n'))),
      'HPE_INVALID_CONSTANT',
    ],
  ])('may be one that %s', async (_name, open, reason) => {
    const endpoint = await open();
    expect(await problemOf(endpoint)).toBe(
      `No DynamoDB answers at DYNAMODB_ENDPOINT ${endpoint} (${reason}). Start one.`,
    );
  });

  it('may be one without TLS behind an https address, and its credentials are not told', async () => {
    const { port } = new URL(await answering(200, 'text/html', ''));
    expect(await problemOf(`https://user:secret@127.0.0.1:${port}`)).toMatch(
      new RegExp(
        `^No DynamoDB answers at DYNAMODB_ENDPOINT https://127.0.0.1:${port} \\((ERR_SSL|EPROTO)[A-Z_]*\\)\\.`,
      ),
    );
  });
});

it('a list of tables is an answer, and so is an error of DynamoDB, also behind a proxy that loses two requests', async () => {
  const ofDynamoDb = 'application/x-amz-json-1.0';
  expect(await problemOf(await answering(200, ofDynamoDb, TABLES))).toBe('none');
  const throttled = '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}';
  expect(await problemOf(await answering(400, ofDynamoDb, throttled))).toBe('none');
  let requests = 0;
  const lossy = await web(response => {
    requests += 1;
    if (requests > 2) response.writeHead(200, { 'content-type': ofDynamoDb }).end(TABLES);
    else response.destroy();
  });
  expect(await problemOf(lossy)).toBe('none');
});

interface Ran {
  code: number;
  stderr: string;
}
const run = (args: string[], variables: NodeJS.ProcessEnv): Promise<Ran> =>
  new Promise(resolve => {
    const env = { ...process.env, ...variables };
    execFile(process.execPath, ['bin/holdfast.ts', ...args], { cwd: ROOT, env }, (error, _stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stderr }),
    );
  });

describe('A7: every command that takes DYNAMODB_ENDPOINT', () => {
  let endpoint: string;
  beforeAll(async () => {
    endpoint = await answering(404, 'text/html', '<html>Not found</html>');
  });

  const sentence = () =>
    `The server at DYNAMODB_ENDPOINT ${endpoint} does not answer as DynamoDB does (status 404). Name a DynamoDB Local, or an npm run engine.`;

  it.each([['start'], ['seed']])('tells a web server in one sentence, with exit status 1: %s', async command => {
    const ran = await run([command], {
      DYNAMODB_ENDPOINT: endpoint,
      PORT: '0',
      HOLDFAST_TABLE: '',
      HOLDFAST_ENGINE: '',
    });
    expect(ran).toEqual({ code: 1, stderr: `${sentence()}\n` });
  });

  it.each([
    ['race', '--own'],
    ['load'],
    ['seed', '--file', 'docs/venues/theatre.json'],
    ['table'],
    ['grant-role', '--email', 'ada@example.com', '--role', 'admin'],
    ['migrate'],
    ['migrate', '--name', 'holdfast'],
    ['check-table', '--name', 'holdfast'],
    ['republish', '--name', 'holdfast'],
    ['on-sale', '--places', '1000', '--minutes', '10'],
  ])('tells a web server in one sentence: %s', async (name, ...args) => {
    vi.stubEnv('DYNAMODB_ENDPOINT', endpoint);
    const command = COMMANDS[name] as Command;
    const failure = captureOutputOf(async () => {
      const execute = await command.load();
      await execute(readOptions(name, command, { args }) as never);
    });
    await expect(failure).rejects.toThrow(new UsageError(sentence()));
  });
});

it('a busy port is found before a database is opened: npm start used to say so after its engine', async () => {
  const busy = new URL(await answering(404, 'text/html', '')).port;
  const { code, stderr } = await run(['start'], { PORT: busy, DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' });
  expect([code, stderr]).toEqual([
    1,
    `Port ${busy} is in use by another program. Stop it, or choose another port with PORT=<number>.\n`,
  ]);
});
