/** The final state, as the reads after everything had settled show it. Lists count as complete if all of their pages were read. */
import type { JournalEntry, LiveHold, SoldBooking, UnfinishedPayment } from '../contract/administration/responses.ts';
import type { Availability, SeatMap, SeatMapChanges } from '../contract/events/responses.ts';
import { FEED_DAYS_DEFAULT } from '../domain/limits.ts';
import { DAY_MS } from '../domain/time.ts';
import type { Call, Recording } from './calls.ts';
import { claimIdIn } from './claims.ts';

export interface FinalState {
  /** The last whole seat map and the last counts of each event, with their calls. */
  maps: Map<string, { map: SeatMap; call: Call }>;
  counts: Map<string, { counts: Availability; call: Call }>;
  bookings: List<SoldBooking>;
  holds: List<LiveHold>;
  payments: List<UnfinishedPayment>;
  journal: List<JournalEntry>;
  /** The entries of each claim in the order of their positions, each once. */
  entriesOf: Map<string, JournalEntry[]>;
}

/** The items of one kind that were read, each with its call. */
export interface List<Item> {
  items: { item: Item; call: Call }[];
  calls: Call[];
  /** All items of the service were read. */
  isComplete: boolean;
  /** All items of these events were read. */
  completeEvents: Set<string>;
}

/** Undefined if the history does not say that everything has settled. */
export function readFinalState(recording: Recording): FinalState | undefined {
  const { calls, settledAt } = recording;
  if (settledAt === undefined) return undefined;
  const final = calls.filter(({ isFinal, answer }) => isFinal && answer?.document !== undefined);
  const maps: FinalState['maps'] = new Map();
  const counts: FinalState['counts'] = new Map();
  for (const call of final) {
    const { operation, params, query, answer } = call;
    const eventId = params.eventId ?? '';
    if (query.fresh !== 'true') continue;
    const map = answer?.document as SeatMap | SeatMapChanges;
    if (operation === 'read-seats' && 'sections' in map) maps.set(eventId, { map, call });
    if (operation === 'read-availability') counts.set(eventId, { counts: answer?.document as Availability, call });
  }
  const journal = listOf<JournalEntry>(recording, final, 'read-journal');
  return {
    maps,
    counts,
    bookings: listOf(recording, final, 'find-bookings'),
    holds: listOf(recording, final, 'find-holds'),
    payments: listOf(recording, final, 'find-payments'),
    journal,
    entriesOf: entriesByClaim(journal),
  };
}

function entriesByClaim({ items }: List<JournalEntry>): Map<string, JournalEntry[]> {
  const entriesOf = new Map<string, Map<number, JournalEntry>>();
  for (const { item } of items) {
    if (item.holdId === undefined) continue;
    const claimId = claimIdIn(item.holdId);
    const entries = entriesOf.get(claimId) ?? new Map<number, JournalEntry>();
    if (!entriesOf.has(claimId)) entriesOf.set(claimId, entries);
    entries.set(positionOf(item), item);
  }
  return new Map(
    [...entriesOf].map(([id, entries]) => [
      id,
      [...entries].sort(([one], [other]) => one - other).map(([, item]) => item),
    ]),
  );
}

/** The id of an entry ends with its position: `hld_x/3`. */
export const positionOf = ({ id }: JournalEntry): number => Number(id.slice(id.lastIndexOf('/') + 1));

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

function listOf<Item>(recording: Recording, final: Call[], operation: string): List<Item> {
  const calls = final.filter(call => call.operation === operation);
  const list: List<Item> = { items: [], calls, isComplete: false, completeEvents: new Set() };
  for (const call of calls) {
    for (const item of pageOf<Item>(call).items) list.items.push({ item, call });
  }
  for (const pages of Map.groupBy(calls, listIn).values()) {
    const { eventId, limit: _limit, cursor: _cursor, from, to, ...filters } = pages[0]?.query ?? {};
    if (Object.keys(filters).length > 0 || !isWhole(pages) || !covers(recording, from, to)) continue;
    if (eventId === undefined) list.isComplete = true;
    else list.completeEvents.add(eventId);
  }
  return list;
}

/** Lists of bookings and of the journal show more than this time, unless the query says otherwise. */
const SHOWN_MS = (FEED_DAYS_DEFAULT - 1) * DAY_MS;

/** Whether a list of this time range has all that was done during the history, by clocks that may be ahead or behind. */
function covers(
  { startedAt, settledAt = 0, skewMs }: Recording,
  from: string | undefined,
  to: string | undefined,
): boolean {
  if (to !== undefined && Date.parse(to) <= settledAt + skewMs) return false;
  return from === undefined ? settledAt - startedAt < SHOWN_MS : Date.parse(from) <= startedAt - skewMs;
}

const pageOf = <Item>({ answer }: Call): Page<Item> => answer?.document as Page<Item>;

/** The caller and query of a list, without its page. */
const listIn = ({ caller, query: { cursor: _page, limit: _size, ...query } }: Call): string =>
  JSON.stringify([caller, Object.entries(query).toSorted()]);

/** Whether the pages follow each other from the first to the last. */
function isWhole(pages: Call[]): boolean {
  let next: string | null | undefined;
  for (const call of pages) {
    const { cursor } = call.query;
    if (cursor !== undefined && cursor !== next) return false;
    next = pageOf(call).nextCursor;
  }
  return next === null;
}

/** Whether the list has all items of an event. */
export const isCompleteFor = ({ isComplete, completeEvents }: List<unknown>, eventId: string): boolean =>
  isComplete || completeEvents.has(eventId);
