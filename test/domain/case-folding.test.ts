import { describe, expect, test } from 'vitest';
import { foldCase } from '../../lib/domain/case-folding.ts';

describe('folds alike', () => {
  test.each([
    ['Straße', 'STRASSE'],
    ['Straße', 'STRAẞE'],
    ['Istanbul', 'ıstanbul'],
    ['İstanbul', 'istanbul'],
    ['İstanbul', 'ISTANBUL'],
    ['I\u0307stanbul', 'istanbul'],
    ['ΟΔΟΣ', 'οδος'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['ﬀ', 'FF'],
    ['ﬃ', 'ffi'],
    ['ſ', 'S'],
    ['\u212a', 'k'],
    ['\u212b', 'å'],
    ['A\u030a', 'å'],
    ['ǅ', 'ǆ'],
    ['\u01f0', 'J\u030c'],
    ['ᾳ', 'ΑΙ'],
    ['Ꭰ', 'ꭰ'],
    ['Ა', 'ა'],
    ['Ж', 'ж'],
    ['\u{1F600}a', '\u{1F600}A'],
  ])('%s and %s', (one, other) => {
    expect(foldCase(one)).toBe(foldCase(other));
  });
});

describe('keeps apart', () => {
  test.each([
    ['a', 'ä'],
    ['o', 'ø'],
    ['i', 'í'],
    ['ж', 'з'],
    ['バ', 'パ'],
    ['1', '１'],
    ['ss', 's'],
  ])('%s and %s', (one, other) => {
    expect(foldCase(one)).not.toBe(foldCase(other));
  });
});

/** The characters of Unicode that have case, and those that their composed forms hide. */
const lettersOfUnicode = Array.from({ length: 0x20000 }, (_, i) => i)
  .filter(code => code < 0xd800 || code > 0xdfff)
  .map(code => String.fromCodePoint(code))
  .filter(letter => /\p{Changes_When_Casemapped}|\p{Changes_When_NFKC_Casefolded}/u.test(letter));

test('folds every letter like its upper and its lower case', () => {
  expect(lettersOfUnicode.length).toBeGreaterThan(5_000);
  const others = lettersOfUnicode.filter(
    letter =>
      foldCase(letter) !== foldCase(letter.toUpperCase()) || foldCase(letter) !== foldCase(letter.toLowerCase()),
  );
  expect(others).toEqual([]);
});

test('folds a folded text to itself', () => {
  expect(lettersOfUnicode.filter(letter => foldCase(foldCase(letter)) !== foldCase(letter))).toEqual([]);
});

test('returns NFC', () => {
  expect(lettersOfUnicode.filter(letter => foldCase(letter) !== foldCase(letter).normalize('NFC'))).toEqual([]);
});
