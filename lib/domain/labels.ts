/**
 * The labels of rows and seats: which texts may be labels, and which labels are alike. Labels are stored in NFC, and become
 * parts of ids and of the table's keys.
 */
import { foldCase } from './case-folding.ts';
import { digitOf } from './digits.ts';
import { LABEL_BYTES_MAX, LABEL_CHARACTERS_MAX, LABEL_CODE_POINTS_MAX } from './limits.ts';

/** Letters with their combining marks, digits, and the signs that people put between them. Spaces are single, and only inside. */
const LABEL_PATTERN = '^(?:[\\p{L}\\p{Nl}]\\p{M}{0,6}|[\\p{Nd}½])(?: ?(?:[\\p{L}\\p{Nl}]\\p{M}{0,6}|[\\p{Nd}½._/-]))*$';

const LABEL = new RegExp(LABEL_PATTERN, 'u');
const ALLOWED = /[\p{L}\p{Nl}\p{M}\p{Nd}½ ._/-]/u;
/**
 * Letters and marks that are not allowed: invisible and enclosing ones, and other forms of letters, such as mathematical letters,
 * ligatures and the positional forms of Arabic.
 */
const REFUSED =
  /[\p{Default_Ignorable_Code_Point}\p{Me}\u2100-\u214f\ufb00-\ufb06\ufb13-\ufb17\ufb20-\ufb29\ufb50-\ufdff\ufe70-\ufeff\u{1d400}-\u{1d7ff}\u{1ee00}-\u{1eeff}\u{1fbf0}-\u{1fbf9}]/u;

/** Says why a text in NFC cannot be a label; undefined if it can. */
export function faultOfLabel(text: string): string | undefined {
  if (text === '') return 'must not be empty';
  for (const character of text) {
    if (!ALLOWED.test(character) || REFUSED.test(character)) {
      return `must consist of letters, digits, ½ . _ - / and single spaces; ${named(character)} is not allowed`;
    }
  }
  const tooLong = lengthFault(text);
  if (tooLong !== undefined) return tooLong;
  if (LABEL.test(text)) return undefined;
  if (/^ | {2}| $/.test(text)) return 'must have no spaces at its ends, and only single spaces inside';
  return /^[\p{L}\p{Nl}\p{Nd}½]/u.test(text)
    ? 'must have combining marks only after a letter, at most 6 after each'
    : 'must begin with a letter, a digit or ½';
}

/** The character itself if it can be seen, and its code. */
function named(character: string): string {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const isVisible = /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) && !/\p{Default_Ignorable_Code_Point}/u.test(character);
  return isVisible ? `"${character}" (${code})` : code;
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** People count a letter with its marks as one character. The numbers of code points and bytes bound the sizes of keys and claims. */
function lengthFault(text: string): string | undefined {
  if (text.length <= LABEL_CHARACTERS_MAX) return undefined;
  const codePoints = [...text].length;
  if (codePoints > LABEL_CHARACTERS_MAX) {
    // Segmenting is slow, so a very long text is refused without it.
    const isLong = codePoints > LABEL_LOOKED_AT_MAX || [...characters.segment(text)].length > LABEL_CHARACTERS_MAX;
    if (isLong) return `must have at most ${LABEL_CHARACTERS_MAX} characters`;
  }
  return codePoints <= LABEL_CODE_POINTS_MAX && Buffer.byteLength(text) <= LABEL_BYTES_MAX
    ? undefined
    : `must have at most ${LABEL_CODE_POINTS_MAX} code points and ${LABEL_BYTES_MAX} bytes: it has too many marks`;
}
const LABEL_LOOKED_AT_MAX = 1_000;

const ASCII = /^[\x20-\x7e]*$/;

/**
 * Labels with the same key are alike for people: they differ only in upper and lower case, in zeros before a number, in the script
 * of their digits, or in the width of their characters.
 */
export function labelKey(label: string): string {
  const folded = ASCII.test(label)
    ? label.toLowerCase()
    : foldCase(label.normalize('NFKC')).replaceAll(/\p{Nd}/gu, digitOf);
  return folded.replaceAll(/(?<![0-9])0+(?=[0-9])/g, '');
}
