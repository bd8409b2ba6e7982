/** Collects what the rules find: how often each was applied, and which calls break it. */
import type { Call } from './calls.ts';
import { RULES, type RuleName, type Violation } from './rules.ts';

export interface Findings {
  applied: Record<RuleName, number>;
  violations: Violation[];
  undecided: number;
}

export const noFindings = (): Findings => ({
  applied: Object.fromEntries(Object.keys(RULES).map(rule => [rule, 0])) as Record<RuleName, number>,
  violations: [],
  undecided: 0,
});

/** Reports a violation. Calls are listed once, in the order of their invocation. */
export function report({ violations }: Findings, rule: RuleName, detail: string, calls: Iterable<Call>): void {
  const ordered = [...new Set(calls)].toSorted((one, other) => one.from - other.from);
  violations.push({ rule, detail, calls: ordered.map(({ number }) => number) });
}

/** A call in a sentence: `call 12, place-hold by usr_a, 409 seats-unavailable`. */
export function nameOf({ number, operation, caller, answer }: Call): string {
  const outcome = answer ? `${answer.status}${answer.problem ? ` ${answer.problem.code}` : ''}` : 'no answer';
  return `call ${number}, ${operation} by ${caller ?? 'a caller without a token'}, ${outcome}`;
}
