/**
 * The chain of every HTTP function: it turns API Gateway's event into a call of a use case, and the result into a response
 * or a problem document. A function file only binds routes to use cases.
 */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { RequestOf } from '../../contract/requests.ts';
import type { Area } from '../../contract/route.ts';
import type { RequestSchemas } from '../../contract/route-schemas.ts';
import type { OperationId, OperationsOf, ROUTES } from '../../contract/routes.ts';
import { busy } from '../../domain/refusals.ts';
import type {
  Call,
  CallerCall,
  ConditionalCall,
  CookieCall,
  IdempotentCall,
  PerhapsIdempotentCall,
} from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Idempotent } from '../../usecases/idempotency.ts';
import type { Service } from '../compose/http-service.ts';
import { authenticate } from './authenticate.ts';
import { sendJson } from './compression.ts';
import { findRoute } from './find-route.ts';
import { identifyRequest } from './identify-request.ts';
import { addLimitPolicy, limitCalls, limitPlaces } from './limit-calls.ts';
import { limitFreshReads } from './limit-fresh-reads.ts';
import { answerOptions } from './options-request.ts';
import { REPLAYED, respondWithProblem } from './problem-response.ts';
import type { Reply } from './reply.ts';
import { logRequest } from './request-log.ts';
import { requireState, stateOf } from './request-state.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { readSessionCookie } from './session-cookie.ts';
import { validate } from './validation.ts';

/** The call that an operation's use case gets: with caller and key, with a caller, or with neither. */
export type CallOf<Id extends OperationId> = (typeof ROUTES)[Id] extends { idempotent: true }
  ? IdempotentCall
  : (typeof ROUTES)[Id] extends { idempotent: 'if-keyed' }
    ? PerhapsIdempotentCall
    : (typeof ROUTES)[Id] extends { takesIfMatch: true }
      ? ConditionalCall
      : (typeof ROUTES)[Id] extends { memberQuery: string } | { signedInMember: string }
        ? Call & Partial<CallerCall>
        : (typeof ROUTES)[Id] extends { sessionCookie: 'reads' }
          ? CookieCall
          : (typeof ROUTES)[Id]['access'] extends 'public'
            ? Call
            : CallerCall;

export type Binding<Id extends OperationId> = (
  dependencies: Dependencies,
  call: CallOf<Id>,
  request: RequestOf<Id>,
  service: Service,
) => Promise<Reply>;

/** A binding for every operation of an area. */
export type BindingsOf<Of extends Area> = Bindings<OperationsOf<Of>>;
type Bindings<Id extends OperationId> = { [Operation in Id]: Binding<Operation> };

export type HttpHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Creates the Lambda handler of these bindings. `requests` has the schemas of at least their operations; `service` is
 * called with the first request.
 */
export function httpFunction<Id extends OperationId>(
  bindings: Bindings<Id>,
  requests: Record<NoInfer<Id>, RequestSchemas>,
  service: () => Promise<Service>,
): HttpHandler {
  const operations = Object.keys(bindings) as Id[];
  const chain = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context>({
    timeoutEarlyInMillis: RESERVE_MS,
    timeoutEarlyResponse: answerBusy,
  })
    .use(addSecurityHeaders)
    .use(respondWithProblem)
    .use(identifyRequest(service))
    .use(answerOptions)
    .use(findRoute(operations))
    .use(addLimitPolicy)
    .use(authenticate)
    .use(readSessionCookie)
    .use(limitCalls)
    .use(validate(requests))
    .use(limitPlaces)
    .use(limitFreshReads)
    .handler(event => run(bindings, event));
  const handle = chain as unknown as HttpHandler;
  return (event, context) => logRequest(event, async () => withoutBodyOfHead(event, await handle(event, context)));
}

/** The response to HEAD has the status and headers of that to GET, and no body. */
function withoutBodyOfHead(
  { requestContext }: APIGatewayProxyEventV2,
  response: APIGatewayProxyStructuredResultV2,
): APIGatewayProxyStructuredResultV2 {
  if (requestContext.http.method !== 'HEAD') return response;
  const { body: _omitted, isBase64Encoded: _encoding, ...head } = response;
  return head;
}

/** Time that is left to answer `busy` before Lambda's timeout. The outcome of the request is then unknown (P8). */
const RESERVE_MS = 1_000;
function answerBusy(): never {
  throw busy();
}

async function run<Id extends OperationId>(
  bindings: Bindings<Id>,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { caller, idempotency, ifMatch, refreshToken } = stateOf(event);
  const service = requireState(event, 'service');
  const binding = bindings[requireState(event, 'operation') as Id];
  const call = { ...requireState(event, 'call'), caller, idempotency, ifMatch, refreshToken };
  const reply = await binding(service.dependencies, call as never, requireState(event, 'request') as never, service);
  return respond(isUnchanged(event, reply) ? { status: 304, headers: reply.headers ?? {} } : reply, event);
}

/** Whether the caller has this response in its cache (RFC 9110, section 13.1.2). */
function isUnchanged({ headers, requestContext }: APIGatewayProxyEventV2, reply: Reply): boolean {
  const { etag } = reply.headers ?? {};
  const cached = headers['if-none-match'];
  const isRead = ['GET', 'HEAD'].includes(requestContext.http.method);
  if (etag === undefined || cached === undefined || !isRead) return false;
  return cached.split(',').some(tag => tag.trim() === '*' || withoutWeakness(tag.trim()) === withoutWeakness(etag));
}
const withoutWeakness = (tag: string): string => tag.replace(/^W\//, '');

async function respond(
  { cookies, ...reply }: Reply,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const response = await respondWithBody(reply, event);
  return cookies ? { ...response, cookies } : response;
}

async function respondWithBody(
  { status, body, written, headers }: Reply,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  if (typeof body === 'string') return { statusCode: status, headers: { ...headers }, body };
  const shared = written ?? (body as object | undefined);
  if (shared === undefined) return { statusCode: status, headers: { ...headers } };
  const write = () => written?.json ?? JSON.stringify(body);
  const sent = await sendJson(shared, write, event.headers['accept-encoding']);
  return { statusCode: status, ...sent, headers: { 'content-type': 'application/json', ...sent.headers, ...headers } };
}

export const ok = (body: unknown, headers?: Record<string, string>): Reply => ({
  status: 200,
  body,
  ...(headers && { headers }),
});
export const created = (body: unknown): Reply => ({ status: 201, body });
/** The request was accepted, and continues in the background. */
export const accepted = (body?: unknown): Reply => ({ status: 202, body });
export const noContent: Reply = { status: 204 };

/** The response of an idempotent operation. A replay has a header that says so. */
export const idempotent = (status: number, { answer, isReplay }: Idempotent<unknown>): Reply => ({
  status,
  body: answer,
  ...(isReplay && { headers: REPLAYED }),
});
