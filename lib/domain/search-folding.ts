/**
 * Folds names and words for searches, so that people find what they type. Only differences that never tell two places
 * apart are removed: marks only from Latin, Greek and Cyrillic letters, since elsewhere a mark makes another letter.
 */
import { foldCase } from './case-folding.ts';
import { digitOf } from './digits.ts';

/**
 * Returns the words of a text, folded, with one space between them: without case, accents, apostrophes and
 * invisible characters. White space and punctuation of all kinds separate words: hyphens, full stops, slashes, brackets.
 */
export const searchWords = (text: string): string =>
  foldedLetters(text)
    .replaceAll(APOSTROPHES_IN_NUMBERS, ' ')
    .replaceAll(APOSTROPHES, '')
    .replaceAll(SEPARATORS, ' ')
    .trim();

/**
 * Returns a name without the spaces between its words, for comparing: `LH 400`, `LH-400` and `lh400` are one service.
 * Between two digits a space remains, so that `A 1-23` and `A 12-3` differ.
 */
export function searchName(text: string): string {
  const name = searchWords(text).replaceAll(/(?<!\p{Nd}) | (?!\p{Nd})/gu, '');
  // Names that consist only of hyphens or apostrophes must stay different from each other.
  return name === '' ? foldedLetters(text) : name;
}

/** Returns a text with its letters folded, and with all of its punctuation. */
export function foldedLetters(text: string): string {
  // A raised, circled or fractional number is a number of its own: `Saal 10²` is not `Saal 102`, and `8½` is `8 1/2`.
  const apart = text.replaceAll(OTHER_NUMBERS, ' $& ');
  // NFKD removes differences of width and form. It also separates marks from letters of every script, and NFC, which
  // foldCase returns, joins those again that are not removed.
  const separate = apart.replaceAll(SPACING_ACCENTS, "'").normalize('NFKD').replaceAll(INVISIBLE, '');
  return foldCase(separate.replaceAll(MARKED_LETTERS, '$1'))
    .replaceAll(LETTERS_WITHOUT_DECOMPOSITION, toBase)
    .replaceAll(DIGITS_OF_OTHER_SCRIPTS, digitOf);
}

/** Accents and breathings that people type as apostrophes. NFKD would make a space of them. */
const SPACING_ACCENTS = /[`\u00b4\u0384\u1fbd\u1fbf\u1fef\u1ffd\u1ffe]/gu;
/** Characters without a picture, such as soft hyphens, joiners, direction marks and variation selectors; and the tatweel. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u0640]/gu;
const DIGITS_OF_OTHER_SCRIPTS = /(?![0-9])\p{Nd}/gu;
const MARKED_LETTERS = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu;

/** Apostrophes, quotation marks, primes, modifier letters like the ʻokina, saltillos, and the Hebrew and Armenian signs. */
const APOSTROPHE = String.raw`['"\x60\p{Pi}\p{Pf}\u201a\u201e\u2032-\u2037\u02b9-\u02bf\u02c8\u02ca\u02cb\u02ee\u055a\u05f3\u05f4\u07f4\u07f5\ua78b\ua78c\u275b-\u275e\u301d-\u301f]`;
const APOSTROPHES = new RegExp(APOSTROPHE, 'gu');
const APOSTROPHES_IN_NUMBERS = new RegExp(String.raw`(?<=\p{Nd})${APOSTROPHE}+(?=\p{Nd})`, 'gu');
/** White space, control characters, punctuation, and the symbols that stand for a dash or a stroke; a tilde is a dash in Japanese. */
const SEPARATORS = /[\s\p{Cc}\p{P}\u2212\u2044\u2215\u02d7~\u223c\u2219\u22c5]+/gu;
const OTHER_NUMBERS = /\p{No}/gu;

/**
 * Latin letters that Unicode does not decompose, with the letters that people type for them. After CLDR's transliteration
 * Latin-ASCII (unicode-org/cldr, common/transforms/Latin-ASCII.xml), as far as alphabets use the letter today; `ə`, `ǝ` and
 * `ɔ` of Azerbaijani and of African languages are added.
 */
const BASES: Record<string, string> = {
  a: 'ⱥ',
  ae: 'æ',
  b: 'ƀƃɓ',
  c: 'ƈȼ',
  d: 'ðđɖɗƌ',
  e: 'əǝɛɇ',
  f: 'ƒ',
  g: 'ǥɠɡ',
  h: 'ħɦⱨ',
  i: 'ıɨɩ',
  j: 'ȷɉɟʝ',
  k: 'ƙⱪ',
  l: 'łƚɫⱡ',
  m: 'ɱ',
  n: 'ŋɲƞ',
  o: 'øɔɵ',
  oe: 'œ',
  p: 'ƥᵽ',
  q: 'ĸ',
  r: 'ɍɽ',
  s: 'ȿ',
  t: 'ŧƭʈⱦ',
  th: 'þ',
  u: 'ʉ',
  v: 'ʋ',
  w: 'ⱳ',
  y: 'ƴɏ',
  z: 'ƶȥⱬ',
};
const BASE_OF = new Map(Object.entries(BASES).flatMap(([base, letters]) => [...letters].map(letter => [letter, base])));
const LETTERS_WITHOUT_DECOMPOSITION = new RegExp(`[${[...BASE_OF.keys()].join('')}]`, 'gu');
const toBase = (letter: string): string => BASE_OF.get(letter) ?? letter;

/** The folding of the keys of events of format 1, which also removes marks that make other letters. */
export const searchNameInFormat1 = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
