/** The token keys of the local service: the configured ones, those of an earlier run, or new ones. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';
import { generateTokenKeys, parseTokenKeys } from '../tokens/token-keys.ts';
import type { Settings } from './settings.ts';

/** Returns the keys as JSON. With a data folder they are kept there, in a file that only its owner can read. */
export async function localTokenKeys({
  tokenKeys,
  dataFolder,
}: Pick<Settings, 'tokenKeys' | 'dataFolder'>): Promise<string> {
  if (tokenKeys) return checked(tokenKeys, 'HOLDFAST_TOKEN_KEYS has no valid token keys. Make new ones');
  if (!dataFolder) return newTokenKeys();
  const file = join(dataFolder, 'token-keys.json');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return checked(kept, `${file} has no valid token keys. Remove it, or make new ones`);
  const made = await newTokenKeys();
  await writeFile(file, made, { mode: 0o600 });
  return made;
}

export const newTokenKeys = async (): Promise<string> => JSON.stringify(await generateTokenKeys());

function checked(json: string, complaint: string): string {
  try {
    parseTokenKeys(json);
    return json;
  } catch {
    throw new UsageError(`${complaint} with npm run token-keys.`);
  }
}
