/** What the HTTP chain knows of a request so far: each middleware adds its part, the handler reads all of it. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ProblemCode } from '../../contract/problems.ts';
import type { Route } from '../../contract/route.ts';
import type { OperationId } from '../../contract/routes.ts';
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
  /** What this call's limit tells its caller. */
  limitHeaders?: Record<string, string>;
  idempotency?: IdempotentCall['idempotency'];
  request: { params: unknown; query: unknown; body: unknown };
  /** Of the problem that it is answered with, and why in more detail where only the log may know. */
  code: ProblemCode;
  because?: string;
}

const states = new WeakMap<APIGatewayProxyEventV2, Partial<HttpState>>();

/** The part of the state that this request, requireState by its event, has so far. */
export function stateOf(event: APIGatewayProxyEventV2): Partial<HttpState> {
  const state = states.get(event) ?? {};
  states.set(event, state);
  return state;
}

/** A part that an earlier middleware must have added. */
export function requireState<Part extends keyof HttpState>(event: APIGatewayProxyEventV2, part: Part): HttpState[Part] {
  const value = stateOf(event)[part];
  if (value === undefined) throw new Error(`the chain has not established ${part} yet`);
  return value as HttpState[Part];
}

/** A service that could not be composed has no log of its own, and its failure needs one most. */
export const logOf = (event: APIGatewayProxyEventV2): Log =>
  stateOf(event).service?.dependencies.log ?? createLog('INFO');
