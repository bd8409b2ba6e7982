/**
 * `npm run test:deploy`: deploys Holdfast and tests the deployed stage. It uses the emulator at AWS_ENDPOINT_URL on this
 * machine, or starts one. It uses a real account only with --yes-real-account. Other arguments are passed on to vitest.
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
async function main(): Promise<number> {
  const { AWS_ENDPOINT_URL: running } = process.env;
  if (args.includes(OWN)) return inOwnEmulator();
  if (running && args.includes(REAL))
    return refuse(`AWS_ENDPOINT_URL names an emulator, but ${REAL} means an account. Choose one of them.`);
  if (running && !isOfThisMachine(running)) {
    return refuse(
      `AWS_ENDPOINT_URL is ${running}, but an emulator must run on this machine, at http://127.0.0.1:<port>.`,
    );
  }
  if (running) return test('emulator', { ...NOWHERE_ELSE, AWS_ENDPOINT_URL_S3: running });
  if (args.includes(REAL)) return test('account', {});
  if (!hasCredentials()) return inOwnEmulator();
  return refuse(
    'There are AWS credentials, but no AWS_ENDPOINT_URL. This test deploys the stage dev, sells in it, and destroys it with ' +
      `its data. Add ${OWN} to use an emulator, or ${REAL} to use the account of these credentials.`,
  );
}

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

const isOfThisMachine = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(URL.parse(url)?.hostname ?? '');

/** Removes the developer's own settings, which might lead to a real account. */
const NOWHERE_ELSE: NodeJS.ProcessEnv = {
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
  AWS_PROFILE: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_REGION: REGION,
  ...ROOT,
};

async function inOwnEmulator(): Promise<number> {
  const emulator = await startEmulator();
  const stopped = () => void emulator.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stopped);
  try {
    const { endpoint } = emulator;
    return await test('emulator', { ...NOWHERE_ELSE, AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_S3: endpoint });
  } finally {
    await emulator.stop();
  }
}

function hasCredentials(): boolean {
  const { AWS_ACCESS_KEY_ID, AWS_PROFILE, AWS_WEB_IDENTITY_TOKEN_FILE } = process.env;
  if (AWS_ACCESS_KEY_ID || AWS_PROFILE || AWS_WEB_IDENTITY_TOKEN_FILE) return true;
  return ['credentials', 'config'].some(file => existsSync(join(homedir(), '.aws', file)));
}

/** Runs the test. It deploys only where this variable tells it to. */
async function test(into: 'emulator' | 'account', settings: NodeJS.ProcessEnv): Promise<number> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const config = join(import.meta.dirname, 'vitest.config.ts');
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...rest], {
    stdio: 'inherit',
    env: { ...process.env, ...settings, HOLDFAST_DEPLOY_INTO: into },
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof NoEmulator)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
