/**
 * The steps that limit the calls of a caller and the places in them, and put what is left into the headers of the response.
 * A hold that is refused after it was counted gives its places back, but not its call.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { LimitCount } from '../../caches/rate-limiter.ts';
import { rateLimitHeaders } from '../../contract/rate-limits.ts';
import { Refusal } from '../../domain/refusals.ts';
import { isMemberOf } from './exempt-members.ts';
import { HttpProblem } from './http-problem.ts';
import { appliesTo, countsOf } from './limit-counts.ts';
import type { Middleware } from './middleware.ts';
import { hasRecord } from './replays.ts';
import { requireState, stateOf } from './request-state.ts';

/** Precedes authentication, so that a 401 has the policy header too. */
export const addLimitPolicy: Middleware = {
  before: async ({ event }) => {
    const { limiter } = requireState(event, 'service');
    const [own] = limiter?.limitsOf(requireState(event, 'operation')) ?? [];
    if (own && isLimited(event)) stateOf(event).limitHeaders = rateLimitHeaders(own.name, own);
  },
};

/** Counts the call, and refuses it if a quota is used up. A call that a later step refuses counts too. */
export const limitCalls: Middleware = {
  before: async ({ event }) => {
    const { limiter } = requireState(event, 'service');
    if (!limiter || !isLimited(event)) return;
    const state = stateOf(event);
    const { limitsWithoutCounter } = requireState(event, 'route');
    const { counts, countsOfMember, ...places } = await countsOf(event, limiter);
    const take = (some: LimitCount[]) => limiter.take(some, requireState(event, 'call').now, limitsWithoutCounter);
    const first = await take(counts);
    const isPassed = first.refused === undefined || (await hasRecord(event));
    const isMember = !isPassed && (await isMemberOf(event, places.event));
    const { headers, refused, giveBack } = isMember ? await take(countsOfMember) : first;
    if (counts.length > 0) state.limitHeaders = headers;
    if (refused && !isPassed) throw new HttpProblem('rate-limited', refused);
    Object.assign(state, { giveBack, places });
  },
  // A replay has taken no places: the first call with its key has.
  after: async ({ event, response }) => {
    if (response?.headers?.['idempotent-replayed']) await giveBack(event);
  },
  // A refusal has taken none either. `busy` is told after the key's record was read, so its hold is most likely not placed; and its
  // retries, which the response asks for, must not use up the limit. After a bug nothing is known, and the places stay counted.
  onError: async ({ event, error }) => {
    if (error instanceof Refusal || error instanceof HttpProblem) await giveBack(event);
  },
};

/** Gives back once, also if a later step fails after a replay. */
async function giveBack(event: APIGatewayProxyEventV2): Promise<void> {
  const state = stateOf(event);
  const counted = state.giveBack;
  state.giveBack = undefined;
  await counted?.();
}

/** Refuses more places than the limits would ever allow. Such a call would be told to wait without end. */
export const limitPlaces: Middleware = {
  before: async ({ event }) => {
    const { event: placesOf, placesMax } = stateOf(event).places ?? {};
    if (placesMax === undefined || (await hasRecord(event)) || (await isMemberOf(event, placesOf))) return;
    throw new Refusal('too-many-places', { placesMax });
  },
};

/** Whether a limit of the route counts this request. */
function isLimited(event: APIGatewayProxyEventV2): boolean {
  const { limit, furtherLimits = [] } = requireState(event, 'route');
  return [...(limit ? [limit] : []), ...furtherLimits].some(one => appliesTo(one, event));
}
