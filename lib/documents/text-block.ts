/** Fits a text into a column: it is as large as its style allows, and smaller if it is long. */
import type { Fonts } from './fonts.ts';
import { breakIntoLines, type Line, lineOf, paragraphOf } from './text-lines.ts';

/** Sizes are in points. */
export interface TextStyle {
  size: number;
  /** A text of more lines becomes smaller, down to `sizeMin`. At that size it has as many lines as it needs. */
  linesMax: number;
  sizeMin: number;
  color: string;
  /** Left if absent. */
  align?: 'right';
}

export interface TextBlock {
  /** In logical order, for readers and for copying. */
  text: string;
  size: number;
  color: string;
  /** Each with its distance from the left edge of the column. */
  lines: (Line & { indent: number })[];
  height: number;
}

/** Each attempt is this much smaller than the one before. */
const SHRINK = 0.92;

/** The fonts must have a glyph for each character of the text: see showable-text.ts. */
export function fitText(text: string, fonts: Fonts, width: number, style: TextStyle): TextBlock {
  const paragraph = paragraphOf(text, fonts);
  let size = style.size;
  let broken = breakIntoLines(paragraph, width / size);
  while (broken.length > style.linesMax && size > style.sizeMin) {
    size = Math.max(size * SHRINK, style.sizeMin);
    broken = breakIntoLines(paragraph, width / size);
  }
  const lines = broken.map(atoms => {
    const line = lineOf(atoms, paragraph.baseLevel);
    const lineWidth = line.pieces.reduce((sum, piece) => sum + piece.width * size, 0);
    return { ...line, indent: style.align === 'right' ? width - lineWidth : 0 };
  });
  const height = lines.reduce((sum, { ascent, descent }) => sum + (ascent + descent) * size, 0);
  return { text, size, color: style.color, lines, height };
}
