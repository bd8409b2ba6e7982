/** An engine's `execute` with the faults of a plan. */
import type { Engine, Output } from '../engine.ts';
import { type CancellationReason, DynamoDbError, transactionCanceled } from '../errors.ts';
import type { Codec } from '../values/codec.ts';
import type { Fault, FaultPlan } from './faults.ts';
import { LostReply } from './lost-reply.ts';
import { isTearable, readTorn } from './torn-read.ts';

type Input = Record<string, unknown>;

export interface FaultyEngine {
  execute(operation: string, input: Input, codec: Codec): Promise<Output>;
  /** Does all late requests now. */
  deliverLate(): void;
}

export interface FaultOptions {
  plan: FaultPlan;
  random: () => number;
  /** Lets other requests run. It is called between the pieces of a torn read. */
  turn: () => Promise<unknown>;
}

/** Changes that are kept for stale reads. */
const CHANGES_KEPT = 200;

export function createFaultyEngine(engine: Engine, options: FaultOptions): FaultyEngine {
  engine.keepChanges(CHANGES_KEPT);
  const late = createLateRequests();
  const execute: FaultyEngine['execute'] = async (operation, input, codec) => {
    late.deliverDue();
    const fault = options.plan({ operation, input });
    const run = () => engine.execute(operation, input, codec);
    if (!fault) return run();
    if (fault.is === 'late' || fault.is === 'in-progress') late.add(fault.after, run);
    if (fault.is === 'lost-reply') attempt(run);
    if (fault.is === 'stale') {
      return engine.executeBefore(isEventual(operation, input) ? fault.changes : 0, operation, input, codec);
    }
    if (fault.is === 'torn') {
      return isTearable(operation) ? readTorn(engine, operation, input, codec, options) : run();
    }
    if (fault.is === 'hidden-reasons') return withHiddenReasons(run, options.random);
    throw errorOf(fault, operation, input) ?? new LostReply('the reply did not come');
  };
  return { execute, deliverLate: late.deliverAll };
}

function createLateRequests() {
  let waiting: { after: number; run: () => unknown }[] = [];
  return {
    add(after: number, run: () => unknown): void {
      waiting.push({ after, run });
    },
    deliverDue(): void {
      for (const request of waiting) request.after -= 1;
      const due = waiting.filter(({ after }) => after < 0);
      waiting = waiting.filter(({ after }) => after >= 0);
      for (const { run } of due) attempt(run);
    },
    deliverAll(): void {
      const due = waiting;
      waiting = [];
      for (const { run } of due) attempt(run);
    },
  };
}

/** Runs a request whose outcome no caller waits for. A bug of the engine must not be hidden by it. */
function attempt(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error;
  }
}

/** Whether the caller accepts an older state. A query on a global index always does. */
function isEventual(operation: string, input: Input): boolean {
  if (operation === 'BatchGetItem') {
    return Object.values((input.RequestItems ?? {}) as Record<string, Input>).every(one => one.ConsistentRead !== true);
  }
  return ['GetItem', 'Query', 'Scan'].includes(operation) && input.ConsistentRead !== true;
}

const CONFLICT = 'Transaction is ongoing for the item';
const THROTTLED = 'The request rate is too high';

/** The error with which DynamoDB answers; undefined if it does not answer. */
function errorOf(fault: Fault, operation: string, input: Input): Error | undefined {
  const isTransaction = operation.startsWith('Transact');
  if (fault.is === 'in-progress') {
    return operation === 'TransactWriteItems'
      ? new DynamoDbError(
          'TransactionInProgressException',
          'The transaction with the given request token is already in progress.',
        )
      : undefined;
  }
  if (fault.is === 'conflict') {
    return isTransaction
      ? cancelledOn(input, fault.on, { code: 'TransactionConflict', message: CONFLICT })
      : new DynamoDbError('TransactionConflictException', CONFLICT);
  }
  if (fault.is !== 'throttle') return undefined;
  if (isTransaction) return cancelledOn(input, fault.on, { code: 'ThrottlingError', message: THROTTLED });
  const resource = String(input.TableName ?? Object.keys((input.RequestItems ?? {}) as Input)[0] ?? '');
  return new DynamoDbError('ThrottlingException', THROTTLED, {
    throttling: [{ reason: fault.reason, resource }],
  });
}

function cancelledOn({ TransactItems: actions }: Input, on = 0, reason: CancellationReason): Error {
  return transactionCanceled((actions as unknown[]).map((_, i) => (i === on ? reason : { code: 'None' })));
}

function withHiddenReasons(run: () => Output, random: () => number): Output {
  try {
    return run();
  } catch (error) {
    const reasons = error instanceof DynamoDbError ? (error.details.reasons ?? []) : [];
    const failed = reasons.filter(({ code }) => code !== 'None');
    const told = failed[Math.floor(random() * failed.length)];
    throw told ? transactionCanceled(reasons.map(reason => (reason === told ? reason : { code: 'None' }))) : error;
  }
}
