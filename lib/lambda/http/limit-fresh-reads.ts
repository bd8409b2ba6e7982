/** The step that requires a token for reading the rows of a large event: there one read costs hundreds of read units. */
import { FRESH_ANONYMOUS_PLACES_MAX } from '../../domain/limits.ts';
import type { EventFacts } from '../../domain/model.ts';
import { HttpProblem } from './http-problem.ts';
import { isFreshRead } from './limit-counts.ts';
import type { Middleware } from './middleware.ts';
import { requireState, stateOf } from './request-state.ts';

export const limitFreshReads: Middleware = {
  before: async ({ event }) => {
    const { eventId } = event.pathParameters ?? {};
    if (!requireState(event, 'route').knowsCallers || !eventId || !isFreshRead(event) || stateOf(event).caller) return;
    const facts = await requireState(event, 'service').dependencies.events.cached(eventId);
    if (facts && placesOf(facts) > FRESH_ANONYMOUS_PLACES_MAX) {
      throw new HttpProblem('unauthenticated', {}, 'a fresh read of an event of this size needs a token');
    }
  },
};

const placesOf = ({ sections }: EventFacts): number => sections.reduce((sum, { capacity }) => sum + capacity, 0);
