/**
 * The IANA time zones that an event may have, by the names that IANA gives them. The runtime knows the zones, but renames
 * aliases (`Asia/Kolkata` becomes `Asia/Calcutta`), so this finds the spelling without it.
 */

/** The zone of an event that names none. */
export const UTC = 'UTC';

/**
 * Returns the name as IANA spells it, or undefined if it is no zone of a place. Offsets and abbreviations are refused, because
 * they do not follow a place's clock changes, and mislead: to this runtime `BST` is Dhaka, and `Etc/GMT+1` is an hour behind UTC.
 */
export function timeZoneNamed(name: string): string | undefined {
  if (!PLACE.test(name) || ABBREVIATION.test(name)) return undefined;
  const known = nameInRuntime(name);
  if (known === undefined) return undefined;
  return known.toLowerCase() === name.toLowerCase() ? known : spelled(name);
}

/** No zone of a place has a digit in its name. */
const PLACE = /^[a-z]+(?:[/_-][a-z]+)*$/i;
/** Names of three letters without a `/` are abbreviations, except these. `SystemV` is not of IANA. */
const ABBREVIATION = /^(?:(?!(?:utc|gmt|uct|prc|roc|rok)$)[a-z]{3}|systemv\/.*)$/i;

function nameInRuntime(timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Words in the names of aliases that do not simply begin with a capital. */
const SPELLINGS = new Map(
  'of es au ACT BajaNorte BajaSur CHAT ComodRivadavia DeNoronha EasterIsland GB GMT IN LHI NSW NZ PRC ROC ROK SU UCT US UTC'
    .split(' ')
    .map(word => [word.toLowerCase(), word]),
);

const spelled = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[a-z]+/g, word => SPELLINGS.get(word) ?? word.replace(/^./, first => first.toUpperCase()));
