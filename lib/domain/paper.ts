/** The paper that people print tickets on. It follows from the time zone of the event, because events have no country. */

export type Paper = 'A4' | 'Letter';

/** The countries that print on Letter, by the territories of `paperSize` in Unicode's CLDR. All others print on A4. */
const LETTER_COUNTRIES = 'BZ CA CL CO CR GT MX NI PA PH PR SV US VE'.split(' ');

export const paperOf = (timeZone: string): Paper => (letterZones().has(nameInRuntime(timeZone)) ? 'Letter' : 'A4');

let zones: Set<string> | undefined;

/** The zones of these countries, as the runtime names them. */
function letterZones(): Set<string> {
  zones ??= new Set(
    LETTER_COUNTRIES.flatMap(country => (new Intl.Locale(`und-${country}`) as WithZones).getTimeZones()),
  );
  return zones;
}

/** TypeScript does not know this method of ECMA-402 yet. */
type WithZones = Intl.Locale & { getTimeZones(): string[] };

/** The runtime lists each zone by one name, and knows aliases of it. */
function nameInRuntime(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone;
  } catch {
    // A newer runtime has stored a zone that this one does not know yet.
    return timeZone;
  }
}
