/** The kinds of failures that the app treats differently. */
import { HoldfastProblem, isNoAnswer, type Problem } from './client.ts';

/** The problem of an error; undefined if there was no answer. */
export const problemOf = (error: unknown): Problem | undefined =>
  error instanceof HoldfastProblem ? error.problem : undefined;

export const hasCode = <Code extends Problem['code']>(error: unknown, code: Code): boolean =>
  problemOf(error)?.code === code;

/** The choices of a visitor after a failure: nothing is decided (`again`), wait and repeat (`wait`), sign in, or read why it was refused. */
export type FailureKind = 'offline' | 'again' | 'wait' | 'sign-in' | 'refused';

export function failureKindOf(error: unknown): FailureKind {
  if (isNoAnswer(error)) return navigator.onLine ? 'again' : 'offline';
  const problem = problemOf(error);
  if (!problem) return 'again';
  if (problem.code === 'unauthenticated') return 'sign-in';
  if (problem.status === 429) return 'wait';
  return problem.status >= 500 ? 'again' : 'refused';
}

/** Whether the service has not answered, or cannot: what this device keeps is better than nothing. */
export const isUnanswered = (error: unknown): boolean =>
  error !== null && error !== undefined && ['offline', 'again', 'wait'].includes(failureKindOf(error));

/** Seconds to wait after a 429 or a 503; undefined if the service names none. */
export function waitSecondsOf(error: unknown): number | undefined {
  const seconds = (problemOf(error) as { retryAfterSeconds?: number } | undefined)?.retryAfterSeconds;
  return typeof seconds === 'number' ? seconds : undefined;
}

interface AnswerStatus {
  ok: boolean;
  status: number;
}

/** Whether the same request, with the same key, should be repeated: its outcome is not decided. */
export const isWorthRepeating = ({ ok, status }: AnswerStatus): boolean =>
  ok ? status === 202 : status === 429 || status === 401 || status >= 500;
