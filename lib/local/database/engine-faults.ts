/**
 * Injects faults into the embedded engine, drawn from a seed: those that requests on AWS may have and the engine never has by
 * itself. The rates are low: the service must still give its usual responses, only later.
 */
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import type { Engine, Output } from '../../engine/engine.ts';
import type { FaultRates } from '../../engine/faults/faults.ts';
import { createFaultyEngine } from '../../engine/faults/faulty-execute.ts';
import { planByGroup } from '../../engine/faults/plan-by-group.ts';
import type { Codec } from '../../engine/values/codec.ts';
import { seeded, seedsFrom } from '../seeded-random.ts';

type Execute = (operation: string, input: Record<string, unknown>, codec: Codec) => Output | Promise<Output>;

export const USUAL_RATES: FaultRates = {
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
  'expired-iterator': 0.01,
};

/** Adds the faults of a seed. The same seed gives the same faults for the same requests. Requests for tables have none. */
export function withFaults(engine: Engine, seed: number): Execute {
  const nextSeed = seedsFrom(seed);
  const plan = planByGroup(USUAL_RATES, () => seeded(nextSeed()));
  return createFaultyEngine(engine, { plan, random: seeded(nextSeed()), turn, pause }).execute;
}
