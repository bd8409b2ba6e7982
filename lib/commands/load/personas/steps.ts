/**
 * The steps of a persona. A persona is a generator: it yields what it does next, and receives the outcome. It has no clock and
 * sends nothing itself, and all its randomness is passed in, so a test can play the service.
 */
import type { OperationId } from '../../../contract/routes.ts';
import type { EventOnSale } from '../events-on-sale.ts';

/** The caller of a call: one of the persona's own customers by number, the organizer, or a caller without a token. */
export type CallerOfStep = number | 'organizer' | 'anonymous';

export interface CallStep {
  is: 'call';
  operation: OperationId;
  /** Default: the persona's first customer. */
  as?: CallerOfStep;
  key?: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  /** After this time (ms) the client gives up, and the outcome is unknown. */
  timeoutMs?: number;
  /** Sends the request twice at the same moment, as an impatient client does. */
  isSentTwice?: true;
  /** Sends the ETag of the last answer, as a web browser does. */
  usesCache?: true;
}

export interface WaitStep {
  is: 'wait';
  ms: number;
}

export type Step = CallStep | WaitStep;

/** The outcome of a call. After a wait it means nothing. */
export interface Outcome {
  /** HTTP status. 0: no answer came, so the outcome is unknown. A cached response that is still valid counts as 200. */
  status: number;
  /** The body, parsed; undefined without one. */
  body: unknown;
  /** The code of a problem document. */
  code?: string;
  /** The service asks to wait this long before the next attempt. */
  retryAfterMs?: number;
}

/** Steps that end with a result. */
export type Steps<Result = void> = Generator<Step, Result, Outcome>;

/** Everything that a persona knows. */
export interface PersonaWorld {
  /** In [0, 1). */
  random(): number;
  /** A new idempotency key. */
  newKey(): string;
  /** The events on sale, oldest first. There is at least one. */
  events(): readonly EventOnSale[];
  /** The number of its own customers. */
  customers: number;
}

export type Persona = (world: PersonaWorld) => Steps;

export const call = (operation: OperationId, parts: Omit<CallStep, 'is' | 'operation'> = {}): CallStep => ({
  is: 'call',
  operation,
  ...parts,
});

export const wait = (ms: number): WaitStep => ({ is: 'wait', ms });
