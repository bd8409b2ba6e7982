/**
 * A random plan that draws for each group of operations from random numbers of its own. So the faults of writes do not depend
 * on how often a stream was polled meanwhile.
 */
import {
  type Fault,
  type FaultPlan,
  type FaultRates,
  type PlannedRequest,
  type PlanOptions,
  randomPlan,
} from './faults.ts';
import { FAULT_GROUPS, type FaultGroup, groupOf, isPossible } from './possible-faults.ts';

/** The plan never names a fault without effect. */
export function planByGroup(
  rates: FaultRates,
  randomOf: (group: FaultGroup) => () => number,
  options?: PlanOptions,
): FaultPlan {
  const plans = Object.fromEntries(
    FAULT_GROUPS.map(group => [group, randomPlan(rates, randomOf(group), options)]),
  ) as Record<FaultGroup, FaultPlan>;
  return request => {
    const group = groupOf(request.operation);
    const fault = group && plans[group](request);
    return fault && isPossible(fault, request) && hasEffect(fault, request) ? fault : undefined;
  };
}

/** A late read has no effect. The repetition of a read does not matter either, except for a reader of a stream. */
function hasEffect(fault: Fault, { operation }: PlannedRequest): boolean {
  if (fault.is === 'late') return LATE.has(operation);
  if (fault.is !== 'duplicate') return true;
  return LATE.has(operation) || (fault.sees === 'second' && REPEATED.has(operation));
}

/** The writes that may be executed after their caller continued. */
const LATE = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);
const REPEATED = new Set(['UpdateTimeToLive', 'GetRecords']);
