import { describe, expect, test } from 'vitest';
import { AREAS } from '../../lib/contract/route.ts';
import { SCHEDULES } from '../../lib/deployment/triggers.ts';
import { VARIABLES } from '../../lib/deployment/variables.ts';
import {
  CLOCKS_APART_MAX_MS,
  EVENT_JOB_LEASE_SECONDS,
  REVOCATION_MARGIN_MS,
  SWEEP_GRACE_SECONDS,
} from '../../lib/domain/limits.ts';
import { SECOND_MS } from '../../lib/domain/time.ts';
import { DEPLOYMENTS, type FunctionName } from '../../lib/infra/rights.ts';
import {
  readDeployEnvironment,
  readEnvironment,
  readFilesBucket,
  readHttpEnvironment,
  readWebEnvironment,
} from '../../lib/lambda/environment.ts';
import { sharedTables } from '../../lib/table/table.ts';
import { listOf } from './iam.ts';
import { readPolicies, rightsOf } from './policies.ts';
import {
  FUNCTION_NAMES,
  type FunctionProperties,
  functionOf,
  requireFunction,
  resourcesOf,
  synthesize,
} from './synthesized.ts';

/** Functions with more memory than 512 MB: for argon2, for fonts, or for tens of thousands of seats or bookings in one request. */
const MEMORY_MB: Partial<Record<FunctionName, number>> = {
  accounts: 1024,
  admin: 1769,
  events: 1769,
  tickets: 1024,
  mail: 1024,
  'send-mails': 1769,
  'send-bulk-mails': 1024,
};

const dev = synthesize('dev');
const prod = synthesize('prod');
const policies = readPolicies('dev');

test('the stack has exactly the functions in RIGHTS, and no function that a CDK construct adds', () => {
  const described = resourcesOf<FunctionProperties>(dev, 'AWS::Lambda::Function');
  expect(new Set(described.map(({ Properties }) => Properties.Description))).toEqual(
    new Set(FUNCTION_NAMES.map(name => `Holdfast dev: ${name}`)),
  );
});

describe.each(FUNCTION_NAMES)('the function %s', name => {
  const { Properties } = requireFunction(dev, name);

  test('runs on Node 24 and arm64, with tracing unless it is a schedule', () => {
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

  test('has the listed memory, and no reserved concurrency', () => {
    expect(Properties.MemorySize).toBe(MEMORY_MB[name] ?? 512);
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('has a timeout of at least 10 s, of at most 29 s if API Gateway waits for it, and else of at most 90 s', () => {
    expect(Properties.Timeout).toBeGreaterThanOrEqual(10);
    expect(Properties.Timeout).toBeLessThanOrEqual(isHttp(name) ? 29 : 90);
  });

  test('logs JSON to a log group of its own, which keeps it for 7 days', () => {
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

  test('has exactly the environment variables that environment.ts reads', () => {
    const { Variables } = Properties.Environment;
    const known: string[] = Object.values(VARIABLES);
    expect(Object.keys(Variables).filter(variable => !known.includes(variable))).toEqual([]);
    const resolved = Object.fromEntries(
      Object.entries(Variables).map(([variable, value]) => [
        variable,
        variable === VARIABLES.proxySecretDigests ? 'a'.repeat(64) : typeof value === 'string' ? value : 'a-table',
      ]),
    );
    if (name === 'create-token-keys') {
      return expect(readDeployEnvironment(resolved).keyParameters).toEqual({
        tokens: KEYS,
        tickets: TICKET_KEYS,
        links: LINK_KEYS,
      });
    }
    if (name === 'create-proxy-secret') return expect(Variables).toEqual({});
    if (name === 'publish-web') {
      return expect(readWebEnvironment(resolved)).toEqual({ bucket: 'a-table', folder: 'web' });
    }
    if (name === 'empty-files') return expect(readFilesBucket(resolved)).toBe('a-table');
    expect(readEnvironment(resolved)).toMatchObject({ tables: sharedTables('a-table') });
    if (isHttp(name)) expect(readHttpEnvironment(resolved)).toMatchObject({ isTestStage: true });
  });
});

test('only functions that sign tokens or create keys have the name of the secret parameter', () => {
  const functionsWith = (variable: string) =>
    FUNCTION_NAMES.filter(name => Object.hasOwn(requireFunction(dev, name).Properties.Environment.Variables, variable));
  const signing = ['accounts', 'create-token-keys'];
  expect(functionsWith(VARIABLES.tokenKeysParameter).sort()).toEqual(signing.toSorted());
  expect(functionsWith(VARIABLES.verificationKeysParameter).sort()).toEqual(
    [...AREAS.filter(area => !signing.includes(area)), 'create-token-keys'].sort(),
  );
  expect(functionsWith(VARIABLES.tokenKeys)).toEqual([]);
  const values = (variable: string) =>
    new Set(FUNCTION_NAMES.map(name => requireFunction(dev, name).Properties.Environment.Variables[variable]));
  expect(values(VARIABLES.tokenKeysParameter)).toEqual(new Set([KEYS.secret, undefined]));
  expect(values(VARIABLES.verificationKeysParameter)).toEqual(new Set([KEYS.public, undefined]));
});

test('only functions that show tickets and the one that creates keys have the names of the parameters of ticket keys', () => {
  for (const variable of [VARIABLES.ticketKeysParameter, VARIABLES.ticketVerificationKeysParameter]) {
    const names = FUNCTION_NAMES.filter(name =>
      Object.hasOwn(requireFunction(dev, name).Properties.Environment.Variables, variable),
    );
    expect(names.sort()).toEqual(['create-token-keys', 'documents', 'send-mails', 'tickets']);
  }
  const ofTickets = requireFunction(dev, 'tickets').Properties.Environment.Variables;
  const variables = { ...ofTickets, [VARIABLES.proxySecretDigests]: 'a'.repeat(64) };
  expect(readHttpEnvironment(variables as never)).toMatchObject({
    ticketKeys: { secretParameter: TICKET_KEYS.secret, publicParameter: TICKET_KEYS.public },
  });
});

test('only functions that sign or verify links have the name of the parameter of link keys', () => {
  const names = FUNCTION_NAMES.filter(name =>
    Object.hasOwn(requireFunction(dev, name).Properties.Environment.Variables, VARIABLES.linkKeysParameter),
  );
  expect(names.sort()).toEqual(['accounts', 'create-token-keys', 'documents', 'send-bulk-mails', 'send-mails']);
});

test('the workers of mail know the address before their links: the stage’s own by default', () => {
  const baseOf = (template: typeof dev) =>
    requireFunction(template, 'send-mails').Properties.Environment.Variables[VARIABLES.baseUrl];
  expect(JSON.stringify(baseOf(dev))).toContain('"DomainName"');
  const withoutWeb = synthesize('dev', { web: 'off' });
  expect(JSON.stringify(baseOf(withoutWeb))).toContain('execute-api');
  expect(JSON.stringify(baseOf(withoutWeb))).not.toMatch(/\/"\]\]/);
  expect(baseOf(synthesize('dev', { baseUrl: 'https://tickets.example.org' }))).toBe('https://tickets.example.org');
});

test('events show the page of the web app from its bucket, with the same address; without the app they have no bucket', () => {
  const variablesOf = (template: typeof dev) => requireFunction(template, 'events').Properties.Environment.Variables;
  const { [VARIABLES.baseUrl]: baseUrl, [VARIABLES.webBucket]: bucket } = variablesOf(dev);
  expect(JSON.stringify(baseUrl)).toContain('"DomainName"');
  expect(bucket).toEqual({ Ref: expect.stringMatching(/^WebFilesBucket/) });
  expect(variablesOf(synthesize('dev', { web: 'off' }))).not.toHaveProperty(VARIABLES.webBucket);
  const own = variablesOf(synthesize('dev', { baseUrl: 'https://tickets.example.org' }));
  expect(own[VARIABLES.baseUrl]).toBe('https://tickets.example.org');
  const readers = FUNCTION_NAMES.filter(name =>
    Object.hasOwn(requireFunction(dev, name).Properties.Environment.Variables, VARIABLES.webBucket),
  );
  expect(readers.toSorted()).toEqual(['events', 'publish-web']);
});

test("only the reference function has the operator's facts for the web app", () => {
  const facts = {
    stripePublishableKey: 'pk_test_51H8xAbCdEf',
    termsUrl: 'https://example.org/terms',
    privacyUrl: 'https://example.org/privacy',
    legalNoticeUrl: 'https://example.org/imprint',
  };
  const told = synthesize('dev', { gateway: 'stripe', ...facts });
  for (const name of FUNCTION_NAMES) {
    const variables = requireFunction(told, name).Properties.Environment.Variables;
    const known = Object.keys(facts).filter(fact => variables[VARIABLES[fact as keyof typeof facts]] !== undefined);
    expect([name, known]).toEqual([name, name === 'reference' ? Object.keys(facts) : []]);
  }
  const variables = {
    ...requireFunction(told, 'reference').Properties.Environment.Variables,
    [VARIABLES.proxySecretDigests]: 'a'.repeat(64),
  };
  expect(readHttpEnvironment(variables as never).web).toEqual(facts);
});

test('holds ask for a verified address only if the stage says so', () => {
  const settingOf = (template: typeof dev) =>
    requireFunction(template, 'holds').Properties.Environment.Variables[VARIABLES.verifiedEmail];
  expect(settingOf(dev)).toBeUndefined();
  expect(settingOf(synthesize('dev', { verifiedEmail: 'required' }))).toBe('required');
});

test('only the reference function has the variable for the folder of assets', () => {
  const names = FUNCTION_NAMES.filter(name =>
    Object.hasOwn(requireFunction(dev, name).Properties.Environment.Variables, VARIABLES.assetsFolder),
  );
  expect(names).toEqual(['reference']);
});

test.each([
  ['dev', dev],
  ['prod', prod],
] as const)('functions of %s have the stage name, so that metrics count stages separately', (stage, template) => {
  const names = FUNCTION_NAMES.filter(name => functionOf(template, name) && !DEPLOYMENTS.some(each => each === name));
  for (const name of names) {
    expect(requireFunction(template, name).Properties.Environment.Variables[VARIABLES.stageName]).toBe(stage);
  }
});

test('a production function has the stage "production", logs from level INFO, and keeps logs for 90 days', () => {
  const { Properties } = requireFunction(prod, 'holds');
  expect(Properties.Environment.Variables).toMatchObject({ [VARIABLES.stage]: 'production' });
  expect(Properties.LoggingConfig.ApplicationLogLevel).toBe('INFO');
  const groups = resourcesOf<{ RetentionInDays: number }>(prod, 'AWS::Logs::LogGroup');
  expect(groups.every(group => group.Properties.RetentionInDays === 90 && group.DeletionPolicy === 'Retain')).toBe(
    true,
  );
});

test('no HTTP function runs longer than half of the time after which the sweep considers a minute finished', () => {
  for (const name of AREAS) {
    expect(requireFunction(dev, name).Properties.Timeout).toBeLessThan(SWEEP_GRACE_SECONDS / 2);
  }
});

test('the margin of lists of void tickets covers the longest function and the difference of two clocks', () => {
  for (const name of FUNCTION_NAMES) {
    const timeout = requireFunction(dev, name).Properties.Timeout * SECOND_MS;
    expect(timeout + CLOCKS_APART_MAX_MS).toBeLessThan(REVOCATION_MARGIN_MS);
  }
});

test('the lease for jobs of an event is longer than the timeout of the functions that do them', () => {
  for (const name of ['events', 'finish-events'] as const) {
    expect(requireFunction(dev, name).Properties.Timeout).toBeLessThan(EVENT_JOB_LEASE_SECONDS);
  }
});

test('only HTTP functions and the reconciler have the gateway, and only paying functions the name of its secrets', () => {
  const stripe = synthesize('dev', { gateway: 'stripe' });
  const functionsWith = (variable: string) =>
    FUNCTION_NAMES.filter(name => functionOf(stripe, name)?.Properties.Environment?.Variables[variable]);
  expect(functionsWith(VARIABLES.gateway).sort()).toEqual([...AREAS, 'reconcile-payments'].sort());
  expect(functionsWith(VARIABLES.stripeParameter).sort()).toEqual(['bookings', 'reconcile-payments']);
  const { Variables } = requireFunction(stripe, 'bookings').Properties.Environment;
  expect(Variables).toMatchObject({
    [VARIABLES.gateway]: 'stripe',
    [VARIABLES.stripeParameter]: '/holdfast/dev/stripe',
  });
  for (const secret of [VARIABLES.stripeSecretKey, VARIABLES.stripeWebhookSecret]) {
    expect(functionsWith(secret)).toEqual([]);
  }
  const variables = requireFunction(dev, 'reconcile-payments').Properties.Environment.Variables;
  expect(variables).toMatchObject({ [VARIABLES.gateway]: 'simulated' });
});

const KEYS = { secret: '/holdfast/dev/token-keys', public: '/holdfast/dev/verification-keys' };
const TICKET_KEYS = { secret: '/holdfast/dev/ticket-keys', public: '/holdfast/dev/ticket-verification-keys' };
const LINK_KEYS = { secret: '/holdfast/dev/link-keys' };
const isHttp = (name: FunctionName): boolean => AREAS.some(area => area === name);

test.each([
  ['rateLimits', VARIABLES.rateLimits, 'login=50/300'],
  ['exemptAddresses', VARIABLES.exemptAddresses, '203.0.113.7'],
  ['proxySecretSha256', VARIABLES.proxySecretDigests, 'a'.repeat(64)],
])('exactly the HTTP functions have the setting %s', (setting, variable, value) => {
  // With the web app CloudFront has a secret, too.
  const limited = synthesize('dev', { [setting]: value, web: 'off' });
  const names = FUNCTION_NAMES.filter(
    name => functionOf(limited, name)?.Properties.Environment?.Variables[variable] === value,
  );
  expect(names.toSorted()).toEqual(AREAS.toSorted());
});
