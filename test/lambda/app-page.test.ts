/** Reads the page of the web app from a server that stands in for S3: the request that is sent, and its failures. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { busy } from '../../lib/domain/refusals.ts';
import { openAppPage } from '../../lib/lambda/compose/app-page.ts';
import { createLog } from '../../lib/lambda/observe/log.ts';

const CREDENTIALS = { accessKeyId: 'AKIDHOLDFAST', secretAccessKey: 'secret', sessionToken: 'session' };
const CONFIGURATION = { region: 'eu-central-1', credentials: CREDENTIALS };
const BUCKET = 'holdfast-dev-web';

let server: Server;
let url: string;
let received: { target: string; headers: IncomingHttpHeaders }[];
let status: number;
beforeAll(async () => {
  server = createServer(({ method, url: path, headers }, response) => {
    received.push({ target: `${method} ${path?.split('?')[0]}`, headers });
    response.writeHead(status).end('<page>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  [received, status] = [[], 200];
});

const open = (endpoint?: string, settings = {}) => {
  const connection = new DynamoDBClient({ ...CONFIGURATION, ...settings }).config;
  const read = openAppPage({ bucket: BUCKET }, { connection, log: createLog('SILENT'), endpoint });
  if (!read) throw new Error('there is no page');
  return read;
};

it('reads the page with a request that is signed as the client of S3 signs it', async () => {
  vi.useFakeTimers({ now: Date.UTC(2027, 2, 1), toFake: ['Date'] });
  try {
    const s3 = new S3Client({ ...CONFIGURATION, endpoint: url, forcePathStyle: true });
    await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'index.html' }));
    expect(await open(url)(0)).toBe('<page>');
  } finally {
    vi.useRealTimers();
  }
  const [sdk, ours] = received;
  expect(ours?.target).toBe(`GET /${BUCKET}/index.html`);
  expect(ours?.target).toBe(sdk?.target);
  for (const name of ['host', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256']) {
    expect([name, ours?.headers[name]]).toEqual([name, sdk?.headers[name]]);
  }
  // The client signs headers of its own, too.
  expect(ours?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDHOLDFAST\/20270301\/eu-central-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
  );
});

it.each([403, 404, 500])('is busy if S3 answers %i, unless it has a page from before', async failure => {
  const read = open(url);
  status = failure;
  await expect(read(0)).rejects.toThrow(busy());
  status = 200;
  expect(await read(0)).toBe('<page>');
  status = failure;
  expect(await read(120_000)).toBe('<page>');
});

it.each([
  [{}, 's3.eu-central-1.amazonaws.com'],
  [{ useFipsEndpoint: true }, 's3-fips.eu-central-1.amazonaws.com'],
  [{ useDualstackEndpoint: true }, 's3.dualstack.eu-central-1.amazonaws.com'],
  [{ region: 'cn-north-1' }, 's3.cn-north-1.amazonaws.com.cn'],
])('asks AWS at the address that the client of S3 would choose: with %o', async (settings, host) => {
  const hosts: string[] = [];
  const requestHandler = {
    handle: async ({ hostname }: { hostname: string }) => {
      hosts.push(hostname);
      throw new Error('no network in tests');
    },
  };
  await expect(open(undefined, { ...settings, requestHandler })(0)).rejects.toThrow(busy());
  const s3 = new S3Client({ ...CONFIGURATION, ...settings, requestHandler } as never);
  await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'index.html' })).catch(() => undefined);
  expect(hosts.slice(0, 2)).toEqual([`${BUCKET}.${host}`, `${BUCKET}.${host}`]);
});
