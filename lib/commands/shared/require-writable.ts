/** Checks that the files of a command can be written. */
import { appendFile } from 'node:fs/promises';
import { UsageError } from '../../cli/usage-error.ts';

/** Throws a UsageError if a file cannot be written. Called before the run, so that no finished run is lost. */
export async function requireWritable(files: Record<string, string | undefined>): Promise<void> {
  for (const [option, path] of Object.entries(files)) {
    if (path === undefined) continue;
    await appendFile(path, '').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`${option} names a file that cannot be written: ${path} (${error.code ?? error.message}).`);
    });
  }
}
