/** Breaks a text into lines, and puts the parts of each line in their visual order. Widths are parts of the size of the text. */
import type { Face, Fonts } from './fonts.ts';
import { graphemes } from './showable-text.ts';
import { type Atom, atomsOf, isOdd } from './text-atoms.ts';

/** A text that can be broken into lines of any width. */
export interface Paragraph {
  chunks: Chunk[];
  /** The bidirectional level of the whole text. */
  baseLevel: number;
}

/** A part between two places where a line may begin. */
interface Chunk {
  atoms: Atom[];
  width: number;
  /** Without the spaces at its end, which have no width at the end of a line. */
  widthAtEnd: number;
}

/** Characters of one font and one direction. `text` is in the order in which the font is asked to shape it. */
export interface Piece {
  text: string;
  face: Face;
  width: number;
}

export interface Line {
  /** In logical order. */
  text: string;
  /** From left to right. */
  pieces: Piece[];
  /** The parts of the size above and below the baseline. */
  ascent: number;
  descent: number;
}

export function paragraphOf(text: string, fonts: Fonts): Paragraph {
  const { atoms, baseLevel } = atomsOf(text, fonts);
  const chunks: Atom[][] = [];
  for (const atom of atoms) {
    const last = chunks.at(-1);
    if (last && !atom.mayBeginLine) last.push(atom);
    else chunks.push([atom]);
  }
  return { chunks: chunks.map(chunkOf), baseLevel };
}

const chunkOf = (atoms: Atom[]): Chunk => ({ atoms, width: widthOf(atoms), widthAtEnd: widthOf(trimmed(atoms)) });

/** Fills lines of `widthMax`, which is in units of the size of the text. */
export function breakIntoLines({ chunks }: Paragraph, widthMax: number): Atom[][] {
  const lines: Atom[][] = [];
  let [line, width]: [Atom[], number] = [[], 0];
  for (const chunk of chunks.flatMap(each => splitToFit(each, widthMax))) {
    if (line.length > 0 && width + chunk.widthAtEnd > widthMax) {
      lines.push(line);
      [line, width] = [[], 0];
    }
    line.push(...chunk.atoms);
    width += chunk.width;
  }
  return [...lines, line].map(trimmed);
}

/** Splits a chunk that is wider than a line, wherever a line is full. A single character always has a line. */
function splitToFit(chunk: Chunk, widthMax: number): Chunk[] {
  const { atoms, widthAtEnd } = chunk;
  if (widthAtEnd <= widthMax || atoms.length <= 1) return [chunk];
  // Letters that join have other widths than alone, so only the whole part can be measured.
  let [fitting, tooMany] = [1, atoms.length];
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (widthOf(atoms.slice(0, middle)) <= widthMax) fitting = middle;
    else tooMany = middle;
  }
  return [chunkOf(atoms.slice(0, fitting)), ...splitToFit(chunkOf(atoms.slice(fitting)), widthMax)];
}

function trimmed(atoms: Atom[]): Atom[] {
  const end = atoms.findLastIndex(({ isSpace }) => !isSpace) + 1;
  return atoms.slice(0, end);
}

const widthOf = (atoms: Atom[]): number => piecesOf(atoms).reduce((sum, { width }) => sum + width, 0);

export function lineOf(atoms: Atom[], baseLevel: number): Line {
  const pieces = inVisualOrder(piecesOf(atoms), baseLevel);
  return {
    text: atoms.map(({ text }) => text).join(''),
    pieces,
    ascent: Math.max(...pieces.map(({ face: { font } }) => font.ascent / font.unitsPerEm)),
    descent: Math.max(...pieces.map(({ face: { font } }) => -font.descent / font.unitsPerEm)),
  };
}

type Run = Pick<Atom, 'shown' | 'face' | 'level'>;
type LeveledPiece = Piece & Pick<Atom, 'level'>;

function piecesOf(atoms: Atom[]): LeveledPiece[] {
  const runs: Run[] = [];
  for (const { shown, face, level } of atoms) {
    const last = runs.at(-1);
    if (last && last.face === face && last.level === level) last.shown += shown;
    else runs.push({ shown, face, level });
  }
  return runs.map(shape);
}

/**
 * Shapes a run. The font derives the direction from the letters. If the run has another one, its characters are reversed before: a
 * bracket within Arabic is a run without letters.
 */
function shape({ shown, face, level }: Run): LeveledPiece {
  const wanted = isOdd(level) ? 'rtl' : 'ltr';
  const ordered = face.shape(shown).direction === wanted ? shown : reversed(shown);
  return { text: ordered, face, level, width: face.shape(ordered).width };
}

const reversed = (text: string): string =>
  [...graphemes.segment(text)]
    .map(({ segment }) => segment)
    .reverse()
    .join('');

/** Rule L2 of the bidirectional algorithm: reverses the runs of the highest level first, down to level 1. */
function inVisualOrder(pieces: LeveledPiece[], baseLevel: number): LeveledPiece[] {
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
