/** The stores of files: one suite for all, and what each does besides. The store in S3 sends its requests to a server of the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, utimes } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolderFiles, removeOldFiles } from '../../lib/files/folder-files.ts';
import { createMemoryFiles } from '../../lib/files/memory-files.ts';
import { createS3Files } from '../../lib/files/s3-files.ts';
import { createLinkSigner } from '../../lib/files/signed-links.ts';
import type { FileStore } from '../../lib/ports/documents.ts';

const NOW = Date.UTC(2027, 2, 1, 12);
const BASE = 'http://127.0.0.1:8787';
const links = createLinkSigner({ secret: new Uint8Array(32), baseUrl: () => BASE });
const text = (value: string) => new TextEncoder().encode(value);

const folder = mkdtempSync(join(tmpdir(), 'holdfast-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Objects of a bucket that this test's server keeps, by key. Pages have two keys. */
const objects = new Map<string, { body: Buffer; type: string }>();
let server: Server;
let bucket: FileStore;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', BASE);
    const key = decodeURIComponent(pathname.slice('/files/'.length));
    if (request.method === 'PUT') {
      objects.set(key, { body: await buffer(request), type: request.headers['content-type'] ?? '' });
      return response.end();
    }
    if (searchParams.get('list-type') === '2') return response.end(listing(searchParams));
    const found = objects.get(key);
    if (!found) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    return response.writeHead(200, { 'content-type': found.type }).end(found.body);
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const client = new S3Client({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  bucket = createS3Files(client, 'files');
});
afterAll(() => {
  server.close();
});

function listing(query: URLSearchParams): string {
  const after = query.get('continuation-token') ?? '';
  const names = [...objects.keys()].sort().filter(key => key.startsWith(query.get('prefix') ?? '') && key > after);
  const page = names.slice(0, 2);
  const next = names.length > 2 ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  const contents = page.map(key => `<Contents><Key>${key}</Key></Contents>`).join('');
  return `<ListBucketResult>${contents}${next}</ListBucketResult>`;
}

const STORES: Record<string, () => FileStore> = {
  memory: () => createMemoryFiles(links),
  folder: () => createFolderFiles({ folder: join(folder, 'suite'), links, random: () => 'r' }),
  S3: () => bucket,
};

describe.each(Object.keys(STORES))('files in %s', name => {
  let files: FileStore;
  beforeAll(() => {
    files = (STORES[name] as () => FileStore)();
  });

  it('returns nothing for a file that is not there', async () => {
    expect(await files.read('documents/none/a.pdf')).toBeUndefined();
    expect(await files.list('documents/none/')).toEqual([]);
  });

  it('returns the bytes and the media type of a file, also of one that was put twice', async () => {
    const file = { bytes: Uint8Array.from([0, 255, 37, 80]), contentType: 'application/pdf' };
    await files.put('documents/one/a.pdf', file);
    await files.put('documents/one/a.pdf', file);
    const read = await files.read('documents/one/a.pdf');
    expect([...(read?.bytes ?? [])]).toEqual([0, 255, 37, 80]);
    expect(read?.contentType).toBe('application/pdf');
  });

  it('lists the names with a beginning in order, however many there are', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map(letter => `mailbox/two/${letter}.json`);
    for (const each of names.toReversed())
      await files.put(each, { bytes: text('{}'), contentType: 'application/json' });
    await files.put('mailbox/twofold/a.json', { bytes: text('{}'), contentType: 'application/json' });
    expect(await files.list('mailbox/two/')).toEqual(names);
  });
});

describe('files in a folder', () => {
  const files = createFolderFiles({ folder: join(folder, 'own'), links, random: () => 'r' });

  it('refuses a name that leads out of the folder', async () => {
    for (const name of ['../a.pdf', 'a/../../b.pdf', '/etc/passwd', 'a//b', '', 'a\\b', 'a/.b'])
      await expect(files.read(name)).rejects.toThrow('is no name of a file');
  });

  it('never lists a file that is being written', async () => {
    await files.put('documents/one/a.pdf', { bytes: text('a'), contentType: 'application/pdf' });
    await files.put('documents/one/b.unfinished', { bytes: text('b'), contentType: 'application/pdf' });
    expect(await files.list('documents/')).toEqual(['documents/one/a.pdf']);
  });

  it('removes the files that are older than a time, and no others', async () => {
    const own = join(folder, 'old');
    const aging = createFolderFiles({ folder: own, links, random: () => 'r' });
    for (const name of ['documents/one/old.pdf', 'documents/one/new.pdf', 'mailbox/old.json'])
      await aging.put(name, { bytes: text('a'), contentType: 'application/pdf' });
    for (const name of ['documents/one/old.pdf', 'mailbox/old.json'])
      await utimes(join(own, name), new Date(NOW - 1), new Date(NOW - 1));
    await utimes(join(own, 'documents/one/new.pdf'), new Date(NOW), new Date(NOW));
    await removeOldFiles(join(own, 'documents'), NOW);
    expect(await readdir(own, { recursive: true })).toEqual(
      expect.arrayContaining(['documents/one/new.pdf', 'mailbox/old.json']),
    );
    expect(await aging.list('')).toEqual(['documents/one/new.pdf', 'mailbox/old.json']);
    await removeOldFiles(join(own, 'absent'), NOW);
  });
});

describe('links to files of a laptop', () => {
  const file = { name: 'documents/one/a.pdf', fileName: 'tickets-ABC.pdf', expiresAt: NOW + 300_000 };
  const link = new URL(links.sign(file));
  const verify = (changes: Record<string, string> = {}, { path = link.pathname, now = NOW } = {}) => {
    const query = new URLSearchParams(link.searchParams);
    for (const [name, value] of Object.entries(changes)) query.set(name, value);
    return links.verify(path, query, now);
  };

  it('show their file until they expire', () => {
    expect(verify()).toEqual(file);
    expect(verify({}, { now: file.expiresAt - 1 })).toEqual(file);
    expect(verify({}, { now: file.expiresAt })).toBeUndefined();
  });

  it('show nothing with a changed name, file name, time or signature', () => {
    expect(verify({}, { path: link.pathname.replace('one', 'two') })).toBeUndefined();
    expect(verify({ file: 'other.pdf' })).toBeUndefined();
    expect(verify({ expires: String(file.expiresAt + 1) })).toBeUndefined();
    expect(verify({ signature: '' })).toBeUndefined();
    expect(verify({ signature: `${'A'.repeat(42)}E` })).toBeUndefined();
  });

  it('show nothing after their process has ended, because the next one has another secret', () => {
    const next = createLinkSigner({ secret: new Uint8Array(32).fill(1), baseUrl: () => BASE });
    expect(next.verify(link.pathname, link.searchParams, NOW)).toBeUndefined();
  });
});

describe('links to files in S3', () => {
  it('are signed for one file under its file name, and for five minutes', async () => {
    const url = new URL(
      await bucket.link('documents/one/a.pdf', { fileName: 'tickets-ABC.pdf', now: NOW, expiresAt: NOW + 300_000 }),
    );
    expect(url.pathname).toBe('/files/documents/one/a.pdf');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
    expect(url.searchParams.get('X-Amz-Date')).toBe('20270301T120000Z');
    expect(url.searchParams.get('response-content-disposition')).toBe('inline; filename="tickets-ABC.pdf"');
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host');
  });
});
