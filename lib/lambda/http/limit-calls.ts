/** The step of the HTTP chain that limits callers: it tells every answer of a limited route how much is left. */
import { networkOf } from '../../caches/rate-limiter.ts';
import type { Route } from '../../contract/route.ts';
import type { Call, Caller } from '../../ports/calls.ts';
import { EdgeProblem } from './http-problem.ts';
import type { Middleware } from './middlewares.ts';
import { requireState, stateOf } from './request-state.ts';

/** Comes before authentication, so that a 401 tells the policy too. */
export const announceLimit: Middleware = {
  before: async request => {
    const { limit } = requireState(request.event, 'route');
    const { limiter } = requireState(request.event, 'service');
    if (limit && limiter) {
      stateOf(request.event).limitHeaders = limiter.policy(requireState(request.event, 'operation'), limit);
    }
  },
};

/** Counts the call, whatever becomes of it, and refuses it where there were too many. */
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
    if (refused) throw new EdgeProblem('rate-limited', refused);
  },
};

function subjectOf({ per }: NonNullable<Route['limit']>, { ip = 'unknown' }: Call, caller: Caller | undefined): string {
  if (per === 'ip') return networkOf(ip);
  const subject = per === 'caller' ? caller?.userId : caller?.sessionId;
  if (!subject) throw new Error(`a limit per ${per} is for routes that know their ${per}`);
  return subject;
}
