/** Problems that prevent a deployment, and their messages. */
import { describe, expect, it, test } from 'vitest';
import { type AccountState, readinessOf } from '../../lib/commands/deploy/readiness.ts';
import { tablesNow, tablesToDeploy } from '../../lib/commands/deploy/tables-setting.ts';
import { asUsageError } from '../../lib/commands/shared/aws-errors.ts';
import { stageOf } from '../../lib/infra/stage.ts';
import { FORMAT_OLDEST, FORMAT_VERSION } from '../../lib/table/table-format.ts';

const GOOD: AccountState = {
  account: '123456789012',
  region: 'eu-central-1',
  bootstrapVersion: 21,
  stackStatus: 'UPDATE_COMPLETE',
  concurrencyMax: 1_000,
};
const stage = (settings: Record<string, string>) => stageOf(name => settings[name]);
const DEV = stage({ stage: 'dev' });
const PROD = stage({ stage: 'prod' });
const of = (changes: Partial<AccountState>, to = PROD) => readinessOf(to, 'Holdfast-x', { ...GOOD, ...changes });

it('has no obstacles and no remarks if nothing is wrong', () => {
  expect(of({})).toEqual({ obstacles: [], remarks: [] });
});

it.each([
  [
    undefined,
    /^The account 123456789012 is not prepared for the CDK in the Region eu-central-1\. .*npx cdk bootstrap aws:\/\/123456789012\/eu-central-1 — otherwise set AWS_REGION\.$/,
  ],
  [5, /has version 5, but 6 is needed\. Run: npx cdk bootstrap aws:\/\/123456789012\/eu-central-1$/],
])('asks for the bootstrap if its version is %s', (bootstrapVersion, sentence) => {
  expect(of({ bootstrapVersion }).obstacles).toEqual([expect.stringMatching(sentence)]);
});

describe('a low concurrency limit', () => {
  test('prevents a deployment of production', () => {
    expect(of({ concurrencyMax: 99 }).obstacles).toEqual([
      expect.stringMatching(/99 functions.*L-B99A9384.*--low-quota/),
    ]);
    expect(of({ concurrencyMax: 100 }).obstacles).toEqual([]);
    expect(of({ concurrencyMax: undefined }).obstacles).toEqual([]);
  });

  test('is only a remark for a test stage', () => {
    expect(of({ concurrencyMax: 10 }, DEV)).toEqual({
      obstacles: [],
      remarks: [expect.stringMatching(/lets 10 functions run at once in eu-central-1.*request-service-quota-increase/)],
    });
  });
});

it.each([
  [FORMAT_VERSION + 1, 'up to 2. Use the version that migrated it.'],
  [FORMAT_OLDEST - 1, 'from 1 on. Deploy the version before, and run its npm run migrate first.'],
])('refuses to deploy over a table of format %d', (tableFormat, advice) => {
  expect(of({ tableFormat }).obstacles).toEqual([
    `The table of Holdfast-x is of format ${tableFormat}, but this version of Holdfast knows formats ${advice}`,
  ]);
  expect(of({ tableFormat: FORMAT_OLDEST }).obstacles).toEqual([]);
});

describe('a stack', () => {
  it.each([
    ['UPDATE_IN_PROGRESS', /in progress \(UPDATE_IN_PROGRESS\)\. Wait/],
    ['UPDATE_ROLLBACK_IN_PROGRESS', /in progress/],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', /in progress/],
    ['UPDATE_ROLLBACK_FAILED', /aws cloudformation continue-update-rollback --stack-name Holdfast-x$/],
    ['ROLLBACK_FAILED', /aws cloudformation delete-stack --stack-name Holdfast-x$/],
    ['DELETE_FAILED', /aws cloudformation delete-stack --stack-name Holdfast-x$/],
  ])('that is %s cannot be deployed, and the obstacle says what to do', (stackStatus, sentence) => {
    expect(of({ stackStatus }).obstacles).toEqual([expect.stringMatching(sentence)]);
  });

  it.each([
    [undefined, /is a new stack/],
    ['REVIEW_IN_PROGRESS', /is a new stack/],
    ['ROLLBACK_COMPLETE', /rolled back\. This one starts anew/],
    ['UPDATE_ROLLBACK_COMPLETE', /The stack runs as before/],
  ])('that is %s can be deployed, with a remark', (stackStatus, sentence) => {
    expect(of({ stackStatus })).toEqual({ obstacles: [], remarks: [expect.stringMatching(sentence)] });
  });
});

describe('a setting of the last deployment', () => {
  const STRIPE = {
    gateway: 'stripe',
    rateLimits: '',
    corsOrigins: '',
    alarms: 'on',
    alarmEmail: 'on-call@example.com',
  };

  test('may not be left out', () => {
    expect(of({ settings: STRIPE }).obstacles).toEqual([
      expect.stringMatching(
        /^Holdfast-x was deployed with -c gateway=stripe, but this deployment has none\. .*--new-settings/,
      ),
      expect.stringMatching(/-c alarmEmail=on-call@example\.com, but this deployment has no value for it\./),
    ]);
  });

  test('may be changed if it is given', () => {
    const changed = stage({ stage: 'prod', gateway: 'none', alarmEmail: 'other@example.com' });
    const { obstacles } = readinessOf(
      changed,
      'Holdfast-x',
      { ...GOOD, settings: STRIPE },
      new Set(['gateway', 'alarmEmail']),
    );
    expect(obstacles).toEqual([]);
  });

  test('may be given again, or for the first time', () => {
    const again = stage({ stage: 'prod', gateway: 'stripe', alarmEmail: 'on-call@example.com' });
    expect(of({ settings: STRIPE }, again).obstacles).toEqual([]);
    const first = { ...STRIPE, gateway: 'none', alarmEmail: '' };
    expect(
      of({ settings: { ...first, ofLater: 'x' } }, stage({ stage: 'prod', corsOrigins: 'https://a.example' }))
        .obstacles,
    ).toEqual([]);
  });
});

it('lists all obstacles at once', () => {
  expect(of({ bootstrapVersion: undefined, concurrencyMax: 10, stackStatus: 'DELETE_FAILED' }).obstacles).toHaveLength(
    3,
  );
});

const errorNamed = (name: string, message = 'as AWS says it') => Object.assign(new Error(message), { name });

it.each([
  [errorNamed('CredentialsProviderError'), /no AWS credentials/],
  [errorNamed('ExpiredTokenException'), /refuses these credentials/],
  [errorNamed('Error', 'Region is missing'), /No Region is configured/],
  [
    errorNamed('Error', 'getaddrinfo ENOTFOUND sts.mars-1.amazonaws.com'),
    /AWS does not answer .*sts\.mars-1.*Check the Region/,
  ],
])('explains errors of AWS', (error, sentence) => {
  expect((asUsageError(error) as Error).message).toMatch(sentence);
});

it('returns a bug unchanged', () => {
  const bug = new TypeError('x is not a function');
  expect(asUsageError(bug)).toBe(bug);
});

describe('the tables of a stage', () => {
  const settings = { tables: 'separate' };

  it.each([
    ['a new stage', undefined, undefined],
    ['a stage whose first deployment failed', {}, undefined],
    ['a stage of version 0.5, which has no such setting', { tableName: 't', settings: {} }, 'shared'],
    ['a stage of an older version without settings', { tableName: 't' }, 'shared'],
    ['a stage with one table', { tableName: 't', settings: { tables: 'shared' } }, 'shared'],
    ['a separated stage', { tableName: 't', settings }, 'separate'],
  ] as const)('are known: %s', (_name, found, now) => {
    expect(tablesNow(found)).toBe(now);
    // Without -c tables nothing is switched. A new stage gets separate ones.
    expect(tablesToDeploy(now, undefined)).toBe(now ?? 'separate');
    expect(tablesToDeploy(now, 'shared')).toBe('shared');
    expect(tablesToDeploy(now, 'separate')).toBe('separate');
  });
});
