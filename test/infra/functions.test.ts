import { describe, expect, test } from 'vitest';
import { AREAS } from '../../lib/contract/route.ts';
import { SCHEDULES } from '../../lib/deployment/triggers.ts';
import { VARIABLES } from '../../lib/deployment/variables.ts';
import { EVENT_JOB_LEASE_SECONDS, SWEEP_GRACE_SECONDS } from '../../lib/domain/limits.ts';
import type { FunctionName } from '../../lib/infra/rights.ts';
import { readDeployEnvironment, readEnvironment, readHttpEnvironment } from '../../lib/lambda/environment.ts';
import { listOf } from './iam.ts';
import { readPolicies, rightsOf } from './policies.ts';
import { FUNCTION_NAMES, type FunctionProperties, requireFunction, resourcesOf, synthesize } from './synthesized.ts';

/** Where it is not 512: argon2, and tens of thousands of seats at once. */
const MEMORY_MB: Partial<Record<FunctionName, number>> = { accounts: 1024, admin: 1769, events: 1769 };

const dev = synthesize('dev');
const prod = synthesize('prod');
const policies = readPolicies('dev');

test('the functions are those that have rights, and no other: no custom resource brings its own', () => {
  const described = resourcesOf<FunctionProperties>(dev, 'AWS::Lambda::Function');
  expect(new Set(described.map(({ Properties }) => Properties.Description))).toEqual(
    new Set(FUNCTION_NAMES.map(name => `Holdfast dev: ${name}`)),
  );
});

describe.each(FUNCTION_NAMES)('the function %s', name => {
  const { Properties } = requireFunction(dev, name);

  test('runs on Node 24 and arm64, traced unless it is a schedule', () => {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    });
    const isTraced = !Object.hasOwn(SCHEDULES, name);
    expect(Properties.TracingConfig).toEqual(isTraced ? { Mode: 'Active' } : undefined);
    const actions = rightsOf(policies, name).flatMap(({ Action }) => listOf(Action));
    expect(actions.some(action => action.startsWith('xray:'))).toBe(isTraced);
  });

  test('has memory for its work, and none that is paid while it sleeps', () => {
    expect(Properties.MemorySize).toBe(MEMORY_MB[name] ?? 512);
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('may outlive a transaction in progress, and answers before API Gateway gives up', () => {
    expect(Properties.Timeout).toBeGreaterThanOrEqual(10);
    expect(Properties.Timeout).toBeLessThanOrEqual(isHttp(name) ? 29 : 60);
  });

  test('logs JSON into a group of its own, which forgets', () => {
    const { LogFormat, LogGroup } = Properties.LoggingConfig;
    expect(LogFormat).toBe('JSON');
    const group = resourcesOf<{ RetentionInDays: number }>(dev, 'AWS::Logs::LogGroup').find(
      ({ id }) => id === LogGroup.Ref,
    );
    expect(group?.Properties.RetentionInDays).toBe(7);
    const others = FUNCTION_NAMES.filter(other => other !== name);
    for (const other of others) {
      expect(requireFunction(dev, other).Properties.LoggingConfig.LogGroup.Ref).not.toBe(LogGroup.Ref);
    }
  });

  test('is told what environment.ts reads, and nothing else', () => {
    const { Variables } = Properties.Environment;
    const known: string[] = Object.values(VARIABLES);
    expect(Object.keys(Variables).filter(variable => !known.includes(variable))).toEqual([]);
    const resolved = Object.fromEntries(
      Object.entries(Variables).map(([variable, value]) => [variable, typeof value === 'string' ? value : 'a-table']),
    );
    if (name === 'create-token-keys') return expect(readDeployEnvironment(resolved)).toEqual({ keyParameters: KEYS });
    expect(readEnvironment(resolved)).toMatchObject({ tableName: 'a-table' });
    if (isHttp(name)) expect(readHttpEnvironment(resolved)).toMatchObject({ isTestStage: true });
  });
});

test('the secret is named to those that sign people in or make it, its public half to those that only verify', () => {
  const told = (variable: string) =>
    FUNCTION_NAMES.filter(name => Object.hasOwn(requireFunction(dev, name).Properties.Environment.Variables, variable));
  const signing = ['accounts', 'demo', 'create-token-keys'];
  expect(told(VARIABLES.tokenKeysParameter).sort()).toEqual(signing.toSorted());
  expect(told(VARIABLES.verificationKeysParameter).sort()).toEqual(
    [...AREAS.filter(area => !signing.includes(area)), 'create-token-keys'].sort(),
  );
  expect(told(VARIABLES.tokenKeys)).toEqual([]);
  const values = (variable: string) =>
    new Set(FUNCTION_NAMES.map(name => requireFunction(dev, name).Properties.Environment.Variables[variable]));
  expect(values(VARIABLES.tokenKeysParameter)).toEqual(new Set([KEYS.secret, undefined]));
  expect(values(VARIABLES.verificationKeysParameter)).toEqual(new Set([KEYS.public, undefined]));
});

test('only the reference function is told where its pages are', () => {
  const told = FUNCTION_NAMES.filter(name =>
    Object.hasOwn(requireFunction(dev, name).Properties.Environment.Variables, VARIABLES.assetsFolder),
  );
  expect(told).toEqual(['reference']);
});

test.each([
  ['dev', dev],
  ['prod', prod],
] as const)('what counts is told the name of %s, so that no two stages are counted together', (stage, template) => {
  const names = FUNCTION_NAMES.filter(name => name !== 'create-token-keys' && (stage === 'dev' || name !== 'demo'));
  for (const name of names) {
    expect(requireFunction(template, name).Properties.Environment.Variables[VARIABLES.stageName]).toBe(stage);
  }
});

test('a production function knows that it is one, and logs less for longer', () => {
  const { Properties } = requireFunction(prod, 'holds');
  expect(Properties.Environment.Variables).toMatchObject({ [VARIABLES.stage]: 'production' });
  expect(Properties.LoggingConfig.ApplicationLogLevel).toBe('INFO');
  const groups = resourcesOf<{ RetentionInDays: number }>(prod, 'AWS::Logs::LogGroup');
  expect(groups.every(group => group.Properties.RetentionInDays === 90 && group.DeletionPolicy === 'Retain')).toBe(
    true,
  );
});

test('no function that places a hold outlives the time after which a sweep forgets a minute', () => {
  for (const name of AREAS) {
    expect(requireFunction(dev, name).Properties.Timeout).toBeLessThan(SWEEP_GRACE_SECONDS / 2);
  }
});

test('work with an event is leased for longer than any function that is at it lives', () => {
  for (const name of ['events', 'finish-events'] as const) {
    expect(requireFunction(dev, name).Properties.Timeout).toBeLessThan(EVENT_JOB_LEASE_SECONDS);
  }
});

test('the gateway is named to what answers callers or pays, its secrets to what pays', () => {
  const stripe = synthesize('dev', { gateway: 'stripe' });
  const told = (variable: string) =>
    FUNCTION_NAMES.filter(name => requireFunction(stripe, name).Properties.Environment?.Variables[variable]);
  expect(told(VARIABLES.gateway).sort()).toEqual([...AREAS, 'reconcile-payments'].sort());
  expect(told(VARIABLES.stripeParameter).sort()).toEqual(['bookings', 'reconcile-payments']);
  const { Variables } = requireFunction(stripe, 'bookings').Properties.Environment;
  expect(Variables).toMatchObject({
    [VARIABLES.gateway]: 'stripe',
    [VARIABLES.stripeParameter]: '/holdfast/dev/stripe',
  });
  for (const secret of [VARIABLES.stripeSecretKey, VARIABLES.stripeWebhookSecret]) expect(told(secret)).toEqual([]);
  const ofDev = requireFunction(dev, 'reconcile-payments').Properties.Environment.Variables;
  expect(ofDev).toMatchObject({ [VARIABLES.gateway]: 'simulated' });
});

const KEYS = { secret: '/holdfast/dev/token-keys', public: '/holdfast/dev/verification-keys' };
const isHttp = (name: FunctionName): boolean => AREAS.some(area => area === name);

test('the limits of the settings reach every function that answers callers, and no other', () => {
  const limited = synthesize('dev', { rateLimits: 'login=50/300' });
  const told = FUNCTION_NAMES.filter(
    name => requireFunction(limited, name).Properties.Environment?.Variables[VARIABLES.rateLimits] === 'login=50/300',
  );
  expect(told.toSorted()).toEqual(AREAS.toSorted());
});
