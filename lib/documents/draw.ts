/** Draws texts and QR codes on a page of pdfkit. */
import type PDFDocument from 'pdfkit';
import { encode } from 'uqr';
import { FEATURES } from './fonts.ts';
import type { TextBlock } from './text-block.ts';

type Document = InstanceType<typeof PDFDocument>;

/** Draws a text with its upper left corner at `x`, `y`. */
export function drawText(document: Document, { lines, size, color }: TextBlock, x: number, y: number): void {
  let top = y;
  for (const { text: lineText, pieces, ascent, descent, indent } of lines) {
    const baseline = top + ascent * size;
    let left = x + indent;
    // Copying and searching follow this text. Glyphs alone are in visual order, and fonts compose Arabic letters of parts.
    document.markContent('Span', { actual: lineText });
    for (const { text, face, width } of pieces) {
      // pdfkit opens a font of fontkit, though its types do not say so.
      document.registerFont(face.name, face.font as unknown as string);
      document
        .font(face.name)
        .fontSize(size)
        .fillColor(color)
        .text(text, left, baseline, { lineBreak: false, baseline: 'alphabetic', features: FEATURES });
      left += width * size;
    }
    document.endMarkedContent();
    top += (ascent + descent) * size;
  }
}

/** The quiet zone on each side that ISO 18004 asks for, in modules. */
const QUIET_MODULES = 4;

/** The modules of a QR code, row by row. */
export type QrCode = Pick<ReturnType<typeof encode>, 'data' | 'size'>;

/** Encodes with error correction M, which restores 15 % of the code. */
export const qrCodeOf = (code: string): QrCode => encode(code, { ecc: 'M', border: 0 });

/** The width of the quiet zone of a code whose modules fill `side`. */
export const quietZoneOf = ({ size }: QrCode, side: number): number => (QUIET_MODULES * side) / size;

/** Draws a QR code. Its modules fill `side`, and its quiet zone is around them. */
export function drawQrCode(document: Document, code: QrCode, x: number, y: number, side: number): void {
  const module = side / code.size;
  const quiet = quietZoneOf(code, side);
  document.rect(x - quiet, y - quiet, side + 2 * quiet, side + 2 * quiet).fill('#ffffff');
  for (const [row, line] of code.data.entries()) {
    for (const { start, length } of darkRuns(line)) {
      document.rect(x + start * module, y + row * module, length * module, module);
    }
  }
  document.fill('#000000');
}

/** Neighbouring dark modules of a row are one rectangle: fewer bytes, and no light seams between them. */
function darkRuns(line: boolean[]): { start: number; length: number }[] {
  const runs: { start: number; length: number }[] = [];
  for (const [column, isDark] of line.entries()) {
    const last = runs.at(-1);
    if (!isDark) continue;
    if (last && last.start + last.length === column) last.length++;
    else runs.push({ start: column, length: 1 });
  }
  return runs;
}
