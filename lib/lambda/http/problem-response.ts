/** The step that turns errors into problem documents. A bug becomes `internal`, and only the log says more. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type CallKind, problemDocument } from '../../contract/problem-documents.ts';
import { PROBLEMS, type ProblemCode, type ProblemDetails } from '../../contract/problems.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { LogFields } from '../../ports/observability.ts';
import { HttpProblem } from './http-problem.ts';
import { requestHeaders } from './identify-request.ts';
import { addHeaders, type Middleware } from './middleware.ts';
import { logOf, requireState, stateOf } from './request-state.ts';

/** The header of a response that repeats an earlier one. */
export const REPLAYED = { 'idempotent-replayed': 'true' };

export const respondWithProblem: Middleware = {
  onError: async request => {
    const { error, event } = request;
    const isExplained = error instanceof Refusal || error instanceof HttpProblem;
    if (isExplained) countAccessFailure(event, error);
    else logOf(event).error('request failed', failureFields(event, error));
    request.response = isExplained
      ? problemResponse(error.code, error.details, event)
      : problemResponse('internal', {}, event);
    if (error instanceof Refusal && error.isReplay) addHeaders(request.response, REPLAYED);
    addHeaders(request.response, requestHeaders(event));
  },
};

/** Counts failed authentications and authorizations. Their cause goes into the log line of the request. */
function countAccessFailure(event: APIGatewayProxyEventV2, error: Refusal | HttpProblem): void {
  const { status } = PROBLEMS[error.code];
  const { metrics } = stateOf(event).service?.dependencies ?? {};
  if (status === 401) metrics?.count('AuthenticationFailed');
  if (status === 403) metrics?.count('AuthorizationFailed');
  if (error instanceof HttpProblem && error.because) stateOf(event).because = error.because;
}

function problemResponse<Code extends ProblemCode>(
  code: Code,
  details: ProblemDetails[Code],
  event: APIGatewayProxyEventV2,
): APIGatewayProxyStructuredResultV2 {
  stateOf(event).code = code;
  const document = problemDocument(code, details, requireState(event, 'call').requestId, kindOf(event));
  const { retryAfterSeconds, allow } = details as { retryAfterSeconds?: number; allow?: string[] };
  return {
    statusCode: document.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(document.status === 401 && { 'www-authenticate': 'Bearer realm="holdfast"' }),
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
      ...(allow && { allow: allow.join(', ') }),
      // Tells a client that no content coding is accepted (RFC 9110, section 12.5.3).
      ...(code === 'unsupported-media-type' && { 'accept-encoding': 'identity' }),
    },
    body: JSON.stringify(document),
  };
}

function kindOf(event: APIGatewayProxyEventV2): CallKind {
  const { route } = stateOf(event);
  if (route?.idempotent === true || (route?.idempotent && event.headers['idempotency-key'])) return 'idempotent';
  return route === undefined || route.method === 'GET' ? 'reading' : 'changing';
}

function failureFields(event: APIGatewayProxyEventV2, error: unknown): LogFields {
  const { call, operation } = stateOf(event);
  return { requestId: call?.requestId, edgeRequestId: event.requestContext.requestId, operation, error };
}
