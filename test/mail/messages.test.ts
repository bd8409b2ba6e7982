/** The tables of messages: complete, and with values of their own in each language. */
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../lib/domain/languages.ts';
import { formatAmount, formatDateTime, formatNear } from '../../lib/messages/formats.ts';
import { messagesOf } from '../../lib/messages/messages-of.ts';

/** The paths of all messages, each with its text or the text of its function. */
const flat = (value: unknown, path = ''): [string, string][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, part]) => flat(part, `${path}.${name}`))
    : [[path, String(value)]];

const tables = LANGUAGES.map(language => new Map(flat(messagesOf(language))));

describe('the messages', () => {
  it('have the same keys in each language, and none is empty', () => {
    const [first, ...others] = tables.map(table => [...table.keys()].sort());
    for (const keys of others) expect(keys).toEqual(first);
    for (const table of tables) for (const [key, text] of table) expect(text.trim(), key).not.toBe('');
  });

  it('are translated: only words that both languages share are the same', () => {
    const [english, german] = tables as [Map<string, string>, Map<string, string>];
    const same = [...english.keys()].filter(
      key => english.get(key) === german.get(key) && !english.get(key)?.includes('=>'),
    );
    expect(same).toEqual(['.ticket.holder']);
  });
});

describe('an amount', () => {
  it.each([
    ['en', 5000, 'EUR', '€50.00'],
    ['de', 5000, 'EUR', '50,00\u00a0€'],
    ['en', 123_456_789, 'USD', 'US$1,234,567.89'],
    ['en', 123, 'JPY', 'JP¥123'],
    ['de', 1234, 'KWD', '1,234\u00a0KWD'],
    ['en', 0, 'HUF', 'HUF\u00a00.00'],
    ['de', 5, 'EUR', '0,05\u00a0€'],
    ['en', Number.MAX_SAFE_INTEGER, 'EUR', '€90,071,992,547,409.91'],
  ] as const)('in %s of %d minor units in %s is %s', (language, amount, currency, text) => {
    expect(formatAmount(language, amount, currency)).toBe(text);
  });
});

describe('a time', () => {
  const AT = Date.UTC(2026, 11, 12, 19, 0);

  it.each([
    ['en', 'Europe/Berlin', 'Saturday, 12 December 2026 at 20:00 CET'],
    ['de', 'Europe/Berlin', 'Samstag, 12. Dezember 2026 um 20:00 MEZ'],
    ['en', 'Asia/Kolkata', 'Sunday, 13 December 2026 at 00:30 GMT+5:30'],
    ['de', 'UTC', 'Samstag, 12. Dezember 2026 um 19:00 UTC'],
  ] as const)('in %s and %s is %s', (language, zone, text) => {
    expect(formatDateTime(language, AT, zone)).toBe(text);
  });

  it('names summer time', () => {
    expect(formatDateTime('en', Date.UTC(2026, 6, 1, 18, 0), 'Europe/Berlin')).toBe(
      'Wednesday, 1 July 2026 at 20:00 CEST',
    );
  });

  it('near the start is the clock alone, unless it is on another day there', () => {
    expect(formatNear('en', AT - 3_600_000, AT, 'Europe/Berlin')).toBe('19:00 CET');
    expect(formatNear('en', AT - 3_600_000, AT, 'Asia/Kolkata')).toBe('Saturday, 12 December 2026 at 23:30 GMT+5:30');
  });
});
