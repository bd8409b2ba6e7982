/** The calls of a history: each invocation with its answer, parsed as the contract says. */
import type * as z from 'zod/mini';
import { PROBLEMS, type ProblemCode } from '../contract/problems.ts';
import { AnyProblem, type Problem } from '../contract/reference/responses.ts';
import { RESPONSES } from '../contract/responses.ts';
import { isJsonSchema, type Responses } from '../contract/route-schemas.ts';
import type { Answer, CallHistory, Invocation, Ledger } from './call-history.ts';

/** A call. `from` and `to` are positions of its lines: they order calls, also within one millisecond. */
export interface Call {
  number: number;
  client: string;
  caller: string | undefined;
  operation: string;
  key: string | undefined;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  from: number;
  invokedAt: number;
  /** Infinity without an answer: the call may still have its effect, or never. */
  to: number;
  answeredAt: number;
  answer: ParsedAnswer | undefined;
  /** Invoked after everything had settled: it reads the final state. */
  isFinal: boolean;
}

export interface ParsedAnswer {
  status: number;
  text: string;
  isReplay: boolean;
  /** The body of a success. Undefined if it has none, or does not parse. */
  document: unknown;
  problem: Problem | undefined;
  /** Says how the answer differs from the contract. */
  flaw: string | undefined;
}

export interface Recording {
  calls: Call[];
  skewMs: number;
  startedAt: number;
  /** When everything had settled; undefined if the history does not say so. */
  settledAt: number | undefined;
  ledger: Ledger | undefined;
}

/** Joins the lines of each call, and parses the answers. */
export function readRecording({ header, lines }: CallHistory): Recording {
  const calls = new Map<number, Call>();
  const recording: Recording = {
    calls: [],
    skewMs: header.skewMaxMs,
    startedAt: lines[0]?.at ?? 0,
    settledAt: undefined,
    ledger: undefined,
  };
  for (const [i, line] of lines.entries()) {
    if (line.is === 'invoke') calls.set(line.call, callOf(line, i, recording.settledAt !== undefined));
    else if (line.is === 'settled') recording.settledAt ??= line.at;
    else if (line.is === 'ledger') recording.ledger = line;
    else if (line.is === 'answer') addAnswer(calls.get(line.call), line, i);
  }
  recording.calls = [...calls.values()];
  return recording;
}

function callOf(line: Invocation, from: number, isFinal: boolean): Call {
  const { call: number, at: invokedAt, client, caller, operation, key, params = {}, query = {}, body } = line;
  const open = { to: Number.POSITIVE_INFINITY, answeredAt: Number.POSITIVE_INFINITY, answer: undefined };
  return { number, client, caller, operation, key, params, query, body, from, invokedAt, ...open, isFinal };
}

/** A second answer of one call is ignored: the format allows one. */
function addAnswer(call: Call | undefined, line: Answer, to: number): void {
  if (!call || call.answer) return;
  call.to = to;
  call.answeredAt = line.at;
  call.answer = parseAnswer(call.operation, line);
}

function parseAnswer(operation: string, { status, body: text, isReplay }: Answer): ParsedAnswer {
  const answer: ParsedAnswer = { status, text, isReplay, document: undefined, problem: undefined, flaw: undefined };
  const responses = (RESPONSES as Readonly<Record<string, Responses>>)[operation];
  if (!responses) return answer;
  if (status in responses) addDocument(answer, responses[status]);
  else if (status < 400) answer.flaw = `the contract has no status ${status} for ${operation}`;
  else addProblem(answer);
  return answer;
}

function addDocument(answer: ParsedAnswer, schema: Responses[number]): void {
  if (schema === undefined) {
    if (answer.text !== '') answer.flaw = 'the answer has a body, and the contract says that it has none';
  } else if (isJsonSchema(schema)) {
    const parsed = parseWith(schema, answer.text);
    answer.document = parsed.document;
    answer.flaw = parsed.flaw;
  }
}

function addProblem(answer: ParsedAnswer): void {
  const { document, flaw } = parseWith(AnyProblem, answer.text);
  const problem = document as Problem | undefined;
  answer.problem = problem;
  answer.flaw = flaw;
  if (!problem) return;
  const known = (PROBLEMS as Partial<Record<string, { status: number }>>)[problem.code];
  if (!known) answer.flaw = `the contract has no problem ${problem.code}`;
  else if (known.status !== answer.status) answer.flaw = `${problem.code} has status ${answer.status}`;
}

function parseWith(schema: z.ZodMiniType, text: string): { document: unknown; flaw: string | undefined } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { document: undefined, flaw: 'the body is not JSON' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { document: parsed.data, flaw: undefined };
  const [issue] = parsed.error.issues;
  return { document: undefined, flaw: `the body does not parse: ${issue?.path.join('.')}: ${issue?.message}` };
}

/** The code of a refusal; undefined for a success, an unknown outcome and a server error without a problem document. */
export const codeOf = (call: Call): ProblemCode | undefined => call.answer?.problem?.code as ProblemCode | undefined;

export const isSuccess = ({ answer }: Call): boolean => answer !== undefined && answer.status < 300;
