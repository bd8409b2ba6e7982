/** Wraps an engine, so that its requests have the faults of a plan. */
import type { Engine, Output } from '../engine.ts';
import { type CancellationReason, DynamoDbError, transactionCanceled } from '../errors.ts';
import type { Codec } from '../values/codec.ts';
import type { Duplicate, FaultPlan, PlannedRequest, ThrottlingReason } from './faults.ts';
import { attempt, createLateRequests, type LateRequests } from './late-requests.ts';
import { LostReply } from './lost-reply.ts';
import { isPossible, isTransaction } from './possible-faults.ts';
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
    late.deliverDue();
    const request = { operation, input };
    const run = () => engine.execute(operation, input, codec);
    const fault = options.plan(request);
    if (!fault || !isPossible(fault, request)) return run();
    if (fault.is === 'conflict') throw conflict(request, fault.on);
    if (fault.is === 'throttle') throw throttled(request, fault.reason, fault.on);
    if (fault.is === 'stale') return engine.executeBefore(fault.changes, operation, input, codec);
    if (fault.is === 'torn') return readTorn(engine, operation, input, codec, options);
    if (fault.is === 'hidden-reasons') return withHiddenReasons(run, options.random);
    if (fault.is === 'duplicate') return runTwice(fault, run, late, options.turn);
    if (fault.is === 'delay') return runDelayed(fault, run, options.pause);
    if (fault.is === 'late' || fault.is === 'in-progress') late.add(fault.after, run);
    if (fault.is === 'in-progress') throw inProgress();
    if (fault.is === 'lost-reply') attempt(run);
    throw new LostReply('the reply did not come');
  };
  return { execute, deliverLate: late.deliverAll };
}

async function runTwice(
  fault: Duplicate,
  run: () => Output,
  late: LateRequests,
  turn: () => Promise<unknown>,
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
  pause: FaultOptions['pause'],
): Promise<Output> {
  await pause(requestMs);
  try {
    return run();
  } finally {
    await pause(replyMs);
  }
}

const CONFLICT = 'Transaction is ongoing for the item';
const THROTTLED = 'The request rate is too high';

const conflict = ({ operation, input }: PlannedRequest, on?: number): Error =>
  isTransaction(operation)
    ? cancelledOn(input, on, { code: 'TransactionConflict', message: CONFLICT })
    : new DynamoDbError('TransactionConflictException', CONFLICT);

function throttled({ operation, input }: PlannedRequest, reason: ThrottlingReason, on?: number): Error {
  if (isTransaction(operation)) return cancelledOn(input, on, { code: 'ThrottlingError', message: THROTTLED });
  const resource = String(input.TableName ?? Object.keys((input.RequestItems ?? {}) as Input)[0] ?? '');
  return new DynamoDbError('ThrottlingException', THROTTLED, { throttling: [{ reason, resource }] });
}

const inProgress = () =>
  new DynamoDbError(
    'TransactionInProgressException',
    'The transaction with the given request token is already in progress.',
  );

function cancelledOn({ TransactItems: actions }: Input, on = 0, reason: CancellationReason): Error {
  return transactionCanceled((actions as unknown[]).map((_, i) => (i === on ? reason : { code: 'None' })));
}

function withHiddenReasons(run: () => Output, random: () => number): Output {
  try {
    return run();
  } catch (error) {
    const reasons = error instanceof DynamoDbError ? (error.details.reasons ?? []) : [];
    const failed = reasons.filter(({ code }) => code !== 'None');
    const shown = failed[Math.floor(random() * failed.length)];
    throw shown ? transactionCanceled(reasons.map(reason => (reason === shown ? reason : { code: 'None' }))) : error;
  }
}
