/**
 * A deployment from its first command to its removal; each test continues after the one before. Obstacles are reported, a
 * failed deployment is rolled back, the deployed service passes the end-to-end suite, a second deployment changes nothing,
 * and the removal leaves nothing behind.
 */
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatKey } from '../../lib/table/keys.ts';
import { clientOf, eventually } from '../e2e/client.ts';
import { describeService } from '../e2e/suite.ts';
import { cdk, npmRun } from './commands.ts';
import { describeDeadLetters } from './dead-letters.ts';
import { apiUrl, linesOf, openDocuments, outputOf, STACK } from './deployed.ts';
import { takeInventory } from './inventory.ts';
import { describeNotices } from './notices.ts';
import { keepPasswords, keptPasswordOf } from './passwords.ts';
import { testProduction } from './production.ts';
import { testSeparation } from './separation.ts';
import { testWebApp } from './web-app.ts';

const { HOLDFAST_DEPLOY_INTO: into } = process.env;
if (into !== 'emulator' && into !== 'account')
  throw new Error('run this test by npm run test:deploy, which chooses where to deploy');
const isEmulated = into === 'emulator';
const deploy = (...args: string[]) => npmRun('deploy', ['--require-approval', 'never', ...args]);
const KEYS = '/holdfast/dev/token-keys';
const KINDS_OF_STACK = [
  ...'alarms apis buckets buses dashboards functions logGroups mappings parameters queues roles rules stacks'.split(
    ' ',
  ),
  ...'tables topics distributions cachePolicies headersPolicies edgeFunctions accessControls'.split(' '),
].toSorted();

beforeAll(async () => {
  const found = await takeInventory();
  if (Object.values(found).flat().length === 0) return;
  throw new Error(`this account has resources of ${STACK} already, which this test would destroy: use another account`);
});

/** CI deploys only what sells. The night also deploys what fails half-way, and a stage for production. */
const isWhole = process.env.DEPLOY_TEST !== 'one-stage';

describe('an obstacle', () => {
  // Not in a real account: other credentials or another Region might lead to an account that was not agreed to.
  test.runIf(isEmulated).each([
    ['no credentials', { AWS_ACCESS_KEY_ID: undefined, AWS_PROFILE: undefined }, 'There are no AWS credentials. '],
    ['a wrong Region', { AWS_REGION: 'eu-north-1' }, 'is not prepared for the CDK in the Region eu-north-1.'],
    ['an address without a server', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'AWS does not answer ('],
  ])('is reported in one sentence: %s', async (_, settings, sentence) => {
    const { code, output } = await npmRun('deploy', [], {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      ...settings,
    });
    expect(code).toBe(1);
    expect(output).toContain(sentence);
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('is reported before any request: an invalid setting', async () => {
    const { code, output } = await npmRun('deploy', ['-c', 'stage=live']);
    expect([code, output]).toEqual([1, 'The stage must be one of dev, prod, but "-c stage" says "live".\n']);
  });

  test('is reported with the command that removes it: an account without the CDK bootstrap', async () => {
    if (!isEmulated) return expect((await cdk(['bootstrap'])).code).toBe(0);
    const { output } = await deploy();
    const [, command = ''] = /run: npx cdk (\S+ \S+)/.exec(output) ?? [];
    expect(command).toMatch(/^bootstrap aws:\/\/\d{12}\/[a-z0-9-]+$/);
    expect((await cdk(command.split(' '))).code).toBe(0);
  });
});

describe('a deployment', () => {
  if (isWhole) {
    test('that fails half-way says where and why, and is rolled back', async () => {
      const ssm = new SSMClient();
      await ssm.send(new PutParameterCommand({ Name: KEYS, Type: 'SecureString', Value: 'not a key' }));
      const { code, output } = await deploy();
      expect(code, output).toBe(1);
      expect(output).toMatch(/The deployment failed at Keys\w+: the parameter \S+ holds no token keys: replace them/);
      expect(output).toMatch(/rolled the change back \(ROLLBACK_COMPLETE\)/);
      expect(output).not.toContain('not a key');
      await ssm.send(new DeleteParameterCommand({ Name: KEYS })).catch(() => undefined);
    });
  }

  test('starts, also after one that failed', async () => {
    // With one table, as a stage of version 0.5 has.
    const { code, output } = await deploy('-c', 'alarms=on', '-c', 'tables=shared');
    expect(code, output).toBe(0);
    expect(output).toContain(`${STACK} is deployed.`);
    expect(output).toMatch(/passed +a sale and its cancellation/);
    expect(output).toMatch(/not supported here +an update of the journal .* npm run separate-tables/);
    expect(output).not.toContain('FAILED');
    // The test of the removal looks for these kinds.
    const kinds = Object.keys(await takeInventory());
    expect(kinds.toSorted()).toEqual(KINDS_OF_STACK);
  });

  test('gives the table the format of this version', async () => {
    const { code, output } = await npmRun('migrate', ['--stage', 'dev']);
    const tableName = await outputOf('TableName');
    expect([code, output]).toEqual([0, `${tableName} is of format 2.2 already. There is nothing to migrate.\n`]);
  });

  test('that leaves out a setting of the last one is refused', async () => {
    const { code, output } = await deploy();
    expect([code, output]).toEqual([
      1,
      expect.stringContaining(`${STACK} was deployed with -c alarms=on, but this deployment has off.`),
    ]);
  });

  test('is filled by npm run seed', async () => {
    const { code, output } = await npmRun('seed', ['--stage', 'dev']);
    expect(code, output).toBe(0);
    keepPasswords(output);
    const again = await npmRun('seed', ['--stage', 'dev']);
    expect([again.code, again.output.includes('password')]).toEqual([0, false]);
  });
});

describe('a stage with one table', () => testSeparation((...args) => deploy('-c', 'alarms=on', ...args)));

test('npm run smoke shows on the separated stage what the emulator can show, and names what it cannot', async () => {
  const { code, output } = await npmRun('smoke', ['--stage', 'dev']);
  expect(code, output).toBe(0);
  for (const name of ['a registration and a password change', 'an event and its edit', 'the journal of the sale']) {
    expect(output).toMatch(new RegExp(`^passed +${name}`, 'm'));
  }
  expect(output).toMatch(/^passed +the rights of publish-history$/m);
  if (isEmulated) expect(output).toMatch(/^not supported here +an update of the journal .*emulator/m);
  expect(output).toMatch(/\d+ checks passed, 0 failed, \d+ are not supported here\.\n$/);
});

describeService(() => apiUrl(), keptPasswordOf);

test('a request id of the client is in the logs of the API function and of the stream function, and in the journal', async () => {
  const api = clientOf(await apiUrl());
  const login = async (name: string): Promise<string> => {
    const account = { email: `${name}@holdfast.example`, password: keptPasswordOf(`${name}@holdfast.example`) };
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

describe('the web app', () => testWebApp({ isEmulated }));

describeDeadLetters();

describeNotices();

describe('the format of the table', () => {
  test('is asked of a stage that exists', async () => {
    const { code, output } = await npmRun('migrate', ['--stage', 'holiday']);
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/^There is no stack Holdfast-holiday in the Region .*\n$/),
    ]);
  });
});

describe('afterwards', () => {
  test('a second deployment of the same commit changes nothing, and says that an older table needs a migration', async () => {
    const TableName = await outputOf('TableName');
    // As the version before has left its tables.
    await openDocuments().delete({ TableName, Key: formatKey() });
    const { code, output } = await deploy('-c', 'alarms=on');
    expect(code, output).toBe(0);
    expect(output).toContain(`${STACK} is already deployed as this commit defines it. Nothing has changed.`);
    expect(output).toContain('The table is of format 1; run `npm run migrate -- --stage dev` while the service sells.');
  });

  test('a migration brings the table to the format of this version', async () => {
    const { code, output } = await npmRun('migrate', ['--stage', 'dev']);
    expect(code, output).toBe(0);
    // A slow one shows its progress first.
    expect(output).toMatch(/^(migrating: .*\n)*\d+ events read\. Written: .*\n.* is now of format 2\.2\.\n$/);
    expect((await npmRun('check-table', ['--stage', 'dev'])).output).not.toContain('of format 1');
  });

  test('its removal leaves nothing behind', async () => {
    const { code, output } = await cdk(['destroy', STACK, '--force']);
    expect(code, output).toBe(0);
    expect(await takeInventory()).toEqual({});
  });
});

if (isEmulated && isWhole) describe('production', testProduction);
