/** The names of time zones, and the days in them. */
import { describe, expect, it } from 'vitest';
import { AHEAD_OF_UTC_MAX_MS, BEHIND_UTC_MAX_MS, localDayOf } from '../../lib/domain/local-day.ts';
import { DAY_MS, HOUR_MS } from '../../lib/domain/time.ts';
import { timeZoneNamed } from '../../lib/domain/time-zones.ts';

describe('a time zone', () => {
  it('is each one that the runtime lists, under its own name', () => {
    const listed = Intl.supportedValuesOf('timeZone');
    expect(listed.length).toBeGreaterThan(400);
    expect(listed.filter(name => timeZoneNamed(name) !== name)).toEqual([]);
  });

  it.each([
    'Asia/Calcutta',
    'Asia/Kolkata',
    'Europe/Kiev',
    'Europe/Kyiv',
    'America/Argentina/ComodRivadavia',
    'America/Argentina/Ushuaia',
    'America/Knox_IN',
    'America/North_Dakota/New_Salem',
    'America/Port-au-Prince',
    'America/Port_of_Spain',
    'Antarctica/DumontDUrville',
    'Antarctica/McMurdo',
    'Africa/Dar_es_Salaam',
    'Australia/ACT',
    'Australia/LHI',
    'Brazil/DeNoronha',
    'Chile/EasterIsland',
    'Europe/Isle_of_Man',
    'Mexico/BajaNorte',
    'US/East-Indiana',
    'GB-Eire',
    'NZ-CHAT',
    'W-SU',
    'Japan',
    'ROK',
    'Etc/UTC',
    'UTC',
    'GMT',
  ])('may be the alias or place %s, which is kept as it is, and found in any case', name => {
    expect(timeZoneNamed(name)).toBe(name);
    expect(timeZoneNamed(name.toLowerCase())).toBe(name);
    expect(timeZoneNamed(name.toUpperCase())).toBe(name);
  });

  it.each([
    '+01:00',
    '-0330',
    'GMT+1',
    'UTC+1',
    'Etc/GMT+1',
    'Etc/GMT0',
    'EST5EDT',
    'CET',
    'EST',
    'BST',
    'IST',
    'PST8PDT',
    'SystemV/EST5',
    'Z',
    '',
    ' Europe/Vienna',
    'Europe/Vienna\n',
    'Europe / Vienna',
    'Europe\\Vienna',
    'Europe/Wien',
    'Vienna',
    'Europe',
    'Mars/Olympus',
    'Factory',
    'localtime',
    'posix/Europe/Vienna',
    '../Europe/Vienna',
    'constructor',
  ])('is not %j', name => {
    expect(timeZoneNamed(name)).toBeUndefined();
  });
});

describe('the day at a place', () => {
  it.each<[zone: string, day: string, first: string, hours: number]>([
    ['Europe/Vienna', '2027-03-28', '2027-03-27T23:00:00Z', 23],
    ['Europe/Vienna', '2027-10-31', '2027-10-30T22:00:00Z', 25],
    ['America/New_York', '2027-03-14', '2027-03-14T05:00:00Z', 23],
    ['America/New_York', '2027-11-07', '2027-11-07T04:00:00Z', 25],
    ['America/New_York', '2027-12-31', '2027-12-31T05:00:00Z', 24],
    ['America/St_Johns', '2027-07-01', '2027-07-01T02:30:00Z', 24],
    ['America/Santiago', '2027-09-05', '2027-09-05T04:00:00Z', 23],
    ['Asia/Kathmandu', '2027-01-01', '2026-12-31T18:15:00Z', 24],
    ['Australia/Lord_Howe', '2027-10-03', '2027-10-02T13:30:00Z', 23.5],
    // Clocks go back in Ramadan.
    ['Africa/Casablanca', '2025-02-23', '2025-02-22T23:00:00Z', 25],
    ['Africa/Casablanca', '2025-04-06', '2025-04-06T00:00:00Z', 23],
    ['Pacific/Kiritimati', '2027-01-01', '2026-12-31T10:00:00Z', 24],
    ['Pacific/Pago_Pago', '2027-01-01', '2027-01-01T11:00:00Z', 24],
    ['Asia/Kolkata', '2028-02-29', '2028-02-28T18:30:00Z', 24],
    ['UTC', '2027-01-01', '2027-01-01T00:00:00Z', 24],
  ])('%s %s begins at %s and has %d hours', (zone, day, first, hours) => {
    const begins = Date.parse(first);
    const ends = begins + hours * HOUR_MS;
    expect([begins - 1, begins, ends - 1, ends].map(at => localDayOf(at, zone) === day)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(begins).toBeGreaterThanOrEqual(Date.parse(day) - AHEAD_OF_UTC_MAX_MS);
    expect(ends).toBeLessThanOrEqual(Date.parse(day) + DAY_MS + BEHIND_UTC_MAX_MS);
  });

  it('may be skipped: Apia went from 29 to 31 December 2011', () => {
    const change = Date.parse('2011-12-30T10:00:00Z');
    expect([change - 1, change].map(at => localDayOf(at, 'Pacific/Apia'))).toEqual(['2011-12-29', '2011-12-31']);
  });

  it('is never further from the day in UTC than a search looks, in any zone', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      for (let at = Date.UTC(2027, 0, 1); at < Date.UTC(2028, 0, 1); at += 11 * DAY_MS + 7 * HOUR_MS) {
        const day = Date.parse(localDayOf(at, zone));
        expect(at).toBeGreaterThanOrEqual(day - AHEAD_OF_UTC_MAX_MS);
        expect(at).toBeLessThan(day + DAY_MS + BEHIND_UTC_MAX_MS);
      }
    }
  });

  it('is that of UTC for a zone that only a newer runtime knows', () => {
    expect(localDayOf(Date.UTC(2027, 0, 1), 'Atlantis/New_City')).toBe('2027-01-01');
  });
});
