/** Reads parameters from a server that stands in for Parameter Store: the requests that are sent, and the results. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createParameterReader, PARAMETER_ATTEMPTS_MAX } from '../../lib/lambda/compose/parameter-reader.ts';
import {
  failure,
  openParameterServer,
  type ParameterServer,
  type ReceivedRequest,
  withValue,
} from './parameter-server.ts';

let server: ParameterServer;
let pauses: number[];
beforeAll(async () => {
  server = await openParameterServer();
});
afterAll(() => server.close());
beforeEach(() => {
  [server.received, server.answers, pauses] = [[], [], []];
});

const CREDENTIALS = { accessKeyId: 'AKIDHOLDFAST', secretAccessKey: 'secret', sessionToken: 'session' };
const CONFIGURATION = { region: 'eu-central-1', credentials: CREDENTIALS };
const CLOCK = {
  random: () => 1,
  pause: async (ms: number) => void pauses.push(ms),
};
const readerOf = (endpoint: string, timeoutMs = 2_000) => {
  const requestHandler = new NodeHttpHandler({ requestTimeout: timeoutMs, throwOnRequestTimeout: true });
  return createParameterReader(new DynamoDBClient({ ...CONFIGURATION, requestHandler }).config, CLOCK, endpoint);
};
const read = (name: string) => readerOf(server.url)(name);

it('reads a decrypted value', async () => {
  server.answers = [withValue('v')];
  expect(await read('/x')).toBe('v');
  expect(server.received).toMatchObject([{ action: 'GetParameter', body: { Name: '/x', WithDecryption: true } }]);
});

it('returns undefined if there is no such parameter', async () => {
  server.answers = [failure('ParameterNotFound', ''), failure('com.amazonaws.ssm#ParameterNotFound', '')];
  expect(await read('/x')).toBeUndefined();
  expect(await read('/x')).toBeUndefined();
  expect(server.received).toHaveLength(2);
});

describe('a request', () => {
  it('is the same as that of the SDK client', async () => {
    const ssm = new SSMClient({ ...CONFIGURATION, endpoint: server.url });
    server.answers = [withValue('v')];
    await ssm.send(new GetParameterCommand({ Name: '/x', WithDecryption: true }));
    await read('/x');
    const [sdk, ours] = server.received.map(({ body, headers }) => ({
      body,
      namedHeaders: ['host', 'content-type', 'content-length', 'x-amz-target', 'x-amz-security-token'].map(
        name => headers[name],
      ),
      scope: scopeOf(headers.authorization),
    }));
    expect(ours).toEqual(sdk);
    expect(ours?.scope).toMatch(/^AKIDHOLDFAST\/\d{8}\/eu-central-1\/ssm\/aws4_request$/);
  });

  it('has the signature that AWS computes from the received request', async () => {
    server.answers = [withValue('v')];
    await read('/x');
    const [received] = server.received as [ReceivedRequest];
    expect(received.headers.authorization).toBe(await signatureOf(received));
  });
});

const scopeOf = (authorization = ''): string | undefined => /Credential=([^,]+),/.exec(authorization)?.[1];

/** Signs a received request again, with the headers and the time that it names. */
async function signatureOf({ headers, body }: ReceivedRequest): Promise<string | undefined> {
  const [, names = ''] = /SignedHeaders=([^,]+),/.exec(headers.authorization ?? '') ?? [];
  const signed = Object.fromEntries(names.split(';').map(name => [name, String(headers[name])]));
  const date = String(headers['x-amz-date']).replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
  const { sha256 } = new DynamoDBClient(CONFIGURATION).config;
  const signer = new SignatureV4({ service: 'ssm', ...CONFIGURATION, sha256 });
  const request = { method: 'POST', protocol: 'http:', hostname: '127.0.0.1', path: '/' };
  const again = await signer.sign(
    { ...request, headers: signed, body: JSON.stringify(body) },
    { signingDate: new Date(date) },
  );
  return again.headers.authorization;
}

describe('a failure', () => {
  it.each([
    ['a throttle', failure('ThrottlingException', 'Rate exceeded')],
    ['an error of AWS', failure('InternalServerError', '', 500)],
    ['a response of a proxy', { status: 503, body: '<html>busy</html>' }],
  ])('that is %s is retried', async (_kind, answer) => {
    server.answers = [answer, answer, withValue('v')];
    expect(await read('/x')).toBe('v');
    expect(server.received).toHaveLength(3);
    expect(pauses).toEqual([200, 400]);
  });

  it('is thrown after the last attempt', async () => {
    server.answers = [failure('ThrottlingException', 'Rate exceeded')];
    await expect(read('/x')).rejects.toThrow(/^the parameter \/x could not be read: ThrottlingException$/);
    expect(server.received).toHaveLength(PARAMETER_ATTEMPTS_MAX);
  });

  it.each(['AccessDeniedException', 'ValidationException'])('that is definite (%s) is not retried', async kind => {
    server.answers = [failure(kind, '')];
    await expect(read('/x')).rejects.toThrow(`the parameter /x could not be read: ${kind}`);
    expect(server.received).toHaveLength(1);
  });

  it('to connect is retried, and named by its code', async () => {
    const reading = readerOf('http://127.0.0.1:1')('/x');
    await expect(reading).rejects.toThrow('the parameter /x could not be read: ECONNREFUSED');
    expect(pauses).toHaveLength(PARAMETER_ATTEMPTS_MAX - 1);
  });

  it('to respond in time is retried, and named as a timeout', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const reading = readerOf(`http://127.0.0.1:${port}`, 20)('/x');
    await expect(reading).rejects.toThrow('the parameter /x could not be read: TimeoutError');
    expect(pauses).toHaveLength(PARAMETER_ATTEMPTS_MAX - 1);
    silent.closeAllConnections();
    silent.close();
  });

  it('never quotes the message of AWS or a response that cannot be parsed', async () => {
    server.answers = [failure('ValidationException', "Value 'top-secret' failed to satisfy constraint")];
    const refused = await read('/x').catch((error: Error) => error);
    expect(refused).toEqual(new Error('the parameter /x could not be read: ValidationException'));
    expect((refused as Error).cause).toBeUndefined();
    server.answers = [{ status: 200, body: 'top-secret' }];
    await expect(read('/x')).rejects.toThrow(/^(?!.*top-secret)/);
  });
});

describe('the address', () => {
  const addressWith = async (variables: Record<string, string>): Promise<void> => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    server.answers = [withValue('v')];
    const reader = createParameterReader(
      new DynamoDBClient({ ...CONFIGURATION, endpoint: 'http://127.0.0.1:1' }).config,
      CLOCK,
    );
    vi.unstubAllEnvs();
    expect(await reader('/x')).toBe('v');
  };

  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_SSM'])('comes from %s, as in the SDK', name =>
    addressWith({ [name]: server.url }),
  );

  it('for SSM only has priority over the one for all services', () =>
    addressWith({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_SSM: server.url }));

  it.each([
    ['eu-central-1', 'ssm.eu-central-1.amazonaws.com'],
    ['cn-north-1', 'ssm.cn-north-1.amazonaws.com.cn'],
    ['eusc-de-east-1', 'ssm.eusc-de-east-1.amazonaws.eu'],
  ])('is that of AWS in %s by default', async (region, host) => {
    const requests: unknown[] = [];
    const requestHandler = {
      handle: async (request: unknown) => {
        requests.push(request);
        throw Object.assign(new Error(), { code: 'ENOTFOUND' });
      },
    };
    const { config } = new DynamoDBClient({ ...CONFIGURATION, region, requestHandler: requestHandler as never });
    await expect(createParameterReader(config, CLOCK, undefined)('/x')).rejects.toThrow('ENOTFOUND');
    expect(requests[0]).toMatchObject({ protocol: 'https:', hostname: host, headers: { host } });
  });

  it.each(
    ['us-east-1', 'us-gov-west-1', 'cn-north-1', 'eu-central-1'].flatMap(region =>
      [true, false].flatMap(fips => [true, false].map(dualstack => ({ region, fips, dualstack }))),
    ),
  )(
    'is that of the SDK, and not the ordinary one despite AWS_USE_FIPS_ENDPOINT: %j',
    async ({ region, fips, dualstack }) => {
      const hosts: string[] = [];
      const requestHandler = {
        handle: async ({ hostname }: { hostname: string }) => {
          hosts.push(hostname);
          throw Object.assign(new Error(), { code: 'ENOTFOUND' });
        },
        updateHttpClientConfig: () => {},
        httpHandlerConfigs: () => ({}),
      } as never;
      vi.stubEnv('AWS_USE_FIPS_ENDPOINT', String(fips));
      vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', String(dualstack));
      const configuration = { ...CONFIGURATION, region, requestHandler, maxAttempts: 1 };
      const ssm = new SSMClient(configuration);
      await expect(ssm.send(new GetParameterCommand({ Name: '/x' }))).rejects.toThrow();
      await expect(
        createParameterReader(new DynamoDBClient(configuration).config, CLOCK, undefined)('/x'),
      ).rejects.toThrow();
      vi.unstubAllEnvs();
      expect(new Set(hosts).size).toBe(1);
    },
  );
});
