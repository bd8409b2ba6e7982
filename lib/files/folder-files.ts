/**
 * Files in the data folder of a laptop. A file is written under another name and then renamed, so that a reader never finds a part of
 * it. Its media type follows from its name.
 */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { FileStore, StoredFile } from '../ports/documents.ts';
import type { LinkSigner } from './signed-links.ts';

/** `random` gives a new text for each file that is being written. */
interface Options {
  folder: string;
  links: LinkSigner;
  random: () => string;
}

export const createFolderFiles = ({ folder, links, random }: Options): FileStore => ({
  async put(name, { bytes }) {
    const path = pathIn(folder, name);
    await mkdir(dirname(path), { recursive: true });
    const unfinished = `${path}.${random()}${UNFINISHED}`;
    await writeFile(unfinished, bytes);
    await rename(unfinished, path);
  },

  async read(name) {
    try {
      return { bytes: await readFile(pathIn(folder, name)), contentType: contentTypeOf(name) };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  },

  async list(beginning) {
    const names = await namesIn(folder);
    return names.filter(name => name.startsWith(beginning)).sort();
  },

  link: async (name, { fileName, expiresAt }) => links.sign({ name, fileName, expiresAt }),
});

/** Removes the files that were written before `until` (epoch ms), as the lifecycle of the bucket does. */
export async function removeOldFiles(folder: string, until: number): Promise<void> {
  for (const name of await namesIn(folder, { unfinishedToo: true })) {
    const path = pathIn(folder, name);
    const { mtimeMs } = await stat(path);
    if (mtimeMs < until) await rm(path, { force: true });
  }
}

const UNFINISHED = '.unfinished';

async function namesIn(folder: string, { unfinishedToo = false } = {}): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  return entries
    .filter(entry => entry.isFile() && (unfinishedToo || !entry.name.endsWith(UNFINISHED)))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'));
}

/** A name is made of our own ids, never of input: another one is a bug. */
function pathIn(folder: string, name: string): string {
  const parts = name.split('/');
  if (parts.some(part => !/^[\w-][\w.-]*$/.test(part))) throw new Error(`${JSON.stringify(name)} is no name of a file`);
  return join(folder, ...parts);
}

const CONTENT_TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  ics: 'text/calendar; charset=utf-8',
  json: 'application/json',
  eml: 'message/rfc822',
};

function contentTypeOf(name: string): StoredFile['contentType'] {
  const ending = name.slice(name.lastIndexOf('.') + 1);
  return CONTENT_TYPES[ending] ?? 'application/octet-stream';
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
