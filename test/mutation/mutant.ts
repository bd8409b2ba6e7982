/** The types of seeded bugs: a mutant replaces the text of the code, and checks must then fail. */
import type { RuleName } from '../../lib/checker/rules.ts';
import type { PromiseName } from '../../lib/commands/verify/promises.ts';

/** Replaces a text of a file, which occurs there exactly once. */
export interface Edit {
  /** Path from the root of the repository. */
  file: string;
  from: string;
  to: string;
}

/** Tests that must fail. Without `named` any test of the files may be the one. */
export interface TestCheck {
  /** Parts of the paths of test files, as Vitest takes them. */
  tests: readonly string[];
  /** The full name of the test, or the beginning of it. */
  named?: string;
  /** The Vitest projects to run: by default the unit tests and the tests of the service, both on the embedded engine. */
  projects?: readonly string[];
}

/** The simulator must fail by this rule of the checker, or by a check of its own: of the stored rows, or of unexpected errors. */
export interface RuleCheck {
  rule: RuleName | 'stored-rows' | 'no-bugs';
}

export type Check = TestCheck | RuleCheck;

/** A seeded bug. */
export interface Mutant extends Edit {
  /** Completes the sentence "The code has …": `no condition on the seat's deadline`. */
  name: string;
  /** Further edits, where a second guard hides the bug. */
  also?: readonly Edit[];
  /** The checks that are expected to fail, the expected one first. The others are tried if it passes. */
  caughtBy: readonly Check[];
}

/** A seeded bug in a guard of sales. */
export interface Guard extends Mutant {
  /** The promise that the bug breaks. */
  breaks: PromiseName;
}

export const editsOf = ({ file, from, to, also = [] }: Mutant): Edit[] => [{ file, from, to }, ...also];

/** `named` is the full name of the test, or the beginning of it. */
export const byTest = (file: string, named: string): TestCheck => ({ tests: [file], named });

export const byRule = (rule: RuleCheck['rule']): RuleCheck => ({ rule });

/** The name of a check, for people. */
export function nameOf(check: Check): string {
  if ('rule' in check) return `rule ${check.rule}`;
  return check.named ?? check.tests.join(', ');
}
