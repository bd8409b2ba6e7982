/** Generates the typed client of docs/openapi.json, as a developer of a client does, into a temporary folder. */
import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const CLIENT = join(ROOT, 'tools/client');
const run = promisify(execFile);

/** Returns the folder with the generated types and a configuration for the compiler. */
export async function generateClient(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-client-'));
  // The path of the command is not exported, and the package stands where npm finds TypeScript 5 for it.
  const generator = join(CLIENT, 'node_modules/openapi-typescript/bin/cli.js');
  await run(process.execPath, [generator, join(ROOT, 'docs/openapi.json'), '-o', join(folder, 'api.d.ts')]);
  return folder;
}

/** Compiles a file against the types in the folder. Resolves to the compiler's messages, or to an empty text. */
export async function compileStrictly(folder: string, file = join(CLIENT, 'purchase.ts')): Promise<string> {
  const config = join(folder, 'tsconfig.json');
  await writeFile(
    config,
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: { lib: ['es2025', 'dom'], types: [], paths: { 'holdfast-api': [join(folder, 'api.d.ts')] } },
      files: [file],
      include: [],
    }),
  );
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  return run(process.execPath, [compiler, '-p', config]).then(
    ({ stdout }) => stdout,
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );
}
