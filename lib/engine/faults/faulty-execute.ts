/** Wraps an engine, so that its requests have the faults of a plan. */
import type { Engine, Output } from '../engine.ts';
import { DynamoDbError, transactionCanceled } from '../errors.ts';
import type { Codec } from '../values/codec.ts';
import type { Duplicate, FaultPlan, PlannedRequest } from './faults.ts';
import { attempt, createLateRequests, type LateRequests } from './late-requests.ts';
import { LostReply } from './lost-reply.ts';
import { isPossible } from './possible-faults.ts';
import { refusalOf, withOneReason } from './refusals.ts';
import { readTorn } from './torn-read.ts';

type Input = PlannedRequest['input'];

export interface FaultyEngine {
  execute(operation: string, input: Input, codec: Codec): Promise<Output>;
  /** Executes all late requests now. */
  deliverLate(): void;
}

export interface FaultOptions {
  plan: FaultPlan;
  random: () => number;
  /** Lets other requests run. Called between the pieces of a torn read and between two executions of one request. */
  turn: () => Promise<unknown>;
  /** Waits this long (ms). Called for delayed requests and replies. */
  pause: (ms: number) => Promise<unknown>;
}

/** The number of changes that the engine keeps for stale reads. */
const CHANGES_KEPT = 200;

export function createFaultyEngine(engine: Engine, options: FaultOptions): FaultyEngine {
  engine.keepChanges(CHANGES_KEPT);
  const late = createLateRequests();
  const execute: FaultyEngine['execute'] = async (operation, input, codec) => {
    late.takeDue().forEach(attempt);
    const request = { operation, input };
    const read = (part: Input) => engine.execute(operation, part, codec);
    const run = () => read(input);
    const fault = options.plan(request);
    if (!fault || !isPossible(fault, request)) return run();
    if (fault.is === 'late' || fault.is === 'in-progress') late.add(fault.after, run);
    const refusal = refusalOf(fault, request);
    if (refusal) throw refusal;
    if (fault.is === 'stale') return engine.executeBefore(fault.changes, operation, input, codec);
    if (fault.is === 'torn') return readTorn(read, request, options);
    if (fault.is === 'hidden-reasons') return withHiddenReasons(run, options.random);
    if (fault.is === 'duplicate') return runTwice(fault, run, late, options);
    if (fault.is === 'delay') return runDelayed(fault, run, options);
    if (fault.is === 'lost-reply') attempt(run);
    throw new LostReply('the reply did not come');
  };
  return { execute, deliverLate: () => late.takeAll().forEach(attempt) };
}

async function runTwice(
  fault: Duplicate,
  run: () => Output,
  late: LateRequests,
  { turn }: FaultOptions,
): Promise<Output> {
  if (fault.sees === 'first') late.add(fault.after, run);
  else {
    attempt(run);
    await turn();
  }
  return run();
}

async function runDelayed(
  { requestMs, replyMs }: { requestMs: number; replyMs: number },
  run: () => Output,
  { pause }: FaultOptions,
): Promise<Output> {
  await pause(requestMs);
  try {
    return run();
  } finally {
    await pause(replyMs);
  }
}

function withHiddenReasons(run: () => Output, random: () => number): Output {
  try {
    return run();
  } catch (error) {
    const reasons = error instanceof DynamoDbError ? withOneReason(error.details.reasons ?? [], random) : undefined;
    throw reasons ? transactionCanceled(reasons) : error;
  }
}
