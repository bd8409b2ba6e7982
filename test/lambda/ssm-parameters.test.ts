/** What goes to Parameter Store and what becomes of its answers, over a server that stands in its place. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openParameters } from '../../lib/lambda/compose/ssm-parameters.ts';

let server: Server;
let asked: { action: string; body: Record<string, unknown> }[];
let answers: { status: number; body: object }[];
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).replace('AmazonSSM.', '');
    asked.push({ action, body: JSON.parse(await text(request)) });
    const { status, body } = answers.length > 1 ? (answers.shift() ?? OK) : (answers[0] ?? OK);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'none');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});
const OK = { status: 200, body: {} };
beforeEach(() => {
  asked = [];
  answers = [];
});

const fails = (name: string, message: string, status = 400) => ({ status, body: { __type: name, message } });

it('reads a value decrypted, and knows where there is none', async () => {
  answers = [{ status: 200, body: { Parameter: { Value: 'v' } } }, fails('ParameterNotFound', '')];
  const { read } = openParameters();
  expect(await read('/x')).toBe('v');
  expect(await read('/x')).toBeUndefined();
  expect(asked[0]).toEqual({ action: 'GetParameter', body: { Name: '/x', WithDecryption: true } });
});

it('makes a secret only where there is none, and of the kind that is free', async () => {
  answers = [OK, fails('ParameterAlreadyExists', 'The parameter already exists.')];
  const { createSecret } = openParameters();
  await createSecret('/x', 'v');
  await createSecret('/x', 'w');
  const made = { Name: '/x', Type: 'SecureString', Tier: 'Standard', Overwrite: false };
  expect(asked.map(({ body }) => body)).toEqual([
    { ...made, Value: 'v' },
    { ...made, Value: 'w' },
  ]);
});

it('overwrites a secret with a secret, and plain text with plain text', async () => {
  const { overwriteSecret, write, remove } = openParameters();
  await overwriteSecret('/x', 'v');
  await write('/y', 'w');
  await remove(['/x', '/y']);
  expect(asked).toEqual([
    {
      action: 'PutParameter',
      body: { Name: '/x', Value: 'v', Type: 'SecureString', Tier: 'Standard', Overwrite: true },
    },
    { action: 'PutParameter', body: { Name: '/y', Value: 'w', Type: 'String', Tier: 'Standard', Overwrite: true } },
    { action: 'DeleteParameter', body: { Name: '/x' } },
    { action: 'DeleteParameter', body: { Name: '/y' } },
  ]);
});

it('has nothing to remove where somebody else has removed it', async () => {
  answers = [fails('ParameterNotFound', 'gone'), { status: 200, body: {} }];
  await openParameters().remove(['/x', '/y']);
  expect(asked.map(({ body }) => body)).toEqual([{ Name: '/x' }, { Name: '/y' }]);
});

it('waits a throttle out', async () => {
  const throttle = fails('ThrottlingException', 'Rate exceeded');
  answers = [throttle, throttle, { status: 200, body: { Parameter: { Value: 'v' } } }];
  expect(await openParameters().read('/x')).toBe('v');
  expect(asked).toHaveLength(3);
});

it('says which parameter and what kind of failure, and never the value, which AWS quotes', async () => {
  answers = [fails('ValidationException', "Value 'top-secret' at 'value' failed to satisfy constraint")];
  const { read, createSecret, overwriteSecret, write, remove } = openParameters();
  const failed = await Promise.allSettled([
    read('/x'),
    createSecret('/x', 'top-secret'),
    overwriteSecret('/x', 'top-secret'),
    write('/x', 'top-secret'),
    remove(['/x']),
  ]);
  for (const outcome of failed) {
    const { reason } = outcome as PromiseRejectedResult;
    expect(String(reason)).toMatch(/^Error: the parameter \/x could not be \w+: ValidationException$/);
    expect(reason.cause).toBeUndefined();
  }
});
