/** The days of a place: which day the clocks of a time zone show. A place's day has 23 to 25 hours, or is skipped. */
import { HOUR_MS } from './time.ts';
import { UTC } from './time-zones.ts';

/** Offsets from UTC are between these: a place's day begins and ends at most this long before or after the day in UTC. */
export const AHEAD_OF_UTC_MAX_MS = 14 * HOUR_MS;
export const BEHIND_UTC_MAX_MS = 12 * HOUR_MS;

/** The day (`2027-12-31`) in a time zone at an instant (epoch ms). */
export function localDayOf(epochMs: number, timeZone: string): string {
  const [month, day, year = ''] = formatterOf(timeZone).format(epochMs).split('/');
  return `${year.padStart(4, '0')}-${month}-${day}`;
}

/** A formatter takes 60 µs to make and under 1 µs to use. There are some hundred zones at most. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = makeFormatter(timeZone);
  formatters.set(timeZone, made);
  return made;
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat {
  try {
    // Every build of Node has this locale, with the Gregorian calendar and these digits: 12/31/2027.
    return new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  } catch {
    // A newer runtime has stored a zone that this one does not know yet.
    return makeFormatter(UTC);
  }
}
