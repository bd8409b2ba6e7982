/** How many holds and bookings there are, and what they came to: from the tallies, so at the price of a few small rows. */

import type { Stats, StatsQuery } from '../../contract/administration/messages.ts';
import { statsAnswer } from '../../contract/administration/presenter.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

/** Of one event or of all; an event that nobody ever held a place of has nothing to tell. */
export async function readStats(
  { administration }: Dependencies,
  { now }: Call,
  { eventId }: StatsQuery,
): Promise<Stats> {
  return statsAnswer(await administration.readTallies(eventId), now);
}
