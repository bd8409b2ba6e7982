/** The problems that are final for their idempotency key (P11). */
import { FINAL_CODES } from '../domain/final-refusals.ts';
import type { ProblemCode } from './problems.ts';

/** A request with the same key gets the same refusal for 24 hours. After every other problem it may succeed. */
export const FINAL_PROBLEMS: readonly ProblemCode[] = ['payment-declined', ...FINAL_CODES];
