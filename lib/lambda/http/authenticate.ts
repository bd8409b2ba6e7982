/**
 * The step that authenticates the caller and checks the role. For most routes a valid access token is enough. Routes that
 * require a role or a live session read account and session from the table: there a revoked role or an ended session
 * counts at once, elsewhere only when the access token expires, after at most fifteen minutes.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Route } from '../../contract/route.ts';
import { Refusal } from '../../domain/refusals.ts';
import { isLive } from '../../domain/session-policy.ts';
import type { Caller } from '../../ports/calls.ts';
import { HttpProblem } from './http-problem.ts';
import { isFreshRead } from './limit-counts.ts';
import type { Middleware } from './middleware.ts';
import { requireState, stateOf } from './request-state.ts';
import { bodyHas } from './validation.ts';

export const authenticate: Middleware = {
  before: async request => {
    const route = asCalled(requireState(request.event, 'route'), request.event);
    if (route.access === 'public') {
      if (route.knowsCallers && isFreshRead(request.event)) await knowCaller(request.event);
      return;
    }
    const claimed = await verifyToken(request.event);
    const caller = needsTable(route, claimed) ? await readCaller(request.event, route, claimed) : claimed;
    if (!hasAccess(route.access, caller.role)) throw new Refusal('forbidden', { role: route.access });
    stateOf(request.event).caller = caller;
  },
};

/** The route with the access that this request needs. */
function asCalled(route: Route, event: APIGatewayProxyEventV2): Route {
  const { memberQuery, signedInMember } = route;
  if (memberQuery !== undefined && event.queryStringParameters?.[memberQuery] !== undefined) {
    return { ...route, access: 'member' };
  }
  return signedInMember !== undefined && bodyHas(event, route, signedInMember)
    ? { ...route, access: 'signed-in' }
    : route;
}

/** Notes the caller of a public route. A token that is not valid is no reason to refuse what anyone may read. */
async function knowCaller(event: APIGatewayProxyEventV2): Promise<void> {
  const caller = await verifyToken(event).catch(error => {
    if (error instanceof HttpProblem) return undefined;
    throw error;
  });
  if (caller) stateOf(event).caller = caller;
}

/** The caller that the token names. */
async function verifyToken(event: APIGatewayProxyEventV2): Promise<Caller> {
  const { accessTokens } = requireState(event, 'service').dependencies;
  const [, token] = /^Bearer ([\w.-]+)$/i.exec(event.headers.authorization ?? '') ?? [];
  const caller = token && (await accessTokens.verify(token, requireState(event, 'call').now));
  if (!caller) throw unauthenticated(token ? 'the token is not valid' : 'there is no bearer token');
  return caller;
}

const needsTable = ({ access, needsLiveSession, knowsAdmins }: Route, { role }: Caller): boolean =>
  needsLiveSession === true ||
  access === 'member' ||
  access === 'organizer' ||
  access === 'admin' ||
  (knowsAdmins === true && role === 'admin');

/** The caller with the role that the account has now. Refuses an ended session. */
async function readCaller(event: APIGatewayProxyEventV2, { access }: Route, caller: Caller): Promise<Caller> {
  const { userId, sessionId } = caller;
  if (sessionId === undefined) {
    if (hasAccess(access, caller.role)) throw unauthenticated('the token has no session');
    return caller;
  }
  const { accounts } = requireState(event, 'service').dependencies;
  const { account, session } = await accounts.readWithSession(userId, sessionId);
  if (!account || !session || !isLive(session, account, requireState(event, 'call').now)) {
    throw unauthenticated('the session has ended');
  }
  return { userId, sessionId, role: account.role };
}

const hasAccess = (access: Route['access'], role: Caller['role']): boolean =>
  access === 'signed-in' || access === 'member' || role === access || role === 'admin';

const unauthenticated = (because: string): HttpProblem => new HttpProblem('unauthenticated', {}, because);
