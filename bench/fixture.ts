/**
 * The fixture of every measurement: a DynamoDB Local of its own with the demonstration events, a process for each
 * transport, and one for the HTTP server. They are separate processes so that each has its own CPU time.
 */
import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../lib/contract/events/requests.ts';
import { composeOver, type Service } from '../lib/lambda/compose/http-service.ts';
import { SYSTEM_CLOCK } from '../lib/lambda/compose/system-clock.ts';
import { openTable } from '../lib/local/open-table.ts';
import { demoEvents } from '../lib/local/seed/demo-events.ts';
import { seed } from '../lib/local/seed/seed.ts';
import { configureFunctions, LOCAL_IDENTITY } from '../lib/local/settings.ts';
import { newTokenKeys } from '../lib/local/token-keys.ts';
import { connectTable, type Table } from '../lib/table/table.ts';
import { publishEvent } from '../lib/usecases/events/publish-event.ts';
import type { LoadOrder, TransportName } from './load/child.ts';
import { type Child, startChild } from './load/children.ts';
import type { Report } from './load/drive.ts';
import type { Scenario } from './load/scenarios.ts';
import type { ServerState } from './load/server.ts';

/** A report, and the server process's CPU time meanwhile if the transport is HTTP. */
export interface Measured extends Report {
  serverCpuMs: number;
}

export interface Fixture {
  service: Service;
  table: Table;
  /** Runs scenarios through a transport. */
  run(transport: TransportName, order: LoadOrder): Promise<Measured>;
  /** Publishes an event of so many seats, 100 to a section, and lists them. */
  publish(seats: number): Promise<{ eventId: string; seatIds: string[] }>;
  /**
   * A separate customer for each scenario, each with its own token, so that every scenario has a signature to verify.
   */
  customers(count: number): Promise<{ token: string; key: string }[]>;
  stop(): Promise<void>;
}

const TABLE = 'holdfast-bench';

/** With `profileFolder`, every process writes a CPU profile there when it ends. */
export async function openFixture(profileFolder?: string): Promise<Fixture> {
  const { endpoint, stop } = await openTable({ tableName: TABLE });
  const tokenKeys = await newTokenKeys();
  const table = connectTable({ tableName: TABLE, endpoint, ...LOCAL_IDENTITY }, SYSTEM_CLOCK);
  const service = await composeOver(table, {
    tokenKeys: { json: tokenKeys },
    isTestStage: true,
    rateLimits: 'off',
    logLevel: 'WARN',
  });
  const { dependencies, clock } = service;
  await seed(dependencies, clock(), () => undefined);

  const variables = { ...process.env };
  configureFunctions({ tableName: TABLE, dynamodbEndpoint: endpoint, tokenKeys }, variables);
  const execArgv = profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : [];
  const server = startChild<object, ServerState>('server.ts', { variables, execArgv });
  const { url } = await server.ask({});
  const openDoor = (name: TransportName) =>
    startChild<LoadOrder, Report>('child.ts', { args: [name, url], variables, execArgv });
  const transports = { bare: openDoor('bare'), chain: openDoor('chain'), http: openDoor('http') };

  return {
    service,
    table,
    async run(transport, order) {
      const before = transport === 'http' ? await server.ask({}) : { cpuMs: 0 };
      const report = await transports[transport].ask(order);
      const after = transport === 'http' ? await server.ask({}) : { cpuMs: 0 };
      return { ...report, serverCpuMs: after.cpuMs - before.cpuMs };
    },
    async publish(seats) {
      const call = { now: clock(), requestId: 'bench', caller: { userId: 'usr_bench', role: 'organizer' as const } };
      const { id } = await publishEvent(dependencies, call, eventOf(seats, call.now));
      return { eventId: id, seatIds: seatIdsOf(seats) };
    },
    customers: count =>
      Promise.all(
        Array.from({ length: count }, async () => {
          const userId = `usr_${dependencies.ids.next()}`;
          const token = await dependencies.accessTokens.sign({ userId, role: 'customer' }, clock());
          return { token, key: randomUUID() };
        }),
      ),
    async stop() {
      for (const child of [server, ...Object.values(transports)] as Child<object, unknown>[]) child.stop();
      await stop();
    },
  };
}

const SECTION_SEATS = 100;
const ROW_SEATS = 20;

/** Later than every demonstration event, so that the first page of a search does not change. */
const DAYS_AHEAD = 300;
const DAY_MS = 86_400_000;

/** An event on sale of so many seats. */
export function eventOf(seats: number, now: number): NewEvent {
  const [pattern] = demoEvents(now);
  if (!pattern) throw new Error('there is no demonstration event to copy');
  const startsAt = now + DAYS_AHEAD * DAY_MS;
  return {
    ...pattern.event,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + DAY_MS / 8).toISOString(),
    sections: Array.from({ length: Math.ceil(seats / SECTION_SEATS) }, (_, i) => ({
      id: `s${i + 1}`,
      name: `Section ${i + 1}`,
      kind: 'seated',
      price: 5_900,
      rows: [...'ABCDE'].map(row => ({ row, count: ROW_SEATS })),
    })),
  };
}

/** The ids of the first seats of the event, section by section and row by row. */
const seatIdsOf = (seats: number): string[] =>
  Array.from({ length: seats }, (_, i) => {
    const inSection = i % SECTION_SEATS;
    const row = 'ABCDE'[Math.floor(inSection / ROW_SEATS)];
    return `s${Math.floor(i / SECTION_SEATS) + 1}/${row}-${(inSection % ROW_SEATS) + 1}`;
  });

/** Scenarios that hold one seat each, one for each customer. */
export const holdsOf = (
  does: 'hold' | 'hold-and-pay',
  { eventId, seatIds }: { eventId: string; seatIds: string[] },
  customers: { token: string; key: string }[],
): Scenario[] => customers.map((customer, i) => ({ does, eventId, seatIds: [seatIds[i] ?? ''], ...customer }));
