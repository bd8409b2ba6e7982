/**
 * The step of the HTTP chain that knows the caller: a token says who, and for an ordinary call that is enough. What a
 * role grants, and what must not outlive its session, is asked of the table: a revoked role or an ended session counts
 * there at once, elsewhere within the fifteen minutes of an access token.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Route } from '../../contract/route.ts';
import { Refusal } from '../../domain/refusals.ts';
import { isLive } from '../../domain/session-policy.ts';
import type { Caller } from '../../ports/calls.ts';
import { EdgeProblem } from './http-problem.ts';
import type { Middleware } from './middlewares.ts';
import { requireState, stateOf } from './request-state.ts';

export const authenticate: Middleware = {
  before: async request => {
    const route = requireState(request.event, 'route');
    if (route.access === 'public') return;
    const claimed = await callerOf(request.event);
    const caller = asksTable(route, claimed) ? await withStanding(request.event, route, claimed) : claimed;
    if (!mayCall(route.access, caller.role)) throw refuseRole(route.access);
    stateOf(request.event).caller = caller;
  },
};

async function callerOf(event: APIGatewayProxyEventV2): Promise<Caller> {
  const { accessTokens } = requireState(event, 'service').dependencies;
  const [, token] = /^Bearer ([\w.-]+)$/i.exec(event.headers.authorization ?? '') ?? [];
  const caller = token && (await accessTokens.verify(token, requireState(event, 'call').now));
  if (!caller) throw unauthenticated(token ? 'the token is not valid' : 'there is no bearer token');
  return caller;
}

const asksTable = ({ access, needsLiveSession, knowsAdmins }: Route, { role }: Caller): boolean =>
  needsLiveSession === true ||
  access === 'organizer' ||
  access === 'admin' ||
  (knowsAdmins === true && role === 'admin');

/** The caller as the table knows them now. */
async function withStanding(event: APIGatewayProxyEventV2, { access }: Route, caller: Caller): Promise<Caller> {
  const { userId, sessionId } = caller;
  if (sessionId === undefined) {
    if (mayCall(access, caller.role)) throw unauthenticated('the token has no session');
    return caller;
  }
  const { accounts } = requireState(event, 'service').dependencies;
  const { account, session } = await accounts.readWithSession(userId, sessionId);
  if (!account || !session || !isLive(session, account, requireState(event, 'call').now)) {
    throw unauthenticated('the session has ended');
  }
  return { userId, sessionId, role: account.role };
}

const mayCall = (access: Route['access'], role: Caller['role']): boolean =>
  access === 'signed-in' || role === access || role === 'admin';

const unauthenticated = (because: string): EdgeProblem => new EdgeProblem('unauthenticated', {}, because);
const refuseRole = (role: string): Refusal => new Refusal('forbidden', { role });
