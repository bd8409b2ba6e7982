/**
 * Measures places sold by count. Compares holds per second with the same transactions sent bare. Counts the requests
 * and write units of a hold, and how both grow towards the last places, where many functions compete for few buckets.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { say } from '../../lib/cli/terminal.ts';
import type { NewEvent } from '../../lib/contract/events/requests.ts';
import { bucketCountOf } from '../../lib/domain/buckets.ts';
import { Refusal } from '../../lib/domain/refusals.ts';
import { composeOver } from '../../lib/lambda/compose/http-service.ts';
import { demoEvents } from '../../lib/local/seed/demo-events.ts';
import { newTokenKeys } from '../../lib/local/token-keys.ts';
import type { Dependencies } from '../../lib/ports/dependencies.ts';
import { publishEvent } from '../../lib/usecases/events/publish-event.ts';
import { placeHold } from '../../lib/usecases/holds/place-hold.ts';
import { MeteredClient } from '../cost/metered-client.ts';
import type { Effort } from '../effort.ts';
import type { Fixture, Measured } from '../fixture.ts';
import { rounds } from '../rounds.ts';
import { type Cell, digits, sayTable } from '../tables.ts';
import { headOf, rowsOf } from './transports.ts';

const AREA = 'standing';
const CLIENTS = [1, 16, 64];
const TRANSPORTS = ['bare', 'chain', 'http'] as const;

const CAPACITY = 2_000;
const FUNCTIONS = 8;
const BUYERS = 64;

export async function areas(fixture: Fixture, effort: Effort): Promise<void> {
  const rows: Cell[][] = [];
  await takesThrough(fixture, { ...effort, roundsMax: 1 }, 16);
  for (const clients of CLIENTS) rows.push(...rowsOf(await takesThrough(fixture, effort, clients), clients));
  say(`Holds of 2 places each of an area of ${CAPACITY}.`);
  sayTable(headOf('hold'), rows);
  await sayCosts(fixture);
  await sayTail(fixture);
}

type Rounds = Record<(typeof TRANSPORTS)[number], Measured[]>;

/** Like `compareTransports`, with counted places instead of seats. */
async function takesThrough(fixture: Fixture, effort: Effort, clients: number): Promise<Rounds> {
  const measured: Rounds = { bare: [], chain: [], http: [] };
  for (const round of rounds({ max: effort.roundsMax, forMs: effort.roundsForMs / 2 })) {
    for (let turn = 0; turn < TRANSPORTS.length; turn++) {
      const transport = TRANSPORTS[(turn + round) % TRANSPORTS.length] as (typeof TRANSPORTS)[number];
      const eventId = await publishArea(fixture, CAPACITY);
      const customers = await fixture.customers(effort.seats);
      const scenarios = customers.map(customer => {
        return { does: 'hold' as const, eventId, seatIds: [], areas: [{ areaId: AREA, quantity: 2 }], ...customer };
      });
      measured[transport].push(await fixture.run(transport, { scenarios, clients }));
    }
  }
  return measured;
}

const DAY_MS = 86_400_000;

async function publishArea({ service: { dependencies, clock } }: Fixture, capacity: number): Promise<string> {
  const now = clock();
  const [pattern] = demoEvents(now);
  if (!pattern) throw new Error('there is no demonstration event to copy');
  const event: NewEvent = {
    ...pattern.event,
    placesPerHoldMax: 40,
    startsAt: new Date(now + 300 * DAY_MS).toISOString(),
    endsAt: new Date(now + 300 * DAY_MS + DAY_MS / 8).toISOString(),
    sections: [{ id: AREA, name: 'Standing', kind: 'area', price: 3_000, capacity }],
  };
  const call = { now, requestId: 'bench', caller: { userId: 'usr_bench', role: 'organizer' as const } };
  return (await publishEvent(dependencies, call, event)).answer.id;
}

/** A function instance with its own memory of buckets. */
async function openFunction(fixture: Fixture, documents: DynamoDBDocumentClient): Promise<Dependencies> {
  const tokenKeys = { json: await newTokenKeys() };
  const environment = { tokenKeys, isTestStage: true, rateLimits: 'off', logLevel: 'WARN' } as const;
  return (await composeOver({ ...fixture.table, documents }, environment)).dependencies;
}

const callOf = (dependencies: Dependencies) => ({
  now: Date.now(),
  requestId: 'bench',
  caller: { userId: `usr_${dependencies.ids.next()}`, role: 'customer' as const },
  idempotency: { key: dependencies.ids.next(), operation: 'place-hold', fingerprint: 'f' },
});

/** The places held; undefined if too few were left. */
async function take(dependencies: Dependencies, eventId: string, quantity: number): Promise<number | undefined> {
  try {
    const wish = { eventId, seats: [], areas: [{ areaId: AREA, quantity }] };
    await placeHold(dependencies, callOf(dependencies), wish);
    return quantity;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'area-sold-out') return undefined;
    throw error;
  }
}

async function sayCosts(fixture: Fixture): Promise<void> {
  const meter = new MeteredClient(fixture.table.documents);
  const own = await openFunction(fixture, meter.asDocumentClient());
  const rows: Cell[][] = [];
  const measure = async (name: string, eventId: string, quantity: number): Promise<void> => {
    meter.reset();
    await take(own, eventId, quantity);
    rows.push([name, meter.requests, meter.units.table, meter.units.indexes]);
  };
  const bucket = await publishArea(fixture, 50);
  await own.events.cached(bucket);
  await measure('2 places of a bucket with no other holds', bucket, 2);
  for (const holds of [10, 20, 30, 40]) {
    const taken = await publishArea(fixture, 50);
    for (let i = 0; i < holds; i++) await take(own, taken, 1);
    await measure(`2 places of a bucket with ${holds} other holds`, taken, 2);
  }
  const spread = await publishArea(fixture, 200);
  for (let i = 0; i < 28; i++) await take(own, spread, 7);
  await measure('the last 4 places, one in each of 4 buckets, by who knows them', spread, 4);
  await measure('a refusal: nothing left of 4 buckets', spread, 1);
  const large = await publishArea(fixture, CAPACITY);
  for (let i = 0; i < CAPACITY / 40; i++) await take(own, large, 40);
  await measure('a refusal: nothing left of 40 buckets', large, 1);
  sayTable(['hold', 'requests', 'units, table', 'units, indexes'], rows);
}

/** The requests of one part of a sell-out. */
interface Stretch {
  takes: number;
  refusals: number;
  requests: Record<string, number>;
}

/** Sells out the area: buyers on independent functions, each until it is refused. */
async function sayTail(fixture: Fixture): Promise<void> {
  const stretches = new Map<string, Stretch>();
  let left = CAPACITY;
  const stretchNow = (): Stretch => {
    const name =
      left > CAPACITY / 10 ? 'the first 90 %' : left > CAPACITY / 100 ? 'then to 99 %' : 'the last 1 %, and refusals';
    const stretch = stretches.get(name) ?? { takes: 0, refusals: 0, requests: {} };
    stretches.set(name, stretch);
    return stretch;
  };
  const counting = {
    send(command: { constructor: { name: string } }) {
      const { requests } = stretchNow();
      requests[command.constructor.name] = (requests[command.constructor.name] ?? 0) + 1;
      return fixture.table.documents.send(command as never);
    },
  } as unknown as DynamoDBDocumentClient;
  const functions = await Promise.all(Array.from({ length: FUNCTIONS }, () => openFunction(fixture, counting)));
  const eventId = await publishArea(fixture, CAPACITY);
  for (const each of functions) await each.events.cached(eventId);
  stretches.clear();
  let asked = 0;
  const began = performance.now();
  const buy = async (own: Dependencies): Promise<void> => {
    for (;;) {
      const quantity = 1 + (asked++ % 4);
      const got = await take(own, eventId, quantity);
      left -= got ?? 0;
      const stretch = stretchNow();
      if (got) stretch.takes += 1;
      else stretch.refusals += 1;
      if (!got && quantity === 1) return;
    }
  };
  await Promise.all(Array.from({ length: BUYERS }, (_, i) => buy(functions[i % FUNCTIONS] as Dependencies)));
  const seconds = (performance.now() - began) / 1_000;
  say(
    `${CAPACITY} places in ${bucketCountOf(CAPACITY)} buckets, sold out to ${BUYERS} buyers on ${FUNCTIONS} functions in ${digits(seconds, 1)} s.`,
  );
  sayTable(
    ['part', 'holds', 'refusals', 'transactions per response', 'queries', 'requests per response'],
    [...stretches].map(([name, { takes, refusals, requests }]) => [
      name,
      takes,
      refusals,
      digits((requests.TransactWriteCommand ?? 0) / (takes + refusals), 2),
      requests.QueryCommand ?? 0,
      digits(Object.values(requests).reduce((sum, each) => sum + each, 0) / (takes + refusals), 2),
    ]),
  );
}
