/**
 * Waits after a run until every deadline has passed, and the stream readers, the sweep and the reconciler have done their work.
 * Only then is the state final.
 */
import type { CallHistory } from '../../checker/call-history.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { Stats, UnfinishedPayment } from '../../contract/administration/responses.ts';
import { pageOf } from '../../contract/schema-parts.ts';
import { CHANGING_TIMEOUT_MS } from '../../domain/limits.ts';
import { MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { LoadClock } from './load-clock.ts';
import { type Ask, parsed } from './setup-calls.ts';
import type { Account } from './stage.ts';

export interface Unsettled {
  /** Holds whose end is not yet in the journal. */
  holds: number;
  /** Payments on which Holdfast and the gateway do not agree yet. */
  payments: number;
  /** Holds and bookings of the run whose entries are not yet in the journal. */
  entries: number;
}

/** A hold lasts seconds, a payment a minute, and the sweep and the reconciler start every minute. */
export const SETTLE_MAX_MS = 4 * MINUTE_MS;
const LOOK_EVERY_MS = 2 * SECOND_MS;
/** A second look shows changes that were still in the stream at the first one. */
const QUIET_LOOKS = 3;

interface Needs {
  ask: Ask;
  clock: LoadClock;
  admin: Account;
  eventIds: string[];
  history: CallHistory;
  onLook(left: Unsettled): void;
}

/** Resolves to undefined once the service has settled, or to what is left after SETTLE_MAX_MS. */
export async function settle(needs: Needs): Promise<Unsettled | undefined> {
  const { clock, history } = needs;
  const until = clock.now() + SETTLE_MAX_MS;
  // A call without an answer may still be running, and have its effect at its end.
  const quietFrom = lastUnknownAt(history) + CHANGING_TIMEOUT_MS;
  const placed = claimsPlaced(history);
  let left: Unsettled = { holds: 0, payments: 0, entries: 0 };
  for (let quiet = 0; quiet < QUIET_LOOKS; ) {
    const seen = await look(needs, placed).catch(orNothing);
    left = seen ?? left;
    needs.onLook(left);
    const isQuiet = seen && left.holds + left.payments + left.entries === 0 && clock.now() >= quietFrom;
    quiet = isQuiet ? quiet + 1 : 0;
    if (quiet < QUIET_LOOKS && clock.now() >= until) return left;
    if (quiet < QUIET_LOOKS) await clock.pause(LOOK_EVERY_MS);
  }
  return undefined;
}

/** A service that cannot be read just now has not settled. */
function orNothing(error: unknown): undefined {
  if (!(error instanceof UsageError)) throw error;
}

const lastUnknownAt = ({ lines }: CallHistory): number => lines.findLast(({ is }) => is === 'unknown')?.at ?? 0;

interface Placed {
  holds: number;
  bookings: number;
}

/** The numbers of holds and bookings of each event that answers have named. */
function claimsPlaced({ lines }: CallHistory): Map<string, Placed> {
  const operations = new Map<number, string>();
  const seen = new Set<string>();
  const placed = new Map<string, Placed>();
  for (const line of lines) {
    if (line.is === 'invoke') operations.set(line.call, line.operation);
    if (line.is !== 'answer' || line.status !== 201) continue;
    const operation = operations.get(line.call);
    if (operation !== 'place-hold' && operation !== 'confirm-booking') continue;
    const { id, eventId } = parsed(line.body) as { id: string; eventId: string };
    if (seen.has(id)) continue;
    seen.add(id);
    const counts = placed.get(eventId) ?? { holds: 0, bookings: 0 };
    counts[operation === 'place-hold' ? 'holds' : 'bookings'] += 1;
    placed.set(eventId, counts);
  }
  return placed;
}

async function look({ ask, admin, eventIds }: Needs, placed: Map<string, Placed>): Promise<Unsettled> {
  const left: Unsettled = { holds: 0, payments: await countUnfinished(ask, admin, new Set(eventIds)), entries: 0 };
  for (const eventId of eventIds) {
    const query = { eventId };
    const { holds, bookings } = await ask('read the sums', Stats, {
      operation: 'read-stats',
      token: admin.token,
      query,
    });
    const told = placed.get(eventId) ?? { holds: 0, bookings: 0 };
    left.holds += holds.active;
    left.entries += Math.max(0, told.holds - (holds.active + holds.confirmed + holds.released + holds.expired));
    left.entries += Math.max(0, told.bookings - (bookings.confirmed + bookings.cancelled));
  }
  return left;
}

async function countUnfinished(ask: Ask, { token }: Account, eventIds: Set<string>): Promise<number> {
  let count = 0;
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: Record<string, string> = { limit: '100', ...(cursor !== '' && { cursor }) };
    const request = { operation: 'find-payments', token, query } as const;
    const page = await ask('list the unfinished payments', pageOf(UnfinishedPayment), request);
    count += page.items.filter(({ eventId }) => eventIds.has(eventId)).length;
    cursor = page.nextCursor;
  }
  return count;
}
