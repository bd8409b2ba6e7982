/** The step that gives a request its id, its time and its service, and adds the request's own headers to the response. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { clientAddress } from '../../contract/addresses.ts';
import type { Service } from '../compose/http-service.ts';
import { addHeaders, type Middleware } from './middleware.ts';
import { requireState, stateOf } from './request-state.ts';

const CLIENT_REQUEST_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Takes the request id from the client's header if it is well formed, else from API Gateway. Reads the clock once. */
export const identifyRequest = (service: () => Promise<Service>): Middleware => ({
  before: async request => {
    const state = stateOf(request.event);
    const { headers, requestContext } = request.event;
    const clientId = headers['x-request-id'];
    const requestId = clientId && CLIENT_REQUEST_ID.test(clientId) ? clientId : requestContext.requestId;
    const { sourceIp } = requestContext.http;
    // Set before the service is composed: if that fails, the response and the log still name the request.
    state.call = { now: 0, requestId };
    state.service = await service();
    const { clock, proxySecretDigests } = state.service;
    const now = clock();
    const ip = clientAddress({ headers, sourceIp }, proxySecretDigests);
    state.call = { now, requestId, age: () => clock() - now, ...(ip && { ip }) };
  },
  after: async request => addHeaders(request.response, requestHeaders(request.event)),
});

/** The headers that differ from request to request; security-headers.ts has the others. */
export const requestHeaders = (event: APIGatewayProxyEventV2): Record<string, string> => ({
  ...stateOf(event).limitHeaders,
  'x-request-id': requireState(event, 'call').requestId,
});
