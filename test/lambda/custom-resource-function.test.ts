/**
 * The function that creates the token keys, called by CloudFormation and by an operator: it reports every outcome, and
 * no secret.
 */
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
const TICKETS = { secret: '/holdfast/test/ticket-keys', public: '/holdfast/test/ticket-verification-keys' };
const LINKS = { secret: '/holdfast/test/link-keys' };
const ALL_NAMES = [NAMES.secret, NAMES.public, TICKETS.secret, TICKETS.public, LINKS.secret];

/** A request that CloudFormation's response URL received. */
interface SentResponse {
  method: string | undefined;
  contentType: string | undefined;
  body: Record<string, unknown>;
}
let responses: SentResponse[];
let statuses: number[];
let server: Server;
let responseUrl: string;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { method, headers } = request;
    responses.push({ method, contentType: headers['content-type'], body: JSON.parse(await text(request)) });
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
  responses = [];
  statuses = [];
  logged.length = 0;
});
afterEach(() => {
  const output = JSON.stringify([responses, logged]);
  for (const value of secretsIn(store)) expect(output.includes(value)).toBe(false);
  expect(logged.join().includes('credential')).toBe(false);
});

/** The parts of the secret parameter that are not in the public one. */
const secretsIn = ({ values }: FakeParameters): string[] =>
  [NAMES, TICKETS, { ...LINKS, public: '' }].flatMap(names =>
    [...(values.get(names.secret)?.value.matchAll(/[\w-]{43}/g) ?? [])]
      .map(([part]) => part)
      .filter(part => !values.get(names.public)?.value.includes(part)),
  );

const handle = deployFunction(
  () => tokenKeysDeployment(store, { tokens: NAMES, tickets: TICKETS, links: LINKS }, () => NOW),
  LOG,
);
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

describe('CloudFormation receives', () => {
  it('success without any key when the keys are created', async () => {
    await handle(eventOf('Create'), CONTEXT);
    expect(responses).toEqual([{ method: 'PUT', contentType: '', body: SUCCESS }]);
    expect([...store.values.keys()]).toEqual(ALL_NAMES);
  });

  it('success for a repeated Create and for an Update, which do not change existing keys', async () => {
    await handle(eventOf('Create'), CONTEXT);
    const made = store.values.get(NAMES.secret);
    await handle(eventOf('Create'), CONTEXT);
    await handle(eventOf('Update'), CONTEXT);
    expect(responses.map(({ body }) => body)).toEqual([SUCCESS, SUCCESS, SUCCESS]);
    expect(store.values.get(NAMES.secret)).toBe(made);
  });

  it('a failure when a run fails half way, and success from the next run, which completes it', async () => {
    store.before = step => {
      if (step.startsWith('write')) throw new Error('the parameter could not be written: ThrottlingException');
    };
    await handle(eventOf('Create'), CONTEXT);
    store.before = () => undefined;
    await handle(eventOf('Create'), CONTEXT);
    expect(responses.map(({ body }) => body.Status)).toEqual(['FAILED', 'SUCCESS']);
    expect([...store.values.keys()]).toEqual(ALL_NAMES);
  });

  it('success when the keys are removed, also if there are none', async () => {
    await handle(eventOf('Create'), CONTEXT);
    await handle(eventOf('Delete'), CONTEXT);
    await handle(eventOf('Delete'), CONTEXT);
    expect(responses.map(({ body }) => body.Status)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(store.values.size).toBe(0);
  });

  it('the physical id that it has already, because it would delete the keys for another one', async () => {
    await handle(eventOf('Update', { PhysicalResourceId: 'an older name' }), CONTEXT);
    expect(responses[0]?.body.PhysicalResourceId).toBe('an older name');
  });

  it.each<[string, () => void]>([
    ['a step fails', () => failWith(new Error('the parameter /x could not be made: AccessDeniedException'))],
    ['a step throws no Error', () => failWith('text')],
    ['an error has no message', () => failWith(new Error(''))],
    [
      'an error has a message that is too long for CloudFormation',
      () => failWith(new Error('too long '.repeat(1_000))),
    ],
  ])('the reason and the name of the log stream if %s', async (_name, prepare) => {
    prepare();
    await handle(eventOf('Create'), CONTEXT);
    const body = responses[0]?.body ?? {};
    expect(body).toMatchObject({ Status: 'FAILED', RequestId: 'request-1', PhysicalResourceId: 'Keys' });
    expect(body.Reason).toMatch(/^\S.* \(log: 2027\/01\/01\/\[1\]x\)$/);
    expect(JSON.stringify(body).length).toBeLessThan(4_096);
    expect(responses).toHaveLength(1);
    expect(logged).toHaveLength(1);
  });

  it('no part of a key, even if an error quotes one', async () => {
    const { signing, refresh } = await generateTokenKeys();
    const quoted = [...signing.map(({ d }) => d), ...refresh];
    failWith(new Error(`Value '${JSON.stringify(quoted)}' at 'value' failed to satisfy constraint`));
    await handle(eventOf('Create'), CONTEXT);
    const output = JSON.stringify([responses, logged]);
    expect(quoted.filter(key => output.includes(key))).toEqual([]);
    expect(output).toContain('failed to satisfy constraint');
  });

  it('a failure if an environment variable is missing', async () => {
    const open = (): Deployment => {
      throw new Error('the environment variable HOLDFAST_TOKEN_KEYS_PARAMETER is missing');
    };
    await deployFunction(open, LOG)(eventOf('Create'), CONTEXT);
    expect(responses[0]?.body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'Keys' });
  });

  it('a failure before Lambda stops a function that takes too long', async () => {
    store.before = () => new Promise(() => {});
    await handle(eventOf('Create'), { ...CONTEXT, getRemainingTimeInMillis: () => 20_010 });
    expect(responses[0]?.body).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^it took too long/) });
  });

  it('the same response again until its URL accepts it', async () => {
    statuses = [503, 500];
    await handle(eventOf('Create'), CONTEXT);
    expect(responses.map(({ body }) => body)).toEqual([SUCCESS, SUCCESS, SUCCESS]);
  });

  it('the response from the next run if its URL refuses all attempts, because the function throws', async () => {
    statuses = [500, 500, 500];
    const first = handle(eventOf('Create'), CONTEXT);
    await expect(first).rejects.toThrow('the result could not be sent to CloudFormation');
    await expect(first).rejects.not.toThrow('credential');
    await handle(eventOf('Create'), CONTEXT);
    expect(responses.at(-1)?.body).toEqual(SUCCESS);
  });
});

function failWith(error: unknown): void {
  store.before = () => {
    throw error;
  };
}

const reportOf = async (request: object) =>
  (await handle(request, CONTEXT)) as { kids: string[]; newestIsUsedFrom: string };

describe('an operator who calls the function directly', () => {
  beforeEach(() => handle(eventOf('Create'), CONTEXT));

  it('rotates the keys, and receives their names and the time from which the new one is used', async () => {
    const output = await handle({ rotate: true }, CONTEXT);
    expect(output).toEqual({
      kids: [expect.stringMatching(/^[\w-]{43}$/), expect.stringMatching(/^[\w-]{43}$/)],
      newestIsUsedFrom: '2027-01-01T00:10:00.000Z',
    });
    expect(secretsIn(store).filter(key => JSON.stringify(output).includes(key))).toEqual([]);
  });

  it('cannot rotate again too soon, but can replace the keys', async () => {
    await handle({ rotate: true }, CONTEXT);
    await expect(handle({ rotate: true }, CONTEXT)).rejects.toThrow('2027-01-01T00:30:00.000Z');
    expect(await handle({ replace: true }, CONTEXT)).toMatchObject({ newestIsUsedFrom: '2027-01-01T00:00:00.000Z' });
  });

  it('rotates, replaces and removes ticket keys, without a change of the token keys', async () => {
    const tokens = store.values.get(NAMES.secret);
    const [first = ''] = (await reportOf({ rotate: 'tickets' })).kids.slice(-1);
    await expect(handle({ rotate: 'tickets' }, CONTEXT)).rejects.toThrow('2027-01-02T01:00:00.000Z');
    const removed = await reportOf({ removeTicketKey: first });
    expect([removed.kids.length, removed.kids.includes(first)]).toEqual([1, false]);
    const replaced = await reportOf({ replace: 'tickets' });
    expect([replaced.kids.length, replaced.kids[0] === removed.kids[0]]).toEqual([1, false]);
    expect(replaced.newestIsUsedFrom).toBe('2027-01-01T00:00:00.000Z');
    expect(store.values.get(NAMES.secret)).toBe(tokens);
    await expect(handle({ removeTicketKey: replaced.kids[0] }, CONTEXT)).rejects.toThrow('no other key signs tickets');
    await expect(handle({ removeTicketKey: 'unknown1' }, CONTEXT)).rejects.toThrow(
      'there is no ticket key of this name',
    );
  });

  it.each([
    {},
    { rotate: false },
    { rotate: 'true' },
    { rotate: true, replace: true },
    { remove: true },
    { rotate: 'token' },
    { removeTicketKey: 'too-long-for-a-key' },
    { removeTicketKey: 7 },
    { removeTicketKey: '12345678', rotate: true },
    null,
    'rotate',
    [],
  ])('with the input %j receives an error that shows the valid inputs, and nothing is done', async event => {
    store.done.length = 0;
    await expect(handle(event, CONTEXT)).rejects.toThrow('call it with {"rotate": true}');
    expect(store.done).toEqual([]);
  });

  it('receives a failure as a new error without keys and without a cause', async () => {
    failWith(new Error(`quoted: ${'k'.repeat(43)}`, { cause: 'k'.repeat(43) }));
    const error = await handle({ rotate: true }, CONTEXT).catch((thrown: unknown) => thrown);
    expect(error).toEqual(new Error('quoted: …'));
    expect((error as Error).cause).toBeUndefined();
  });
});

it('the deployed handler responds to CloudFormation even without its environment variables', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const { handler } = await import('../../functions/deploy/create-token-keys.ts');
  await handler(eventOf('Create'), CONTEXT);
  expect(responses[0]?.body).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('HOLDFAST_TOKEN_KEYS_PARAMETER is missing'),
  });
  write.mockRestore();
});
