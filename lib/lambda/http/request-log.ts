/**
 * What is told of every request that was answered: one line in the log, the marks of its trace, and whether it was a
 * replay. By its request id it leads on to the stream consumers' lines and to the journal. Nothing of what was asked with,
 * and nobody who asked.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { tracer } from '../observe/tracer.ts';
import { REPLAYED } from './middlewares.ts';
import { logOf, stateOf } from './request-state.ts';

/** Answers by `answer`, and tells of it. A line that cannot be written takes no answer with it. */
export function logRequest(
  event: APIGatewayProxyEventV2,
  answer: () => Promise<APIGatewayProxyStructuredResultV2>,
): Promise<APIGatewayProxyStructuredResultV2> {
  return tracer.during(async mark => {
    const response = await answer();
    const { call, operation, service, code, because } = stateOf(event);
    const requestId = call?.requestId;
    const { statusCode: status = 200 } = response;
    mark({ requestId, operation, code });
    const isReplay = response.headers?.[REPLAYED_HEADER] !== undefined;
    if (isReplay) service?.dependencies.metrics.count('Replays');
    logOf(event).info(TURNED_AWAY[status] ?? 'request answered', {
      requestId,
      edgeRequestId: event.requestContext.requestId,
      operation,
      status,
      ...(service && call && { ms: service.clock() - call.now }),
      ...(code && { code }),
      ...(because && { because }),
      ...(isReplay && { isReplay }),
    });
    return response;
  });
}

/** Who could not prove who they are, or may not do this, is easy to find. */
const TURNED_AWAY: Partial<Record<number, string>> = { 401: 'authentication failed', 403: 'authorization failed' };

const [REPLAYED_HEADER] = Object.keys(REPLAYED) as [keyof typeof REPLAYED];
