/** Expects that the texts of pages are apart and within the margins. */
import { expect } from 'vitest';
import type { Page, PlacedText } from './pdf.ts';

/** The parts of a text's size that its letters have above and below the baseline. */
const [ABOVE, BELOW] = [0.72, 0.1];

/** Expects that no two texts overlap, and that all are within the margins. */
export function expectApart(pages: Page[]): void {
  for (const { placed, width, height } of pages) {
    const overlaps = placed.flatMap((a, i) =>
      placed.slice(i + 1).flatMap(b => (overlap(a, b) ? [[a.text, b.text]] : [])),
    );
    expect(overlaps).toEqual([]);
    const outside = placed.filter(
      ({ left, right, baseline }) => left < 36 || right > width - 36 || baseline < 36 || baseline > height - 36,
    );
    expect(outside).toEqual([]);
  }
}

/** Rounding lets neighbours touch. */
const TOUCH = 0.5;
const overlap = (a: PlacedText, b: PlacedText): boolean =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > TOUCH &&
  Math.min(a.baseline + BELOW * a.size, b.baseline + BELOW * b.size) -
    Math.max(a.baseline - ABOVE * a.size, b.baseline - ABOVE * b.size) >
    TOUCH;
