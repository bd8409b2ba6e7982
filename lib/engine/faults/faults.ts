/**
 * Faults that DynamoDB on AWS sometimes has, and that the engine never has by itself. The plan and the random numbers are
 * passed in, so that a run can be repeated.
 */

export type Fault =
  /** Another transaction changes the same row; `on` is the position of the action. Reads outside a transaction never conflict. */
  | { is: 'conflict'; on?: number }
  /** A transaction with this token is still running. It is committed after this many later requests. */
  | { is: 'in-progress'; after: number }
  | { is: 'throttle'; reason: ThrottlingReason; on?: number }
  /** The request does not arrive. The caller sees a timeout. */
  | { is: 'lost-request' }
  /** The request succeeds or fails as usual, but the caller sees a timeout. */
  | { is: 'lost-reply' }
  /** The caller sees a timeout. The request is executed after this many later requests. */
  | { is: 'late'; after: number }
  | Duplicate
  /** The request waits before it is executed, and its reply before the caller gets it (ms). */
  | { is: 'delay'; requestMs: number; replyMs: number }
  /** An eventually consistent read answers from before the last changes. Other requests are not affected. */
  | { is: 'stale'; changes: number }
  /** A query, scan or batch read is read in pieces, and other requests come in between. */
  | { is: 'torn' }
  /** A reader of a stream was slow, and its iterator has expired. */
  | { is: 'expired-iterator' }
  /** A cancelled transaction shows only one of its reasons, and `None` in place of the others. */
  | { is: 'hidden-reasons' };

/**
 * The request is executed twice, because a client or a router repeats it. The caller sees the outcome of one execution. The
 * second one follows after other requests had a turn or, if the caller already has its response, after this many later requests.
 */
export type Duplicate = { is: 'duplicate'; sees: 'second' } | { is: 'duplicate'; sees: 'first'; after: number };

/** AWS's names of throttling reasons, as far as they concern tables and indexes on demand. */
export type ThrottlingReason =
  | 'TableReadKeyRangeThroughputExceeded'
  | 'TableWriteKeyRangeThroughputExceeded'
  | 'IndexReadKeyRangeThroughputExceeded'
  | 'IndexWriteKeyRangeThroughputExceeded'
  | 'TableReadMaxOnDemandThroughputExceeded'
  | 'TableWriteMaxOnDemandThroughputExceeded'
  | 'TableReadAccountLimitExceeded'
  | 'TableWriteAccountLimitExceeded';

export interface PlannedRequest {
  operation: string;
  input: Record<string, unknown>;
}

/** Chooses the fault of each request; undefined for none. A fault that the request cannot have on AWS has no effect. */
export type FaultPlan = (request: PlannedRequest) => Fault | undefined;

export const FAULT_KINDS = [
  'conflict',
  'in-progress',
  'throttle',
  'lost-request',
  'lost-reply',
  'late',
  'duplicate',
  'delay',
  'stale',
  'torn',
  'expired-iterator',
  'hidden-reasons',
] as const satisfies Fault['is'][];

/** The share of requests with each fault, from 0 to 1. */
export type FaultRates = Partial<Record<Fault['is'], number>>;

const LATER_MAX = 20;
const STALE_CHANGES_MAX = 50;
/** The longest delay of a request, and of its reply, unless the caller sets another one. */
export const DELAY_MS_MAX = 300;

export interface PlanOptions {
  delayMsMax?: number;
}

/** Creates a plan that draws faults by their rates. The same random numbers give the same faults. */
export function randomPlan(
  rates: FaultRates,
  random: () => number,
  { delayMsMax = DELAY_MS_MAX }: PlanOptions = {},
): FaultPlan {
  const below = (count: number) => Math.floor(random() * count);
  return ({ operation, input }) => {
    let drawn = random();
    const kind = (Object.keys(rates) as Fault['is'][]).find(name => {
      drawn -= rates[name] ?? 0;
      return drawn < 0;
    });
    if (kind === undefined) return undefined;
    const { TransactItems: actions = [] } = input as { TransactItems?: unknown[] };
    if (kind === 'conflict') return { is: kind, on: below(actions.length) };
    if (kind === 'throttle') return { is: kind, on: below(actions.length), reason: reasonFor(operation) };
    if (kind === 'in-progress' || kind === 'late') return { is: kind, after: 1 + below(LATER_MAX) };
    if (kind === 'duplicate') return drawDuplicate(below);
    if (kind === 'delay') return { is: kind, requestMs: below(delayMsMax + 1), replyMs: below(delayMsMax + 1) };
    return kind === 'stale' ? { is: kind, changes: 1 + below(STALE_CHANGES_MAX) } : { is: kind };
  };
}

const drawDuplicate = (below: (count: number) => number): Duplicate =>
  below(2) === 0 ? { is: 'duplicate', sees: 'first', after: below(LATER_MAX) } : { is: 'duplicate', sees: 'second' };

const reasonFor = (operation: string): ThrottlingReason =>
  /Get|Query|Scan/.test(operation) ? 'TableReadKeyRangeThroughputExceeded' : 'TableWriteKeyRangeThroughputExceeded';
