/**
 * The local service of `npm start` in a process of its own: HTTP, stream, schedules, and the database that its environment
 * names. Only the sweep waits for an order, so that a measurement chooses the time of the sweep.
 */
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { contextOf, loadFunctions } from '../../lib/local/functions.ts';
import { startRuntime } from '../../lib/local/runtime.ts';
import { readSettings } from '../../lib/local/settings.ts';
import { type Customer, newCustomers, publishSeats, type SeatsOnSale } from '../sales.ts';
import { chainExchange, requestOf, TIMEOUT_MS, warm } from './chain-transport.ts';
import type { LoadOrder } from './child.ts';
import { answerParent } from './children.ts';
import { drive, type Report } from './drive.ts';
import { lapsingHolds } from './lapsing-holds.ts';
import { firstCall, readyScenario } from './scenarios.ts';

/** The orders, by name: their arguments and replies. */
export interface ServiceOrders {
  /** Returns the address of the service, and the CPU time of this process so far. */
  state: { args: object; reply: { url: string; cpuMs: number } };
  publish: { args: { seats: number }; reply: SeatsOnSale };
  customers: { args: { count: number }; reply: Customer[] };
  /** Runs scenarios through the handlers in this process. */
  run: { args: LoadOrder; reply: Report };
  /** Returns the number of claims of the event in the tallies, which follow from the journal. */
  counted: { args: { eventId: string }; reply: number };
  /** Places holds that all lapse at `lapseAt` (epoch ms). */
  lapse: { args: SeatsOnSale & { lapseAt: number }; reply: null };
  /** Runs a sweep, and returns its time (ms). */
  sweep: { args: object; reply: number };
}
export type ServiceOrder = {
  [Name in keyof ServiceOrders]: { name: Name } & ServiceOrders[Name]['args'];
}[keyof ServiceOrders];

/** Longer than on AWS, so that one sweep expires all holds. */
const SWEEP_TIMEOUT_MS = 10 * 60_000;

const { url } = await startRuntime({ ...readSettings(), sweep: false, web: false }, () => undefined);
const service = await composed();
const { http, schedule } = await loadFunctions();
const exchange = chainExchange((area, event) => http[area](event, contextOf(area, TIMEOUT_MS)));

const ANSWERS: {
  [Name in keyof ServiceOrders]: (args: ServiceOrders[Name]['args']) => Promise<ServiceOrders[Name]['reply']>;
} = {
  async state() {
    const { user, system } = process.cpuUsage();
    return { url, cpuMs: (user + system) / 1000 };
  },
  publish: ({ seats }) => publishSeats(service, seats),
  customers: ({ count }) => newCustomers(service, count),
  async run({ scenarios, clients, ...limits }) {
    await warm(scenarios.map(firstCall), exchange);
    const ready = scenarios.map(scenario => readyScenario(scenario, requestOf, exchange));
    return drive(ready, clients, limits);
  },
  async counted({ eventId }) {
    const tallies = await service.dependencies.administration.readTallies(eventId);
    return tallies.reduce((sum, { active, confirmed }) => sum + active + confirmed, 0);
  },
  async lapse({ lapseAt, ...seats }) {
    await lapsingHolds(service, seats, lapseAt);
    return null;
  },
  async sweep() {
    const began = performance.now();
    await schedule['sweep-lapsed']({}, contextOf('sweep-lapsed', SWEEP_TIMEOUT_MS));
    return performance.now() - began;
  },
};

answerParent(({ name, ...args }: ServiceOrder) => ANSWERS[name](args as never) as Promise<unknown>);
