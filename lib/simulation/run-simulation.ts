/** Runs one scenario until everything has settled, and returns the recorded calls. */
import type { CallHistory } from '../checker/call-history.ts';
import { Refusal } from '../domain/refusals.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { auditNotices } from './audit-notices.ts';
import { auditRows } from './audit-rows.ts';
import { chanceOf, withChance } from './chance.ts';
import { type CustomerStep, customerStep } from './customers.ts';
import { DOOR_STEPS } from './door-steps.ts';
import { describe, openWorld, type SimulatedWorld } from './open-world.ts';
import { operationStep } from './operations.ts';
import { PART_STEPS } from './part-steps.ts';
import { RUSH_STEPS } from './price-steps.ts';
import { CUSTOMER_STEPS, type Scenario, START, type Step, TRAVEL_STEPS } from './scenario.ts';
import { readFinalState, settle } from './settle.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

export interface SimulationRun {
  history: CallHistory;
  /** Requests to DynamoDB that the steps sent. */
  requests: number;
  /** Causes of a 500, and failures of background functions. */
  errors: string[];
  /** Contradictions in the stored rows that no client can see. */
  rowFaults: string[];
}

export async function runSimulation(scenario: Scenario): Promise<SimulationRun> {
  const time = createVirtualTime(START);
  return time.run(() => simulate(scenario, time));
}

/** A step waits for a deadline at most ten minutes, and then retries for some minutes. */
const LONGEST_STEP_MS = 20 * MINUTE_MS;

async function simulate(scenario: Scenario, time: VirtualTime): Promise<SimulationRun> {
  const world = await openWorld(scenario, time);
  const { engine, gateway, channels, network, operations, recorder, errors } = world;
  void collectRecords(world, time);
  const steps = scenario.steps.map(step => runStep(step, scenario.seed, world));
  // The steps of a crashed function never end.
  await Promise.race([Promise.all(steps), time.sleep(scenario.spanMs + LONGEST_STEP_MS)]);
  world.endSteps();
  await settle(operations);
  recorder.settled();
  await readFinalState(operations);
  recorder.ledger([...gateway.accounts].map(([paymentId, account]) => ({ paymentId, ...account })));
  const rowFaults = [...auditRows(engine, gateway), ...auditNotices(engine, time.now(), channels)];
  return { history: recorder.history(), requests: network.requests, errors, rowFaults };
}

/** The stream keeps its records for a day. */
const COLLECT_EVERY_MS = 60 * MINUTE_MS;

async function collectRecords({ operations, areStepsOver }: SimulatedWorld, time: VirtualTime): Promise<void> {
  while (!areStepsOver()) {
    await operations.streams.collect();
    await time.sleep(COLLECT_EVERY_MS);
  }
}

async function runStep({ index, kind, at }: Step, seed: number, world: SimulatedWorld): Promise<void> {
  const { operations, people, errors } = world;
  await operations.time.sleep(at);
  const chance = chanceOf(seed, 'step', index);
  const act = (): Promise<unknown> =>
    isCustomerStep(kind) ? customerStep(kind, people, chance) : operationStep(kind, operations, chance);
  try {
    await withChance(chance, act);
  } catch (error) {
    if (!(error instanceof Refusal)) errors.push(describe(`the step ${kind} failed`, { error }));
  }
}

const isCustomerStep = (kind: Step['kind']): kind is CustomerStep =>
  [...CUSTOMER_STEPS, ...TRAVEL_STEPS, ...PART_STEPS, ...DOOR_STEPS, ...RUSH_STEPS].some(step => step === kind);
