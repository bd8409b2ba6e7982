/** A problem that only the edge can see, before any rule is asked: the counterpart of the domain's Refusal. */
import type { EdgeDetails } from '../../contract/problems.ts';

export class EdgeProblem<Code extends keyof EdgeDetails = keyof EdgeDetails> extends Error {
  readonly code: Code;
  readonly details: EdgeDetails[Code];
  /** For the log: what the caller is not told. */
  readonly because: string | undefined;

  constructor(code: Code, details: EdgeDetails[Code], because?: string) {
    super(code);
    this.name = 'EdgeProblem';
    this.code = code;
    this.details = details;
    this.because = because;
  }
}
