/**
 * A deployment from its first command to its removal, each step on the one before: what stands in its way is told, one that
 * fails half-way loses nothing, what then runs passes the same end-to-end suite as the service of a laptop, a second
 * deployment changes nothing, and nothing is left behind.
 */
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../lib/local/seed/accounts.ts';
import { clientOf, eventually } from '../e2e/client.ts';
import { describeService } from '../e2e/suite.ts';
import { cdk, npmRun } from './commands.ts';
import { describeDeadLetters } from './dead-letters.ts';
import { apiUrl, linesOf, outputOf, STACK } from './deployed.ts';
import { takeInventory } from './inventory.ts';
import { testProduction } from './production.ts';

const { HOLDFAST_DEPLOY_INTO: into } = process.env;
if (into !== 'emulator' && into !== 'account')
  throw new Error('start this test by npm run test:deploy, which says where to');
const isEmulated = into === 'emulator';
const deploy = (...args: string[]) => npmRun('deploy', ['--require-approval', 'never', ...args]);
const KEYS = '/holdfast/dev/token-keys';
const KINDS_OF_STACK =
  'alarms apis dashboards functions logGroups mappings parameters queues roles rules stacks tables topics'.split(' ');

beforeAll(async () => {
  const found = await takeInventory();
  if (Object.values(found).flat().length === 0) return;
  throw new Error(`this account has something of ${STACK} already, which this test would destroy: use another account`);
});

describe('what stands in the way', () => {
  // Not in an account: other credentials or another Region would lead to one that nobody has agreed to.
  test.runIf(isEmulated).each([
    ['no credentials', { AWS_ACCESS_KEY_ID: undefined, AWS_PROFILE: undefined }, 'There are no AWS credentials: '],
    [
      'a Region that is not meant',
      { AWS_REGION: 'eu-north-1' },
      'is not prepared for the CDK in the Region eu-north-1.',
    ],
    ['an address where nobody is', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'AWS does not answer ('],
  ])('%s: told in a sentence', async (_, settings, sentence) => {
    const { code, said } = await npmRun('deploy', [], {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      ...settings,
    });
    expect(code).toBe(1);
    expect(said).toContain(sentence);
    expect(said).not.toMatch(/\n\s+at /);
  });

  test('a setting that is none: told before anybody is asked', async () => {
    const { code, said } = await npmRun('deploy', ['-c', 'stage=live']);
    expect([code, said]).toEqual([1, 'The stage must be one of dev, prod, but "-c stage" says "live".\n']);
  });

  test('an account that is not bootstrapped: the command that does it', async () => {
    if (!isEmulated) return expect((await cdk(['bootstrap'])).code).toBe(0);
    const { said } = await deploy();
    const [, command = ''] = /run: npx cdk (\S+ \S+)/.exec(said) ?? [];
    expect(command).toMatch(/^bootstrap aws:\/\/\d{12}\/[a-z0-9-]+$/);
    expect((await cdk(command.split(' '))).code).toBe(0);
  });
});

describe('a deployment', () => {
  test('that fails half-way says where and why, and is taken back', async () => {
    const ssm = new SSMClient();
    await ssm.send(new PutParameterCommand({ Name: KEYS, Type: 'SecureString', Value: 'what is no key' }));
    const { code, said } = await deploy();
    expect(code, said).toBe(1);
    expect(said).toMatch(/The deployment failed at Keys\w+: the parameter \S+ holds no token keys: replace them/);
    expect(said).toMatch(/taken back what it had begun \(ROLLBACK_COMPLETE\)/);
    expect(said).not.toContain('what is no key');
    await ssm.send(new DeleteParameterCommand({ Name: KEYS })).catch(() => undefined);
  });

  test('begins anew once that is put right', async () => {
    const { code, said } = await deploy('-c', 'alarms=on');
    expect(code, said).toBe(0);
    expect(said).toContain(`${STACK} is deployed.`);
    // What the count of what is left goes by.
    const kinds = Object.keys(await takeInventory());
    expect(kinds.toSorted()).toEqual(KINDS_OF_STACK);
  });

  test('that leaves a setting of the last one out is told of it first', async () => {
    const { code, said } = await deploy();
    expect([code, said]).toEqual([
      1,
      expect.stringContaining(`${STACK} was deployed with -c alarms=on, and this says off.`),
    ]);
  });

  test('is filled by the command of the operations page', async () => {
    const settings = { HOLDFAST_TABLE: await outputOf('TableName'), HOLDFAST_STAGE_KIND: 'test' };
    const { code, said } = await npmRun('seed', [], settings);
    expect(code, said).toBe(0);
  });
});

describeService(() => apiUrl());

test('a request id that a client gave is in the logs of the API function and of the stream consumer, and in the journal', async () => {
  const api = clientOf(await apiUrl());
  const login = async (name: string): Promise<string> => {
    const account = { email: `${name}@holdfast.example`, password: DEMO_PASSWORD };
    return (await api('/v1/auth/login', { body: account })).body.accessToken;
  };
  const [token, admin] = [await login('alice'), await login('admin')];
  const { body: events } = await api('/v1/events?kind=flight');
  const requestId = `followed-${Date.now()}`;
  const held = await api(`/v1/events/${events.items[0].id}/holds`, {
    token,
    requestId,
    key: requestId,
    body: { bestAvailable: { quantity: 1 } },
  });
  expect(held.status, JSON.stringify(held.body)).toBe(201);
  expect(held.headers.get('x-request-id')).toBe(requestId);
  const journal = await eventually(
    () => api(`/v1/admin/journal?holdId=${held.body.id}`, { token: admin }),
    ({ body }) => body.items.length > 0,
    60_000,
  );
  expect(journal.body.items).toMatchObject([{ action: 'hold.placed', requestId }]);
  for (const name of ['holds', 'publish-history']) {
    const lines = await eventually(
      () => linesOf(name, requestId),
      found => found.length > 0,
      60_000,
    );
    expect(lines, name).not.toHaveLength(0);
  }
});

describeDeadLetters();

describe('afterwards', () => {
  test('a second deployment of the same commit changes nothing', async () => {
    const { code, said } = await deploy('-c', 'alarms=on');
    expect(code, said).toBe(0);
    expect(said).toContain(`${STACK} was already what this commit says: nothing has changed.`);
  });

  test('its removal leaves nothing behind', async () => {
    const { code, said } = await cdk(['destroy', STACK, '--force']);
    expect(code, said).toBe(0);
    expect(await takeInventory()).toEqual({});
  });
});

describe.runIf(isEmulated)('production', testProduction);
