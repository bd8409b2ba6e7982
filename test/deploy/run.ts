/**
 * `npm run test:deploy`: deploys Holdfast for real and tests what then runs. Into an emulator that is running
 * (AWS_ENDPOINT_URL), else into one of its own; into a real account only with --yes-real-account. What it does not know of
 * its arguments it hands on to vitest.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { NoEmulator, REGION, ROOT, startEmulator } from './emulator.ts';

const REAL = '--yes-real-account';
const OWN = '--emulator';

const args = process.argv.slice(2);
const rest = args.filter(arg => arg !== REAL && arg !== OWN);
try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof NoEmulator)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  if (process.env.AWS_ENDPOINT_URL) return test({});
  if (args.includes(REAL)) return test({});
  if (!args.includes(OWN) && hasCredentials()) {
    process.stderr.write(
      'There are AWS credentials here, and no AWS_ENDPOINT_URL. This test deploys the stage dev, sells in it, and destroys ' +
        `it with its data: say ${REAL} to have that done in the account they lead to, or ${OWN} to use an emulator of its own.\n`,
    );
    return 1;
  }
  const emulator = await startEmulator();
  try {
    return await test({
      ...ROOT,
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ENDPOINT_URL_S3: emulator.endpoint,
      AWS_REGION: REGION,
      AWS_PROFILE: undefined,
      AWS_SESSION_TOKEN: undefined,
      // Nobody's own settings.
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
  } finally {
    await emulator.stop();
  }
}

function hasCredentials(): boolean {
  const { AWS_ACCESS_KEY_ID, AWS_PROFILE, AWS_WEB_IDENTITY_TOKEN_FILE } = process.env;
  if (AWS_ACCESS_KEY_ID || AWS_PROFILE || AWS_WEB_IDENTITY_TOKEN_FILE) return true;
  return ['credentials', 'config'].some(file => existsSync(join(homedir(), '.aws', file)));
}

async function test(settings: NodeJS.ProcessEnv): Promise<number> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const config = join(import.meta.dirname, 'vitest.config.ts');
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...rest], {
    stdio: 'inherit',
    env: { ...process.env, ...settings },
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
