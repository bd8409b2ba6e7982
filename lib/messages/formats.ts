/** Amounts and times as people of each language write them. Intl makes them, in the time zone of the event. */
import { decimalAmount, decimalsOf } from '../domain/currencies.ts';
import type { Language } from '../domain/languages.ts';
import { UTC } from '../domain/time-zones.ts';

/** English names days and months in the British order, which no reader can take for another day, and has the clock of 24 hours. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

/** An amount of minor units with all decimals of its currency in ISO 4217: `€50.00`, `50,00 €`. */
export const formatAmount = (language: Language, amount: number, currency: string): string =>
  // A text of digits is formatted exactly, and no rounding of binary fractions can show.
  amountFormatterOf(language, currency).format(decimalAmount(amount, currency) as `${number}`);

const amountFormatters = new Map<string, Intl.NumberFormat>();
/** A formatter takes long to make, and a page has hundreds of amounts. There are few currencies. */
function amountFormatterOf(language: Language, currency: string): Intl.NumberFormat {
  const key = `${language} ${currency}`;
  const known = amountFormatters.get(key);
  if (known) return known;
  const digits = decimalsOf(currency);
  const made = new Intl.NumberFormat(LOCALES[language], {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  amountFormatters.set(key, made);
  return made;
}

/** A percentage with at most two decimals: `19%`, `7,7 %`. */
export const formatPercent = (language: Language, percent: number): string =>
  new Intl.NumberFormat(LOCALES[language], { style: 'percent', maximumFractionDigits: 2 }).format(percent / 100);

const DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
const SHORT_DAY = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;

/** The day and the time with its zone: `Saturday 12 December 2026 at 20:00 CET`. */
export const formatDateTime = (language: Language, at: number, timeZone: string): string =>
  formatterOf(language, timeZone, { ...DAY, ...CLOCK }).format(at);

/** The day: `Saturday 12 December 2026`. */
export const formatDay = (language: Language, at: number, timeZone: string): string =>
  formatterOf(language, timeZone, DAY).format(at);

/** The day and the time in few letters, with the zone: `Sat, 12 Dec 2026, 20:00 CET`. */
export const formatShort = (language: Language, at: number, timeZone: string): string =>
  formatterOf(language, timeZone, { ...SHORT_DAY, ...CLOCK }).format(at);

/** The time with its zone: `20:00 CET`. */
export const formatClock = (language: Language, at: number, timeZone: string): string =>
  formatterOf(language, timeZone, CLOCK).format(at);

/** The time of something next to an event's start: the clock alone if it is on the same day. */
export const formatNear = (language: Language, at: number, start: number, timeZone: string): string =>
  formatDay(language, at, timeZone) === formatDay(language, start, timeZone)
    ? formatClock(language, at, timeZone)
    : formatDateTime(language, at, timeZone);

const formatters = new Map<string, Intl.DateTimeFormat>();
/** A formatter takes long to make. */
function formatterOf(language: Language, timeZone: string, fields: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${Object.entries(fields)}`;
  const known = formatters.get(key);
  if (known) return known;
  if (formatters.size === FORMATTERS_MAX) formatters.clear();
  const made = makeFormatter(language, timeZone, fields);
  formatters.set(key, made);
  return made;
}

function makeFormatter(language: Language, timeZone: string, fields: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(LOCALES[language], { ...fields, timeZone });
  } catch {
    // A newer runtime has stored a zone that this one does not know yet. The time names its zone, so it stays true.
    return new Intl.DateTimeFormat(LOCALES[language], { ...fields, timeZone: UTC });
  }
}
const FORMATTERS_MAX = 100;
