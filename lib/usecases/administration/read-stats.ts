/** Reads how many holds and bookings there are, and their amounts, from the few small rows of the tallies. */

import { statsAnswer } from '../../contract/administration/presenter.ts';
import type { StatsQuery } from '../../contract/administration/requests.ts';
import type { Stats } from '../../contract/administration/responses.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

/** Of one event, or of all. An event without any holds has no tallies. */
export async function readStats(
  { administration }: Pick<Dependencies, 'administration'>,
  { now }: Call,
  { eventId }: StatsQuery,
): Promise<Stats> {
  return statsAnswer(await administration.readTallies(eventId), now);
}
