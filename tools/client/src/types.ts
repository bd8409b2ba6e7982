/** The input and the answers of each operation, inferred from the generated types. */
import type { components, OPERATIONS, operations } from './api.ts';

export type Schemas = components['schemas'];
export type OperationId = keyof typeof OPERATIONS & keyof operations;

type Parameters<Id extends OperationId> = operations[Id]['parameters'];
type Header<Id extends OperationId> = Exclude<Parameters<Id>['header'], undefined>;
type BodyOf<Request> = Request extends { content: infer Content } ? Content[keyof Content] : never;

/** A member of the input: absent, optional or required, as the value is. */
type Part<Name extends string, Value> = [Exclude<Value, undefined>] extends [never]
  ? unknown
  : undefined extends Value
    ? { [Key in Name]?: Exclude<Value, undefined> }
    : { [Key in Name]: Value };

type RequestBody<Id extends OperationId> =
  | BodyOf<Exclude<operations[Id]['requestBody'], undefined>>
  | (undefined extends operations[Id]['requestBody'] ? undefined : never);

/** An idempotency key of one's own. Without it each call gets a new one, and all its attempts have the same. */
type KeyPart<Id extends OperationId> = 'Idempotency-Key' extends keyof Header<Id> ? { key?: string } : unknown;
/** The ETag of the version that a change is for. */
type IfMatchPart<Id extends OperationId> = 'If-Match' extends keyof Header<Id> ? { ifMatch?: string } : unknown;

export interface CallOptions {
  /** Instead of the client's own; null for a call without a token. */
  token?: string | null;
  /** The media type of the answer, where an operation has several: `text/csv`. */
  accept?: string;
  /** Names the call in the service's log and journal. */
  requestId?: string;
  /** Ends the call, and its waits between attempts. */
  signal?: AbortSignal;
}

export type Input<Id extends OperationId> = Part<'path', Parameters<Id>['path']> &
  Part<'query', Parameters<Id>['query']> &
  Part<'body', RequestBody<Id>> &
  KeyPart<Id> &
  IfMatchPart<Id> &
  CallOptions;

/** An operation that needs no path and no body may be called without input. */
export type InputArguments<Id extends OperationId> =
  Record<never, never> extends Input<Id> ? [input?: Input<Id>] : [input: Input<Id>];

interface Received {
  headers: Headers;
}

type Responses<Id extends OperationId> = operations[Id]['responses'];
/** A body that is neither JSON nor text is bytes. */
type ContentOf<Response> = Response extends { content: infer Content extends object }
  ? 'application/octet-stream' extends keyof Content
    ? Uint8Array
    : Content[keyof Content]
  : undefined;

export type Success<Id extends OperationId> = {
  [Status in Extract<keyof Responses<Id>, number>]: Received & {
    ok: true;
    status: Status;
    body: ContentOf<Responses<Id>[Status]>;
    problem?: undefined;
  };
}[Extract<keyof Responses<Id>, number>];

/** An answer that is no problem document: of a gateway or a proxy before the service. */
export interface UnexpectedProblem {
  code: 'unexpected-response';
  status: number;
  title: string;
  detail: string;
}

type DeclaredProblem<Id extends OperationId> =
  Responses<Id> extends { default: { content: { 'application/problem+json': infer Problem } } } ? Problem : never;

/** The problems that an operation declares. Its `code` tells which members a problem has. */
export type Problem<Id extends OperationId = OperationId> = DeclaredProblem<Id> | UnexpectedProblem;

/** The statuses of problems, and of gateways before the service. As literals they tell a failure from a success. */
export type FailureStatus =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 405
  | 406
  | 409
  | 410
  | 412
  | 413
  | 414
  | 415
  | 422
  | 428
  | 429
  | 431
  | 500
  | 501
  | 502
  | 503
  | 504;

export type Failure<Id extends OperationId> = Received & {
  ok: false;
  status: FailureStatus;
  body?: undefined;
  problem: Problem<Id>;
};

export type Answer<Id extends OperationId> = Success<Id> | Failure<Id>;
