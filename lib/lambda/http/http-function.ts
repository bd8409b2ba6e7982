/**
 * The one chain behind every HTTP function: API Gateway's event in, a use case in the middle, an answer or a problem
 * document out. A function file binds its routes to use cases and does nothing else.
 */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { RequestOf } from '../../contract/requests.ts';
import type { Area } from '../../contract/route.ts';
import type { RequestSchemas } from '../../contract/route-schemas.ts';
import type { OperationId, OperationsOf, ROUTES } from '../../contract/routes.ts';
import { busy } from '../../domain/refusals.ts';
import type { Call, CallerCall, IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { WrittenAnswer } from '../../ports/seat-maps.ts';
import type { Idempotent } from '../../usecases/idempotency.ts';
import type { Service } from '../compose/http-service.ts';
import { authenticate } from './authenticate.ts';
import { sendJson } from './compression.ts';
import { announceLimit, limitCalls } from './limit-calls.ts';
import { answerProblems, findRoute, identifyRequest, REPLAYED, validate } from './middlewares.ts';
import { answerOptions } from './options-request.ts';
import { logRequest } from './request-log.ts';
import { requireState, stateOf } from './request-state.ts';
import { secureAnswers } from './security-headers.ts';

/** What a binding answers with; a body that is not a string is sent as JSON. */
export interface Reply {
  status: number;
  body?: unknown;
  /** Stands instead of a body: JSON that is written out already. */
  written?: WrittenAnswer;
  headers?: Record<string, string>;
}

/** The call a route's use case gets: with a key, a caller, or neither. */
type CallOf<Id extends OperationId> = (typeof ROUTES)[Id] extends { idempotent: true }
  ? IdempotentCall
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

/** The Lambda handler of these bindings over a service, which is composed when the first request needs it. */
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
    .use(secureAnswers)
    .use(answerProblems)
    .use(identifyRequest(service))
    .use(answerOptions)
    .use(findRoute(operations))
    .use(announceLimit)
    .use(authenticate)
    .use(limitCalls)
    .use(validate(requests))
    .handler(event => run(bindings, event));
  const handle = chain as unknown as HttpHandler;
  return (event, context) => logRequest(event, () => handle(event, context));
}

/** Time to say so when the function's own is over: what it was doing is an unknown outcome (P8). */
const RESERVE_MS = 1_000;
function answerBusy(): never {
  throw busy();
}

async function run<Id extends OperationId>(
  bindings: Bindings<Id>,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { caller, idempotency } = stateOf(event);
  const service = requireState(event, 'service');
  const binding = bindings[requireState(event, 'operation') as Id];
  const call = { ...requireState(event, 'call'), caller, idempotency };
  const reply = await binding(service.dependencies, call as never, requireState(event, 'request') as never, service);
  return respond(isUnchanged(event, reply) ? { status: 304, headers: reply.headers ?? {} } : reply, event);
}

/** Whether the caller has this very answer already (RFC 9110, section 13.1.2). */
function isUnchanged({ headers }: APIGatewayProxyEventV2, reply: Reply): boolean {
  const { etag } = reply.headers ?? {};
  const asked = headers['if-none-match'];
  if (etag === undefined || asked === undefined) return false;
  return asked.split(',').some(tag => tag.trim() === '*' || withoutWeakness(tag.trim()) === withoutWeakness(etag));
}
const withoutWeakness = (tag: string): string => tag.replace(/^W\//, '');

async function respond(
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
/** Begun, and going on by itself. */
export const accepted = (body?: unknown): Reply => ({ status: 202, body });
export const noContent: Reply = { status: 204 };

/** A idempotent answer with its status; a replay says that it is one. */
export const idempotent = (status: number, { answer, isReplay }: Idempotent<unknown>): Reply => ({
  status,
  body: answer,
  ...(isReplay && { headers: REPLAYED }),
});
