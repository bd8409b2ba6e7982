/** The size and the import time of each function as it is deployed, beside a bundle of nothing but the SDK's client. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { PASSWORD_LISTS } from '../../lib/infra/functions.ts';
import { say } from '../../lib/local/terminal.ts';
import type { Effort } from '../effort.ts';
import type { Laboratory } from '../laboratory.ts';
import { rounds } from '../rounds.ts';
import { digits, median, sayTable } from '../tables.ts';

const FUNCTIONS = fileURLToPath(new URL('../../functions/', import.meta.url));
const BARE = 'the bare SDK client';

/** As lib/infra/functions.ts has them bundled. */
const OPTIONS: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  target: 'node24',
  minify: true,
  logLevel: 'warning',
};

/** One client, one send. */
const BARE_SOURCE = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  export const handler = input => client.send(new TransactWriteCommand(input));
`;

export async function bundles(_laboratory: Laboratory, { importsMax, roundsForMs }: Effort): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    const files = await bundleAll(folder);
    const importMs = await timeImports([...files.values()], { max: importsMax, forMs: roundsForMs });
    const rows = await Promise.all(
      [...files].map(async ([name, file]) => {
        const { size } = await stat(file);
        const times = importMs.get(file) ?? [];
        return [name, digits(size / 1024), digits(median(times), 1), digits(Math.min(...times), 1)];
      }),
    );
    sayTable(['bundle', 'KB, minified', 'import ms, median', 'fastest'], rows);
    say(`Imported by ${importMs.values().next().value?.length} fresh processes each, in turns.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bundles by the function's name. */
async function bundleAll(folder: string): Promise<Map<string, string>> {
  const files = new Map([[BARE, join(folder, 'bare.mjs')]]);
  const stdin = { contents: BARE_SOURCE, resolveDir: FUNCTIONS };
  await build({ ...OPTIONS, stdin, outfile: join(folder, 'bare.mjs') });
  for (const trigger of await readdir(FUNCTIONS)) {
    for (const source of await readdir(join(FUNCTIONS, trigger))) {
      const name = basename(source, '.ts');
      files.set(name, join(folder, `${name}.mjs`));
      await build({
        ...OPTIONS,
        entryPoints: [join(FUNCTIONS, trigger, source)],
        outfile: join(folder, `${name}.mjs`),
        external: name === 'accounts' ? [] : PASSWORD_LISTS,
      });
    }
  }
  return files;
}

const PROBE = `
  const began = performance.now();
  await import(process.argv[1]);
  process.stdout.write(String(performance.now() - began));
`;

/** Milliseconds by file; every turn imports each of them once. */
async function timeImports(files: string[], turns: { max: number; forMs: number }): Promise<Map<string, number[]>> {
  const times = new Map(files.map(file => [file, [] as number[]]));
  for (const _turn of rounds(turns)) {
    for (const file of files) times.get(file)?.push(await timeImport(file));
  }
  return times;
}

async function timeImport(file: string): Promise<number> {
  const probe = ['--input-type=module', '--eval', PROBE, pathToFileURL(file).href];
  const { stdout } = await promisify(execFile)(process.execPath, probe);
  return Number(stdout);
}
