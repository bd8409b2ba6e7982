/** Builds the service worker as one file at the root of the app, with the names of all files of the build. */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import { WORKER_PATH } from '../lib/deployment/web-app.ts';

/** Must run after the plugins that add style sheets to the build. */
export const serviceWorker = (): Plugin => ({
  name: 'holdfast-service-worker',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    async handler(_options, bundle) {
      const files = Object.values(bundle).filter(({ fileName }) => /\.(js|css)$/.test(fileName));
      const entry = files.find(file => file.type === 'chunk' && file.isEntry)?.fileName;
      if (entry === undefined) throw new Error('the build has no first script');
      const names = [...files.map(({ fileName }) => fileName).toSorted(), ...publicFiles];
      const BUILD = { version: versionOf(names), entry, files: names.map(name => `/${name}`) };
      this.emitFile({ type: 'asset', fileName: WORKER_PATH.slice(1), source: await codeOf(BUILD) });
    },
  },
});

const PUBLIC = join(import.meta.dirname, 'public');
const publicFiles = readdirSync(PUBLIC);

/** The names of built files tell their content, those of public files do not. */
const versionOf = (names: string[]): string =>
  hash('sha256', [...names, ...publicFiles.map(name => readFileSync(join(PUBLIC, name), 'utf8'))].join('\n')).slice(
    0,
    16,
  );

async function codeOf(BUILD: object): Promise<string> {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { BUILD: JSON.stringify(BUILD) },
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: join(import.meta.dirname, 'service-worker.ts'), output: { format: 'iife' } },
    },
  });
  const { output } = [built].flat()[0] as Rolldown.RolldownOutput;
  return output[0].code;
}
