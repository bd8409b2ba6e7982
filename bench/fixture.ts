/**
 * The fixture of every measurement: a DynamoDB Local of its own with the demonstration events, a process for each
 * transport, and one for the HTTP server. They are separate processes so that each has its own CPU time.
 */
import { VARIABLES } from '../lib/deployment/variables.ts';
import { composeOver, type Service } from '../lib/lambda/compose/http-service.ts';
import { SYSTEM_CLOCK } from '../lib/lambda/compose/system-clock.ts';
import { openTable } from '../lib/local/open-table.ts';
import { seed } from '../lib/local/seed/seed.ts';
import { configureFunctions, LOCAL_IDENTITY, localTables } from '../lib/local/settings.ts';
import { newLinkKeys, newTicketKeys, newTokenKeys } from '../lib/local/token-keys.ts';
import { connectTable, type Table } from '../lib/table/table.ts';
import type { LoadOrder, TransportName } from './load/child.ts';
import { type Child, startChild } from './load/children.ts';
import type { Report } from './load/drive.ts';
import type { ServerState } from './load/server.ts';
import { type Customer, newCustomers, publishSeats, type SeatsOnSale } from './sales.ts';

/** A report, and the server process's CPU time meanwhile if the transport is HTTP. */
export interface Measured extends Report {
  serverCpuMs: number;
}

export interface Fixture {
  service: Service;
  table: Table;
  /** Runs scenarios through a transport. */
  run(transport: TransportName, order: LoadOrder): Promise<Measured>;
  publish(seats: number): Promise<SeatsOnSale>;
  customers(count: number): Promise<Customer[]>;
  stop(): Promise<void>;
}

const TABLES = localTables({ [VARIABLES.tableName]: 'holdfast-bench' });

/** With `profileFolder`, every process writes a CPU profile there when it ends. */
export async function openFixture(profileFolder?: string): Promise<Fixture> {
  const { endpoint, stop } = await openTable({ tables: TABLES, engine: 'dynamodb-local' });
  const [tokenKeys, ticketKeys] = [await newTokenKeys(), await newTicketKeys()];
  const table = connectTable({ tables: TABLES, endpoint, ...LOCAL_IDENTITY }, SYSTEM_CLOCK);
  const service = await composeOver(table, {
    tokenKeys: { json: tokenKeys },
    ticketKeys: { json: ticketKeys },
    isTestStage: true,
    rateLimits: 'off',
    logLevel: 'WARN',
  });
  const { dependencies, clock } = service;
  await seed(dependencies, clock(), () => undefined);

  const variables = { ...process.env };
  const linkKeys = await newLinkKeys();
  configureFunctions(
    { tables: TABLES, dynamodbEndpoint: endpoint, tokenKeys, ticketKeys, linkKeys, baseUrl: 'http://127.0.0.1' },
    variables,
  );
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
    publish: seats => publishSeats(service, seats),
    customers: count => newCustomers(service, count),
    async stop() {
      for (const child of [server, ...Object.values(transports)] as Child<object, unknown>[]) child.stop();
      await stop();
    },
  };
}
