/** The local service on one of its engines, in a process of its own, and a load generator that calls it over HTTP. */
import type { EngineName } from '../lib/local/database/engine-names.ts';
import type { LoadOrder } from './load/child.ts';
import { startChild } from './load/children.ts';
import type { Report } from './load/drive.ts';
import type { ServiceOrder, ServiceOrders } from './load/service.ts';

export interface EngineService {
  /** Sends an order to the process of the service, and returns its reply. */
  order<Name extends keyof ServiceOrders>(
    name: Name,
    args: ServiceOrders[Name]['args'],
  ): Promise<ServiceOrders[Name]['reply']>;
  /** Runs scenarios over HTTP. */
  run(order: LoadOrder): Promise<Report>;
  stop(): void;
}

/**
 * Starts the service as `npm start` does, on a free port and with its data in memory. With `profileFolder`, the service writes
 * a CPU profile when it ends.
 */
export async function startEngineService(engine: EngineName, profileFolder?: string): Promise<EngineService> {
  const { HOLDFAST_DATA: _data, DYNAMODB_ENDPOINT: _endpoint, ...inherited } = process.env;
  const variables = { ...inherited, HOLDFAST_ENGINE: engine, PORT: '0' };
  const execArgv = profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : [];
  const service = startChild<ServiceOrder, unknown>('service.ts', { variables, execArgv });
  const order: EngineService['order'] = (name, args) => service.ask({ name, ...args } as ServiceOrder) as never;
  const { url } = await order('state', {});
  const load = startChild<LoadOrder, Report>('child.ts', { args: ['http', url], variables });
  return {
    order,
    run: work => load.ask(work),
    stop() {
      load.stop();
      service.stop();
    },
  };
}
