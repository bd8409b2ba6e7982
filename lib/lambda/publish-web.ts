/**
 * Puts a build of the web app into its bucket: first the files with hashed names, the page last. Files of earlier builds stay for open
 * tabs until 30 days after the build that replaced them.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { DeleteObjectsCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { APP_PAGE_FILE, ASSET_CACHING, ASSETS_PATH, mediaTypeOf, PAGE_CACHING } from '../deployment/web-app.ts';
import { DAY_MS } from '../domain/time.ts';

/** The builds whose files are in the bucket. */
const BUILDS = 'builds.json';
export const KEPT_MS = 30 * DAY_MS;
const AT_ONCE = 10;

/** A build: its files with hashed names, and the time (epoch ms) from which it is served. */
export interface WebBuild {
  at: number;
  assets: string[];
}

export async function publishWeb(
  client: S3Client,
  { bucket, folder, now }: { bucket: string; folder: string; now: number },
): Promise<void> {
  const names = await filesIn(folder);
  if (!names.includes(APP_PAGE_FILE)) throw new Error('the bundle has no web app: build it, and deploy again');
  const put = async (Key: string, Body: Uint8Array | string): Promise<void> => {
    const headers = { CacheControl: cachingOf(Key), ContentType: mediaTypeOf(Key) };
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...headers }));
  };
  const putFile = async (name: string) => put(name, await readFile(join(folder, name)));
  const assets = names.filter(isAsset);
  const others = names.filter(name => !isAsset(name) && name !== APP_PAGE_FILE);
  const { kept, removed } = nextBuilds(await readBuilds(client, bucket), { at: now, assets });
  // Recorded first: no failure after it leaves a file that no later deployment would remove.
  await put(BUILDS, JSON.stringify([...kept, ...(removed.length > 0 ? [{ at: 0, assets: removed }] : [])]));
  await inGroups(assets, putFile);
  await inGroups(others, putFile);
  await putFile(APP_PAGE_FILE);
  await remove(client, bucket, removed);
  await put(BUILDS, JSON.stringify(kept));
}

/** The builds to keep, newest first, and the files that none of them has. A build is kept for 30 days after its successor. */
export function nextBuilds(before: WebBuild[], added: WebBuild): { kept: WebBuild[]; removed: string[] } {
  const all = [added, ...before];
  const kept = all.filter((_, i) => i === 0 || (all[i - 1]?.at ?? 0) > added.at - KEPT_MS);
  const used = new Set(kept.flatMap(({ assets }) => assets));
  const removed = new Set(all.flatMap(({ assets }) => assets).filter(name => !used.has(name)));
  return { kept, removed: [...removed] };
}

async function readBuilds(client: S3Client, bucket: string): Promise<WebBuild[]> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: BUILDS }));
    return JSON.parse((await Body?.transformToString()) ?? '[]');
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return [];
    throw error;
  }
}

async function remove(client: S3Client, bucket: string, names: string[]): Promise<void> {
  for (let i = 0; i < names.length; i += 1_000) {
    const Objects = names.slice(i, i + 1_000).map(Key => ({ Key }));
    await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
  }
}

async function inGroups(names: string[], act: (name: string) => Promise<void>): Promise<void> {
  for (let i = 0; i < names.length; i += AT_ONCE) await Promise.all(names.slice(i, i + AT_ONCE).map(act));
}

const isAsset = (name: string): boolean => name.startsWith(ASSETS_PATH.slice(1));
const cachingOf = (name: string): string => (isAsset(name) ? ASSET_CACHING : PAGE_CACHING);

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile());
  return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/')).toSorted();
}
