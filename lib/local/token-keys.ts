/** The token keys, the ticket keys and the link keys of the local service: the configured ones, those of an earlier run, or new ones. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';
import { generateLinkKeys, parseLinkKeys } from '../tokens/link-keys.ts';
import { generateTicketKeys, parseTicketKeys } from '../tokens/ticket-keys.ts';
import { generateTokenKeys, parseTokenKeys } from '../tokens/token-keys.ts';
import type { Settings } from './settings.ts';

/** Returns the keys as JSON. With a data folder they are kept there, in a file that only its owner can read. */
export async function localTokenKeys({
  tokenKeys,
  dataFolder,
}: Pick<Settings, 'tokenKeys' | 'dataFolder'>): Promise<string> {
  const check = (json: string, complaint: string) =>
    checked(parseTokenKeys, json, `${complaint} with npm run token-keys.`);
  if (tokenKeys) return check(tokenKeys, 'HOLDFAST_TOKEN_KEYS has no valid token keys. Make new ones');
  return keptIn(dataFolder, 'token-keys.json', newTokenKeys, (json, file) =>
    check(json, `${file} has no valid token keys. Remove it, or make new ones`),
  );
}

/** Returns the ticket keys as JSON, kept in the same way: tickets of an earlier run stay valid. */
export const localTicketKeys = ({ dataFolder }: Pick<Settings, 'dataFolder'>): Promise<string> =>
  keptIn(dataFolder, 'ticket-keys.json', newTicketKeys, (json, file) =>
    checked(parseTicketKeys, json, `${file} has no valid ticket keys. Remove it: all tickets then get new codes.`),
  );

/** Returns the link keys as JSON, kept in the same way: links in mails of an earlier run stay valid. */
export const localLinkKeys = ({ dataFolder }: Pick<Settings, 'dataFolder'>): Promise<string> =>
  keptIn(dataFolder, 'link-keys.json', newLinkKeys, (json, file) =>
    checked(
      parseLinkKeys,
      json,
      `${file} has no valid link keys. Remove it: links in earlier mails then become invalid.`,
    ),
  );

export const newTokenKeys = async (): Promise<string> => JSON.stringify(await generateTokenKeys());
export const newLinkKeys = async (): Promise<string> => JSON.stringify(await generateLinkKeys());
export const newTicketKeys = async (): Promise<string> => JSON.stringify(await generateTicketKeys());

async function keptIn(
  folder: string | undefined,
  name: string,
  make: () => Promise<string>,
  check: (json: string, file: string) => string,
): Promise<string> {
  if (!folder) return make();
  const file = join(folder, name);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return check(kept, file);
  const made = await make();
  await writeFile(file, made, { mode: 0o600 });
  return made;
}

function checked(parse: (json: string) => unknown, json: string, complaint: string): string {
  try {
    parse(json);
    return json;
  } catch {
    throw new UsageError(complaint);
  }
}
