/**
 * The font files of documents: Noto Sans in all its scripts that a ticket can show, in one weight. A folder has the layout of
 * node_modules/@fontsource: a package is a folder with `unicode.json` (which characters each file is for), `files` and its licence.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The subsets of a package, in the order in which they are asked for a character; or all of its numbered subsets. */
interface FontPackage {
  name: string;
  subsets: string[] | 'numbered';
  han?: HanStyle;
}

/** The language of Chinese characters, which Chinese, Japanese and Korean fonts draw in different ways. */
export type HanStyle = 'sc' | 'jp' | 'kr';

/** The packages in the order in which they are asked. Packages of one script also have Latin, which only the first one shows. */
const PACKAGES: FontPackage[] = [
  {
    name: 'noto-sans',
    subsets: ['latin', 'latin-ext', 'vietnamese', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext'],
  },
  { name: 'noto-sans-hebrew', subsets: ['hebrew'] },
  { name: 'noto-sans-arabic', subsets: ['arabic'] },
  { name: 'noto-sans-devanagari', subsets: ['devanagari'] },
  { name: 'noto-sans-thai', subsets: ['thai'] },
  { name: 'noto-sans-sc', subsets: 'numbered', han: 'sc' },
  { name: 'noto-sans-jp', subsets: 'numbered', han: 'jp' },
  { name: 'noto-sans-kr', subsets: 'numbered', han: 'kr' },
  { name: 'noto-sans-arabic', subsets: ['symbols', 'math'] },
];
const WEIGHT = 400;

export interface FontFile {
  /** Below the folder: `noto-sans/files/noto-sans-latin-400-normal.woff`. */
  path: string;
  han?: HanStyle;
  /** The code points that it is for, as `unicode-range` of CSS: `U+0000-00FF,U+0131`. Some of them may have no glyph. */
  ranges: string;
}

/** Lists the fonts in the order in which they are asked for a character. */
export const fontFilesIn = (folder: string): FontFile[] =>
  PACKAGES.flatMap(({ name, subsets, han }) => {
    const ranges = JSON.parse(readFileSync(join(folder, indexOf(name)), 'utf8')) as Record<string, string>;
    const chosen = subsets === 'numbered' ? Object.keys(ranges).filter(subset => subset.startsWith('[')) : subsets;
    return chosen.map(subset => {
      const file = `${name}-${subset.replace(/[[\]]/g, '')}-${WEIGHT}-normal.woff`;
      return { path: `${name}/files/${file}`, ranges: rangesOf(subset, ranges), ...(han && { han }) };
    });
  });

const indexOf = (name: string): string => `${name}/unicode.json`;

function rangesOf(subset: string, ranges: Record<string, string>): string {
  const found = ranges[subset];
  if (found === undefined)
    throw new Error(`a package of fonts has no subset ${subset}: change PACKAGES in font-files.ts`);
  return found;
}

/** The paths of all files that a function needs to make documents, below the folder. */
export const fontAssetsIn = (folder: string): string[] => [
  ...new Set([
    ...PACKAGES.flatMap(({ name }) => [indexOf(name), `${name}/LICENSE`]),
    ...fontFilesIn(folder).map(({ path }) => path),
  ]),
];

/** The folder of the packages that npm installed. A bundled function has none, and has a folder of its own. */
export const installedFonts = (): string =>
  dirname(dirname(fileURLToPath(import.meta.resolve('@fontsource/noto-sans/package.json'))));
