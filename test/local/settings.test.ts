import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { requireNode } from '../../lib/cli/run-command.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { readHttpEnvironment, readRateLimits } from '../../lib/lambda/environment.ts';
import { configureFunctions, readSettings } from '../../lib/local/settings.ts';

const TABLES = { sales: 'holdfast', accounts: 'holdfast-accounts', journal: 'holdfast-journal' };

const VALUES = {
  tables: TABLES,
  dynamodbEndpoint: 'http://127.0.0.1:1',
  tokenKeys: '{}',
  ticketKeys: '{}',
  linkKeys: '{}',
  baseUrl: 'http://127.0.0.1:3000',
};

test('the defaults run everything, on port 3000 and in memory', () => {
  expect(readSettings({})).toEqual({
    port: 3000,
    tables: TABLES,
    stream: true,
    sweep: true,
    rateLimits: {},
    gateway: 'simulated',
    web: true,
    corsOrigins: [],
  });
});

test('every setting can be set', () => {
  const variables = {
    PORT: '0',
    HOLDFAST_TABLE: 'other',
    HOLDFAST_JOURNAL_TABLE: 'their-journal',
    DYNAMODB_ENDPOINT: 'http://localhost:8000',
    HOLDFAST_DATA: '.data',
    HOLDFAST_TOKEN_KEYS: '{}',
    HOLDFAST_STREAM: 'off',
    HOLDFAST_STREAM_FAULTS: '7',
    HOLDFAST_SWEEP: 'off',
    HOLDFAST_WEB: 'off',
    HOLDFAST_RATE_LIMITS: 'login=100/300, place-hold=50/60',
    HOLDFAST_CORS_ORIGINS: 'http://localhost:5173,https://tickets.example',
    STRIPE_SECRET_KEY: 'sk_test_1',
    STRIPE_WEBHOOK_SECRET: 'whsec_1',
  };
  expect(readSettings(variables)).toEqual({
    port: 0,
    tables: { sales: 'other', accounts: 'other-accounts', journal: 'their-journal' },
    dynamodbEndpoint: 'http://localhost:8000',
    dataFolder: resolve('.data'),
    tokenKeys: '{}',
    stream: false,
    streamFaults: 7,
    sweep: false,
    rateLimits: { login: { quota: 100, windowSeconds: 300 }, 'place-hold': { quota: 50, windowSeconds: 60 } },
    gateway: 'stripe',
    web: false,
    corsOrigins: ['http://localhost:5173', 'https://tickets.example'],
  });
  expect(readSettings({ HOLDFAST_RATE_LIMITS: 'off' }).rateLimits).toBe('off');
  expect(readSettings({ HOLDFAST_ENGINE: 'dynamodb-local' }).engine).toBe('dynamodb-local');
  const faulty = readSettings({ HOLDFAST_ENGINE: 'embedded', HOLDFAST_ENGINE_FAULTS: '7' });
  expect([faulty.engine, faulty.engineFaults]).toEqual(['embedded', 7]);
});

test.each([
  { PORT: 'abc' },
  { PORT: '65536' },
  { PORT: '-1' },
  { PORT: '3e3' },
  { HOLDFAST_TABLE: 't2' },
  { HOLDFAST_TABLE: 'two words' },
  { HOLDFAST_STREAM: 'no' },
  { HOLDFAST_SWEEP: 'OFF' },
  { HOLDFAST_WEB: 'no' },
  { HOLDFAST_RATE_LIMITS: 'OFF' },
  { HOLDFAST_RATE_LIMITS: 'place-hold=5' },
  { HOLDFAST_RATE_LIMITS: 'read-hold=5/60' },
  { HOLDFAST_RATE_LIMITS: 'place-hold=101/60' },
  { HOLDFAST_RATE_LIMITS: 'place-hold=5/0' },
  { HOLDFAST_RATE_LIMITS: 'login=10/300,' },
  { HOLDFAST_RATE_LIMITS: 'hold-places=20/7201' },
  { HOLDFAST_RATE_LIMITS: 'hold-places-address=10001/300' },
  { HOLDFAST_EXEMPT_ADDRESSES: '203.0.113' },
  { HOLDFAST_PROXY_SECRET_SHA256: 'the secret itself' },
  { HOLDFAST_CORS_ORIGINS: '*' },
  { HOLDFAST_CORS_ORIGINS: 'https://a.example, https://b.example' },
  { HOLDFAST_CORS_ORIGINS: 'http://tickets.example' },
  { HOLDFAST_CORS_ORIGINS: 'https://tickets.example/' },
  { HOLDFAST_STREAM_FAULTS: 'x' },
  { HOLDFAST_ENGINE: 'foo' },
  { HOLDFAST_ENGINE: 'Embedded' },
  { HOLDFAST_ENGINE: 'embedded', DYNAMODB_ENDPOINT: 'http://localhost:8000' },
  { HOLDFAST_ENGINE_FAULTS: 'x', HOLDFAST_ENGINE: 'embedded' },
  { HOLDFAST_ENGINE_FAULTS: '7' },
  { HOLDFAST_ENGINE_FAULTS: '7', HOLDFAST_ENGINE: 'dynamodb-local' },
  { STRIPE_SECRET_KEY: 'sk_test_1' },
  { STRIPE_WEBHOOK_SECRET: 'whsec_1' },
  { STRIPE_API_BASE: 'https://stripe.example' },
  { DYNAMODB_ENDPOINT: 'localhost:8000' },
  { DYNAMODB_ENDPOINT: 'nonsense' },
  { DYNAMODB_ENDPOINT: 'https://dynamodb.eu-central-1.amazonaws.com' },
  { DYNAMODB_ENDPOINT: 'https://dynamodb.eu-central-1.api.aws' },
])('%j is a usage error that names it', variables => {
  const read = () => readSettings(variables);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(Object.keys(variables)[0]);
});

test('an unknown engine is refused with the variable, the value and the choices', () => {
  expect(() => readSettings({ HOLDFAST_ENGINE: 'foo' })).toThrow(
    'HOLDFAST_ENGINE must be embedded or dynamodb-local, but is "foo".',
  );
});

test('the functions get a test stage with made-up credentials, and none of the developer', () => {
  const variables: NodeJS.ProcessEnv = {
    AWS_PROFILE: 'mine',
    AWS_ACCESS_KEY_ID: 'real',
    AWS_SESSION_TOKEN: 'real',
    AWS_ENDPOINT_URL: 'https://elsewhere',
    HOLDFAST_STAGE_KIND: 'production',
    HOLDFAST_ASSETS: '/var/task',
    PATH: '/bin',
  };
  configureFunctions(VALUES, variables);
  expect(readHttpEnvironment(variables)).toEqual({
    tables: TABLES,
    isTestStage: true,
    isDeployed: false,
    web: {},
    dynamodbEndpoint: 'http://127.0.0.1:1',
    tokenKeys: { json: '{}' },
    ticketKeys: { json: '{}' },
    mail: { isTestStage: true, baseUrl: 'http://127.0.0.1:3000', queues: {}, linkKeys: { json: '{}' } },
    rateLimits: {},
    gateway: { is: 'simulated' },
    logLevel: 'WARN',
  });
  const own = Object.keys(variables).filter(name => name.startsWith('AWS_'));
  expect(own.toSorted()).toEqual(['AWS_ACCESS_KEY_ID', 'AWS_REGION', 'AWS_SECRET_ACCESS_KEY']);
  expect(variables.AWS_ACCESS_KEY_ID).toMatch(/^[A-Za-z0-9]+$/);
  expect(variables.AWS_ACCESS_KEY_ID).not.toBe('real');
  expect(variables.PATH).toBe('/bin');
});

test('the functions use Stripe if its secrets are set, but never on Lambda', () => {
  const variables: NodeJS.ProcessEnv = {
    STRIPE_SECRET_KEY: 'sk_test_1',
    STRIPE_WEBHOOK_SECRET: 'whsec_1',
    STRIPE_API_BASE: 'http://127.0.0.1:12111',
  };
  configureFunctions(VALUES, variables);
  expect(readHttpEnvironment(variables).gateway).toEqual({
    is: 'stripe',
    secrets: { json: '{"secretKey":"sk_test_1","webhookSecret":"whsec_1"}' },
    apiBase: 'http://127.0.0.1:12111',
  });
  const deployed = { ...variables, AWS_LAMBDA_FUNCTION_NAME: 'bookings' };
  expect(() => readHttpEnvironment(deployed)).toThrow('STRIPE_SECRET_KEY is for a laptop');
});

test('a production function refuses a simulated gateway, and may have none', () => {
  const variables = {
    HOLDFAST_TABLE: 'holdfast',
    HOLDFAST_STAGE_KIND: 'production',
    HOLDFAST_LOG_LEVEL: 'INFO',
    HOLDFAST_TOKEN_KEYS: '{}',
  };
  const read = (gateway: Record<string, string>) => readHttpEnvironment({ ...variables, ...gateway }).gateway;
  expect(() => read({ HOLDFAST_GATEWAY: 'simulated' })).toThrow('HOLDFAST_GATEWAY is simulated on a production stage');
  expect(() => read({ HOLDFAST_GATEWAY: 'paypal' })).toThrow('HOLDFAST_GATEWAY must be one of');
  expect(read({})).toEqual({ is: 'none' });
  const named = { HOLDFAST_GATEWAY: 'stripe', HOLDFAST_STRIPE_PARAMETER: '/holdfast/prod/stripe' };
  expect(read(named)).toEqual({ is: 'stripe', secrets: { parameter: '/holdfast/prod/stripe' } });
});

test('rate limits may be off locally, but never on Lambda', () => {
  expect(readRateLimits({ HOLDFAST_RATE_LIMITS: 'off' })).toBe('off');
  const deployed = { HOLDFAST_RATE_LIMITS: 'off', AWS_LAMBDA_FUNCTION_NAME: 'holds' };
  expect(() => readRateLimits(deployed)).toThrow('HOLDFAST_RATE_LIMITS may be off on a local service only');
});

test('a Node without argon2 is a usage error', () => {
  for (const version of ['20.20.2', '22.18.0', '24.6.0']) expect(() => requireNode(version)).toThrow(UsageError);
  for (const version of ['24.7.0', '24.21.0', '25.0.0']) expect(() => requireNode(version)).not.toThrow();
});
