/** Builds the web app before a deployment and before the local service, if its build is missing or older than its sources. */
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const WEB_DIST = join(ROOT, 'web', 'dist');

/** Everything that the build reads of this repository, and the versions of its packages. */
const SOURCES = [
  'web/**/*',
  'lib/{messages,domain,contract,deployment}/**/*',
  'tools/client/src/**/*',
  'package-lock.json',
];

/** Builds if need be, and returns a digest of the files. */
export function buildWeb(): string {
  if (isWebOutdated()) {
    const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
    const args = [vite, 'build', '--config', join('web', 'vite.config.ts'), '--logLevel', 'warn'];
    // The output of a synthesis is the template, so messages go to standard error.
    execFileSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  }
  const files = filesIn(['web/dist/**/*']).toSorted();
  return hash('sha256', files.map(file => `${file} ${hash('sha256', readFileSync(join(ROOT, file)))}`).join('\n'));
}

/** Whether there is no build, or a source is newer. */
export function isWebOutdated(): boolean {
  const page = join(WEB_DIST, 'index.html');
  if (!existsSync(page)) return true;
  const builtAt = statSync(page).mtimeMs;
  const sources = filesIn(SOURCES).filter(file => !/^web[\\/]dist[\\/]/.test(file));
  return sources.some(file => statSync(join(ROOT, file)).mtimeMs > builtAt);
}

const filesIn = (patterns: string[]): string[] =>
  globSync(patterns, { cwd: ROOT }).filter(file => statSync(join(ROOT, file)).isFile());
