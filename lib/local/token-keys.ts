/** The keys of tokens on a laptop: the configured ones, those of an earlier run, or new ones. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';
import { generateTokenKeys, parseTokenKeys } from '../tokens/token-keys.ts';
import type { Settings } from './settings.ts';

/** JSON of the keys; with a data folder it is kept there, for its owner's eyes only. */
export async function localTokenKeys({
  tokenKeys,
  dataFolder,
}: Pick<Settings, 'tokenKeys' | 'dataFolder'>): Promise<string> {
  if (tokenKeys) return checked(tokenKeys, 'HOLDFAST_TOKEN_KEYS holds no token keys: make some');
  if (!dataFolder) return newTokenKeys();
  const file = join(dataFolder, 'token-keys.json');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return checked(kept, `${file} holds no token keys: remove it, or make some`);
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
