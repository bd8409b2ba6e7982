/**
 * One log line and one timing for each request: never request content, never the caller's identity. The line's request id
 * leads to the stream consumers' lines and to the journal, and its trace id to X-Ray's trace.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { REPLAYED } from './problem-response.ts';
import { logOf, stateOf } from './request-state.ts';

/** Answers the request with `answer`, and logs it. A failure to log does not fail the request. */
export async function logRequest(
  event: APIGatewayProxyEventV2,
  answer: () => Promise<APIGatewayProxyStructuredResultV2>,
): Promise<APIGatewayProxyStructuredResultV2> {
  const response = await answer();
  const { call, operation, service, code, because } = stateOf(event);
  const { statusCode: status = 200 } = response;
  const ms = service && call && service.clock() - call.now;
  if (operation && ms !== undefined) service?.recordTime(operation, ms);
  const isReplay = response.headers?.[REPLAYED_HEADER] !== undefined;
  if (isReplay) service?.dependencies.metrics.count('Replays');
  logOf(event).info(messageOf(status), {
    requestId: call?.requestId,
    edgeRequestId: event.requestContext.requestId,
    operation,
    status,
    ...(ms !== undefined && { ms }),
    ...(code && { code }),
    ...(because && { because }),
    ...(isReplay && { isReplay }),
  });
  return response;
}

/** Failed authentications and authorizations have messages of their own, so that a search finds them. */
function messageOf(status: number) {
  if (status === 401) return 'authentication failed';
  return status === 403 ? 'authorization failed' : 'request answered';
}

const [REPLAYED_HEADER] = Object.keys(REPLAYED) as [keyof typeof REPLAYED];
