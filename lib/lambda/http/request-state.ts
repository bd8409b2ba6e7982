/** The state of a request in the HTTP chain: each step adds its part, and the handler reads all of it. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ProblemCode } from '../../contract/problems.ts';
import type { Route } from '../../contract/route.ts';
import type { OperationId } from '../../contract/routes.ts';
import type { ExpectedVersions } from '../../domain/expected-versions.ts';
import type { Event } from '../../domain/model.ts';
import type { Call, Caller, IdempotentCall } from '../../ports/calls.ts';
import type { Log } from '../../ports/observability.ts';
import type { Service } from '../compose/http-service.ts';
import { createLog } from '../observe/log.ts';

export interface HttpState {
  service: Service;
  call: Call;
  operation: OperationId;
  route: Route;
  caller?: Caller;
  /** The headers of the operation's rate limit. */
  limitHeaders?: Record<string, string>;
  /** Takes back what a request without effect has counted in limits on places. */
  giveBack?: (() => Promise<void>) | undefined;
  /** The event of the places, and the most of them that the limits of this caller allow, if the request asks for more. */
  places?: { event?: Event; placesMax?: number };
  idempotency?: IdempotentCall['idempotency'];
  ifMatch?: ExpectedVersions;
  /** The refresh token in the cookie of the session; empty without one. */
  refreshToken?: string;
  request: { params: unknown; query: unknown; body: unknown };
  /** The code of the problem in the response. */
  code: ProblemCode;
  /** Its cause, for the log only. */
  because?: string;
}

const states = new WeakMap<APIGatewayProxyEventV2, Partial<HttpState>>();

/** The state of the request with this event, as far as it is known. */
export function stateOf(event: APIGatewayProxyEventV2): Partial<HttpState> {
  const state = states.get(event) ?? {};
  states.set(event, state);
  return state;
}

/** A part of the state that an earlier step must have added. */
export function requireState<Part extends keyof HttpState>(event: APIGatewayProxyEventV2, part: Part): HttpState[Part] {
  const value = stateOf(event)[part];
  if (value === undefined) throw new Error(`the HTTP chain has not set ${part} yet`);
  return value as HttpState[Part];
}

/** The log of the service, or a new one if the service could not be composed. */
export const logOf = (event: APIGatewayProxyEventV2): Log =>
  stateOf(event).service?.dependencies.log ?? createLog('INFO');
