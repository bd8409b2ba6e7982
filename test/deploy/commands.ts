/** The commands of the README, as a person types them, and all that they say. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface Ran {
  code: number;
  /** Both streams, as they came. */
  said: string;
}

/** `npm run <name> -- <args>`; `settings` go over the environment of this process, and undefined takes one away. */
export const npmRun = (name: string, args: string[] = [], settings: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  run('npm', ['run', '--silent', name, '--', ...args], settings);

export const cdk = (args: string[], settings: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  run('npx', ['--no-install', 'cdk', ...args], settings);

async function run(name: string, args: string[], settings: NodeJS.ProcessEnv): Promise<Ran> {
  const env = { ...process.env, ...settings };
  for (const [variable, value] of Object.entries(env)) if (value === undefined) delete env[variable];
  const child = spawn(name, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const log = process.env.DEPLOY_LOG ? createWriteStream(process.env.DEPLOY_LOG, { flags: 'a' }) : undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      said += chunk;
      log?.write(chunk);
    });
  }
  const [code] = await once(child, 'close');
  log?.end();
  return { code: code ?? 1, said };
}
