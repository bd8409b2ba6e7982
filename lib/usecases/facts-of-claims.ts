/** The events of claims, for the names in their answers. */
import type { Claim, EventFacts } from '../domain/model.ts';
import type { Dependencies } from '../ports/dependencies.ts';

/** Reads the event of each claim once, from the cache where it has it. Returns the facts by event id; deleted events have none. */
export async function factsOfClaims(
  { events }: Pick<Dependencies, 'events'>,
  claims: Pick<Claim, 'eventId'>[],
): Promise<Map<string, EventFacts | undefined>> {
  const eventIds = [...new Set(claims.map(({ eventId }) => eventId))];
  return new Map(await Promise.all(eventIds.map(async id => [id, await events.cached(id)] as const)));
}
