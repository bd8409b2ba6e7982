/**
 * A browser for tests of pages and mails. It is the one that HOLDFAST_BROWSER names; else the packed one of @sparticuz/chromium, which
 * runs on Linux x64 and is unpacked once; else one that is installed.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContextOptions, chromium, type LaunchOptions } from 'playwright-core';

const MODULES = join(import.meta.dirname, '../../node_modules');

/** Starts the browser, with further arguments. The caller closes it. */
export async function openBrowser(further: string[] = []): Promise<Browser> {
  // A container often has no sandbox. The further arguments of the package would switch web security off.
  const launch = (options: LaunchOptions): Promise<Browser> =>
    chromium.launch({ args: ['--no-sandbox', ...further], ...options });
  const given = process.env.HOLDFAST_BROWSER;
  if (given) return launch({ executablePath: given });
  if (process.platform === 'linux' && process.arch === 'x64') return launch(await packed());
  const installed = ['chrome', 'msedge'].map(channel => ({ channel }));
  const failures: unknown[] = [];
  for (const options of installed) {
    try {
      return await launch(options);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, 'there is no browser: name one by HOLDFAST_BROWSER=<path>');
}

/** A page must not look different on another machine. */
export const SETTINGS: BrowserContextOptions = { locale: 'en-GB', timezoneId: 'Europe/Berlin' };

async function packed(): Promise<LaunchOptions> {
  const folder = await unpacked();
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      ...(process.env as Record<string, string>),
      // Slim images lack libraries of the browser. Those of the system come first.
      LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, join(folder, 'al2023/lib')].filter(Boolean).join(':'),
    },
  };
}

/** The folder with the browser. Processes that unpack it at the same time do so in folders of their own; the first one is kept. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(MODULES, '@sparticuz/chromium/package.json'), 'utf8'));
  const cache = join(MODULES, '.cache/holdfast');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'unpacking-'));
  try {
    const script = join(import.meta.dirname, 'unpack-browser.ts');
    await promisify(execFile)(process.execPath, [script], { env: { ...process.env, TMPDIR: fresh } });
    await rename(fresh, folder).catch(error => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}
