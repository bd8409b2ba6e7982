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
  /** An eventually consistent read answers from before the last changes. Other requests are not affected. */
  | { is: 'stale'; changes: number }
  /** A query, scan or batch read is read in pieces, and other requests come in between. */
  | { is: 'torn' }
  /** A cancelled transaction shows only one of its reasons, and `None` in place of the others. */
  | { is: 'hidden-reasons' };

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

/** The share of requests with each fault, from 0 to 1. */
export type FaultRates = Partial<Record<Fault['is'], number>>;

const LATER_MAX = 20;
const STALE_CHANGES_MAX = 50;

/** Creates a plan that draws faults by their rates. The same random numbers give the same faults. */
export function randomPlan(rates: FaultRates, random: () => number): FaultPlan {
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
    return kind === 'stale' ? { is: kind, changes: 1 + below(STALE_CHANGES_MAX) } : { is: kind };
  };
}

const reasonFor = (operation: string): ThrottlingReason =>
  /Get|Query|Scan/.test(operation) ? 'TableReadKeyRangeThroughputExceeded' : 'TableWriteKeyRangeThroughputExceeded';
