/** Removals of the checks of limits on callers and places. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import type { Removal } from './removal.ts';

const HOARDING = ['service/holds/hoarding'];
const ADDRESSES = ['service/accounts/client-addresses'];
const FRESH = ['service/events/fresh-reads'];
const COUNTER = ['table/rate-counter', 'local/rate-counter'];
const COUNTS = 'lib/lambda/http/limit-counts.ts';

export const LIMIT_REMOVALS: Removal[] = [
  {
    removes: 'the limit on places: a hold counts as one place',
    file: COUNTS,
    from: 'amount: ofPlaces ? Math.min(asked.places, quota) : 1,',
    to: 'amount: 1,',
    tests: HOARDING,
  },
  {
    removes: 'the limit on places: the window is 300 s for every event',
    file: COUNTS,
    from: 'windowSeconds: ofPlaces ? Math.max(limit.windowSeconds, asked.event.holdSeconds) : limit.windowSeconds,',
    to: 'windowSeconds: limit.windowSeconds,',
    tests: HOARDING,
  },
  {
    removes: 'the limit on places of extensions',
    file: 'lib/lambda/http/places-asked.ts',
    from: 'return holdId === undefined ? undefined : placesOfHold(event, holdId);',
    to: 'return holdId === undefined || event.headers.never === undefined ? undefined : placesOfHold(event, holdId);',
    tests: HOARDING,
  },
  {
    removes: 'the limit on places that no wait would allow',
    file: 'lib/lambda/http/limit-calls.ts',
    from: "throw new Refusal('too-many-places', { placesMax });",
    to: '',
    tests: HOARDING,
  },
  {
    removes: 'the limit of organizers at events of others',
    file: 'lib/lambda/http/exempt-members.ts',
    from: 'return memberRoleOf(organizationId, caller, member) !== undefined;',
    to: "return caller.role !== 'customer';",
    tests: HOARDING,
  },
  {
    removes: 'the form of a key whose record is read over a limit',
    file: 'lib/lambda/http/replays.ts',
    from: ' || !isKey(key)',
    to: '',
    tests: HOARDING,
  },
  {
    removes: 'the time of room in a refusal that is remembered',
    file: 'lib/caches/rate-limiter.ts',
    from: 'refuse(known.count, known.room,',
    to: 'refuse(known.count, known.until,',
    tests: HOARDING,
  },
  {
    removes: 'the exemption of members from limits on hoarding',
    file: 'lib/lambda/http/exempt-members.ts',
    from: 'return memberRoleOf(organizationId, caller, member) !== undefined;',
    to: "return caller.role === 'admin';",
    tests: HOARDING,
  },
  {
    removes: 'the exemption of members from the largest hold',
    file: 'lib/lambda/http/limit-calls.ts',
    from: ' || (await isMemberOf(event, placesOf))',
    to: '',
    tests: HOARDING,
  },
  {
    removes: 'the bound on reads of memberships',
    file: 'lib/lambda/http/exempt-members.ts',
    from: "if ((await counter.countWindows(of, [window], now)).is !== 'counted') return false;",
    to: '',
    tests: HOARDING,
  },
  {
    removes: 'the division of a large limit',
    file: COUNTS,
    from: 'isShared ? limit.quota : Math.floor(limit.quota / parts)',
    to: 'limit.quota > 100 ? 100 : limit.quota',
    tests: HOARDING,
  },
  {
    removes: 'the return of the places of a refused hold, in limits',
    file: 'lib/lambda/http/limit-calls.ts',
    from: 'if (error instanceof Refusal || error instanceof HttpProblem) await giveBack(event);',
    to: '',
    tests: HOARDING,
  },
  {
    removes: 'the return of the counts of a row when the limit of another row refuses',
    file: 'lib/caches/rate-limiter.ts',
    from: 'await giveBack(seen, now);',
    to: '',
    tests: HOARDING,
  },
  {
    removes: 'the record that is read before a limit refuses a replay',
    file: 'lib/lambda/http/limit-calls.ts',
    from: 'const isPassed = first.refused === undefined || (await hasRecord(event));',
    to: 'const isPassed = first.refused === undefined;',
    tests: HOARDING,
  },
  {
    removes: 'the limit on replays over the limit',
    file: 'lib/lambda/http/replays.ts',
    from: "if (counted.is !== 'counted') return false;",
    to: '',
    tests: HOARDING,
  },
  {
    removes: 'the room for all places of a limit',
    file: 'lib/table/accounts/rate-counter.ts',
    from: 'hasRoom(place(window, window.quota - window.amount + i)',
    to: 'hasRoom(place(window, window.quota - 1)',
    tests: COUNTER,
  },
  {
    removes: 'the position of the places that a limit gives back',
    file: 'lib/table/conditions.ts',
    from: 'export const countedAt = (place: string, at: number) => expression`${path(place)} = ${at}`;',
    to: 'export const countedAt = (place: string, at: number) => expression`${path(place)} >= ${at}`;',
    tests: COUNTER,
  },
  {
    removes: 'the secret of a proxy, before limits believe it',
    file: 'lib/contract/addresses.ts',
    from: 'if (!isProxy(headers[PROXY_SECRET_HEADER], secretDigests)) return sourceIp;',
    to: '',
    tests: ADDRESSES,
  },
  {
    removes: 'the counter of a process for limits without a table',
    file: 'lib/caches/rate-limiter.ts',
    from: 'return withoutCounter ? ownCounter.countWindows(of, counts, now) : counted;',
    to: 'return counted;',
    tests: ADDRESSES,
  },
  {
    removes: 'the start of a shared read after its request',
    file: 'lib/caches/shared-reads.ts',
    from: 'reads.next ??= reads.running.then(begin, begin);',
    to: 'reads.next ??= reads.running;',
    tests: FRESH,
  },
  {
    removes: 'the token for fresh reads of large events',
    file: 'lib/lambda/http/limit-fresh-reads.ts',
    from: 'placesOf(facts) > FRESH_ANONYMOUS_PLACES_MAX',
    to: 'placesOf(facts) < 0',
    tests: FRESH,
  },
];
