/** Lines of text in several scripts and both directions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { installedFonts } from '../../lib/documents/font-files.ts';
import { openFonts } from '../../lib/documents/fonts.ts';
import { showableText } from '../../lib/documents/showable-text.ts';
import { fitText } from '../../lib/documents/text-block.ts';
import { breakIntoLines, lineOf, paragraphOf } from '../../lib/documents/text-lines.ts';
import { EVERY_SCRIPT, ofLength } from './facts.ts';

const fonts = openFonts(installedFonts());

/** The texts of the lines. A width of 10 holds about 20 Latin letters. */
function brokenAt(text: string, width: number): string[] {
  const paragraph = paragraphOf(text, fonts);
  return breakIntoLines(paragraph, width).map(atoms => lineOf(atoms, paragraph.baseLevel).text);
}

/** The parts of a line from left to right. A part of a font for Arabic or Hebrew is named in logical order. */
function visualOrder(text: string): string[] {
  const paragraph = paragraphOf(text, fonts);
  return breakIntoLines(paragraph, 1_000).flatMap(atoms =>
    lineOf(atoms, paragraph.baseLevel).pieces.map(piece => piece.text),
  );
}

describe('lines', () => {
  it('break at spaces, after hyphens and after slashes, and have no space at their ends', () => {
    expect(brokenAt('one two-three four/five six', 5.5)).toEqual(['one two-', 'three four/', 'five six']);
  });

  it('break between the words of Thai and Chinese', () => {
    expect(brokenAt('ศูนย์วัฒนธรรมแห่งประเทศไทย', 8)).toEqual(['ศูนย์วัฒนธรรมแห่ง', 'ประเทศไทย']);
    expect(brokenAt('北京国家大剧院西长安街', 5)).toEqual(['北京国家大', '剧院西长安', '街']);
  });

  it('do not begin with closing punctuation or a small kana, and do not end with opening punctuation', () => {
    const texts = ['東京、大阪。名古屋（全席）「第九」', 'ファンシーショップッキャ', '、。、。東京'];
    for (const text of texts) {
      for (let width = 2; width < 12; width++) {
        const lines = brokenAt(text, width);
        // A line that is full within punctuation has no other place to break.
        if (lines.some(line => line.length >= width)) continue;
        expect(lines.slice(1).filter(line => /^[、。）」ッャー]/.test(line))).toEqual([]);
        expect(lines.filter(line => /[（「]$/.test(line))).toEqual([]);
      }
    }
  });

  it('split a word that is wider than a line', () => {
    expect(brokenAt('WWWWWW', 2)).toEqual(['WW', 'WW', 'WW']);
  });

  it('put a letter that is wider than a line on a line of its own', () => {
    expect(brokenAt('王王', 0.1)).toEqual(['王', '王']);
  });

  it('are in visual order: numbers and Latin stand within text from right to left', () => {
    expect(visualOrder('שלום (Mo) 12')).toEqual(['12', ' (', 'Mo', ')', 'שלום ']);
    expect(visualOrder('Mo שלום 12')).toEqual(['Mo ', '12', 'שלום ']);
  });

  it('mirror brackets in text from right to left', () => {
    // The bracket that opens stands on the right, and has the form that closes to the left.
    expect(visualOrder('א(ב)')).toEqual(['(', 'ב', ')', 'א']);
  });

  it('keep Persian digits in their order', () => {
    const [line] = breakIntoLines(paragraphOf('۱۲۳', fonts), 100);
    const [piece] = lineOf(line ?? [], 0).pieces;
    // The font reverses what it takes for Arabic.
    expect(piece?.text).toBe('۳۲۱');
    expect(piece?.face.shape('۳۲۱').direction).toBe('rtl');
  });

  const scripts = ['Latin ź-/', 'محمد ٣', 'שלום ()', '王小明、「」', 'パリッ', '김민수', 'สมชายน้ำ', 'राष्ट्र'];
  const texts = fc
    .array(
      fc.constantFrom(
        ...scripts.flatMap(script => [...new Intl.Segmenter('en').segment(script)].map(part => part.segment)),
      ),
      {
        minLength: 1,
        maxLength: 60,
      },
    )
    .map(parts => parts.join(''));

  it('lose no character, and fit into their width, whatever the text', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 3, max: 30 }), (typed, width) => {
        const { text } = showableText(typed, fonts);
        if (text === undefined) return;
        const paragraph = paragraphOf(text, fonts);
        const lines = breakIntoLines(paragraph, width).map(atoms => lineOf(atoms, paragraph.baseLevel));
        expect(
          lines
            .map(line => line.text)
            .join('')
            .replace(/ /g, ''),
        ).toBe(text.replace(/ /g, ''));
        for (const { pieces } of lines) {
          expect(pieces.reduce((sum, piece) => sum + piece.width, 0)).toBeLessThanOrEqual(width + 0.001);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a text in a column', () => {
  const style = { size: 28, sizeMin: 13, linesMax: 2, color: '#000000' };

  it('has its full size if it is short', () => {
    expect(fitText('An evening', fonts, 500, style)).toMatchObject({ size: 28, lines: [{ text: 'An evening' }] });
  });

  it('becomes smaller until it fits into its lines', () => {
    const { size, lines } = fitText(EVERY_SCRIPT, fonts, 250, style);
    expect(lines).toHaveLength(2);
    expect(size).toBeLessThan(28);
    expect(size).toBeGreaterThan(13);
  });

  it('has its least size and more lines if it is very long', () => {
    const { size, lines, height } = fitText(ofLength('王小明李', 200), fonts, 250, style);
    expect([size, lines.length]).toEqual([13, 11]);
    expect(height).toBeGreaterThan(11 * 13);
  });
});

describe('the text to show', () => {
  it.each([
    ['spaces of all kinds and line breaks', 'a\u00a0b\u202fc\u3000d\r\ne\tf', 'a b c d e f'],
    ['composed letters', 'o\u0301', 'ó'],
    ['joiners of Persian', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['no controls of direction', 'Maria \u202eeval\u202c \u2066x\u2069\u200f', 'Maria eval x'],
    ['no half of a character', 'a\ud83c b', 'a b'],
    ['a keycap without its frame', '1\ufe0f\u20e3', '1\ufe0f'],
  ])('has %s', (_name, typed, text) => expect(showableText(typed, fonts).text).toBe(text));

  it('is nothing if a letter has no glyph', () => {
    expect(showableText('Giorgi გ', fonts)).toEqual({ text: undefined, missing: ['U+1080–10FF'] });
    // A script of a later version of Unicode.
    expect(showableText('a \u{11b80}', fonts).text).toBeUndefined();
    expect(showableText('🎸', fonts)).toEqual({ text: undefined, missing: ['U+1F380–1F3FF'] });
  });
});
