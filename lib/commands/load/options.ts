/** Checks the options of `npm run load`. Pure. */
import { wholeNumber } from '../../cli/read-options.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { EventId } from '../../contract/schema-parts.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import type { LoadOptions } from './run-load.ts';

const CLIENTS_MAX = 500;
/** The tokens of the customers are valid for 15 minutes, and the run needs some of them to settle. */
const MINUTES_MAX = 10;
const MINUTES_MIN = 0.1;
export const SEED_MAX = 2 ** 31 - 1;

export interface GivenOptions {
  url: string | undefined;
  minutes: string;
  clients: string;
  seed: string | undefined;
  event: string[] | undefined;
  report: string | undefined;
  history: string | undefined;
}

export interface CheckedOptions extends Omit<LoadOptions, 'url'> {
  url?: string;
  report?: string;
  history?: string;
}

/** `newSeed` makes a seed if none is given. */
export function checkedOptions(given: GivenOptions, newSeed: () => number): CheckedOptions {
  const { url, minutes, clients, seed, event: eventIds = [], report, history } = given;
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new UsageError(`--url must be an address such as http://127.0.0.1:3000, but is "${url}".`);
  }
  if (url !== undefined) requireOrigin(new URL(url));
  const wrong = eventIds.find(id => !EventId.safeParse(id).success);
  if (wrong !== undefined) throw new UsageError(`--event must be an id of the form evt_…, but is "${wrong}".`);
  if (url === undefined && eventIds.length > 0) {
    throw new UsageError('--event names events of a running service. Name the service with --url.');
  }
  return {
    forMs: minutesOf(minutes) * MINUTE_MS,
    clients: wholeNumber('--clients', clients, { min: 1, max: CLIENTS_MAX }),
    seed: seed === undefined ? newSeed() : wholeNumber('--seed', seed, { min: 0, max: SEED_MAX }),
    eventIds,
    ...(url !== undefined && { url }),
    ...(report !== undefined && { report }),
    ...(history !== undefined && { history }),
  };
}

/** Refuses all parts of an address that the load would leave out, or would write into its report. */
function requireOrigin({ username, password, pathname, search, hash, origin }: URL): void {
  if (username !== '' || password !== '') {
    throw new UsageError('--url must not have a user name or password: the report and the history name the address.');
  }
  if (pathname !== '/' || search !== '' || hash !== '') {
    throw new UsageError(`--url must name a service without a path, such as ${origin}.`);
  }
}

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && minutes >= MINUTES_MIN && minutes <= MINUTES_MAX) return minutes;
  throw new UsageError(`--minutes must be a number from ${MINUTES_MIN} to ${MINUTES_MAX}, but is "${text}".`);
}
