/**
 * The same work on both engines, through the local service with its stream running: holds, hold and pay, reads, and sales
 * while many holds lapse. Each round measures both engines. The order of the engines alternates, so that noise affects both
 * alike. The next measurement begins when the journal is complete.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../../lib/cli/terminal.ts';
import { PLACES_AT_ONCE_MAX } from '../../lib/domain/limits.ts';
import { ENGINES, type EngineName } from '../../lib/local/database/engine-names.ts';
import type { Effort } from '../effort.ts';
import { type EngineService, startEngineService } from '../engine-service.ts';
import type { Report } from '../load/drive.ts';
import { rounds } from '../rounds.ts';
import { holdsOf } from '../sales.ts';
import { type Cell, digits, median, sayTable } from '../tables.ts';
import { wordsFor } from './hot-seat.ts';

const CLIENTS = 16;
/**
 * More sales per second than the engine reaches on a fast machine. A measurement ends when its time is over, or when all seats
 * are sold.
 */
const SALES_PER_SECOND_MAX: Record<EngineName, number> = { 'dynamodb-local': 250, embedded: 1_250 };
const seatsFor = (engine: EngineName, forMs: number): number => (SALES_PER_SECOND_MAX[engine] * forMs) / 1_000;

/** The report of a run of sales, and the time after it until the journal was complete (ms). */
interface Sold extends Report {
  journalMs: number;
}
type Job = (service: EngineService, engine: EngineName, forMs: number) => Promise<Report | Sold>;

const JOBS: Record<string, Job> = {
  'hold, HTTP': sellOverHttp('hold'),
  'hold, handlers in process': sellInProcess('hold'),
  'hold and pay, HTTP': sellOverHttp('hold-and-pay'),
  'hold and pay, handlers in process': sellInProcess('hold-and-pay'),
  'seat map of 2,000, read from the rows, HTTP': (service, _engine, forMs) => readSeats(service, '?fresh=true', forMs),
  'seat map of 2,000, HTTP': (service, _engine, forMs) => readSeats(service, '', forMs),
};

type Services = Record<EngineName, EngineService>;
type Measured = Record<EngineName, Report[]>;

export async function engines({ roundsMax, roundsForMs, engineMs }: Effort, profileFolder?: string): Promise<void> {
  const services = {
    'dynamodb-local': await startEngineService('dynamodb-local'),
    embedded: await startEngineService('embedded', profileFolder),
  };
  try {
    const measured = new Map<string, Measured>(
      Object.keys(JOBS).map(name => [name, { 'dynamodb-local': [], embedded: [] }]),
    );
    for (const round of rounds({ min: 3, max: roundsMax, forMs: roundsForMs })) {
      // The first round warms up the compilers.
      await measureRound(services, round, engineMs, round > 0 ? measured : undefined);
    }
    sayJobs(measured);
    await sayLapses(services, engineMs);
  } finally {
    for (const service of Object.values(services)) service.stop();
  }
}

async function measureRound(services: Services, round: number, forMs: number, into?: Map<string, Measured>) {
  const order = round % 2 === 0 ? ENGINES : ENGINES.toReversed();
  for (const [name, job] of Object.entries(JOBS)) {
    for (const engine of order) {
      const report = await job(services[engine], engine, forMs);
      into?.get(name)?.[engine].push(report);
    }
  }
}

function sayJobs(measured: Map<string, Measured>): void {
  const rows = [...measured].map(([name, { 'dynamodb-local': local, embedded }]): Cell[] => [
    name,
    digits(speedOf(local)),
    digits(speedOf(embedded)),
    digits(speedOf(embedded) / speedOf(local), 1),
    digits(median(local.map(({ p99Ms }) => p99Ms))),
    digits(median(embedded.map(({ p99Ms }) => p99Ms))),
    journalLag(local),
    journalLag(embedded),
    [...new Set([...local, ...embedded].flatMap(({ outcomes }) => Object.keys(outcomes)))].join(', '),
  ]);
  const both = ['DynamoDB Local', 'embedded'];
  sayTable(
    [
      `${CLIENTS} clients`,
      ...both.map(engine => `${engine}, per s`),
      'ratio',
      ...both.map(engine => `${engine}, p99 ms`),
      ...both.map(engine => `${engine}, journal ms`),
      'answers',
    ],
    rows,
  );
  say('The figures are medians of the rounds. "journal ms" is the time after a run until its journal was complete.');
}

const speedOf = (reports: Report[]): number => median(reports.map(perSecond));
const perSecond = ({ scenarios, wallMs }: Report): number => (scenarios * 1_000) / wallMs;

function journalLag(reports: (Report | Sold)[]): string {
  const lags = reports.flatMap(report => ('journalMs' in report ? [report.journalMs] : []));
  return lags.length > 0 ? digits(median(lags)) : '';
}

function sellOverHttp(does: 'hold' | 'hold-and-pay'): Job {
  return (service, engine, forMs) =>
    sell(service, does, seatsFor(engine, forMs), order => service.run({ ...order, forMs }));
}

function sellInProcess(does: 'hold' | 'hold-and-pay'): Job {
  return (service, engine, forMs) =>
    sell(service, does, seatsFor(engine, forMs), order => service.order('run', { ...order, forMs }));
}

type SalesOrder = { scenarios: ReturnType<typeof holdsOf>; clients: number };

/** Sells seats of a new event, each to a customer of its own, and waits for the journal. */
async function sell(
  { order }: EngineService,
  does: 'hold' | 'hold-and-pay',
  seats: number,
  run: (order: SalesOrder) => Promise<Report>,
): Promise<Sold> {
  const event = await order('publish', { seats });
  const scenarios = holdsOf(does, event, await order('customers', { count: seats }));
  const report = await run({ scenarios, clients: CLIENTS });
  const began = performance.now();
  await untilCounted(order, event.eventId, soldIn(report));
  return { ...report, journalMs: performance.now() - began };
}

const soldIn = ({ outcomes }: Report): number => outcomes['201'] ?? 0;

const COUNT_EVERY_MS = 50;
const COUNTED_WITHIN_MS = 60_000;

async function untilCounted(order: EngineService['order'], eventId: string, claims: number): Promise<void> {
  const deadline = performance.now() + COUNTED_WITHIN_MS;
  while ((await order('counted', { eventId })) < claims) {
    if (performance.now() > deadline)
      throw new Error(`the tallies of ${eventId} did not reach ${claims} claims within ${COUNTED_WITHIN_MS / 1_000} s`);
    await sleep(COUNT_EVERY_MS);
  }
}

async function readSeats({ order, run }: EngineService, query: string, forMs: number): Promise<Report> {
  const { eventId } = await order('publish', { seats: 2_000 });
  const scenarios = [{ does: 'read' as const, path: `/v1/events/${eventId}/seats${query}` }];
  return run({ scenarios, clients: CLIENTS, forMs, repeats: true });
}

/** Places holds twice on each engine: first alone, and then while other holds lapse and are swept. */
async function sayLapses(services: Services, forMs: number): Promise<void> {
  const rows: Cell[][] = [];
  for (const engine of ENGINES) {
    const without = await JOBS['hold, HTTP']?.(services[engine], engine, forMs);
    if (without) rows.push([engine, ...(await sellWhileHoldsLapse(services[engine], engine, without, forMs))]);
  }
  sayTable(
    [
      'engine',
      'holds lapse',
      'sold per s before',
      'meanwhile',
      'ratio',
      'p99 ms before',
      'meanwhile',
      'swept in s',
      'answers meanwhile',
    ],
    rows,
  );
}

/**
 * Lets as many holds lapse as the engine places in twice the time of the measurement, so that the sweep outlasts the
 * measurement.
 */
async function sellWhileHoldsLapse(
  service: EngineService,
  engine: EngineName,
  before: Report,
  forMs: number,
): Promise<Cell[]> {
  const { order, run } = service;
  const holds = Math.min(PLACES_AT_ONCE_MAX, Math.round((perSecond(before) * forMs * 2) / 1_000));
  const event = await order('publish', { seats: seatsFor(engine, forMs) });
  const scenarios = holdsOf('hold', event, await order('customers', { count: event.seatIds.length }));
  const lapsing = await order('publish', { seats: holds });
  const lapseAt = Date.now() + PLACED_AHEAD_MS + (holds * 2_000) / perSecond(before);
  await order('lapse', { ...lapsing, lapseAt });
  await untilCounted(order, lapsing.eventId, holds);
  await sleep(Math.max(0, lapseAt - Date.now()));

  const sweeping = order('sweep', {});
  const report = await run({ scenarios, clients: CLIENTS, forMs });
  const sweptMs = await sweeping;
  return [
    holds,
    digits(perSecond(before)),
    digits(perSecond(report)),
    digits(perSecond(report) / perSecond(before), 2),
    digits(before.p99Ms),
    digits(report.p99Ms),
    digits(sweptMs / 1_000, 1),
    wordsFor(report.outcomes),
  ];
}

/** A margin for placing the holds that lapse, added to twice the time that the engine needed for as many before. */
const PLACED_AHEAD_MS = 3_000;
