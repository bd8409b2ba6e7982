/** The steps of the HTTP chain, each one small: who asks, which route, is it well formed; and what goes wrong. */
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { problemDocument } from '../../contract/problem-documents.ts';
import { PROBLEMS, type ProblemCode, type ProblemDetails } from '../../contract/problems.ts';
import type { Route, StageKind } from '../../contract/route.ts';
import type { RequestSchemas } from '../../contract/route-schemas.ts';
import { isRouteOf, type OperationId, ROUTES, routesOf } from '../../contract/routes.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { LogFields } from '../../ports/observability.ts';
import type { Service } from '../compose/http-service.ts';
import { EdgeProblem } from './http-problem.ts';
import { logOf, requireState, stateOf } from './request-state.ts';
import { validateRequest } from './validation.ts';

export type Middleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context>;

const CLIENT_REQUEST_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Reads the clock, once, and names the request: by the client's own id where it is well formed. */
export const identifyRequest = (service: () => Promise<Service>): Middleware => ({
  before: async request => {
    const state = stateOf(request.event);
    const { headers, requestContext } = request.event;
    const asked = headers['x-request-id'];
    const requestId = asked && CLIENT_REQUEST_ID.test(asked) ? asked : requestContext.requestId;
    const ip = requestContext.http.sourceIp;
    // Named before anything can fail, so that even a service that cannot be composed says which request it failed.
    state.call = { now: 0, requestId, ...(ip && { ip }) };
    state.service = await service();
    state.call = { ...state.call, now: state.service.clock() };
  },
  after: async request => addHeaders(request.response, headersOf(request.event)),
});

/** Any error becomes a problem document; what is not a refusal says nothing but its request id. */
export const answerProblems: Middleware = {
  onError: async request => {
    const { error } = request;
    const isExplained = error instanceof Refusal || error instanceof EdgeProblem;
    if (isExplained) countIfTurnedAway(request.event, error);
    else logOf(request.event).error('request failed', fieldsOf(request.event, error));
    request.response = isExplained
      ? problemResponse(error.code, error.details, request.event)
      : problemResponse('internal', {}, request.event);
    if (error instanceof Refusal && error.isReplay) addHeaders(request.response, REPLAYED);
    addHeaders(request.response, headersOf(request.event));
  },
};

/** Whoever could not prove who they are, or may not do this, is counted; why, the request's line tells. */
function countIfTurnedAway(event: APIGatewayProxyEventV2, error: Refusal | EdgeProblem): void {
  const { status } = PROBLEMS[error.code];
  const { metrics } = stateOf(event).service?.dependencies ?? {};
  if (status === 401) metrics?.count('AuthenticationFailed');
  if (status === 403) metrics?.count('AuthorizationFailed');
  if (error instanceof EdgeProblem && error.because) stateOf(event).because = error.because;
}

/** The function's own routes by API Gateway's route key; anything else of the stage's is not found or not allowed. */
export const findRoute = (operations: OperationId[]): Middleware => {
  const own = new Map(operations.map(operation => [routeKeyOf(ROUTES[operation]), operation]));
  return {
    before: async request => {
      const stage = requireState(request.event, 'service');
      const operation = own.get(request.event.routeKey);
      const route: Route | undefined = operation && ROUTES[operation];
      if (!operation || !route || !isRouteOf(stage, route)) throw absentRoute(request.event, stage);
      Object.assign(stateOf(request.event), { operation, route });
    },
  };
};

/** API Gateway's name for a route. */
export const routeKeyOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

function absentRoute({ rawPath, requestContext }: APIGatewayProxyEventV2, stage: StageKind): EdgeProblem {
  const allow = methodsAt(rawPath, stage);
  if (allow.length === 0 || allow.includes(requestContext.http.method as Route['method'])) {
    return new EdgeProblem('route-not-found', {});
  }
  return new EdgeProblem('method-not-allowed', { allow });
}

/** The methods that a path answers; none where no route has it. */
export const methodsAt = (rawPath: string, stage: StageKind): Route['method'][] =>
  routesOf(stage)
    .filter(([, { path }]) => pathPattern(path).test(rawPath))
    .map(([, { method }]) => method);

/** A route's path as an expression: each parameter is one segment. */
export const pathPattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);

/** Parses and validates parameters, query, body and idempotency key by the route's schemas. */
export const validate = (requests: Partial<Record<OperationId, RequestSchemas>>): Middleware => ({
  before: async request => {
    const operation = requireState(request.event, 'operation');
    const route = requireState(request.event, 'route');
    const schemas = requests[operation] ?? {};
    Object.assign(stateOf(request.event), validateRequest(request.event, { operation, route, schemas }));
  },
});

export const REPLAYED = { 'idempotent-replayed': 'true' };

function problemResponse<Code extends ProblemCode>(
  code: Code,
  details: ProblemDetails[Code],
  event: APIGatewayProxyEventV2,
): APIGatewayProxyStructuredResultV2 {
  stateOf(event).code = code;
  const document = problemDocument(code, details, requireState(event, 'call').requestId);
  const { retryAfterSeconds, allow } = details as { retryAfterSeconds?: number; allow?: string[] };
  return {
    statusCode: document.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(document.status === 401 && { 'www-authenticate': 'Bearer realm="holdfast"' }),
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
      ...(allow && { allow: allow.join(', ') }),
    },
    body: JSON.stringify(document),
  };
}

/** What every answer has of its own request; security-headers.ts has what is the same for all. */
const headersOf = (event: APIGatewayProxyEventV2) => ({
  ...stateOf(event).limitHeaders,
  'x-request-id': requireState(event, 'call').requestId,
});

function addHeaders(
  response: APIGatewayProxyStructuredResultV2 | null | undefined,
  headers: Record<string, string>,
): void {
  if (response) response.headers = { ...response.headers, ...headers };
}

function fieldsOf(event: APIGatewayProxyEventV2, error: unknown): LogFields {
  const { call, operation } = stateOf(event);
  return { requestId: call?.requestId, edgeRequestId: event.requestContext.requestId, operation, error };
}
