/** Runs one scenario from its start until all has settled, and returns what its clients saw. */
import type { CallHistory } from '../checker/call-history.ts';
import { CLOCK_SKEW_MAX_MS } from '../domain/limits.ts';
import { Refusal } from '../domain/refusals.ts';
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { createRawClient } from '../engine/client/document-client.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { SDK_CODEC } from '../engine/values/attribute-codec.ts';
import { createTable } from '../local/create-table.ts';
import type { LogFields } from '../ports/observability.ts';
import { createApiClient } from './api-client.ts';
import { auditRows } from './audit-rows.ts';
import { chanceOf, currentChance, withChance } from './chance.ts';
import { type CustomerSurroundings, createCustomer, customerStep } from './customers.ts';
import { type Instance, startInstance } from './instance.ts';
import { LedgerGateway } from './ledger-gateway.ts';
import { createNetwork } from './network.ts';
import { type Operations, operationStep } from './operations.ts';
import { createRecorder } from './recorder.ts';
import { CUSTOMER_STEPS, type GatewayRates, type Scenario, START, type Step } from './scenario.ts';
import { readFinalState, settle } from './settle.ts';
import { openStreams, type Streams } from './streams.ts';
import { openVenue } from './venue.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

export interface SimulationRun {
  history: CallHistory;
  /** Requests to DynamoDB. */
  requests: number;
  /** Errors that are no answers of the service: bugs behind a 500, and background functions that failed. */
  errors: string[];
  /** Faults of the stored rows that no client can see. */
  rowFaults: string[];
}

const TABLE = 'holdfast';

export async function runSimulation(scenario: Scenario): Promise<SimulationRun> {
  const time = createVirtualTime(START);
  return time.run(() => simulate(scenario, time));
}

async function simulate(scenario: Scenario, time: VirtualTime): Promise<SimulationRun> {
  const errors: string[] = [];
  const engine = createEngine({ now: time.now });
  await createTable(
    createRawClient((...request) => engine.execute(...request)),
    TABLE,
  );
  const recorder = createRecorder(time.now, {
    source: `simulation of seed ${scenario.seed}`,
    skewMaxMs: CLOCK_SKEW_MAX_MS,
  });
  const gateway = unreliableGateway(scenario.gateway, time);
  const network = createNetwork(engine, time, scenario.network);
  const counter = createCounter();
  const surroundings = {
    time,
    network,
    gateway,
    tableName: TABLE,
    newId: counter.newId,
    onError: (message: string, fields?: LogFields) => {
      // A table that is busy is no bug: the next run of the function tries again.
      if (!(fields?.error instanceof Refusal)) errors.push(describe(message, fields));
    },
  };
  const instances: Instance[] = [];
  for (const skew of scenario.skews) instances.push(await startInstance(surroundings, skew));
  let isOver = false;
  const api = { isOver: () => isOver, time, recorder, instances, newRequestId: counter.newRequestId };
  const client = createApiClient('office', api);
  // There are no older holds.
  await (instances[0] as Instance).dependencies.store.startSweepAt(Math.floor(START / MINUTE_MS) - 1);
  const venue = await openVenue(scenario, instances[0] as Instance, client);
  const customers = Array.from({ length: scenario.customers }, (_, number) =>
    createCustomer(number, createApiClient(`customer ${number}`, api)),
  );
  const streams = await openStreams(engine, streamArnOf(engine));
  const operations: Operations = {
    time,
    engine,
    venue,
    streams,
    gateway,
    instances,
    customers,
    client,
    newKey: counter.newKey,
  };
  const people: CustomerSurroundings = {
    time,
    venue,
    customers,
    deadlineShare: scenario.deadlineShare,
    clocksAgree: scenario.skews.every(skew => Math.abs(skew) <= CLOCK_SKEW_MAX_MS),
    newKey: counter.newKey,
  };
  const run = (step: Step): Promise<unknown> =>
    runStep(step, scenario.seed, { operations, people }).catch(error => {
      if (!(error instanceof Refusal)) errors.push(describe(`the step ${step.kind} failed`, { error }));
    });
  void collectUntil(() => isOver, streams, time);
  await Promise.race([Promise.all(scenario.steps.map(run)), time.sleep(scenario.spanMs + LONGEST_STEP_MS)]);
  isOver = true;
  await settle(operations);
  recorder.settled();
  await readFinalState(operations);
  recorder.ledger([...gateway.accounts].map(([paymentId, account]) => ({ paymentId, ...account })));
  return { history: recorder.history(), requests: network.requests, errors, rowFaults: auditRows(engine, gateway) };
}

/** A step waits for a deadline at most ten minutes, and then retries for some minutes. */
const LONGEST_STEP_MS = 20 * MINUTE_MS;

const COLLECT_EVERY_MS = 60 * MINUTE_MS;

async function collectUntil(isOver: () => boolean, streams: Streams, time: VirtualTime): Promise<void> {
  while (!isOver()) {
    await streams.collect();
    await time.sleep(COLLECT_EVERY_MS);
  }
}

interface Actors {
  operations: Operations;
  people: CustomerSurroundings;
}

async function runStep({ index, kind, at }: Step, seed: number, { operations, people }: Actors): Promise<void> {
  await operations.time.sleep(at);
  const chance = chanceOf(seed, 'step', index);
  await withChance(chance, () =>
    isCustomerStep(kind) ? customerStep(kind, people, chance) : operationStep(kind, operations, chance),
  );
}

const isCustomerStep = (kind: Step['kind']): kind is (typeof CUSTOMER_STEPS)[number] =>
  (CUSTOMER_STEPS as readonly string[]).includes(kind);

/** A gateway whose calls take time, and fail as often as the rates say. Outside of steps it is reliable. */
function unreliableGateway(rates: GatewayRates, time: VirtualTime): LedgerGateway {
  const gateway = new LedgerGateway();
  const happens = (rate: keyof GatewayRates): boolean => currentChance()?.happens(rates[rate]) === true;
  gateway.decide = () => (happens('pending') ? 'pending' : happens('declined') ? 'declined' : 'authorised');
  gateway.before = async () => {
    const chance = currentChance();
    if (chance) await time.sleep(happens('slow') ? chance.between(1, 15) * SECOND_MS : chance.between(5, 80));
  };
  gateway.faultOf = call => {
    if (happens('lostRequest')) return 'lost-request';
    if (happens('lostReply')) return 'lost-reply';
    return (call === 'void' || call === 'refund') && happens('refused') ? 'refused' : undefined;
  };
  return gateway;
}

/** Counts ids, so that each repetition of a run has the same ones. An id has 25 characters, as those of the service. */
function createCounter() {
  const counts = { id: 0, key: 0, request: 0 };
  const next = (name: keyof typeof counts): number => {
    counts[name] += 1;
    return counts[name];
  };
  return {
    // The hash spreads the ids over shards.
    newId: () => {
      const number = next('id');
      return `${hashed(number)}${String(number).padStart(18, '0')}`;
    },
    newKey: () => `key-${next('key')}`,
    newRequestId: () => `request-${next('request')}`,
  };
}

const hashed = (number: number): string => (Math.imul(number, 0x9e3779b1) >>> 0).toString(36).padStart(7, '0');

function streamArnOf(engine: Engine): string {
  const { Table } = engine.execute('DescribeTable', { TableName: TABLE }, SDK_CODEC) as {
    Table: { LatestStreamArn: string };
  };
  return Table.LatestStreamArn;
}

function describe(message: string, fields: unknown): string {
  const { error, ...others } = (fields ?? {}) as { error?: unknown };
  const cause = error instanceof Error ? error.stack : String(error);
  return `${message} ${JSON.stringify(others)} ${cause}`;
}
