/** The type of the steps of the HTTP chain. */
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';

export type Middleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context>;

export function addHeaders(
  response: APIGatewayProxyStructuredResultV2 | null | undefined,
  headers: Record<string, string>,
): void {
  if (response) response.headers = { ...response.headers, ...headers };
}
