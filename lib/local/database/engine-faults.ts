/**
 * Injects faults into the embedded engine, drawn from a seed: those that requests on AWS may have and the engine never has by
 * itself. The rates are low: the service must still give its usual responses, only later.
 */
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import type { Engine, Output } from '../../engine/engine.ts';
import { type Fault, type FaultPlan, type FaultRates, randomPlan } from '../../engine/faults/faults.ts';
import { createFaultyEngine } from '../../engine/faults/faulty-execute.ts';
import type { Codec } from '../../engine/values/codec.ts';
import { seeded } from '../seeded-random.ts';

type Execute = (operation: string, input: Record<string, unknown>, codec: Codec) => Output | Promise<Output>;

const RATES: FaultRates = {
  conflict: 0.03,
  throttle: 0.01,
  'in-progress': 0.002,
  'lost-request': 0.005,
  'lost-reply': 0.005,
  late: 0.002,
  stale: 0.05,
  torn: 0.05,
  'hidden-reasons': 0.02,
  duplicate: 0.005,
  delay: 0.01,
};

/** The faults that AWS can cause, for each kind of operation. */
const WRITE: Fault['is'][] = ['conflict', 'throttle', 'lost-request', 'lost-reply', 'late', 'duplicate', 'delay'];
const READ: Fault['is'][] = ['throttle', 'lost-request', 'stale', 'torn', 'delay'];
const POSSIBLE: Record<string, Fault['is'][]> = {
  TransactWriteItems: [...WRITE, 'in-progress', 'hidden-reasons'],
  TransactGetItems: ['conflict', 'throttle', 'lost-request', 'delay'],
  PutItem: WRITE,
  UpdateItem: WRITE,
  DeleteItem: WRITE,
  BatchWriteItem: ['throttle', 'lost-request', 'lost-reply', 'duplicate', 'delay'],
  GetItem: READ,
  BatchGetItem: READ,
  Query: READ,
  Scan: READ,
};

/**
 * Adds the faults of a seed. The same seed gives the same faults for the same requests. Requests for tables and streams have
 * none.
 */
export function withFaults(engine: Engine, seed: number): Execute {
  const random = seeded(seed);
  return createFaultyEngine(engine, { plan: possibleOnly(randomPlan(RATES, random)), random, turn, pause }).execute;
}

const possibleOnly =
  (plan: FaultPlan): FaultPlan =>
  request => {
    const possible = POSSIBLE[request.operation];
    const fault = possible && plan(request);
    return fault && possible.includes(fault.is) ? fault : undefined;
  };
