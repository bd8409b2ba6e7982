/** The keys that sign access tokens on a laptop: the configured ones, those of an earlier run, or new ones. */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSigningKeys, parseSigningKeys } from '../tokens/signing-keys.ts';
import { CannotStart } from './cannot-start.ts';
import type { Settings } from './settings.ts';

/** JSON of the key set; with a data folder it is kept there, for its owner's eyes only. */
export async function localSigningKeys({
  signingKeys,
  dataFolder,
}: Pick<Settings, 'signingKeys' | 'dataFolder'>): Promise<string> {
  if (signingKeys) return checked(signingKeys, 'HOLDFAST_SIGNING_KEYS holds no key set: make one');
  if (!dataFolder) return newSigningKeys();
  const file = join(dataFolder, 'signing-keys.json');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return checked(kept, `${file} holds no key set: remove it, or make one`);
  const made = await newSigningKeys();
  await writeFile(file, made, { mode: 0o600 });
  return made;
}

export const newSigningKeys = async (): Promise<string> => JSON.stringify(await generateSigningKeys(randomUUID()));

function checked(json: string, complaint: string): string {
  try {
    parseSigningKeys(json);
    return json;
  } catch {
    throw new CannotStart(`${complaint} with npm run signing-keys.`);
  }
}
