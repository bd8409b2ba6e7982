/** Reads the events of claims, whose names the answers show. */
import type { Claim, EventFacts } from '../domain/model.ts';
import type { Dependencies } from '../ports/dependencies.ts';

/** Returns the facts of each claim's event by event id, from the cache if it has them; undefined for deleted events. */
export async function factsOfClaims(
  { events }: Pick<Dependencies, 'events'>,
  claims: Pick<Claim, 'eventId'>[],
): Promise<Map<string, EventFacts | undefined>> {
  const eventIds = [...new Set(claims.map(({ eventId }) => eventId))];
  return new Map(await Promise.all(eventIds.map(async id => [id, await events.cached(id)] as const)));
}
