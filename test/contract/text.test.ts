/** Text that people wrote: what they can see is accepted, and what hides or reorders text is refused, by the contract and at run time. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { NewEvent } from '../../lib/contract/events/requests.ts';
import { openApiDocument } from '../../lib/contract/openapi.ts';
import { ALL_ROUTES } from '../../lib/contract/routes.ts';
import { text } from '../../lib/contract/schema-parts.ts';
import { VISIBLE_OUTLINE } from '../../lib/contract/visible-text.ts';
import { newEvent } from '../support/world.ts';

const schema = text(200);
const faultsOf = (value: string): string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(({ message }) => message);
const { pattern = '' } = z.toJSONSchema(schema, { io: 'input' });
const documented = new RegExp(pattern, 'u');

const VISIBLE: [string, string][] = [
  ['Latin', 'Guns N’ Roses – live! (2027)'],
  ['a combining mark', 'A\u030angström'],
  ['inner spaces of other kinds', '100\u00a0000 日本\u3000語'],
  ['Arabic', 'مَكَّة'],
  ['Persian with a non-joiner', 'می\u200cخواهم'],
  ['Hindi with a joiner', 'क्\u200dष'],
  ['Malayalam with a joiner at the end', 'അവന്\u200d'],
  ['Sinhala', 'ශ්\u200dරී ලංකා'],
  ['Mongolian with a variant', 'ᠮᠣᠩᠭᠣᠯ\u180b'],
  ['Hebrew with points', 'שָׁלוֹם'],
  ['Thai', 'เชียงใหม่'],
  ['Korean', '서울'],
  ['Khmer with a zero-width space', 'ភ្នំ\u200bពេញ'],
  ['a Chinese character with a variant', '葛\u{e0100}城市'],
  ['braille with a blank', '⠓⠑\u2800⠇'],
  ['an emoji alone', '🎸'],
  ['a heart as a picture', '❤\ufe0f'],
  ['a family', '👨\u200d👩\u200d👧\u200d👦'],
  ['a profession with a skin tone', '🧑🏽\u200d🚀'],
  ['the rainbow flag', '🏳\ufe0f\u200d🌈'],
  ['a kiss', '👩\u200d❤\ufe0f\u200d💋\u200d👨'],
  ['a keycap', '1\ufe0f\u20e3'],
  ['the flag of England', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
  ['a flag', '🇩🇪'],
  ['a private character', '\uf8ff'],
];

const HIDDEN: [string, string][] = [
  ['T4: spaces', '   '],
  ['T4: a zero-width space', '\u200b'],
  ['T4: a right-to-left override', 'a\u202eb'],
  ['spaces of other kinds', '\u00a0\u2003\u3000'],
  ['a tab', 'a\tb'],
  ['a line feed', 'a\nb'],
  ['a null', 'a\u0000b'],
  ['a delete', 'a\u007fb'],
  ['a C1 control', 'a\u0085b'],
  ['a line separator', 'a\u2028b'],
  ['a paragraph separator', 'a\u2029b'],
  ['a soft hyphen', 'a\u00adb'],
  ['a byte order mark', '\ufeffa'],
  ['a word joiner', 'a\u2060b'],
  ['a left-to-right mark', 'a\u200eb'],
  ['an Arabic letter mark', 'a\u061cb'],
  ['an isolate', '\u2067a\u2069'],
  ['an embedding', '\u202aa\u202c'],
  ['a joiner between Latin letters', 'a\u200db'],
  ['a non-joiner between Latin letters', 'a\u200cb'],
  ['a joiner after an emoji', '🎸\u200d'],
  ['a joiner at the start', '\u200dक'],
  ['a zero-width space at the end', 'ភ្នំ\u200b'],
  ['two joiners', 'क्\u200d\u200dष'],
  ['a variation selector after a letter', 'a\ufe0f'],
  ['a variation selector supplement after a letter', 'a\u{e0101}'],
  ['tags after a letter', 'a\u{e0067}\u{e007f}'],
  ['a Hangul filler', '\u3164'],
  ['a halfwidth Hangul filler', '\uffa0'],
  ['Hangul fillers of syllables', '\u115f\u1160'],
  ['a Khmer inherent vowel', 'ក\u17b4'],
  ['a Mongolian vowel separator', 'a\u180eb'],
  ['a grapheme joiner', 'a\u034fb'],
  ['an invisible operator', 'a\u2062b'],
  ['an annotation', 'a\ufff9b\ufffac\ufffb'],
  ['an object replacement', '\ufffc'],
  ['a replacement character', 'M\ufffdller'],
  ['a lone surrogate', 'a\ud800'],
  ['a lone low surrogate', '\udc00a'],
  ['a noncharacter', 'a\ufdd0'],
  ['braille blanks alone', '\u2800\u2800'],
  ['a null notehead', '\u{1d159}'],
  ['a combining mark alone', '\u0301'],
  ['a musical format control', 'a\u{1d173}'],
];

describe('text', () => {
  it.each(VISIBLE)('may have %s', (_name, value) => {
    expect(faultsOf(value)).toEqual([]);
    expect(documented.test(value)).toBe(true);
  });

  it.each(HIDDEN)('must not have %s', (_name, value) => {
    expect(faultsOf(value)).toEqual([expect.stringMatching(/^must /)]);
    expect(documented.test(value)).toBe(false);
  });

  it('names the character that it refuses', () => {
    expect(faultsOf('a\u202eb')).toEqual(['must not contain characters that hide or reorder text: it has U+202E']);
    expect(faultsOf('a\u0007b')).toEqual(['must not contain control characters: it has U+0007']);
    expect(faultsOf('  ')).toEqual(['must not be blank']);
  });

  it('is stored in NFC, without spaces around it', () => {
    expect(schema.parse('  A\u030angström ')).toBe('Ångström');
  });

  it('has its length before and after NFC', () => {
    expect(text(3).safeParse('abcd').success).toBe(false);
    expect(text(3).safeParse('   a').success).toBe(false);
    // NFC writes this letter with two.
    expect(text(3).safeParse('\u0958\u0958').success).toBe(false);
    expect(text(4).safeParse('\u0958\u0958').success).toBe(true);
  });

  it('of a megabyte is refused at once', () => {
    const began = performance.now();
    for (const part of ['a', ' ', '\u200b', 'क्\u200d'])
      expect(schema.safeParse(part.repeat(1_000_000)).success).toBe(false);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

it.each(VISIBLE)('the pattern in the OpenAPI document accepts %s', (_name, value) => {
  expect(value).toMatch(new RegExp(VISIBLE_OUTLINE));
});
it.each(['', ' ', '\u00a0\u2003', 'a\nb', '\u0000', 'a\u009f'])('the pattern in the document refuses %j', value => {
  expect(value).not.toMatch(new RegExp(VISIBLE_OUTLINE));
});

it('every pattern of the OpenAPI document is a regular expression with the flag u, as JSON Schema asks', () => {
  const patterns = new Set<string>();
  JSON.stringify(openApiDocument(ALL_ROUTES), (key, value) => {
    if (key === 'pattern' && typeof value === 'string') patterns.add(value);
    return value;
  });
  expect(patterns.size).toBeGreaterThan(10);
  for (const each of patterns) expect(() => new RegExp(each, 'u')).not.toThrow();
});

describe('a currency', () => {
  const faultOf = (currency: unknown): string | undefined =>
    NewEvent.safeParse(newEvent({ currency: currency as string })).error?.issues[0]?.message;

  it.each([
    'EUR',
    'USD',
    'BDT',
    'JPY',
    'XAF',
    'XOF',
    'XPF',
    'XCD',
    'XCG',
    'ZWG',
    'SLE',
    'VES',
    'VED',
    'MRU',
    'STN',
    'KWD',
  ])('may be %s', currency => {
    expect(faultOf(currency)).toBeUndefined();
  });

  it.each([
    ['ZZZ', 'ZZZ is no currency of ISO 4217 in use'],
    ['DEM', 'DEM was withdrawn: use EUR'],
    ['HRK', 'HRK was withdrawn: use EUR'],
    ['BGN', 'BGN was withdrawn: use EUR'],
    ['ANG', 'ANG was withdrawn: use XCG'],
    ['SLL', 'SLL was withdrawn: use SLE'],
    ['ZWL', 'ZWL was withdrawn: use ZWG'],
    ['CUC', 'CUC was withdrawn: use CUP'],
    ['VEF', 'VEF was withdrawn: use VES'],
    ['XXX', 'XXX is no money that people pay with: use a currency such as EUR'],
    ['XTS', 'XTS is no money that people pay with: use a currency such as EUR'],
    ['XAU', 'XAU is no money that people pay with: use a currency such as EUR'],
    ['XDR', 'XDR is no money that people pay with: use a currency such as EUR'],
    ['CHE', 'CHE is no money that people pay with: use a currency such as EUR'],
    ['eur', 'must be in capital letters, without spaces: EUR'],
    ['EURO', 'must be the three capital letters of a currency of ISO 4217, such as EUR'],
    ['€', 'must be the three capital letters of a currency of ISO 4217, such as EUR'],
    [978, 'must be the three capital letters of a currency of ISO 4217, such as EUR'],
  ])('T5: must not be %s', (currency, message) => {
    expect(faultOf(currency)).toBe(message);
  });
});
