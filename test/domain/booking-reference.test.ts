/** Booking references: their symbols, their determinism, and how a typed text is read. */
import { describe, expect, it } from 'vitest';
import {
  bestMatches,
  mayHaveReference,
  newReferenceOf,
  oldReferenceOf,
  parseReference,
  REFERENCE_SYMBOLS,
  referenceOf,
} from '../../lib/domain/booking-reference.ts';
import type { BookingFacts } from '../../lib/domain/model.ts';

/** Claim ids that differ in a few characters. */
const idOf = (number: number): string => `0oil1u${String(number).padStart(19, '0')}`;
const FACTS: BookingFacts = {
  confirmedAt: 1,
  event: { title: 'T', startsAt: 2, endsAt: 3 },
  cancellableUntil: 1,
};
const withReference = (id: string, reference?: string) => ({
  id,
  booking: { ...FACTS, ...(reference !== undefined && { reference }) },
});

describe('a new reference', () => {
  it('has eight symbols, and none of 0 O 1 I L U', () => {
    const used = new Set<string>();
    for (let number = 0; number < 2_000; number++) {
      const reference = newReferenceOf(idOf(number));
      expect(reference).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/);
      for (const symbol of reference) used.add(symbol);
    }
    expect([...used].sort().join('')).toBe(REFERENCE_SYMBOLS);
  });

  it('follows from the id of the claim, in this and every later version', () => {
    expect(newReferenceOf('5r6v2yi1wdkg198gmih8j34jn')).toBe('JPDM4BVY');
    expect(newReferenceOf('5r6v2yi1wdkg198gmih8j34jn')).toBe(newReferenceOf('5r6v2yi1wdkg198gmih8j34jn'));
  });

  it('differs for ids that differ in one character, each symbol about equally often', () => {
    const references = Array.from({ length: 3_000 }, (_, number) => newReferenceOf(idOf(number)));
    expect(new Set(references).size).toBe(references.length);
    for (let place = 0; place < 8; place++) {
      const counts = Map.groupBy(references, reference => reference[place]);
      expect(counts.size).toBe(REFERENCE_SYMBOLS.length);
      // A hundred each on average; the deviation is about ten.
      for (const [, { length }] of counts) expect(Math.abs(length - 100)).toBeLessThan(60);
    }
  });
});

describe('the reference of a booking', () => {
  it('is the stored one, or the beginning of the id if it has none', () => {
    expect(referenceOf(withReference('abcdefghij', '7KMQ9ABC'))).toBe('7KMQ9ABC');
    expect(referenceOf(withReference('abcdefghij'))).toBe('ABCDEFGH');
  });
});

describe('a typed reference', () => {
  it.each([
    ['as it is shown', '7KMQ9ABC'],
    ['in small letters', '7kmq9abc'],
    ['in two groups', '7KMQ-9ABC'],
    ['in four groups, with spaces', '7k mq 9a bc'],
    ['with spaces around it', '  7KMQ9ABC\t\n'],
    ['with a dash of any kind', '7KMQ–9ABC'],
    ['with a minus sign', '7KMQ−9ABC'],
    ['with a non-breaking hyphen', '7KMQ\u20119ABC'],
    ['with a non-breaking and a narrow space', '7KMQ\u00a09A\u202fBC'],
    ['with a soft hyphen and a zero-width space', '7KMQ\u00ad9A\u200bBC'],
    ['copied with marks of direction', '\u200e7KMQ9ABC\u202c'],
    ['with a dot at the end', '7KMQ9ABC.'],
    ['in quotes', '“7KMQ9ABC”'],
    ['behind a number sign', '#7KMQ9ABC'],
    ['with an underscore', '7KMQ_9ABC'],
    ['in full-width letters', '７ＫＭＱ９ＡＢＣ'],
  ])('is found %s', (_how, typed) => {
    expect(parseReference(typed)).toBe('7KMQ9ABC');
  });

  it('may have the letters of a Turkish keyboard', () => {
    expect(parseReference('iıİI1234')).toBe('IIII1234');
  });

  it.each([
    ['nothing', ''],
    ['only hyphens', '--------'],
    ['too short', '7KMQ9AB'],
    ['too long', '7KMQ9ABCD'],
    ['the id of a booking', 'bkg_5r6v2yi1wdkg198gmih8j34jn'],
    ['other letters', '7KMQ9ABЖ'],
    ['another sign', '7KMQ+ABC'],
    ['very long after normalising', '\ufdfa'.repeat(100)],
  ])('is none: %s', (_what, typed) => {
    expect(parseReference(typed)).toBeUndefined();
  });
});

describe('the bookings that match a reference', () => {
  const ZERO = withReference('a', '5R0AAAAA');
  const LETTER = withReference('b', '5ROAAAAA');
  const OTHER = withReference('c', '5RQAAAAA');

  it('are those with exactly this reference, also if there are several', () => {
    expect(bestMatches([ZERO, LETTER, OTHER], '5R0AAAAA')).toEqual([ZERO]);
    expect(bestMatches([ZERO, LETTER, OTHER], '5ROAAAAA')).toEqual([LETTER]);
    expect(bestMatches([ZERO, withReference('d', '5R0AAAAA')], '5R0AAAAA')).toHaveLength(2);
  });

  it('are those with a symbol that looks alike, if none has exactly this reference', () => {
    const [one, small] = [withReference('e', '1AAAAAAA'), withReference('f', 'LAAAAAAA')];
    expect(bestMatches([one, small], 'IAAAAAAA')).toEqual([one, small]);
    expect(bestMatches([ZERO], '5ROAAAAA')).toEqual([ZERO]);
    expect(bestMatches([ZERO, one], '5RQAAAAA')).toEqual([]);
  });
});

describe('a claim', () => {
  it('may have its new reference or its old one, also with symbols that look alike', () => {
    const id = 'o0lxxxxx5555555555555555y';
    expect(mayHaveReference(id, newReferenceOf(id))).toBe(true);
    expect(mayHaveReference(id, oldReferenceOf(id))).toBe(true);
    expect(mayHaveReference(id, '0OIXXXXX')).toBe(true);
    expect(mayHaveReference(id, '0OIXXXXZ')).toBe(false);
  });
});
