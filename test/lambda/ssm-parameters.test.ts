/** Changes parameters on a server that stands in for Parameter Store: the requests that are sent, and the results. */
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openParameters } from '../../lib/lambda/compose/ssm-parameters.ts';
import { failure, OK, openParameterServer, type ParameterServer, withValue } from './parameter-server.ts';

let server: ParameterServer;
beforeAll(async () => {
  server = await openParameterServer();
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'none');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'none');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});
beforeEach(() => {
  [server.received, server.answers] = [[], []];
});
const requests = () => server.received.map(({ action, body }) => ({ action, body }));

it('reads a decrypted value, and returns undefined if there is none', async () => {
  server.answers = [withValue('v'), failure('ParameterNotFound', '')];
  const { read } = openParameters();
  expect(await read('/x')).toBe('v');
  expect(await read('/x')).toBeUndefined();
  expect(requests()[0]).toEqual({ action: 'GetParameter', body: { Name: '/x', WithDecryption: true } });
});

it('creates a secret without overwriting, in the tier that is free', async () => {
  server.answers = [OK, failure('ParameterAlreadyExists', 'The parameter already exists.')];
  const { createSecret } = openParameters();
  await createSecret('/x', 'v');
  await createSecret('/x', 'w');
  const created = { Name: '/x', Type: 'SecureString', Tier: 'Standard', Overwrite: false };
  expect(requests().map(({ body }) => body)).toEqual([
    { ...created, Value: 'v' },
    { ...created, Value: 'w' },
  ]);
});

it('overwrites a secret with a secret, and plain text with plain text', async () => {
  const { overwriteSecret, write, remove } = openParameters();
  await overwriteSecret('/x', 'v');
  await write('/y', 'w');
  await remove(['/x', '/y']);
  expect(requests()).toEqual([
    {
      action: 'PutParameter',
      body: { Name: '/x', Value: 'v', Type: 'SecureString', Tier: 'Standard', Overwrite: true },
    },
    { action: 'PutParameter', body: { Name: '/y', Value: 'w', Type: 'String', Tier: 'Standard', Overwrite: true } },
    { action: 'DeleteParameter', body: { Name: '/x' } },
    { action: 'DeleteParameter', body: { Name: '/y' } },
  ]);
});

it('removes the other parameters if one does not exist', async () => {
  server.answers = [failure('ParameterNotFound', 'gone'), OK];
  await openParameters().remove(['/x', '/y']);
  expect(requests().map(({ body }) => body)).toEqual([{ Name: '/x' }, { Name: '/y' }]);
});

it('retries a throttled request', async () => {
  const throttle = failure('ThrottlingException', 'Rate exceeded');
  server.answers = [throttle, throttle, OK];
  await openParameters().write('/x', 'v');
  expect(server.received).toHaveLength(3);
});

it('throws an error with the parameter and the kind of failure, but never the value, which AWS quotes', async () => {
  server.answers = [failure('ValidationException', "Value 'top-secret' at 'value' failed to satisfy constraint")];
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
