/**
 * The form of text that one person writes and others read. It is one regular expression. The OpenAPI document has a wider one. The text is not blank and hides nothing. Invisible characters are allowed only where a script or an emoji needs them.
 */

/** A visible character: no white space, no combining mark, not the braille blank, and not the musical null notehead. */
const VISIBLE = String.raw`[^\s\p{M}\u2800\u{1d159}]`;
/**
 * A character that is allowed everywhere. Not allowed are control characters, lone surrogates, separators of lines or paragraphs,
 * noncharacters, replacement characters, and default-ignorable characters (`DI`): zero-width characters, direction controls,
 * soft hyphens, fillers, variation selectors and tags.
 */
const PLAIN = String.raw`[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{NChar}\ufff9-\ufffd]`;

/** Scripts whose letters join or combine. A joiner or non-joiner after such a letter changes the shape of the letters. */
const JOINING =
  'Arab Syrc Mong Nkoo Adlm Rohg Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Tibt Java Bali';
const JOINING_LETTER = `[${JOINING.split(' ')
  .map(script => String.raw`\p{scx=${script}}`)
  .join('')}]`;
const UNSPACED_LETTER = String.raw`[\p{sc=Khmr}\p{sc=Laoo}\p{sc=Mymr}\p{sc=Thai}]`;
const IN_CONTEXT = [
  // Persian, Urdu and the scripts of India.
  String.raw`(?<=${JOINING_LETTER})[\u200c\u200d]`,
  // Zero-width spaces, with which Khmer and its neighbours separate words.
  String.raw`(?<=${UNSPACED_LETTER})\u200b(?=${UNSPACED_LETTER})`,
  // Emoji of several parts: families, professions, the rainbow flag; with their form as text or picture; keycaps.
  String.raw`(?<=[\p{ExtPict}\p{EMod}\ufe0f])\u200d(?=\p{ExtPict})`,
  String.raw`(?<=\p{ExtPict})[\ufe0e\ufe0f]`,
  String.raw`(?<=[0-9#*])\ufe0f(?=\u20e3)`,
  // The flags of England, Scotland and Wales.
  String.raw`(?<=\u{1f3f4}[\u{e0030}-\u{e007a}]{0,6})[\u{e0030}-\u{e007a}\u{e007f}]`,
  // Variants of Chinese characters, as in names of Japanese cities; variants of Mongolian letters.
  String.raw`(?<=\p{sc=Han})[\ufe00-\ufe02\u{e0100}-\u{e01ef}]`,
  String.raw`(?<=\p{sc=Mong})[\u180b-\u180f]`,
];
const CHARACTER = `(?:${[PLAIN, ...IN_CONTEXT].join('|')})`;

export const VISIBLE_TEXT = new RegExp(`^(?=.*${VISIBLE})${CHARACTER}*$`, 'u');
const ALLOWED_PART = new RegExp(`^${CHARACTER}*`, 'u');

/** Text of several lines may also have line breaks and tabs. */
const IN_LINES = String.raw`(?:${CHARACTER}|\t|\r?\n)`;
export const VISIBLE_LINES = new RegExp(String.raw`^(?=[\s\S]*${VISIBLE})${IN_LINES}*$`, 'u');
const ALLOWED_LINES = new RegExp(`^${IN_LINES}*`, 'u');

/**
 * The form that the OpenAPI document shows: not blank, and without control characters. The whole expression needs lookbehind and properties
 * of Unicode, which many generators and validators do not know.
 */
const NO_CONTROL = String.raw`\x00-\x1f\x7f-\x9f`;
export const VISIBLE_OUTLINE = `^[^${NO_CONTROL}]*[^\\s${NO_CONTROL}][^${NO_CONTROL}]*$`;
const NO_CONTROL_IN_LINES = String.raw`\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f`;
export const VISIBLE_LINES_OUTLINE = `^[^${NO_CONTROL_IN_LINES}]*[^\\s${NO_CONTROL}][^${NO_CONTROL_IN_LINES}]*$`;

/** Says why a text does not match `VISIBLE_LINES`. */
export const whyNoVisibleLines = (text: string): string => whyNotVisible(text, ALLOWED_LINES);

/** Says why a text does not match `VISIBLE_TEXT`. */
export function whyNotVisible(text: string, allowedPart = ALLOWED_PART): string {
  const allowed = allowedPart.exec(text)?.[0].length ?? 0;
  const code = text.codePointAt(allowed);
  if (code === undefined) return 'must not be blank';
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (/^\p{Cc}/u.test(text.slice(allowed))) return `must not contain control characters: it has ${name}`;
  if (/^\p{Cs}/u.test(text.slice(allowed))) return `must be well-formed unicode: ${name} stands alone`;
  if (code === 0xfffd)
    return `must not contain ${name}, which replaces characters that could not be decoded: send UTF-8`;
  return `must not contain characters that hide or reorder text: it has ${name}`;
}
