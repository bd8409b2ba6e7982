/** What stands in the way of a deployment, and how it is said. */
import { describe, expect, it, test } from 'vitest';
import { readinessOf, type Surroundings } from '../../lib/commands/deploy/readiness.ts';
import { sayable } from '../../lib/commands/shared/aws-errors.ts';
import { stageOf } from '../../lib/infra/stage.ts';

const GOOD: Surroundings = {
  account: '123456789012',
  region: 'eu-central-1',
  bootstrapVersion: 21,
  stackStatus: 'UPDATE_COMPLETE',
  concurrencyMax: 1_000,
};
const stage = (settings: Record<string, string>) => stageOf(name => settings[name]);
const DEV = stage({ stage: 'dev' });
const PROD = stage({ stage: 'prod' });
const of = (changes: Partial<Surroundings>, to = PROD) => readinessOf(to, 'Holdfast-x', { ...GOOD, ...changes });

it('has nothing to say where all is well', () => {
  expect(of({})).toEqual({ obstacles: [], remarks: [] });
});

it.each([
  [
    undefined,
    /^The account 123456789012 is not prepared for the CDK in the Region eu-central-1\. .*npx cdk bootstrap aws:\/\/123456789012\/eu-central-1 — else set AWS_REGION\.$/,
  ],
  [5, /of version 5, and 6 is needed\. Run: npx cdk bootstrap aws:\/\/123456789012\/eu-central-1$/],
])('asks for the bootstrap where it is of version %s', (bootstrapVersion, sentence) => {
  expect(of({ bootstrapVersion }).obstacles).toEqual([expect.stringMatching(sentence)]);
});

describe('a quota of few functions at once', () => {
  test('keeps production from being deployed, unless it is meant', () => {
    expect(of({ concurrencyMax: 99 }).obstacles).toEqual([
      expect.stringMatching(/99 functions.*L-B99A9384.*--low-quota/),
    ]);
    expect(of({ concurrencyMax: 100 }).obstacles).toEqual([]);
    expect(of({ concurrencyMax: undefined }).obstacles).toEqual([]);
  });

  test('is told of a test stage', () => {
    expect(of({ concurrencyMax: 10 }, DEV)).toEqual({
      obstacles: [],
      remarks: [expect.stringMatching(/lets 10 functions run at once in eu-central-1.*request-service-quota-increase/)],
    });
  });
});

describe('a stack', () => {
  it.each([
    ['UPDATE_IN_PROGRESS', /under way \(UPDATE_IN_PROGRESS\): wait/],
    ['UPDATE_ROLLBACK_IN_PROGRESS', /under way/],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', /under way/],
    ['UPDATE_ROLLBACK_FAILED', /aws cloudformation continue-update-rollback --stack-name Holdfast-x$/],
    ['ROLLBACK_FAILED', /aws cloudformation delete-stack --stack-name Holdfast-x$/],
    ['DELETE_FAILED', /aws cloudformation delete-stack --stack-name Holdfast-x$/],
  ])('that is %s cannot be deployed, and says what to do', (stackStatus, sentence) => {
    expect(of({ stackStatus }).obstacles).toEqual([expect.stringMatching(sentence)]);
  });

  it.each([
    [undefined, /is new here/],
    ['REVIEW_IN_PROGRESS', /is new here/],
    ['ROLLBACK_COMPLETE', /taken back: this one begins anew/],
    ['UPDATE_ROLLBACK_COMPLETE', /it runs as it did before/],
  ])('that is %s can be, with a word about it', (stackStatus, sentence) => {
    expect(of({ stackStatus })).toEqual({ obstacles: [], remarks: [expect.stringMatching(sentence)] });
  });
});

describe('a setting that the last deployment had', () => {
  const STRIPE = {
    gateway: 'stripe',
    rateLimits: '',
    corsOrigins: '',
    alarms: 'on',
    alarmEmail: 'on-call@example.com',
  };

  test('does not fall away because it was left out', () => {
    expect(of({ settings: STRIPE }).obstacles).toEqual([
      expect.stringMatching(/^Holdfast-x was deployed with -c gateway=stripe, and this says none\. .*--new-settings/),
      expect.stringMatching(/-c alarmEmail=on-call@example\.com, and this says nothing of it\./),
    ]);
  });

  test('may be changed by whoever says so', () => {
    const said = stage({ stage: 'prod', gateway: 'none', alarmEmail: 'other@example.com' });
    const { obstacles } = readinessOf(
      said,
      'Holdfast-x',
      { ...GOOD, settings: STRIPE },
      new Set(['gateway', 'alarmEmail']),
    );
    expect(obstacles).toEqual([]);
  });

  test('may be said again, or for the first time', () => {
    const again = stage({ stage: 'prod', gateway: 'stripe', alarmEmail: 'on-call@example.com' });
    expect(of({ settings: STRIPE }, again).obstacles).toEqual([]);
    const first = { ...STRIPE, gateway: 'none', alarmEmail: '' };
    expect(
      of({ settings: { ...first, ofLater: 'x' } }, stage({ stage: 'prod', corsOrigins: 'https://a.example' }))
        .obstacles,
    ).toEqual([]);
  });
});

it('says all that stands in the way at once', () => {
  expect(of({ bootstrapVersion: undefined, concurrencyMax: 10, stackStatus: 'DELETE_FAILED' }).obstacles).toHaveLength(
    3,
  );
});

const errorNamed = (name: string, message = 'as AWS says it') => Object.assign(new Error(message), { name });

it.each([
  [errorNamed('CredentialsProviderError'), /no AWS credentials/],
  [errorNamed('ExpiredTokenException'), /refuses these credentials/],
  [errorNamed('Error', 'Region is missing'), /No Region is named/],
  [
    errorNamed('Error', 'getaddrinfo ENOTFOUND sts.mars-1.amazonaws.com'),
    /AWS does not answer .*sts\.mars-1.*check the Region/,
  ],
])('says what AWS means by an error', (error, sentence) => {
  expect((sayable(error) as Error).message).toMatch(sentence);
});

it('lets a bug be one', () => {
  const bug = new TypeError('x is not a function');
  expect(sayable(bug)).toBe(bug);
});
