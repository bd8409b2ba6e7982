/** Runs the commands of the README, and collects their output. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface Ran {
  code: number;
  /** Both streams, in the order of arrival. */
  output: string;
}

/** Runs `npm run <name> -- <args>`. `settings` replace variables of this process's environment; undefined removes one. */
export const npmRun = (name: string, args: string[] = [], settings: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  run('npm', ['run', '--silent', name, '--', ...args], settings);

export const cdk = (args: string[], settings: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  run('npx', ['--no-install', 'cdk', ...args], settings);

async function run(name: string, args: string[], settings: NodeJS.ProcessEnv): Promise<Ran> {
  const env = { ...process.env, ...settings };
  for (const [variable, value] of Object.entries(env)) if (value === undefined) delete env[variable];
  const child = spawn(name, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const log = process.env.DEPLOY_LOG ? createWriteStream(process.env.DEPLOY_LOG, { flags: 'a' }) : undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output += chunk;
      log?.write(chunk);
    });
  }
  const [code] = await once(child, 'close');
  log?.end();
  return { code: code ?? 1, output };
}
