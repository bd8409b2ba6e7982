/**
 * Finds out whether the fonts can show a text. Symbols without a glyph, such as emoji, are left out. A text with a letter without a
 * glyph is not shown at all, because a name with a hole is another name.
 */
import type { HanStyle } from './font-files.ts';
import type { Fonts } from './fonts.ts';

export interface ShowableText {
  /** Undefined if nothing of the text can be shown. */
  text: string | undefined;
  /** The blocks of characters without a glyph, such as `U+1080–10FF`. They do not disclose the text. */
  missing: string[];
}

export function showableText(text: string, fonts: Fonts): ShowableText {
  const plain = onOneLine(text);
  const han = hanStyleOf(plain);
  const missing = new Set<string>();
  let shown = '';
  let isWhole = true;
  for (const { segment } of graphemes.segment(plain)) {
    const absent = [...segment].filter(character => !hasGlyph(character, fonts, han));
    for (const character of absent) missing.add(blockOf(character));
    if (absent.some(character => LETTER.test(character))) isWhole = false;
    // A mark stays with its letter. Without a glyph for its base, nothing of a symbol is shown.
    if (!absent.includes([...segment][0] ?? '')) shown += without(segment, absent);
  }
  const rest = shown.replace(/ {2,}/g, ' ').trim();
  return { text: isWhole && rest !== '' ? rest : undefined, missing: [...missing] };
}

const BLOCK_SIZE = 0x80;

function blockOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const first = code - (code % BLOCK_SIZE);
  const [from, to] = [first, first + BLOCK_SIZE - 1].map(each => each.toString(16).toUpperCase().padStart(4, '0'));
  return `U+${from}–${to}`;
}

/**
 * Line breaks and all kinds of spaces become one space. Composed characters have glyphs more often than their parts. Earlier versions
 * stored texts with controls of direction, which would make a name look like another one.
 */
const onOneLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/[\s\p{Zs}\p{Cc}]+/gu, ' ')
    .trim();

/** The locale has no influence on the clusters, and must not depend on the machine. */
export const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Also the letters of scripts that are newer than this runtime, which are unassigned to it, but not its future emoji. */
const LETTER = /[\p{L}\p{N}\p{Mn}\p{Mc}]|(?!\p{Extended_Pictographic})\p{Cn}/u;
/** Joiners, variation selectors and the like: they change how other characters look. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;

const hasGlyph = (character: string, fonts: Fonts, han: HanStyle): boolean =>
  IGNORABLE.test(character) || fonts.faceOf(character.codePointAt(0) ?? 0, han) !== undefined;

const without = (segment: string, absent: string[]): string =>
  absent.length === 0 ? segment : [...segment].filter(character => !absent.includes(character)).join('');

/** The style of Chinese characters follows from the letters beside them. */
export function hanStyleOf(text: string): HanStyle {
  if (/[\p{sc=Hira}\p{sc=Kana}]/u.test(text)) return 'jp';
  return /\p{sc=Hang}/u.test(text) ? 'kr' : 'sc';
}
