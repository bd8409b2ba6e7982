/** Runs all scenarios on a DynamoDB Local of its own and collects their usage. */
import { TRACE_HEADER } from '../../lib/commands/shared/assumptions.ts';
import { SCHEDULES } from '../../lib/deployment/triggers.ts';
import { startDynamoDbLocal } from '../../lib/local/database/dynamodb-local.ts';
import type { ScheduleName } from '../../lib/local/functions.ts';
import { minuteOf } from '../../lib/table/keys.ts';
import { type DoorUsage, scanTickets } from './door-scenarios.ts';
import { holdJourneys, type JourneyUsage } from './journey-scenarios.ts';
import { type MeteredService, openMeteredService } from './metered-service.ts';
import { type PriceUsage, sellAtPrices } from './price-scenarios.ts';
import {
  abandon,
  anAccount,
  aPlace,
  CROWD,
  type Customers,
  crowd,
  customersOf,
  publish,
  type SaleParts,
  seatsOf,
  sellTo,
  theBest,
  twoOf,
} from './scenarios.ts';
import { type MapUsage, readMaps } from './seat-map-scenarios.ts';
import type { DeployedFacts } from './stack-facts.ts';
import { bytesIn, type Stored } from './stored.ts';
import { each, sum, type Usage } from './usage.ts';

export interface Measured {
  /**
   * One seat, measured twice: as one of twenty that are sold together, and alone, with each of its stream records
   * delivered separately.
   */
  sale: SaleParts;
  saleAlone: SaleParts;
  place: SaleParts;
  lapse: { place: Usage; journal: Usage; sweep: Usage; timeToLive: Usage; expired: Usage };
  bestAvailable: Usage;
  replayedHold: Usage;
  replayedPay: Usage;
  refusedFirst: Usage;
  refusedNext: Usage;
  extend: Usage;
  release: Usage;
  cancel: Usage;
  /** One of two seats. */
  cancelPart: Usage;
  login: Usage;
  /** A call with an invalid token. */
  invalidToken: Usage;
  journeys: JourneyUsage;
  prices: PriceUsage;
  door: DoorUsage;
  maps: MapUsage;
  /** One run of each schedule that finds nothing to do. */
  idle: Record<ScheduleName, Usage>;
  idleMetrics: string[];
  metrics: string[];
  /** The rows that one sale leaves permanently. */
  stored: Stored;
}

/** `readFacts` may be slow: DynamoDB Local starts at the same time. */
export async function measure(readFacts: () => DeployedFacts): Promise<{ measured: Measured; facts: DeployedFacts }> {
  const starting = startDynamoDbLocal({ shared: true });
  const facts = readFacts();
  const { endpoint, stop } = await starting;
  try {
    return { measured: await tellAll(endpoint, facts), facts };
  } finally {
    await stop();
  }
}

async function tellAll(endpoint: string, facts: DeployedFacts): Promise<Measured> {
  // From here on the functions count and log as on Lambda. The variables are set after everything is loaded, because at
  // import the functions would compose themselves from the environment.
  Object.assign(process.env, AS_ON_LAMBDA);
  try {
    const metered = await openMeteredService(endpoint, 'holdfast-cost', facts);
    const customers = customersOf(metered, await publish(metered));
    const seats = seatsOf();
    // A warm function has its event, its keys and its places in memory.
    await warm(metered, customers, seats);
    const quiet = await metered.another();
    const idle = await runIdle(quiet);
    const idleMetrics = [...quiet.metrics].sort();
    return {
      idle,
      idleMetrics,
      sale: await sellTo(metered, customers, seats),
      saleAlone: await sellTo(metered, customers, seats, { sales: FEW, together: 1 }),
      place: await sellTo(metered, customers, aPlace),
      lapse: await lapse(metered, customers, seats, idle['sweep-lapsed']),
      ...(await single(metered, customers, seats)),
      stored: await storedBySale(metered, customers, seats),
      journeys: await holdJourneys(await openMeteredService(endpoint, 'holdfast-cost-journeys', facts)),
      prices: await sellAtPrices(await openMeteredService(endpoint, 'holdfast-cost-prices', facts)),
      door: await scanTickets(await openMeteredService(endpoint, 'holdfast-cost-door', facts)),
      maps: await readMaps(await openMeteredService(endpoint, 'holdfast-cost-maps', facts)),
      metrics: [...metered.metrics].sort(),
    };
  } finally {
    for (const variable of Object.keys(AS_ON_LAMBDA)) delete process.env[variable];
  }
}

const AS_ON_LAMBDA = { AWS_LAMBDA_FUNCTION_NAME: 'holdfast-cost', _X_AMZN_TRACE_ID: TRACE_HEADER };

/** The number of runs of calls that cost the same each time. */
const FEW = 4;

async function warm(metered: MeteredService, customers: Customers, seats: () => object): Promise<void> {
  const { store } = metered.service.dependencies;
  await store.startSweepAt(minuteOf(metered.now));
  for (const wish of [seats, aPlace, theBest]) await customers.pay(await customers.hold(wish));
  await metered.deliver();
  for (const name of Object.keys(SCHEDULES) as ScheduleName[]) await metered.run(name);
}

const MINUTE_MS = 60_000;

/** Measures the third run in a row, because earlier runs still have work left. */
async function runIdle(metered: MeteredService): Promise<Measured['idle']> {
  const taken: [string, Usage][] = [];
  for (const name of Object.keys(SCHEDULES) as ScheduleName[]) {
    for (let minute = 0; minute < 3; minute++) {
      metered.now += MINUTE_MS;
      taken.push([name, await metered.usageOf(() => metered.run(name))]);
    }
  }
  return Object.fromEntries(taken) as Measured['idle'];
}

/** Measures the rows that stay. Every row with a `ttl` is removed after a day. */
async function storedBySale(metered: MeteredService, customers: Customers, seats: () => object): Promise<Stored> {
  const settle = async () => {
    customers.wait(25 * 60 * MINUTE_MS);
    await metered.removeExpired();
    await metered.deliver();
  };
  await settle();
  const before = await bytesIn(metered.table);
  await sellTo(metered, customers, seats, { sales: FEW });
  await settle();
  const after = await bytesIn(metered.table);
  return { rows: (after.rows - before.rows) / FEW, bytes: (after.bytes - before.bytes) / FEW };
}

async function lapse(
  metered: MeteredService,
  customers: Customers,
  seats: () => object,
  idle: Usage,
): Promise<Measured['lapse']> {
  const sweep = () => metered.run('sweep-lapsed');
  await sweep();
  const { place, journal } = await abandon(metered, customers, seats, sweep);
  // A run's usage for these rows, without what it reads each minute in any case.
  const swept = each(sum(await metered.usageOf(sweep), each(idle, -1)), CROWD);
  const expired = each(await metered.usageOf(() => metered.deliver()), CROWD);
  await metered.removeExpired();
  await metered.deliver();
  // Other holds, which no sweep finds.
  await abandon(metered, customers, seats);
  await metered.removeExpired();
  const both = each(await metered.usageOf(() => metered.deliver()), CROWD);
  return { place, journal, sweep: swept, expired, timeToLive: sum(both, each(expired, -1)) };
}

/** Single calls on one warm function. */
async function single(metered: MeteredService, customers: Customers, seats: ReturnType<typeof seatsOf>) {
  const bestAvailable = await crowd(metered, () => customers.hold(theBest));
  const wish = seats();
  const held = await customers.hold(() => wish);
  const replayedHold = await metered.usageOf(() => customers.holdAgain(held, wish));
  const refusedFirst = await metered.usageOf(() => customers.failToHold(wish));
  const refusedNext = await crowd(metered, () => customers.failToHold(wish));
  const booking = await customers.pay(held);
  const replayedPay = await metered.usageOf(() => customers.pay(held));
  const extended = await customers.hold(seats);
  const pair = twoOf(seats);
  const heldPair = await customers.hold(() => pair);
  const bookedPair = await customers.pay(heldPair);
  const account = await anAccount(metered);
  return {
    bestAvailable,
    replayedHold,
    refusedFirst,
    refusedNext,
    replayedPay,
    extend: await metered.usageOf(() => customers.extend(extended)),
    release: await metered.usageOf(() => customers.release(extended)),
    cancel: await metered.usageOf(() => customers.cancel(booking, held)),
    cancelPart: await metered.usageOf(() => customers.cancel(bookedPair, heldPair, { seats: pair.seats.slice(0, 1) })),
    login: await metered.usageOf(() => customers.login(account.email, account.password)),
    invalidToken: await metered.usageOf(() => customers.invalidToken()),
  };
}
