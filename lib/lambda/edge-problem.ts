/** A problem that only the edge can see, before any rule is asked: the counterpart of the domain's Refusal. */
import type { EdgeDetails } from '../contract/problems.ts';

export class EdgeProblem<Code extends keyof EdgeDetails = keyof EdgeDetails> extends Error {
  readonly code: Code;
  readonly details: EdgeDetails[Code];

  constructor(code: Code, details: EdgeDetails[Code]) {
    super(code);
    this.name = 'EdgeProblem';
    this.code = code;
    this.details = details;
  }
}
