/** A build of the web app in its bucket: the order of its files, their headers, and the files of earlier builds. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../lib/domain/time.ts';
import { KEPT_MS, nextBuilds, publishWeb } from '../../lib/lambda/publish-web.ts';

let folder: string;
let bucket: Map<string, { body: string; CacheControl: string; ContentType: string }>;
let puts: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-web-'));
  await mkdir(join(folder, 'assets'));
  bucket = new Map();
  puts = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The three commands of S3 that a publication needs, on a map. */
const client = {
  async send(command: { input: Record<string, unknown> }) {
    const { input } = command;
    const key = String(input.Key);
    switch (command.constructor.name) {
      case 'PutObjectCommand': {
        const { CacheControl, ContentType } = input as { CacheControl: string; ContentType: string };
        bucket.set(key, { body: String(input.Body), CacheControl, ContentType });
        puts.push(key);
        return {};
      }
      case 'GetObjectCommand': {
        const found = bucket.get(key);
        if (!found) throw Object.assign(new Error(), { name: 'NoSuchKey' });
        return { Body: { transformToString: async () => found.body } };
      }
      case 'DeleteObjectsCommand': {
        const { Objects } = input.Delete as { Objects: { Key: string }[] };
        for (const { Key } of Objects) bucket.delete(Key);
        return {};
      }
      default:
        throw new Error(`unexpected ${command.constructor.name}`);
    }
  },
} as unknown as S3Client;

async function publish(assets: string[], now: number): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'assets'), { recursive: true });
  for (const name of ['index.html', 'icon.svg', 'service-worker.js', ...assets.map(asset => `assets/${asset}`)]) {
    await writeFile(join(folder, name), name);
  }
  await publishWeb(client, { bucket: 'web', folder, now });
}
const assetsNow = (): string[] => [...bucket.keys()].filter(key => key.startsWith('assets/')).toSorted();

describe('a build', () => {
  it('is complete before its page is served', async () => {
    await publish(['a.js', 'b.css'], 0);
    expect(puts.filter(key => key !== 'builds.json')).toEqual([
      'assets/a.js',
      'assets/b.css',
      'icon.svg',
      'service-worker.js',
      'index.html',
    ]);
  });

  it('lets browsers keep files with hashed names for ever, and ask each time for others', async () => {
    await publish(['a.js'], 0);
    expect(bucket.get('assets/a.js')).toMatchObject({
      CacheControl: 'public, max-age=31536000, immutable',
      ContentType: 'text/javascript; charset=utf-8',
    });
    expect(bucket.get('index.html')).toMatchObject({
      CacheControl: 'no-cache',
      ContentType: 'text/html; charset=utf-8',
    });
    expect(bucket.get('icon.svg')).toMatchObject({ CacheControl: 'no-cache', ContentType: 'image/svg+xml' });
    expect(bucket.get('service-worker.js')).toMatchObject({
      CacheControl: 'no-cache',
      ContentType: 'text/javascript; charset=utf-8',
    });
  });

  it('that is missing fails, and changes nothing', async () => {
    await expect(publishWeb(client, { bucket: 'web', folder, now: 0 })).rejects.toThrow('the bundle has no web app');
    expect(bucket.size).toBe(0);
  });

  it('keeps the files of the build before it for 30 days, however old that is', async () => {
    await publish(['a.js', 'shared.js'], 0);
    await publish(['b.js', 'shared.js'], 400 * DAY_MS);
    expect(assetsNow()).toEqual(['assets/a.js', 'assets/b.js', 'assets/shared.js']);
    await publish(['c.js', 'shared.js'], 400 * DAY_MS + KEPT_MS - 1);
    expect(assetsNow()).toContain('assets/a.js');
    await publish(['d.js', 'shared.js'], 400 * DAY_MS + KEPT_MS);
    expect(assetsNow()).toEqual(['assets/b.js', 'assets/c.js', 'assets/d.js', 'assets/shared.js']);
  });

  it('that comes back after a roll-back has all its files', async () => {
    await publish(['a.js'], 0);
    await publish(['b.js'], DAY_MS);
    await publish(['a.js'], 2 * DAY_MS);
    await publish(['a.js'], 2 * DAY_MS + KEPT_MS);
    expect(assetsNow()).toContain('assets/a.js');
  });
});

it('files of a publication that failed before it removed them are removed by the next one', () => {
  const left = [
    { at: 90 * DAY_MS, assets: ['b'] },
    { at: 0, assets: ['old'] },
  ];
  const { kept, removed } = nextBuilds(left, { at: 91 * DAY_MS + KEPT_MS, assets: ['c'] });
  expect(kept.map(({ assets }) => assets)).toEqual([['c'], ['b']]);
  expect(removed).toEqual(['old']);
});
