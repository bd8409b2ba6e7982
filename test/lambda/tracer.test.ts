/** Traces as X-Ray's daemon gets them from a function's process; and that nothing of it is there anywhere else. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateTokenKeys } from '../../lib/tokens/token-keys.ts';
import { type Daemon, openDaemon, run, TRACE_ID, traced } from './traced-process.ts';

/**
 * A function's process that asks for the health of a service whose table is nowhere, and says afterwards whether X-Ray's SDK
 * was loaded. It composes the service itself: what it is not told by its environment, it does not ask AWS for.
 */
const ASK = `
  const { composeOver } = await import('./lib/lambda/compose/http-service.ts');
  const { openTable } = await import('./lib/lambda/compose/background-service.ts');
  const { httpFunction } = await import('./lib/lambda/http/http-function.ts');
  const { reference } = await import('./functions/http/reference.ts');
  const table = openTable({ tableName: 'holdfast', dynamodbEndpoint: 'http://127.0.0.1:1' });
  const told = { tokenKeys: { json: process.argv[1] }, isTestStage: true, rateLimits: 'off', logLevel: 'INFO' };
  const handler = httpFunction(reference, async () => composeOver(table, told));
  const http = { method: 'GET', path: '/health', sourceIp: '192.0.2.1' };
  const requestContext = { requestId: 'r', http };
  const event = { routeKey: 'GET /health', rawPath: '/health', headers: { 'x-request-id': 'mine' }, requestContext };
  const { statusCode } = await handler(event, { getRemainingTimeInMillis: () => 9_000 });
  const { namespaces } = process;
  const followed = namespaces?.AWSXRay?._contexts.size;
  process.stdout.write(JSON.stringify({ statusCode, isLoaded: namespaces !== undefined, followed }) + '\\n');`;
const KEYS = JSON.stringify(await generateTokenKeys());

let daemon: Daemon;

beforeEach(async () => {
  daemon = await openDaemon();
});
afterEach(() => daemon.close());

const ask = (env: NodeJS.ProcessEnv) => run(ASK, KEYS, env);
const nameOf = (id: string | undefined) => daemon.received.find(segment => segment.id === id)?.name;

describe('a traced function', () => {
  it('tells X-Ray the request id, the operation and each request to DynamoDB', async () => {
    const { said, stderr } = await ask(traced(daemon, 1));
    // Promises that its SDK follows would each cost, for as long as the process lives.
    expect(said).toEqual({ statusCode: 503, isLoaded: true, followed: 0 });
    expect(stderr).toBe('');
    const handled = daemon.received.find(({ name }) => name === '## handler');
    expect(handled).toMatchObject({
      trace_id: TRACE_ID,
      parent_id: '557abcec3ee5a047',
      annotations: { requestId: 'mine', operation: 'read-health' },
    });
    const asked = daemon.received.filter(({ name }) => name === 'DynamoDB');
    expect(asked.length).toBeGreaterThan(0);
    for (const segment of asked) {
      expect(segment.aws?.operation).toBe('GetItem');
      expect(nameOf(segment.parent_id)).toBe('## handler');
    }
  });

  it('sends nothing of a request that is not sampled', async () => {
    expect((await ask(traced(daemon, 0))).said).toMatchObject({ isLoaded: true });
    expect(daemon.received).toEqual([]);
  });
});

describe('anywhere else', () => {
  it.each([
    ['a laptop', {}],
    ["Lambda without X-Ray's daemon", { AWS_LAMBDA_FUNCTION_NAME: 'reference' }],
  ])('on %s, nothing of it is loaded, sent or said', async (_where, env) => {
    const { said, stderr, lines } = await ask(env);
    expect(said).toEqual({ statusCode: 503, isLoaded: false });
    expect(stderr).toBe('');
    expect(daemon.received).toEqual([]);
    expect(lines.filter(line => !line.includes('"message":"request answered"'))).toEqual([]);
  });
});
