/** The function that makes the keys, as CloudFormation calls it and as people do: every end is told, and no secret. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Deployment, deployFunction } from '../../lib/lambda/custom-resource-function.ts';
import { tokenKeysDeployment } from '../../lib/lambda/token-keys-resource.ts';
import { generateTokenKeys } from '../../lib/tokens/token-keys.ts';
import { type FakeParameters, fakeParameters } from '../support/parameters.ts';

const NOW = Date.UTC(2027, 0, 1);
const NAMES = { secret: '/holdfast/test/token-keys', public: '/holdfast/test/verification-keys' };

/** What CloudFormation keeps at the address that it waits at. */
interface Answered {
  method: string | undefined;
  contentType: string | undefined;
  body: Record<string, unknown>;
}
let answered: Answered[];
let statuses: number[];
let server: Server;
let responseUrl: string;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { method, headers } = request;
    answered.push({ method, contentType: headers['content-type'], body: JSON.parse(await text(request)) });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  responseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?X-Amz-Signature=credential`;
});
afterAll(() => server.close());

const logged: string[] = [];
const note = (...line: unknown[]): void => {
  logged.push(JSON.stringify(line));
};
const LOG = { info: note, warn: note, error: note };

let store: FakeParameters;
beforeEach(() => {
  store = fakeParameters();
  answered = [];
  statuses = [];
  logged.length = 0;
});
afterEach(() => {
  const told = JSON.stringify([answered, logged]);
  for (const value of secretsIn(store)) expect(told.includes(value)).toBe(false);
  expect(logged.join().includes('credential')).toBe(false);
});

/** Whatever in the secret is not for everybody. */
const secretsIn = ({ values }: FakeParameters): string[] =>
  [...(values.get(NAMES.secret)?.value.matchAll(/[\w-]{43}/g) ?? [])]
    .map(([part]) => part)
    .filter(part => !values.get(NAMES.public)?.value.includes(part));

const handle = deployFunction(() => tokenKeysDeployment(store, NAMES, () => NOW), LOG);
const CONTEXT = { logStreamName: '2027/01/01/[1]x', getRemainingTimeInMillis: () => 60_000 } as Context;
const eventOf = (RequestType: 'Create' | 'Update' | 'Delete', more: object = {}) => ({
  RequestType,
  ResponseURL: responseUrl,
  StackId: 'arn:aws:cloudformation:eu-central-1:1:stack/Holdfast-test/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Keys',
  ResourceType: 'Custom::TokenKeys',
  ServiceToken: 'arn:aws:lambda:eu-central-1:1:function:f',
  ResourceProperties: { ServiceToken: 'arn:aws:lambda:eu-central-1:1:function:f' },
  ...(RequestType !== 'Create' && { PhysicalResourceId: NAMES.secret }),
  ...more,
});
const SUCCESS = {
  Status: 'SUCCESS',
  PhysicalResourceId: NAMES.secret,
  StackId: 'arn:aws:cloudformation:eu-central-1:1:stack/Holdfast-test/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Keys',
};

describe('CloudFormation is told', () => {
  it('that the keys are made, without any word of them', async () => {
    await handle(eventOf('Create'), CONTEXT);
    expect(answered).toEqual([{ method: 'PUT', contentType: '', body: SUCCESS }]);
    expect([...store.values.keys()]).toEqual([NAMES.secret, NAMES.public]);
  });

  it('the same when it asks again, or for an update: keys that are there stay', async () => {
    await handle(eventOf('Create'), CONTEXT);
    const made = store.values.get(NAMES.secret);
    await handle(eventOf('Create'), CONTEXT);
    await handle(eventOf('Update'), CONTEXT);
    expect(answered.map(({ body }) => body)).toEqual([SUCCESS, SUCCESS, SUCCESS]);
    expect(store.values.get(NAMES.secret)).toBe(made);
  });

  it('that a run that broke off was mended by the next', async () => {
    store.before = step => {
      if (step.startsWith('write')) throw new Error('the parameter could not be written: ThrottlingException');
    };
    await handle(eventOf('Create'), CONTEXT);
    store.before = () => undefined;
    await handle(eventOf('Create'), CONTEXT);
    expect(answered.map(({ body }) => body.Status)).toEqual(['FAILED', 'SUCCESS']);
    expect([...store.values.keys()]).toEqual([NAMES.secret, NAMES.public]);
  });

  it('that the keys are removed, also where there are none', async () => {
    await handle(eventOf('Create'), CONTEXT);
    await handle(eventOf('Delete'), CONTEXT);
    await handle(eventOf('Delete'), CONTEXT);
    expect(answered.map(({ body }) => body.Status)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(store.values.size).toBe(0);
  });

  it('under the name that it knows already: another one would have the keys removed', async () => {
    await handle(eventOf('Update', { PhysicalResourceId: 'an older name' }), CONTEXT);
    expect(answered[0]?.body.PhysicalResourceId).toBe('an older name');
  });

  it.each<[string, () => void]>([
    ['a step fails', () => failWith(new Error('the parameter /x could not be made: AccessDeniedException'))],
    ['something is thrown that is no error', () => failWith('text')],
    ['an error says nothing', () => failWith(new Error(''))],
    ['an error says more than CloudFormation takes', () => failWith(new Error('too long '.repeat(1_000)))],
  ])('why, and where more is to be read, when %s', async (_name, prepare) => {
    prepare();
    await handle(eventOf('Create'), CONTEXT);
    const body = answered[0]?.body ?? {};
    expect(body).toMatchObject({ Status: 'FAILED', RequestId: 'request-1', PhysicalResourceId: 'Keys' });
    expect(body.Reason).toMatch(/^\S.* \(log: 2027\/01\/01\/\[1\]x\)$/);
    expect(JSON.stringify(body).length).toBeLessThan(4_096);
    expect(answered).toHaveLength(1);
    expect(logged).toHaveLength(1);
  });

  it('nothing of a key, even where an error quotes one', async () => {
    const { signing, refresh } = await generateTokenKeys();
    const quoted = [...signing.map(({ d }) => d), ...refresh];
    failWith(new Error(`Value '${JSON.stringify(quoted)}' at 'value' failed to satisfy constraint`));
    await handle(eventOf('Create'), CONTEXT);
    const told = JSON.stringify([answered, logged]);
    expect(quoted.filter(key => told.includes(key))).toEqual([]);
    expect(told).toContain('failed to satisfy constraint');
  });

  it('that a setting is missing', async () => {
    const open = (): Deployment => {
      throw new Error('the environment variable HOLDFAST_TOKEN_KEYS_PARAMETER is missing');
    };
    await deployFunction(open, LOG)(eventOf('Create'), CONTEXT);
    expect(answered[0]?.body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'Keys' });
  });

  it('that it took too long, before Lambda ends the function', async () => {
    store.before = () => new Promise(() => {});
    await handle(eventOf('Create'), { ...CONTEXT, getRemainingTimeInMillis: () => 20_010 });
    expect(answered[0]?.body).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^it took too long/) });
  });

  it('once more where its address did not take the answer', async () => {
    statuses = [503, 500];
    await handle(eventOf('Create'), CONTEXT);
    expect(answered.map(({ body }) => body)).toEqual([SUCCESS, SUCCESS, SUCCESS]);
  });

  it('by the next run, where its address takes no answer at all: Lambda repeats what throws', async () => {
    statuses = [500, 500, 500];
    const first = handle(eventOf('Create'), CONTEXT);
    await expect(first).rejects.toThrow('CloudFormation could not be told how it went');
    await expect(first).rejects.not.toThrow('credential');
    await handle(eventOf('Create'), CONTEXT);
    expect(answered.at(-1)?.body).toEqual(SUCCESS);
  });
});

function failWith(error: unknown): void {
  store.before = () => {
    throw error;
  };
}

describe('who calls directly', () => {
  beforeEach(() => handle(eventOf('Create'), CONTEXT));

  it('rotates the keys, and is told their names and from when the new one is used', async () => {
    const told = await handle({ rotate: true }, CONTEXT);
    expect(told).toEqual({
      kids: [expect.stringMatching(/^[\w-]{43}$/), expect.stringMatching(/^[\w-]{43}$/)],
      newestIsUsedFrom: '2027-01-01T00:10:00.000Z',
    });
    expect(secretsIn(store).filter(key => JSON.stringify(told).includes(key))).toEqual([]);
  });

  it('cannot rotate again too soon, and may replace the keys', async () => {
    await handle({ rotate: true }, CONTEXT);
    await expect(handle({ rotate: true }, CONTEXT)).rejects.toThrow('2027-01-01T00:30:00.000Z');
    expect(await handle({ replace: true }, CONTEXT)).toMatchObject({ newestIsUsedFrom: '2027-01-01T00:00:00.000Z' });
  });

  it.each([{}, { rotate: false }, { rotate: 'true' }, { rotate: true, replace: true }, { remove: true }, []])(
    'with %j is told what can be asked, and nothing is done',
    async event => {
      store.done.length = 0;
      await expect(handle(event, CONTEXT)).rejects.toThrow('ask with {"rotate": true}');
      expect(store.done).toEqual([]);
    },
  );

  it('is told of a failure in a fresh error, without the one that it began with', async () => {
    failWith(new Error(`quoted: ${'k'.repeat(43)}`, { cause: 'k'.repeat(43) }));
    const error = await handle({ rotate: true }, CONTEXT).catch((thrown: unknown) => thrown);
    expect(error).toEqual(new Error('quoted: …'));
    expect((error as Error).cause).toBeUndefined();
  });
});

it('the function as Lambda loads it answers even without its settings', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const { handler } = await import('../../functions/deploy/create-token-keys.ts');
  await handler(eventOf('Create'), CONTEXT);
  expect(answered[0]?.body).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('HOLDFAST_TOKEN_KEYS_PARAMETER is missing'),
  });
  write.mockRestore();
});
