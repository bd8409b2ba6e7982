/** The log as it is written: through the real logger, to the process's streams. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { Registration } from '../../lib/contract/accounts/requests.ts';
import { createLog } from '../../lib/lambda/observe/log.ts';
import { TEXT_LENGTH_MAX } from '../../lib/lambda/observe/log-fields.ts';
import type { LogFields } from '../../lib/ports/observability.ts';
import { createPasswords } from '../../lib/tokens/passwords.ts';
import { generateTokenKeys } from '../../lib/tokens/token-keys.ts';
import { captureOutput } from '../support/captured-output.ts';

const log = createLog('INFO');
const keys = await generateTokenKeys();
const PASSWORD = 'correct horse "battery" staple';
const SECRETS = {
  jwt: await new SignJWT({ sub: 'usr_1' }).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32)),
  'refresh token': `${'0123456789abcdefghijklmno'}.${'Ab-_'.repeat(10)}xyz`,
  'password hash': await createPasswords(randomBytes).hash(PASSWORD),
  'e-mail address': 'alice.o-hara+tickets@mail.holdfast.example',
  'private key': keys.signing[0]?.d ?? '',
  'refresh key': keys.refresh[0] ?? '',
  // In parts, so that no scanner of repositories takes them for real ones.
  'secret key of Stripe': `sk_${'live'}_${'4eC39HqLyjWDarjtT1zdp7dc'}`,
  'webhook secret of Stripe': `whsec_${'0123456789abcdef'.repeat(2)}`,
};

/** Writes one line. Tests of what does not compile pass any fields. */
function lineOf(fields: object) {
  const lines = captureOutput(() => log.error('request failed', fields as LogFields));
  expect(lines).toHaveLength(1);
  return { text: lines[0] as string, line: JSON.parse(lines[0] as string) };
}

afterEach(() => void vi.unstubAllEnvs());

describe('a line', () => {
  it('has the fields of the closed set, each with the format of its kind', () => {
    const fields: LogFields = {
      requestId: 'client-7f3a',
      edgeRequestId: 'JKJaXmPLvHcESHA=',
      claimId: '0123456789abcdefghijklmno',
      sessionId: 'Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmE',
      requestIds: ['a', 'b'],
      operation: 'place-hold',
      param: 'payment_intent[amount]',
      status: 409,
      isReplay: true,
      because: 'there is no bearer token',
      report: { expired: 3, failed: 0 },
    };
    expect(lineOf(fields).line).toMatchObject({
      level: 'ERROR',
      message: 'request failed',
      service: 'holdfast',
      ...fields,
    });
  });

  it.each([
    ['password', PASSWORD],
    ['email', SECRETS['e-mail address']],
    ['body', { a: 1 }],
    ['constructor', 'x'],
    ['__proto__', 'x'],
  ])('has no field %s, which is not in the set', (name, value) => {
    const { line, text } = lineOf(Object.fromEntries([[name, value]]));
    expect(Object.keys(line).toSorted()).toEqual(['level', 'message', 'sampling_rate', 'service', 'timestamp']);
    expect(text).not.toMatch(/battery|holdfast\.example/);
  });

  it.each<[string, unknown]>([
    ['requestId', PASSWORD],
    ['requestId', { deep: PASSWORD }],
    ['claimIds', [PASSWORD]],
    ['claimIds', PASSWORD],
    ['operation', `place ${PASSWORD}`],
    ['status', PASSWORD],
    ['isReplay', PASSWORD],
    ['report', { expired: PASSWORD, [PASSWORD]: 1, failed: Number.NaN }],
    ['report', PASSWORD],
  ])('has no value of another format in %s', (name, value) => {
    expect(lineOf({ [name]: value }).text).not.toMatch(/horse|battery/);
  });

  it('does not compile with another field, or with a value in its message', () => {
    const seat = 'a/1' as string;
    captureOutput(() => {
      // @ts-expect-error: no field of the set
      log.info('request answered', { password: PASSWORD });
      // @ts-expect-error: the message is no literal
      log.info(`the seat ${seat} is taken`);
    });
  });

  it('has the trace id on Lambda', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1');
    expect(lineOf({}).line.xray_trace_id).toBe('1-5759e988-bd862e3fe1be46a994272793');
  });

  it('is not written below the level', () => {
    expect(captureOutput(() => createLog('ERROR').warn('request answered'))).toEqual([]);
    expect(captureOutput(() => createLog('SILENT').error('request failed'))).toEqual([]);
  });
});

describe.each(Object.entries(SECRETS))('a %s', (_name, secret) => {
  it.each<[string, object]>([
    ['in a sentence', { because: `header <${secret}>`, reason: `it was ${secret}, they said` }],
    ['in the message of an error', { error: new Error(`cannot use ${secret}`) }],
    ['in quotes in the message of an error', { error: new Error(`cannot use "${secret}"`) }],
    ['in the message of an error of another class', { error: new TypeError(`cannot use ${secret}`) }],
    ['in a cause of a cause', { error: new Error('a', { cause: new Error('b', { cause: new Error(secret) }) }) }],
    ['in a cause that is no error', { error: new Error('a', { cause: { sent: secret } }) }],
    ['in one of many errors', { error: new AggregateError([new Error('x'), new Error(secret)], 'both failed') }],
    [
      'in the name or the code of an error',
      { error: Object.assign(new Error('x'), { name: secret, code: ` ${secret}` }) },
    ],
    ['in a property of an error', { error: Object.assign(new Error('x'), { input: secret }) }],
    ['thrown without an Error', { error: secret }],
    ['in JSON within a message', { error: new Error(JSON.stringify({ answer: JSON.stringify({ value: secret }) })) }],
    ['in an address in a message', { error: new Error(`https://x.example/?q=${encodeURIComponent(secret)}`) }],
    ['at the end of a long message', { error: new Error(`${'x '.repeat(TEXT_LENGTH_MAX / 2 - 20)}${secret}`) }],
  ])('%s does not reach the line', (_where, fields) => {
    const { text } = lineOf(fields);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(encodeURIComponent(secret));
    expect(text).not.toContain(secret.slice(0, 30));
  });
});

it('no e-mail address that the contract accepts reaches the line', () => {
  const address = fc.emailAddress().filter(email => Registration.shape.email.safeParse(email).success);
  const check = fc.property(address, email => {
    for (const message of [`for ${email}.`, `{"${email}"}`, `?to=${encodeURIComponent(email)}`]) {
      const { text } = lineOf({ because: message, error: new Error(message) });
      expect(text).not.toContain(email);
      expect(text).not.toContain(encodeURIComponent(email));
    }
  });
  fc.assert(check, { numRuns: 300 });
});

describe('an error', () => {
  it('of our own code has its name, message and stack frames, and its causes as well', () => {
    const cause = Object.assign(new RangeError('inner'), { own: 'gone' });
    const { line } = lineOf({ requestId: 'r-1', error: new Error('claim x has no payment 2', { cause }) });
    expect(line.error).toEqual({
      name: 'Error',
      message: 'claim x has no payment 2',
      stack: expect.stringMatching(/^at .*log\.test\.ts:\d+:\d+\)?\nat /),
      cause: { name: 'RangeError', stack: expect.stringMatching(/^at .*log\.test\.ts/) },
    });
  });

  it('of the system has its code', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:8000'), { code: 'ECONNREFUSED' });
    expect(lineOf({ error }).line.error).toMatchObject({ code: 'ECONNREFUSED', message: error.message });
  });

  it.each([
    'the parameter /holdfast/prod/token-keys could not be read: AccessDeniedException',
    'the environment variable HOLDFAST_VERIFICATION_KEYS_PARAMETER is missing',
    'the row CLAIM#0123456789abcdefghijklmno META is malformed: places.0 is no object',
    "this function's environment does not say where Stripe's secrets are",
  ])('keeps its message: %s', message => {
    expect(lineOf({ error: new Error(message) }).line.error.message).toBe(message);
  });

  it('of the SDK has neither its message nor its rows', () => {
    const row = {
      pk: { S: 'EMAIL#someone' },
      name: { S: 'Alice Liddell' },
      passwordHash: { S: SECRETS['password hash'] },
    };
    const error = new TransactionCanceledException({
      message: 'Transaction cancelled: Alice [ConditionalCheckFailed]',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: row }],
      $metadata: {},
    });
    const { line, text } = lineOf({ error: new Error('outer', { cause: error }) });
    expect(line.error.cause).toEqual({
      name: 'TransactionCanceledException',
      stack: expect.stringContaining('log.test.ts'),
    });
    expect(text).not.toMatch(/Alice|EMAIL#someone|argon2/);
  });

  it.each([false, true])('of zod has no part of the invalid value (with reportInput: %j)', reportInput => {
    const schema = z.strictObject({ password: z.string().max(3), list: z.array(z.literal('a')) });
    const { error } = schema.safeParse({ password: PASSWORD, list: ['battery'] }, { reportInput });
    expect(lineOf({ error: new Error('x', { cause: error }) }).text).not.toMatch(/battery|staple/);
  });

  it('of JSON.parse has no part of the text', () => {
    for (const text of [PASSWORD, `{"a":"${'x'.repeat(50)}", battery}`, 'x"battery"']) {
      const { line, text: written } = lineOf({ error: thrownBy(() => JSON.parse(text)) });
      expect(written).not.toMatch(/horse|battery/);
      expect(line.error.name).toBe('SyntaxError');
    }
  });

  it('has no part of a message of several lines in its stack', () => {
    const { text } = lineOf({ error: new TypeError(`first\n    second line\n    at battery\n${PASSWORD}`) });
    expect(text).not.toMatch(/second|battery/);
  });

  it('has no line of its message in its stack that looked like a frame, and so was logged', () => {
    const message = `first\n    at battery:1:2\n    at staple (file:///horse.ts:1:2)`;
    const changed = new TypeError('    at battery (horse:1:2)\n    at battery:1:2');
    changed.message = 'changed after the stack was made';
    for (const error of [new TypeError(message), new Error(message), changed]) {
      const { stack } = lineOf({ error }).line.error;
      expect(stack).not.toMatch(/horse|battery|staple/);
      expect(stack).toContain('log.test.ts');
    }
  });

  it.each([undefined, null, 7, PASSWORD, { password: PASSWORD }])(
    'that is no Error is named by its type: %j',
    thrown => {
      const { line, text } = lineOf({ error: thrown });
      expect(line.error.name).toMatch(/^not an error: (undefined|null|number|string|object)$/);
      expect(text).not.toContain('battery');
    },
  );
});

describe('the log', () => {
  it('writes a line for any value', () => {
    const error = new Error('its own cause');
    error.cause = error;
    const hostile = {
      claimId: 'c',
      get requestId() {
        throw new Error(PASSWORD);
      },
    };
    const circle: Record<string, unknown> = { n: 1n };
    circle.self = circle;
    for (const fields of [{ error }, hostile, { report: circle }, { error: new Proxy(error, { get: () => 1n }) }]) {
      const { text, line } = lineOf(fields);
      expect(line.message).toBe('request failed');
      expect(text).not.toContain('battery');
    }
  });

  it.each(['a', '.', '@', '"', '#', "'", ' ', '\n    at '])('writes a long text of %j in less than 500 ms', part => {
    const text = part.repeat(6_000_000 / part.length);
    const error = Object.assign(new Error(text), { stack: text });
    const began = performance.now();
    const { text: line } = lineOf({ because: text, requestId: text, error });
    expect(performance.now() - began).toBeLessThan(500);
    expect(line.length).toBeLessThan(20_000);
  });
});

/** Words in an expression that name a value of a caller or a secret. */
const SENSITIVE =
  /password|email|authorization|cookie|credential|body|query|input|headers|refresh|\btoken\b|\.secret\b/i;

it('no error in lib has input or a secret in its message', () => {
  const lib = join(import.meta.dirname, '../../lib');
  const sources = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'));
  const interpolations = sources.flatMap(path =>
    [...readFileSync(join(lib, path), 'utf8').matchAll(/new Error\(\s*(`(?:[^`\\]|\\.)*`)/g)].flatMap(([, text = '']) =>
      [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, expression = '']) => `${path}: ${expression}`),
    ),
  );
  expect(interpolations.length).toBeGreaterThan(20);
  expect(interpolations.filter(line => SENSITIVE.test(line.slice(line.indexOf(':'))))).toEqual([]);
});

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
