/**
 * Times in requests: RFC 3339 with any offset. Validation converts a time to UTC, so that one instant gives one fingerprint,
 * one cache key and one cursor, whatever its offset.
 */
import * as z from 'zod/mini';
import { string, withKeywords } from './schema-parts.ts';

const FORM = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$/;
const WITHOUT_OFFSET = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?$/;
const EXAMPLES = 'such as 2026-12-31T19:30:00Z or 2026-12-31T20:30:00+01:00';

const timeIn = (read: (text: string) => string) =>
  z.pipe(
    withKeywords(
      { format: 'date-time' },
      string.check(
        z.check(payload => {
          const message = faultOf(read(payload.value));
          if (message !== undefined) payload.issues.push({ code: 'custom', input: payload.value, message });
        }),
      ),
    ),
    z.transform(text => inUtc(read(text))),
  );

/** A time in a body. */
export const time = timeIn(text => text);

/** A time in a query. A `+` that the client has not encoded arrives as a space. */
export const queryTime = timeIn(text => text.replace(/ (?=\d\d:\d\d$)/, '+'));

function faultOf(text: string): string | undefined {
  const parts = FORM.exec(text);
  if (!parts) {
    return WITHOUT_OFFSET.test(text)
      ? `must have an offset from UTC, ${EXAMPLES}`
      : `must be an RFC 3339 time ${EXAMPLES}`;
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = parts
    .slice(1)
    .map(part => Number(part ?? 0));
  if (second === 60) return 'has second 60: leap seconds are not supported, use second 59';
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return 'names a day that does not exist';
  if (hour > 23 || minute > 59 || second > 59) return 'names a time of day that does not exist';
  if (offsetHour > 23 || offsetMinute > 59) return 'has an offset that does not exist';
  return isInYears(Date.parse(capital(text))) ? undefined : 'must be in the years 0000 to 9999 in UTC';
}

const daysIn = (year: number, month: number): number => {
  const isLeapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (isLeapYear ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
};

const isInYears = (epochMs: number): boolean =>
  epochMs >= Date.parse('0000-01-01T00:00:00Z') && epochMs <= Date.parse('9999-12-31T23:59:59.999Z');

/** `t` and `z` may be in lower case. */
const capital = (text: string): string => text.toUpperCase();

/** Converts a time to UTC. A time in UTC stays as it is written, so that cursors of earlier releases remain valid. */
const inUtc = (text: string): string =>
  /^[^t]*Z$/.test(text) ? text : new Date(Date.parse(capital(text))).toISOString();
