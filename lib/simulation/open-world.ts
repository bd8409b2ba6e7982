/** The world of one simulation before its first step: database, network, functions, gateway, people and events. */
import { CLOCK_SKEW_MAX_MS } from '../domain/limits.ts';
import { Refusal } from '../domain/refusals.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { createRawClient } from '../engine/client/document-client.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { SDK_CODEC } from '../engine/values/attribute-codec.ts';
import { createTables } from '../local/create-table.ts';
import type { LogFields } from '../ports/observability.ts';
import { createApiClient } from './api-client.ts';
import { chanceOf } from './chance.ts';
import { createCountedIds } from './counted-ids.ts';
import type { CustomerSurroundings } from './customer-requests.ts';
import { cancelAfterMove, createCustomer, customerStep } from './customers.ts';
import { createDoor } from './door-model.ts';
import { type Instance, startInstance } from './instance.ts';
import type { LedgerGateway } from './ledger-gateway.ts';
import { createNetwork, type Network } from './network.ts';
import { createNoticeChannels, type NoticeChannels } from './notice-channels.ts';
import { createNoticeReaders } from './notice-readers.ts';
import type { Operations } from './operations.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { type Scenario, START } from './scenario.ts';
import { openStreams } from './streams.ts';
import { unreliableGateway } from './unreliable-gateway.ts';
import { openVenue } from './venue.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface SimulatedWorld {
  engine: Engine;
  network: Network;
  gateway: LedgerGateway;
  channels: NoticeChannels;
  recorder: Recorder;
  /** For the steps of organizers and background functions, and for crashes and freezes. */
  operations: Operations;
  /** For the steps of customers. */
  people: CustomerSurroundings;
  /** Causes of a 500, and failures of background functions. A step may add to them. */
  errors: string[];
  /** From now on no step sends a request. */
  endSteps(): void;
  areStepsOver(): boolean;
}

const TABLES = { sales: 'holdfast', accounts: 'holdfast-accounts', journal: 'holdfast-journal' };

export async function openWorld(scenario: Scenario, time: VirtualTime): Promise<SimulatedWorld> {
  const engine = createEngine({ now: time.now });
  await createTables(
    createRawClient((...request) => engine.execute(...request)),
    TABLES,
  );
  const errors: string[] = [];
  const gateway = unreliableGateway(scenario.gateway, time);
  const network = createNetwork(engine, time, scenario.network);
  const channels = createNoticeChannels(time, scenario.network);
  const source = `simulation of seed ${scenario.seed}`;
  const recorder = createRecorder(time.now, { source, skewMaxMs: CLOCK_SKEW_MAX_MS });
  const { newId, newKey, newNonce, newRequestId } = createCountedIds();
  const onError = (message: string, fields?: LogFields): void => {
    // A busy table is not a bug: the next run of the function tries again.
    if (!(fields?.error instanceof Refusal)) errors.push(describe(message, fields));
  };
  const surroundings = { time, network, gateway, channels, tables: TABLES, newId, onError };
  const instances: Instance[] = [];
  for (const skew of scenario.skews) instances.push(await startInstance(surroundings, skew));
  const [instance] = instances as [Instance];
  // The first sweep need not look further back, because there are no older holds.
  await instance.dependencies.store.startSweepAt(Math.floor(START / MINUTE_MS) - 1);

  let isOver = false;
  const api = { time, recorder, instances, newRequestId, isOver: () => isOver };
  const client = createApiClient('office', api);
  const venue = await openVenue(scenario, instance, client);
  const customers = Array.from({ length: scenario.customers }, (_, number) =>
    createCustomer(number, createApiClient(`customer ${number}`, api)),
  );
  const door = createDoor(name => createApiClient(name, api), newNonce, chanceOf(scenario.seed, 'devices'));
  const { deadlineShare, spanMs, holdSeconds, skews } = scenario;
  const clocksAgree = skews.every(skew => Math.abs(skew) <= CLOCK_SKEW_MAX_MS);
  const people: CustomerSurroundings = { time, venue, customers, door, deadlineShare, clocksAgree, newKey };
  const [sales, journal] = [streamArnOf(engine, TABLES.sales), streamArnOf(engine, TABLES.journal)];
  const streams = await openStreams(engine, { sales, journal });
  const operations: Operations = {
    ...{
      time,
      engine,
      venue,
      door,
      streams,
      channels,
      readers: createNoticeReaders(venue),
      gateway,
      instances,
      customers,
      client,
      newKey,
      spanMs,
      holdSeconds,
    },
    cancelAfterMove: (event, chance) => cancelAfterMove(people, event, chance),
    holdAtOnce: (event, chance) => customerStep('hold', { ...people, venue: { ...venue, events: [event] } }, chance),
  };
  return {
    ...{ engine, network, gateway, channels, recorder, operations, people, errors },
    endSteps() {
      isOver = true;
    },
    areStepsOver: () => isOver,
  };
}

function streamArnOf(engine: Engine, TableName: string): string {
  const { Table } = engine.execute('DescribeTable', { TableName }, SDK_CODEC) as {
    Table: { LatestStreamArn: string };
  };
  return Table.LatestStreamArn;
}

/** An error as one text, with its stack. */
export function describe(message: string, fields: unknown): string {
  const { error, ...others } = (fields ?? {}) as { error?: unknown };
  const cause = error instanceof Error ? error.stack : String(error);
  return `${message} ${JSON.stringify(others)} ${cause}`;
}
