/**
 * Logical operations: the calls that one caller sends with one idempotency key and one request. An operation
 * has its effect once, however often it is sent: between its first invocation and its first successful answer.
 */
import { FINAL_PROBLEMS } from '../contract/final-problems.ts';
import { REQUESTS } from '../contract/requests.ts';
import { IDEMPOTENCY_SECONDS } from '../domain/limits.ts';
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { answerText } from './answer-text.ts';
import { type Call, codeOf, isSuccess } from './calls.ts';

export interface KeyedOperation {
  caller: string;
  key: string;
  operation: string;
  /** In the order of their invocation. */
  attempts: Call[];
  first: Call;
  /** The attempt whose successful answer came first. */
  success: Call | undefined;
  /** An attempt whose refusal was final: the key has no effect, now or later. */
  finalRefusal: Call | undefined;
}

const FINAL_CODES = new Set<string>(FINAL_PROBLEMS);

/** After such a refusal is told to a key, the key has no effect (P11). */
export const isFinalRefusal = (call: Call): boolean => FINAL_CODES.has(codeOf(call) ?? '');

/** Answers that say nothing about the operation: the call did not reach it, or its outcome is not known yet. */
const UNDECIDED_STATUSES = new Set([400, 401, 403, 406, 413, 415, 429, 431]);

/** An attempt that was sent after an answer was told, and was answered otherwise than by chance of its own. */
export const laterAnswers = ({ attempts }: KeyedOperation, told: Call): Call[] =>
  attempts.filter(({ from, answer }) => {
    const status = answer?.status ?? 500;
    return from > told.to && status < 500 && !UNDECIDED_STATUSES.has(status);
  });

/** The operations with a key, by caller and key. A key that was sent with several requests has several operations. */
export function keyedOperations(calls: Call[]): KeyedOperation[][] {
  const byKey = new Map<string, Call[]>();
  for (const call of calls) {
    if (call.key === undefined || call.caller === undefined) continue;
    const name = `${call.caller} ${call.key}`;
    const others = byKey.get(name);
    if (others) others.push(call);
    else byKey.set(name, [call]);
  }
  return [...byKey.values()].map(operationsAmong);
}

function operationsAmong(calls: Call[]): KeyedOperation[] {
  if (calls.length === 1) return [operationOf(calls)];
  return [...Map.groupBy(calls, requestOf).values()].flatMap(lifetimesOf);
}

/** The service forgets a key a day after its effect. This time is shorter, because clocks differ and a call takes time. */
export const KEY_LIFETIME_MS = IDEMPOTENCY_SECONDS * SECOND_MS - MINUTE_MS;

/** After its lifetime a key counts as a new one, unless the answer still repeats an effect that came late. */
function lifetimesOf(calls: Call[]): KeyedOperation[] {
  const operations: KeyedOperation[] = [];
  let [attempts, rest] = splitAtLifetime(calls);
  for (; attempts.length > 0; [attempts, rest] = splitAtLifetime(rest)) operations.push(operationOf(attempts));
  return operations;
}

function splitAtLifetime(calls: Call[]): [Call[], Call[]] {
  const until = (calls[0]?.invokedAt ?? 0) + KEY_LIFETIME_MS;
  const [early, late] = [calls.filter(call => call.invokedAt < until), calls.filter(call => call.invokedAt >= until)];
  if (late.length === 0) return [calls, []];
  const told = new Set(early.filter(isKept).map(answerText));
  const isRepeated = (call: Call): boolean => isKept(call) && told.has(answerText(call));
  return [[...early, ...late.filter(isRepeated)], late.filter(call => !isRepeated(call))];
}

/** Whether the answer is stored with the key. */
const isKept = (call: Call): boolean => isSuccess(call) || isFinalRefusal(call);

function operationOf(attempts: Call[]): KeyedOperation {
  const first = attempts[0] as Call;
  const successes = attempts.filter(call => isSuccess(call) && call.answer?.status !== 202);
  return {
    caller: first.caller as string,
    key: first.key as string,
    operation: first.operation,
    attempts,
    first,
    success: successes.length > 1 ? successes.reduce((one, other) => (other.to < one.to ? other : one)) : successes[0],
    finalRefusal: attempts.find(isFinalRefusal),
  };
}

/** A text that is the same for requests that mean the same. */
function requestOf({ operation, params, body }: Call): string {
  const schema = (REQUESTS as Partial<Record<string, { body?: { safeParse(value: unknown): { data?: unknown } } }>>)[
    operation
  ]?.body;
  const meant = schema?.safeParse(body).data ?? body;
  return `${operation} ${inOrder(params)} ${inOrder(meant)}`;
}

const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  ) ?? '';
