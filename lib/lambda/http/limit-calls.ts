/** The steps that limit the calls of a caller, and put the remaining calls into the headers of the response. */
import { networkOf } from '../../caches/rate-limiter.ts';
import type { Route } from '../../contract/route.ts';
import type { Call, Caller } from '../../ports/calls.ts';
import { HttpProblem } from './http-problem.ts';
import type { Middleware } from './middleware.ts';
import { requireState, stateOf } from './request-state.ts';

/** Precedes authentication, so that a 401 has the policy header too. */
export const addLimitPolicy: Middleware = {
  before: async request => {
    const { limit } = requireState(request.event, 'route');
    const { limiter } = requireState(request.event, 'service');
    if (limit && limiter) {
      stateOf(request.event).limitHeaders = limiter.policy(requireState(request.event, 'operation'), limit);
    }
  },
};

/** Counts the call, and refuses it if the quota is used up. A call that a later step refuses counts too. */
export const limitCalls: Middleware = {
  before: async request => {
    const { limit } = requireState(request.event, 'route');
    const { limiter } = requireState(request.event, 'service');
    if (!limit || !limiter) return;
    const state = stateOf(request.event);
    const call = requireState(request.event, 'call');
    const subject = subjectOf(limit, call, state.caller);
    const { headers, refused } = await limiter.take(requireState(request.event, 'operation'), limit, subject, call.now);
    state.limitHeaders = headers;
    if (refused) throw new HttpProblem('rate-limited', refused);
  },
};

function subjectOf({ per }: NonNullable<Route['limit']>, { ip = 'unknown' }: Call, caller: Caller | undefined): string {
  if (per === 'ip') return networkOf(ip);
  const subject = per === 'caller' ? caller?.userId : caller?.sessionId;
  if (!subject) throw new Error(`the route has a limit per ${per}, but its requests have no ${per}`);
  return subject;
}
