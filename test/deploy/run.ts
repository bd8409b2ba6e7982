/**
 * `npm run test:deploy`: deploys Holdfast for real and tests what then runs. Into an emulator that runs on this machine
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
async function main(): Promise<number> {
  const { AWS_ENDPOINT_URL: running } = process.env;
  if (args.includes(OWN)) return inOwnEmulator();
  if (running && args.includes(REAL))
    return refuse(`AWS_ENDPOINT_URL names an emulator, and ${REAL} an account: say one.`);
  if (running && !isOfThisMachine(running)) {
    return refuse(`AWS_ENDPOINT_URL is ${running}: an emulator runs on this machine, at http://127.0.0.1:<port>.`);
  }
  if (running) return test('emulator', { ...NOWHERE_ELSE, AWS_ENDPOINT_URL_S3: running });
  if (args.includes(REAL)) return test('account', {});
  if (!hasCredentials()) return inOwnEmulator();
  return refuse(
    'There are AWS credentials here, and no AWS_ENDPOINT_URL. This test deploys the stage dev, sells in it, and destroys ' +
      `it with its data: say ${REAL} to have that done in the account they lead to, or ${OWN} to use an emulator of its own.`,
  );
}

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

const isOfThisMachine = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(URL.parse(url)?.hostname ?? '');

/** Nobody's own settings, which might lead to an account after all. */
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

/** The test itself deploys nowhere that it was not sent to by this. */
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
