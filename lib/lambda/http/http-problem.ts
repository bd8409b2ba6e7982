/** A problem that the HTTP chain finds before any rule is applied: the counterpart of the domain's Refusal. */
import type { HttpDetails } from '../../contract/problems.ts';

export class HttpProblem<Code extends keyof HttpDetails = keyof HttpDetails> extends Error {
  readonly code: Code;
  readonly details: HttpDetails[Code];
  /** The cause, for the log only. */
  readonly because: string | undefined;

  constructor(code: Code, details: HttpDetails[Code], because?: string) {
    super(code);
    this.name = 'HttpProblem';
    this.code = code;
    this.details = details;
    this.because = because;
  }
}
