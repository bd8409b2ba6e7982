/**
 * The cookie of a browser's session: its refresh token, which no script can read. It is sent to the routes of sessions only, and only by
 * pages of this origin (RFC 6265bis). A header that no form can send is required too, for browsers that do not know SameSite.
 */
import type { CookieSession, SignedIn } from '../../contract/accounts/responses.ts';
import { SESSION_SECONDS } from '../../domain/limits.ts';
import type { Service } from '../compose/http-service.ts';
import { HttpProblem } from './http-problem.ts';
import type { Middleware } from './middleware.ts';
import type { Reply } from './reply.ts';
import { requireState, stateOf } from './request-state.ts';

const HEADER = 'holdfast-session';
const HEADER_VALUE = 'cookie';
const PATH = '/v1/auth';

type Deployment = Pick<Service, 'isDeployed'>;

/** Browsers accept `__Secure-` over https only, so no page that was sent in plain text can set the cookie. */
const nameOf = ({ isDeployed }: Deployment): string => (isDeployed ? '__Secure-holdfast' : 'holdfast');

const cookieOf = (value: string, seconds: number, deployment: Deployment): string =>
  `${nameOf(deployment)}=${value}; Path=${PATH}; Max-Age=${seconds}; HttpOnly; SameSite=Strict` +
  (deployment.isDeployed ? '; Secure' : '');

/** Moves the refresh token of a session from the response's body into the cookie. */
export function replyWithCookie(status: number, { refreshToken, ...session }: SignedIn, deployment: Deployment): Reply {
  const body: CookieSession = session;
  return { status, body, cookies: [cookieOf(refreshToken, SESSION_SECONDS, deployment)] };
}

/** Tells the browser to forget the cookie. */
export const replyWithoutCookie = (deployment: Deployment): Reply => ({
  status: 204,
  cookies: [cookieOf('', 0, deployment)],
});

/** The step that refuses a request of another site, and reads the cookie. */
export const readSessionCookie: Middleware = {
  before: async ({ event }) => {
    const { sessionCookie } = requireState(event, 'route');
    if (sessionCookie === undefined) return;
    const { [HEADER]: sent, 'sec-fetch-site': site = 'same-origin' } = event.headers;
    if (sent !== HEADER_VALUE || site !== 'same-origin') throw new HttpProblem('session-header-required', {});
    if (sessionCookie !== 'reads') return;
    stateOf(event).refreshToken = tokenIn(event.cookies ?? [], requireState(event, 'service'));
  },
};

function tokenIn(cookies: string[], deployment: Deployment): string {
  const beginning = `${nameOf(deployment)}=`;
  return cookies.find(cookie => cookie.startsWith(beginning))?.slice(beginning.length) ?? '';
}
