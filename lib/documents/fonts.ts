/** Chooses the font that shows a character. A font is read when the first character asks for it, and stays in memory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, type Font } from 'fontkit';
import { type FontFile, fontFilesIn, type HanStyle } from './font-files.ts';
import { unpackWoff } from './woff.ts';

/** A font file that is used under its path. */
export interface Face {
  name: string;
  font: Font;
  /** Shapes a text of one direction, and measures it in units of its size. */
  shape(text: string): Shape;
}

export interface Shape {
  width: number;
  direction: 'ltr' | 'rtl';
}

/** Without features, pdfkit would shape word by word, and the words of Arabic would change places. */
export const FEATURES = [];

export interface Fonts {
  /** Returns the first font with a glyph for the character, or undefined if there is none. */
  faceOf(codePoint: number, han: HanStyle): Face | undefined;
}

/** A ticket is laid out in several sizes, so the same texts are shaped again and again. */
const SHAPES_KEPT_MAX = 2_000;

function faceOf(name: string, font: Font): Face {
  const shapes = new Map<string, Shape>();
  return {
    name,
    font,
    shape(text) {
      const known = shapes.get(text);
      if (known) return known;
      if (shapes.size === SHAPES_KEPT_MAX) shapes.clear();
      const { advanceWidth, direction } = font.layout(text, FEATURES);
      const shape = { width: advanceWidth / font.unitsPerEm, direction };
      shapes.set(text, shape);
      return shape;
    },
  };
}

/** Fonts for Chinese characters are asked after all others, and that of the language first. Each of them also has some Latin. */
const rankOf = (file: FontFile, han: HanStyle): number => (file.han === undefined ? 0 : file.han === han ? 1 : 2);

/** A file with its ranges, and its font if it was read. */
interface Entry {
  file: FontFile;
  /** The first and the last code point of each range. */
  ranges: [number, number][];
  face?: Face;
}

/** Opens the fonts of a folder. See font-files.ts for its layout. */
export function openFonts(folder: string): Fonts {
  const entries: Entry[] = fontFilesIn(folder).map(file => ({ file, ranges: parseRanges(file.ranges) }));
  const known = new Map<string, Face | undefined>();
  return {
    faceOf(codePoint, han) {
      const key = `${codePoint} ${han}`;
      if (!known.has(key)) known.set(key, find(codePoint, han));
      return known.get(key);
    },
  };

  function find(codePoint: number, han: HanStyle): Face | undefined {
    return entries
      .filter(({ ranges }) => ranges.some(([from, to]) => from <= codePoint && codePoint <= to))
      .sort((a, b) => rankOf(a.file, han) - rankOf(b.file, han))
      .map(faceIn)
      .find(({ font }) => font.hasGlyphForCodePoint(codePoint));
  }

  function faceIn(entry: Entry): Face {
    entry.face ??= faceOf(entry.file.path, create(unpackWoff(readFileSync(join(folder, entry.file.path)))));
    return entry.face;
  }
}

/** Parses `U+0000-00FF,U+0131`. */
const parseRanges = (ranges: string): [number, number][] =>
  ranges.split(',').map(range => {
    const [from = '', to = from] = range.trim().slice('U+'.length).split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  });
