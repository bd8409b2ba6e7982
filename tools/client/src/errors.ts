/** The errors that the client throws. A refusal of the service is no error but an answer. */
import type { OperationId, Problem } from './types.ts';

/**
 * No attempt got an answer. Its outcome is unknown: the call may have had its effect. A call with a key is repeated safely, also
 * much later, by passing `key` again.
 */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly operation: OperationId;
  readonly key: string | undefined;

  constructor(operation: OperationId, key: string | undefined, cause: unknown) {
    const advice = key === undefined ? 'its effect is unknown' : `repeat it with the key ${key}`;
    super(`${operation} got no answer: ${advice}`, { cause });
    this.operation = operation;
    this.key = key;
  }
}

/** Thrown by `unwrap` for an answer that is a problem. */
export class HoldfastProblem extends Error {
  override readonly name = 'HoldfastProblem';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }
}
