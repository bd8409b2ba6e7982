/** The files of the engines in a data folder. An engine refuses a folder with data of the other engine only. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../cli/usage-error.ts';
import { ENGINE_TITLES, ENGINES, type EngineName } from './engine-names.ts';

/** DynamoDB Local chooses the name of its file itself. */
const FILES: Record<EngineName, string> = {
  embedded: 'embedded-engine.jsonl',
  'dynamodb-local': 'shared-local-instance.db',
};

export const fileIn = (folder: string, engine: EngineName): string => join(folder, FILES[engine]);

/** Throws a UsageError if the folder has data of another engine only. Otherwise these data would seem to be lost. */
export function refuseOtherData(folder: string, engine: EngineName): void {
  const other = ENGINES.find(name => name !== engine && existsSync(fileIn(folder, name)));
  if (!other || existsSync(fileIn(folder, engine))) return;
  throw new UsageError(
    `HOLDFAST_DATA ${folder} has data of ${ENGINE_TITLES[other]}, which ${ENGINE_TITLES[engine]} cannot read. ` +
      `Set HOLDFAST_ENGINE=${other}${other === 'dynamodb-local' ? ' (it needs Java)' : ''}, or name another folder.`,
  );
}
