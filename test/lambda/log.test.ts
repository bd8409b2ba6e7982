/** The log as it is written: through the real logger, to the process's streams. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Registration } from '../../lib/contract/accounts/requests.ts';
import { createLog } from '../../lib/lambda/observe/log.ts';
import { TEXT_LENGTH_MAX } from '../../lib/lambda/observe/redaction.ts';
import { passwords } from '../../lib/tokens/passwords.ts';
import { generateTokenKeys } from '../../lib/tokens/token-keys.ts';
import { captureOutput } from '../support/captured-output.ts';

const log = createLog('INFO');
const keys = await generateTokenKeys();
const PASSWORD = 'correct horse "battery" staple';
const SECRETS = {
  jwt: await new SignJWT({ sub: 'usr_1' }).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32)),
  refreshToken: `${'0123456789abcdefghijklmno'}.${'Ab-_'.repeat(10)}xyz`,
  passwordHash: await passwords.hash(PASSWORD),
  email: 'alice.o-hara+tickets@mail.holdfast.example',
};
const KEY_PARTS = [keys.signing[0]?.d ?? '', keys.refresh[0] ?? ''];

/** The one line that this writes, read and as text. */
function lineOf(fields: Record<string, unknown>, message = 'request failed') {
  const lines = captureOutput(() => log.error(message, fields));
  expect(lines).toHaveLength(1);
  return { text: lines[0] as string, line: JSON.parse(lines[0] as string) };
}

describe.each(Object.entries(SECRETS))('a %s', (_name, secret) => {
  it.each<[string, Record<string, unknown>, string?]>([
    ['in the message', {}, `it was ${secret}, they said`],
    ['in a field', { said: `header <${secret}>` }],
    ['in a list of objects', { tried: [{ deep: [{ value: secret }] }] }],
    ['as the name of a field', { seen: { [secret]: 3 } }],
    ["in an error's message and stack", { error: new TypeError(`cannot use ${secret}`) }],
    ['in a cause of a cause', { error: new Error('a', { cause: new Error('b', { cause: new Error(secret) }) }) }],
    ['in a cause that is no error', { error: new Error('a', { cause: { sent: secret } }) }],
    ['in one of many errors', { error: new AggregateError([new Error('x'), new Error(secret)], 'both failed') }],
    ['thrown by itself', { error: secret }],
    ['in JSON within JSON', { said: JSON.stringify({ answer: JSON.stringify({ value: secret }) }) }],
    ['in an address', { url: new URL(`https://x.example/?q=${encodeURIComponent(secret)}`).href }],
  ])('%s does not reach the line', (_where, fields, message) => {
    expect(lineOf(fields, message).text).not.toContain(secret);
    expect(lineOf(fields, message).text).not.toContain(encodeURIComponent(secret));
  });
});

describe('an e-mail address', () => {
  it('that the contract accepts does not reach the line, whatever it looks like', () => {
    // One with a slash looks like the path of a package, and stacks must stay readable.
    const isOurs = (email: string) => Registration.shape.email.safeParse(email).success && !email.includes('/');
    const address = fc.emailAddress().filter(isOurs);
    const check = fc.property(address, email => {
      for (const said of [`for ${email}.`, `{"${email}"}`, `?to=${encodeURIComponent(email)}`]) {
        expect(lineOf({ said }).text).not.toContain(email);
        expect(lineOf({ said }).text).not.toContain(encodeURIComponent(email));
      }
    });
    fc.assert(check, { numRuns: 300 });
  });

  it.each(['root@localhost', 'a=b@x.example', '{a}@x.example', 'a@x.1ab', 'a%40x.example', 'a%2540x.example'])(
    'like %s is withheld',
    email => {
      expect(lineOf({ said: `for ${email}, of course` }).text).toContain('for [withheld], of course');
    },
  );

  it('is not what a package of a scope looks like: stacks stay readable', () => {
    const frame = 'at run (file:///srv/node_modules/@middy/core/index.js:165:14)';
    expect(lineOf({ said: frame }).text).toContain(frame);
  });
});

describe('what only its name gives away', () => {
  it.each([
    'password',
    'newPassword',
    'passwordHash',
    'tokenHash',
    'secret',
    'accessToken',
    'authorization',
    'Cookie',
    'idempotency-key',
    'idempotencyKey',
    'email',
    'key',
    'body',
    'Item',
    'sourceIp',
  ])('%s is withheld as a field, whatever it holds', name => {
    for (const value of [PASSWORD, { S: PASSWORD }, [PASSWORD]]) {
      const { text, line } = lineOf({ [name]: value, nested: [{ [name]: value }] });
      expect(line[name]).toBe('[withheld]');
      expect(line.nested).toEqual([{ [name]: '[withheld]' }]);
      expect(text).not.toContain('battery');
    }
  });

  it.each([
    ['JSON', JSON.stringify({ a: 1, password: PASSWORD, email: 'x' })],
    ['JSON in JSON', JSON.stringify(JSON.stringify({ password: PASSWORD }))],
    ['JSON that was cut', JSON.stringify({ password: PASSWORD }).slice(0, -4)],
    ['raw attributes', JSON.stringify({ password: { S: 'battery' } })],
    ["a debugger's form", `{ password: 'the battery' }`],
    ['a form', 'a=1&password=battery&b=2'],
    ['a header', 'idempotency-key: battery'],
    ['several words without quotes', 'password: correct horse battery staple'],
    ['an arrow', 'password => battery'],
  ])('it is withheld in a text of %s', (_form, said) => {
    expect(lineOf({ said }).text).not.toMatch(/battery|staple/);
    expect(lineOf({ error: new Error(said) }).text).not.toMatch(/battery|staple/);
  });

  it.each([
    'authorization%3A%20Bearer%20battery-battery',
    'said=Bearer+battery-battery',
    'battery%2540holdfast.example',
    'battery\\u0040holdfast.example',
    'battery!x#y@holdfast.example',
  ])('%s is withheld, though it was encoded on its way', said => {
    expect(lineOf({ said }).text).not.toContain('battery');
  });

  it("a key's private parts are withheld, as fields and as text", () => {
    for (const said of [keys, keys.signing[0], JSON.stringify(keys), JSON.stringify(keys.signing[0])]) {
      const { text } = lineOf({ said, error: new Error(String(said)) });
      for (const part of KEY_PARTS) expect(text).not.toContain(part);
    }
  });
});

describe('an error', () => {
  it('of the SDK is told without the rows that it carries', () => {
    const row = { pk: { S: 'EMAIL#someone' }, name: { S: 'Alice Liddell' }, passwordHash: { S: SECRETS.passwordHash } };
    const error = new TransactionCanceledException({
      message: 'Transaction cancelled [ConditionalCheckFailed]',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: row }],
      $metadata: {},
    });
    const { line, text } = lineOf({ error, causes: [new Error('outer', { cause: error })] });
    expect(Object.keys(line.error)).toEqual(['name', 'message', 'stack']);
    expect(line.error).toMatchObject({
      name: 'TransactionCanceledException',
      message: 'Transaction cancelled [ConditionalCheckFailed]',
      stack: expect.stringContaining('log.test.ts'),
    });
    expect(text).not.toMatch(/Liddell|EMAIL#someone|argon2/);
  });

  it.each([false, true])('of zod is told without what it found wrong (by input: %j)', reportInput => {
    const schema = z.strictObject({ password: z.string().max(3), list: z.array(z.literal('a')) });
    const { error } = schema.safeParse({ password: PASSWORD, list: ['battery'] }, { reportInput });
    const { text } = lineOf({ error, said: error?.message, wrapped: new Error('x', { cause: error }) });
    expect(text).not.toMatch(/battery|staple/);
  });

  it('of JSON.parse is told without the text', () => {
    for (const text of [PASSWORD, `{"a":"${'x'.repeat(50)}", battery}`, 'x"battery"']) {
      const error = caught(() => JSON.parse(text));
      expect(lineOf({ error }).text).not.toMatch(/horse|battery/);
      expect(lineOf({ error }).line.error.name).toBe('SyntaxError');
    }
  });

  it('keeps what helps: its name, message, stack, and the same of its causes', () => {
    const cause = Object.assign(new RangeError('inner'), { own: 'gone' });
    const { line } = lineOf({ requestId: 'r-1', error: new Error('outer', { cause }) });
    expect(line).toMatchObject({
      level: 'ERROR',
      message: 'request failed',
      service: 'holdfast',
      requestId: 'r-1',
      error: { name: 'Error', message: 'outer', cause: { name: 'RangeError', message: 'inner' } },
    });
    expect(line.error.stack).toMatch(/^Error: outer\n +at .*log\.test\.ts:\d+/);
    expect(line.error.cause).not.toHaveProperty('own');
  });

  it.each(['no token: [object Object]', `no token: "un`, 'no token: none'])('of %j keeps its stack', message => {
    expect(lineOf({ error: new Error(message) }).line.error.stack).toMatch(
      /^Error: no token: .*\n +at .*log\.test\.ts/,
    );
  });
});

describe('the log', () => {
  it('leaves alone what is no secret', () => {
    const fields = {
      because: 'there is no bearer token',
      requestId: 'JKJaXmPLvHcESHA=',
      sessionId: 'Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmE',
      claimId: '0123456789abcdefghijklmno',
      report: { swept: 3, at: '2027-03-01T12:00:00.000Z' },
      path: '/var/task/node_modules/@aws-sdk/client-dynamodb/dist-es/index.js:12:34',
    };
    expect(lineOf({ ...fields, at: new Date(0) }).line).toMatchObject({ ...fields, at: '1970-01-01T00:00:00.000Z' });
  });

  it('survives whatever it is given', () => {
    const circle: Record<string, unknown> = { n: 1n };
    circle.self = circle;
    const error = new Error('its own cause');
    error.cause = error;
    const hostile = {
      get field() {
        throw new Error(PASSWORD);
      },
    };
    for (const fields of [{ circle }, { error }, { hostile }, { bytes: Buffer.from(PASSWORD) }, { map: new Map() }]) {
      const { text, line } = lineOf(fields);
      expect(line.message).toBe('request failed');
      expect(text).not.toContain('battery');
    }
  });

  it('cuts a long text before a secret, never within', () => {
    for (const length of [TEXT_LENGTH_MAX - 60, TEXT_LENGTH_MAX - 20, TEXT_LENGTH_MAX, 6_000_000]) {
      const { text } = lineOf({ said: `${'x '.repeat(length / 2)}${SECRETS.refreshToken}` });
      expect(text).not.toContain(SECRETS.refreshToken.slice(0, 30));
      expect(text.length).toBeLessThan(2 * TEXT_LENGTH_MAX);
    }
  });

  it.each(['a', '.', '@', '"', '\\', '\\"', 'eyJ', 'password', 'a@a.', '{"d":"', 'bearer ', 'Unexpected token a, "'])(
    'takes no time for a long text of %j',
    part => {
      const said = part.repeat(TEXT_LENGTH_MAX / part.length);
      const began = performance.now();
      lineOf({ said });
      expect(performance.now() - began).toBeLessThan(250);
    },
  );
});

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
