/** The calls of the app: typed by the OpenAPI document, with the token of the session, repeated with one idempotency key. */
import { createClient, NoAnswer, unwrap } from '../../tools/client/src/client.ts';
import type { Answer, InputArguments, OperationId, Problem } from '../../tools/client/src/types.ts';
import { learnTime } from './server-clock.ts';
import { type AskForSession, accessToken, renewRefused } from './session.ts';

/** How long the app repeats a call before it tells the visitor, who may then repeat it with the same key. */
const PATIENCE_MS = 6_000;
const ATTEMPT_MS = 20_000;
/** Routes below this path read or set the cookie of the session. A form of another site cannot send the header. */
const COOKIE_ROUTES = '/v1/auth/cookie/';
const COOKIE_HEADER = { 'holdfast-session': 'cookie' };

async function send(url: string, request: RequestInit): Promise<Response> {
  const askedAt = Date.now();
  const ofCookie = new URL(url).pathname.startsWith(COOKIE_ROUTES) ? COOKIE_HEADER : {};
  const response = await fetch(url, { ...request, headers: { ...request.headers, ...ofCookie } });
  learnTime(response, askedAt);
  return response;
}

/** The client without a session. Race buyers and routes of sessions use it, `as(token)` where they have a token. */
export const anonymous = createClient({
  baseUrl: location.origin,
  patienceMs: PATIENCE_MS,
  attemptMs: ATTEMPT_MS,
  fetch: send,
});

const askForSession: AskForSession = async () => {
  const answer = await anonymous.call('refresh-with-cookie');
  if (answer.ok) return { is: 'signed-in', session: answer.body };
  if (answer.problem.code === 'invalid-refresh-token') return { is: 'refused' };
  // The service is busy: the session may be valid.
  return unwrap(answer);
};

/** Reads whose answers are the same for everyone. */
export const PUBLIC_READS: ReadonlySet<unknown> = new Set<OperationId>([
  'list-events',
  'read-availability',
  'read-event',
  'read-stage',
]);

/** Calls an operation as the visitor. After a refused token it renews the session, and calls once more. */
export async function call<Id extends OperationId>(operation: Id, ...input: InputArguments<Id>): Promise<Answer<Id>> {
  const token = await accessToken(askForSession).catch(error => {
    // A public read does not need the session.
    if (!PUBLIC_READS.has(operation)) throw error;
    return undefined;
  });
  const client = anonymous.as(token);
  const answer = await client.call(operation, ...input);
  if (answer.ok || token === undefined || (answer.problem as Problem).code !== 'unauthenticated') return answer;
  if (!(await renewRefused(askForSession, token))) return answer;
  return anonymous.as(await accessToken(askForSession)).call(operation, ...input);
}

/** Finds out whether the cookie of the session is valid. */
export const resumeSession = (): Promise<unknown> => accessToken(askForSession);

export { HoldfastProblem, NoAnswer, unwrap } from '../../tools/client/src/client.ts';
export type { Answer, InputArguments, OperationId, Problem, Schemas } from '../../tools/client/src/types.ts';

export const isNoAnswer = (error: unknown): error is NoAnswer => error instanceof NoAnswer;
