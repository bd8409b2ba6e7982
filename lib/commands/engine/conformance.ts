/**
 * `npm run conformance`: runs a public suite of tests on the embedded engine. The authors of the suite ran it first on DynamoDB
 * itself. The suite stays in a folder of its own. No part of it is in this repository.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../cli/usage-error.ts';
import { startServer } from './serve.ts';

/** The tests of operations and parameters that the engine does not support. */
const EXCLUDED = ['tests/tier2/tags/**', 'tests/tier2/partiql/**', 'tests/tier3/legacy-api/**'];
const SUITE = 'https://github.com/nubo-db/dynamodb-conformance';

export async function conformance({ suite }: { suite: string }): Promise<void> {
  const folder = resolve(process.env.INIT_CWD ?? '.', suite);
  const runner = join(folder, 'node_modules/vitest/vitest.mjs');
  if (!existsSync(join(folder, 'tests/tier1')) || !existsSync(runner)) {
    throw new UsageError(
      `${folder} is not an installed conformance suite. Clone ${SUITE}, run npm install in it, and give its folder with --suite.`,
    );
  }
  const server = await startServer(0);
  const excluded = EXCLUDED.flatMap(path => ['--exclude', path]);
  const child = spawn(process.execPath, [runner, 'run', ...excluded, '--reporter', 'default'], {
    cwd: folder,
    stdio: 'inherit',
    env: { ...process.env, DYNAMODB_ENDPOINT: server.endpoint },
  });
  const [code] = await once(child, 'close');
  await server.close();
  process.exitCode = Number(code ?? 1);
}
