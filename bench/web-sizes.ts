/** The JavaScript of the web app's build (gzip): of a first page, and of each further page after it. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { WEB_DIST } from '../lib/deployment/web-build.ts';

/** Bytes. */
export const FIRST_LOAD_MAX = 165 * 1024;
export const FURTHER_PAGE_MAX = 50 * 1024;

export interface WebSizes {
  firstLoadOf(page: string): number;
  /** Each page that is loaded when it is first shown, with what it adds to a first page. */
  furtherAfter(page: string): [page: string, bytes: number][];
}

/** Reads the build, which must exist. Pages are named as their files, such as `events-page`. */
export function readWebSizes(): WebSizes {
  const assets = join(WEB_DIST, 'assets');
  const codes = new Map(
    globSync('*.js', { cwd: assets }).map(file => [file, readFileSync(join(assets, file), 'utf8')]),
  );
  const index = readFileSync(join(WEB_DIST, 'index.html'), 'utf8');
  const entry = basename(/<script type="module"[^>]* src="([^"]+)"/.exec(index)?.[1] ?? '');
  const codeOf = (file: string): string => {
    const code = codes.get(file);
    if (code === undefined) throw new Error(`the build has no file ${file}`);
    return code;
  };
  const fileOf = (name: string): string => {
    const found = [...codes.keys()].filter(file => nameOf(file) === name);
    if (found.length !== 1) throw new Error(`the build has ${found.length} files ${name}`);
    return found[0] as string;
  };
  const firstFiles = (page: string): Set<string> => closureOf([entry, fileOf('en'), fileOf(page)], codeOf);
  const sizeOf = (files: Iterable<string>): number =>
    [...files].reduce((total, file) => total + gzipSync(codeOf(file)).length, 0);
  return {
    firstLoadOf: page => sizeOf(firstFiles(page)),
    furtherAfter(page) {
      const loaded = firstFiles(page);
      const pages = [...codes.keys()].filter(file => /-pages?$/.test(nameOf(file)) && codeOf(entry).includes(file));
      const others = pages.filter(file => !loaded.has(file));
      return others.map(file => [nameOf(file), sizeOf(closureOf([file], codeOf).difference(loaded))]);
    },
  };
}

/** The name of a file without its digest. */
const nameOf = (file: string): string => file.replace(/-[\w-]{8}\.js$/, '');

/** Files with all that they import, except what is loaded later by `import()`. */
function closureOf(roots: string[], codeOf: (file: string) => string): Set<string> {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, to = ''] of codeOf(file).matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) visit(to);
  };
  for (const root of roots) visit(root);
  return reached;
}
