/** Breaks a text into lines, and puts the parts of each line in their visual order. Widths are parts of the size of the text. */
import type { Face, Fonts } from './fonts.ts';
import { graphemes } from './showable-text.ts';
import { type Atom, atomsOf, isOdd } from './text-atoms.ts';

/** Characters of one font and one direction. `text` is in the order in which the font is asked to shape it. */
export interface Piece {
  text: string;
  face: Face;
  width: number;
}

export interface Line {
  /** From left to right. */
  pieces: Piece[];
  width: number;
  /** The parts of the size above and below the baseline. */
  ascent: number;
  descent: number;
}

/** `widthMax` is in units of the size of the text. */
export function linesOf(text: string, fonts: Fonts, widthMax: number): Line[] {
  const { atoms, baseLevel } = atomsOf(text, fonts);
  const lines: Atom[][] = [];
  let line: Atom[] = [];
  for (const chunk of chunksOf(atoms)) {
    if (widthOf([...line, ...chunk]) <= widthMax) {
      line.push(...chunk);
      continue;
    }
    if (line.length > 0) lines.push(line);
    const [last = [], ...full] = splitToFit(chunk, widthMax).reverse();
    lines.push(...full.reverse());
    line = last;
  }
  return [...lines, line].map(parts => lineOf(trimmed(parts), baseLevel));
}

/** Splits where lines may begin. */
function chunksOf(atoms: Atom[]): Atom[][] {
  const chunks: Atom[][] = [];
  for (const atom of atoms) {
    const last = chunks.at(-1);
    if (last && !atom.mayBeginLine) last.push(atom);
    else chunks.push([atom]);
  }
  return chunks;
}

/** Splits a chunk that is wider than a line, wherever a line is full. */
function splitToFit(chunk: Atom[], widthMax: number): Atom[][] {
  const lines: Atom[][] = [[]];
  for (const atom of chunk) {
    const line = lines.at(-1) ?? [];
    if (line.length > 0 && widthOf([...line, atom]) > widthMax) lines.push([atom]);
    else line.push(atom);
  }
  return lines;
}

/** Spaces at the end of a line have no width. */
function trimmed(atoms: Atom[]): Atom[] {
  const end = atoms.findLastIndex(({ isSpace }) => !isSpace) + 1;
  return atoms.slice(0, end);
}

const widthOf = (atoms: Atom[]): number => piecesOf(trimmed(atoms)).reduce((sum, { width }) => sum + width, 0);

function lineOf(atoms: Atom[], baseLevel: number): Line {
  const pieces = inVisualOrder(piecesOf(atoms), baseLevel);
  return {
    pieces,
    width: pieces.reduce((sum, { width }) => sum + width, 0),
    ascent: Math.max(...pieces.map(({ face: { font } }) => font.ascent / font.unitsPerEm)),
    descent: Math.max(...pieces.map(({ face: { font } }) => -font.descent / font.unitsPerEm)),
  };
}

type LeveledPiece = Piece & { level: number };

function piecesOf(atoms: Atom[]): LeveledPiece[] {
  const runs: { text: string; face: Face; level: number }[] = [];
  for (const { text, face, level } of atoms) {
    const last = runs.at(-1);
    if (last && last.face === face && last.level === level) last.text += text;
    else runs.push({ text, face, level });
  }
  return runs.map(shape);
}

/**
 * Shapes a run. The font derives the direction from the letters. If the run has another one, its characters are reversed before: a
 * bracket within Arabic is a part of a run without letters.
 */
function shape({ text, face, level }: { text: string; face: Face; level: number }): LeveledPiece {
  const wanted = isOdd(level) ? 'rtl' : 'ltr';
  const { direction } = shapedBy(face, text);
  const ordered = direction === wanted ? text : reversed(text);
  return { text: ordered, face, level, width: shapedBy(face, ordered).advanceWidth / face.font.unitsPerEm };
}

const reversed = (text: string): string =>
  [...graphemes.segment(text)]
    .map(({ segment }) => segment)
    .reverse()
    .join('');

/** Features must be given, because the PDF is written with them too: without them pdfkit shapes word by word. */
export const FEATURES: string[] = [];

const shapedBy = ({ font }: Face, text: string) => font.layout(text, FEATURES);

/** Rule L2 of the bidirectional algorithm: reverses the runs of the highest level first, down to level 1. */
function inVisualOrder(pieces: LeveledPiece[], baseLevel: number): Piece[] {
  const ordered = [...pieces];
  const highest = Math.max(baseLevel, ...pieces.map(({ level }) => level));
  for (let level = highest; level > 0; level--) {
    let start = 0;
    while (start < ordered.length) {
      let end = start;
      while ((ordered[end]?.level ?? -1) >= level) end++;
      ordered.splice(start, end - start, ...ordered.slice(start, end).reverse());
      start = end + 1;
    }
  }
  return ordered;
}
