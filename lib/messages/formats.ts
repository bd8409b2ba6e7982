/** Amounts and times as people of each language write them. Intl makes them, in the time zone of the event. */
import { decimalAmount, decimalsOf } from '../domain/currencies.ts';
import type { Language } from '../domain/languages.ts';
import { UTC } from '../domain/time-zones.ts';

/** English names days and months in the British order, which no reader can take for another day, and has the clock of 24 hours. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

/** An amount of minor units with all decimals of its currency in ISO 4217: `€50.00`, `50,00 €`. */
export function formatAmount(language: Language, amount: number, currency: string): string {
  const digits = decimalsOf(currency);
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const;
  // A text of digits is formatted exactly, and no rounding of binary fractions can show.
  return new Intl.NumberFormat(LOCALES[language], options).format(decimalAmount(amount, currency) as `${number}`);
}

/** A percentage with at most two decimals: `19%`, `7,7 %`. */
export const formatPercent = (language: Language, percent: number): string =>
  new Intl.NumberFormat(LOCALES[language], { style: 'percent', maximumFractionDigits: 2 }).format(percent / 100);

const DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;

/** The day and the time with its zone: `Saturday 12 December 2026 at 20:00 CET`. */
export const formatDateTime = (language: Language, at: number, timeZone: string): string =>
  formatterOf(language, timeZone, { ...DAY, ...CLOCK }).format(at);

/** The day: `Saturday 12 December 2026`. */
export const formatDay = (language: Language, at: number, timeZone: string): string =>
  formatterOf(language, timeZone, DAY).format(at);

/** The time with its zone: `20:00 CET`. */
const formatClock = (language: Language, at: number, timeZone: string): string =>
  formatterOf(language, timeZone, CLOCK).format(at);

/** The time of something next to an event's start: the clock alone if it is on the same day. */
export const formatNear = (language: Language, at: number, start: number, timeZone: string): string =>
  formatDay(language, at, timeZone) === formatDay(language, start, timeZone)
    ? formatClock(language, at, timeZone)
    : formatDateTime(language, at, timeZone);

const formatters = new Map<string, Intl.DateTimeFormat>();
/** A formatter takes long to make. */
function formatterOf(language: Language, timeZone: string, fields: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${Object.keys(fields)}`;
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
