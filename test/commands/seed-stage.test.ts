/** Seeding a stage on AWS: its stack says whether it is a test stage, and its accounts get secret passwords. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { seedTable } from '../../lib/commands/seed-table.ts';
import { isTestStage } from '../../lib/commands/shared/stage-kind.ts';
import { secureBytes } from '../../lib/lambda/compose/system-clock.ts';
import { seedAccounts } from '../../lib/local/seed/accounts.ts';
import {
  DEMO_PASSWORD,
  demoPasswordOf,
  newPassword,
  PASSWORDS_VARIABLE,
  passwordsText,
} from '../../lib/local/seed/demo-passwords.ts';
import { login } from '../../lib/usecases/accounts/login.ts';
import { synthesize } from '../infra/synthesized.ts';
import { openWorld, START, type World } from '../support/world.ts';

const EMAILS = ['admin', 'organizer', 'alice', 'bob'].map(name => `${name}@holdfast.example`);

describe('a stack', () => {
  const answering = async (outputs: string, run: (client: CloudFormationClient) => Promise<void>): Promise<void> => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(
        `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>Holdfast-dev</StackName><Outputs>${outputs}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
      );
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    await run(new CloudFormationClient({ endpoint, region: 'eu-central-1', credentials })).finally(() =>
      server.close(),
    );
  };
  const output = (value: string) =>
    `<member><OutputKey>StageKind</OutputKey><OutputValue>${value}</OutputValue></member>`;

  it('says whether its stage is a test stage', async () => {
    await answering(output('test'), async client => expect(await isTestStage('dev', client)).toBe(true));
    await answering(output('production'), async client => expect(await isTestStage('dev', client)).toBe(false));
  });

  it.each(['', output('x')])('of an earlier version does not say it, and is not seeded: %s', async outputs => {
    await answering(outputs, async client => {
      await expect(isTestStage('dev', client)).rejects.toThrow(
        'The stack Holdfast-dev does not say whether it is a test stage. Deploy it again: npm run deploy',
      );
    });
  });

  it('has the output of its kind', () => {
    expect(synthesize('dev').findOutputs('StageKind').StageKind?.Value).toBe('test');
    expect(synthesize('prod').findOutputs('StageKind').StageKind?.Value).toBe('production');
  });
});

describe('the command', () => {
  afterEach(() => vi.unstubAllEnvs());
  const seed = (variables: NodeJS.ProcessEnv, stage?: string) =>
    seedTable({ stage, file: undefined, organizer: undefined, 'starts-at': undefined }, variables);

  it('seeds no table on AWS by its name: a variable of the operator used to make it a test stage', async () => {
    await expect(seed({ HOLDFAST_TABLE: 'Holdfast-prod', HOLDFAST_STAGE_KIND: 'test' })).rejects.toThrow(
      'HOLDFAST_TABLE names a table on AWS. Name its stage instead, so that its stack can be asked: npm run seed -- --stage dev',
    );
  });

  it('refuses a stage while DYNAMODB_ENDPOINT names a local DynamoDB', async () => {
    await expect(seed({ DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' }, 'dev')).rejects.toThrow('names a local DynamoDB');
  });
});

describe('secret passwords', () => {
  const signIn = (world: World, email: string, password: string) =>
    login(world.service.dependencies, world.call(), { email, password }).then(
      () => 'signed in',
      error => error.code,
    );
  const secretly = async (world: World): Promise<Map<string, string>> => {
    const told = new Map<string, string>();
    const tell = (email: string, password: string) => void told.set(email, password);
    await seedAccounts(world.service.dependencies, START, { next: () => newPassword(secureBytes), tell });
    return told;
  };

  it('are one for each account, told once, and the documented one signs in nowhere', async () => {
    const world = await openWorld();
    const told = await secretly(world);
    expect([...told.keys()].toSorted()).toEqual(EMAILS.toSorted());
    expect(new Set(told.values()).size).toBe(4);
    for (const [email, password] of told) {
      expect(password).toMatch(/^[\w-]{24}$/);
      expect(await signIn(world, email, password)).toBe('signed in');
      expect(await signIn(world, email, DEMO_PASSWORD)).toBe('bad-credentials');
    }
    expect((await secretly(world)).size).toBe(0);
  });

  it('replace the documented password of accounts that an earlier version seeded, but no other one', async () => {
    const world = await openWorld();
    await seedAccounts(world.service.dependencies, START);
    expect(await signIn(world, 'admin@holdfast.example', DEMO_PASSWORD)).toBe('signed in');
    const told = await secretly(world);
    expect(told.size).toBe(4);
    expect(await signIn(world, 'admin@holdfast.example', DEMO_PASSWORD)).toBe('bad-credentials');
    expect(await signIn(world, 'admin@holdfast.example', told.get('admin@holdfast.example') ?? '')).toBe('signed in');
    expect((await secretly(world)).size).toBe(0);
  });

  it('are read by race and load from the text that seeding prints', () => {
    const passwords = new Map(EMAILS.map((email, i) => [email, `secret-${i}`]));
    const variables = { [PASSWORDS_VARIABLE]: passwordsText(passwords) };
    expect(EMAILS.map(email => demoPasswordOf(email, variables))).toEqual([...passwords.values()]);
    expect(demoPasswordOf('admin@holdfast.example', {})).toBe(DEMO_PASSWORD);
    expect(() => demoPasswordOf('bob@holdfast.example', { [PASSWORDS_VARIABLE]: 'admin=x' })).toThrow(
      'HOLDFAST_DEMO_PASSWORDS has no password of bob.',
    );
  });
});
