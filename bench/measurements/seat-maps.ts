/** Seat maps and availability of large events: response time, size, and cost with few and with many readers. */

import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { events } from '../../functions/http/events.ts';
import { say } from '../../lib/cli/terminal.ts';
import { EVENT_REQUESTS } from '../../lib/contract/events/requests.ts';
import { seatsOf } from '../../lib/domain/layout.ts';
import type { EventFacts, SeatedSection } from '../../lib/domain/model.ts';
import { composeOver, type Service } from '../../lib/lambda/compose/http-service.ts';
import { httpFunction } from '../../lib/lambda/http/http-function.ts';
import { contextOf } from '../../lib/local/functions.ts';
import { newTokenKeys } from '../../lib/local/token-keys.ts';
import { eventRow, sectionRow } from '../../lib/table/events/event-rows.ts';
import { availableSeatRow } from '../../lib/table/events/place-rows.ts';
import { seatPartition } from '../../lib/table/keys.ts';
import type { Table } from '../../lib/table/table.ts';
import { CapacityClient } from '../capacity-client.ts';
import type { Effort } from '../effort.ts';
import type { Fixture } from '../fixture.ts';
import { requestOf, TIMEOUT_MS } from '../load/chain-transport.ts';
import { type Cell, digits, median, sayTable } from '../tables.ts';

const SEATS = [1_000, 10_000, 50_000];
const READERS = [1, 20];
const ROUNDS = 5;
const SECOND_MS = 1_000;

export async function seatMaps(fixture: Fixture, _effort: Effort): Promise<void> {
  const answers: Cell[][] = [];
  const seconds: Cell[][] = [];
  for (const seats of SEATS) {
    const eventId = await sellHalf(fixture, seats);
    answers.push(...(await weighAnswers(fixture, eventId, seats)));
    seconds.push(...(await weighSeconds(fixture, eventId, seats)));
  }
  sayTable(
    ['seats', 'answer', 'from', 'ms', 'CPU ms', 'requests', 'read units', 'write units', 'bytes', 'brotli'],
    answers,
  );
  sayTable(['seats', 'functions', 'answers per s', 'readings', 'read units per s', 'write units per s'], seconds);
  say('Half of the seats are booked or held, in groups of one to four. Units are as DynamoDB Local reports them;');
  say(
    'seconds are simulated, so a read takes no time. In reality each function would poll every 100 ms during a read.',
  );
}

/** Measures one warm function: its own copy, the shared snapshot, and reading the rows for all. */
async function weighAnswers(fixture: Fixture, eventId: string, seats: number): Promise<Cell[][]> {
  const clock = { now: fixture.service.clock() };
  const [one, other] = [await openFunction(fixture, clock), await openFunction(fixture, clock)];
  const rows: Cell[][] = [];
  for (const answer of ['seats', 'availability'] as const) {
    const path = `/v1/events/${eventId}/${answer}`;
    const cases = { 'own copy': [] as Weighed[], 'shared snapshot': [] as Weighed[], 'the rows': [] as Weighed[] };
    for (let round = 0; round <= ROUNDS; round++) {
      clock.now += 2 * SECOND_MS;
      const read = await one.get(path);
      const shared = await other.get(path);
      const kept = await one.get(path);
      // The first round only warms the function up.
      if (round === 0) continue;
      cases['own copy'].push(kept);
      cases['shared snapshot'].push(shared);
      cases['the rows'].push(read);
    }
    const plain = (await one.get(path, {})).bytes;
    for (const [from, weighed] of Object.entries(cases)) {
      const last = weighed.at(-1) as Weighed;
      const [ms, cpuMs] = (['ms', 'cpuMs'] as const).map(of => digits(median(weighed.map(each => each[of])), 1));
      const units = [last.requests, digits(last.readUnits, 1), digits(last.writeUnits)];
      rows.push([digits(seats), answer, from, ms ?? '', cpuMs ?? '', ...units, digits(plain), digits(last.bytes)]);
    }
  }
  return rows;
}

/** The cost of functions that each answer ten times a second, for so many seconds. */
async function weighSeconds(fixture: Fixture, eventId: string, seats: number): Promise<Cell[][]> {
  const rows: Cell[][] = [];
  for (const readers of READERS) {
    const clock = { now: fixture.service.clock() + 60 * SECOND_MS };
    const functions = await Promise.all(Array.from({ length: readers }, () => openFunction(fixture, clock)));
    const path = `/v1/events/${eventId}/availability`;
    for (const each of functions) await each.get(path);
    const weigh = () => functions.map(each => ({ ...each.units(), readings: each.readings(eventId) }));
    const before = weigh();
    const duration = 10;
    for (let tenth = 0; tenth < 10 * duration; tenth++) {
      clock.now += SECOND_MS / 10;
      for (const each of functions) await each.get(path);
    }
    const after = weigh();
    const spent = (of: 'readUnits' | 'writeUnits' | 'readings'): number =>
      after.reduce((sum, each, i) => sum + each[of] - (before[i]?.[of] ?? 0), 0);
    rows.push([
      digits(seats),
      readers,
      10 * readers,
      spent('readings'),
      digits(spent('readUnits') / duration),
      digits(spent('writeUnits') / duration),
    ]);
  }
  return rows;
}

interface Weighed {
  ms: number;
  cpuMs: number;
  requests: number;
  readUnits: number;
  writeUnits: number;
  bytes: number;
}

/** A function instance on the same table, with a controlled clock. */
async function openFunction(fixture: Fixture, time: { now: number }) {
  const client = new CapacityClient(fixture.table.documents);
  const clock = { ...fixture.table.clock, stopwatch: () => time.now };
  const table: Table = { ...fixture.table, documents: client.asDocumentClient(), clock };
  const service: Service = await composeOver(
    table,
    { tokenKeys: { json: await newTokenKeys() }, isTestStage: true, rateLimits: 'off', logLevel: 'WARN' },
    () => time.now,
  );
  const handle = httpFunction(events, EVENT_REQUESTS, async () => service);
  const units = () => ({ requests: client.requests, readUnits: client.readUnits, writeUnits: client.writeUnits });
  return {
    units,
    /** The number of times that it has read an event's rows. */
    readings: (eventId: string): number => client.queried.get(seatPartition(eventId, 's1')) ?? 0,
    async get(path: string, headers: Record<string, string> = { 'accept-encoding': 'br' }): Promise<Weighed> {
      const { event } = requestOf({ method: 'GET', path });
      Object.assign(event.headers, headers);
      const before = units();
      const [began, cpuBegan] = [performance.now(), process.cpuUsage()];
      const { statusCode, body = '', isBase64Encoded } = await handle(event, contextOf('events', TIMEOUT_MS));
      const [ms, cpu] = [performance.now() - began, process.cpuUsage(cpuBegan)];
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${body}`);
      const after = units();
      return {
        ms,
        cpuMs: (cpu.user + cpu.system) / 1000,
        requests: after.requests - before.requests,
        readUnits: after.readUnits - before.readUnits,
        writeUnits: after.writeUnits - before.writeUnits,
        bytes: Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8'),
      };
    },
  };
}

const SECTION_SEATS = 250;

/** Makes an event of `seats` seats in the middle of its sale. Its rows are written directly. */
async function sellHalf({ table, service }: Fixture, seats: number): Promise<string> {
  const { ids } = service.dependencies;
  const now = service.clock();
  const id = `evt_${ids.next()}`;
  const sections = Array.from(
    { length: seats / SECTION_SEATS },
    (_, i): SeatedSection => ({
      id: `s${i + 1}`,
      name: `Section ${i + 1}`,
      kind: 'seated',
      price: 5_900,
      capacity: SECTION_SEATS,
      rows: [...'ABCDEFGHIJ'].map(row => ({ row, count: SECTION_SEATS / 10 })),
    }),
  );
  const event = {
    id,
    organizerId: 'usr_bench',
    organizationId: 'org_x',
    kind: 'concert',
    title: 'A large one',
    startsAt: now + 1e9,
    endsAt: now + 2e9,
    timeZone: 'UTC',
    salesCloseAt: now + 1e9,
    state: 'published',
    holdSeconds: 600,
    placesPerHoldMax: 10,
    cancellationClosesMinutes: 60,
    currency: 'EUR',
    createdAt: now,
    version: 0,
  } as const satisfies EventFacts['event'];
  const rows = sections.flatMap(section => {
    let left = 0;
    let state: object = {};
    return [...seatsOf(section)].map(({ label }) => {
      if (left-- === 0) {
        left = Math.floor(Math.random() * 4);
        state = stateOf(Math.random(), { claimId: ids.next(), now });
      }
      return { ...availableSeatRow(id, section.id, label), ...state };
    });
  });
  await writeAll(table, [...rows, ...sections.map(section => sectionRow(id, section)), eventRow({ event, sections })]);
  return id;
}

function stateOf(chance: number, { claimId, now }: { claimId: string; now: number }): object {
  const changedAt = now - Math.floor(chance * 600 * SECOND_MS);
  if (chance < 0.35) return { status: 'booked', claimId, changedAt };
  // The deadlines are after every simulated second.
  return chance < 0.5 ? { status: 'held', claimId, holdExpiresAt: now + 6_000 * SECOND_MS, changedAt } : {};
}

async function writeAll({ documents, name }: Table, rows: Record<string, unknown>[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(rows.length / 25) }, (_, i) => rows.slice(i * 25, (i + 1) * 25));
  const workers = Array.from({ length: 8 }, async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      await documents.send(
        new BatchWriteCommand({ RequestItems: { [name]: batch.map(Item => ({ PutRequest: { Item } })) } }),
      );
    }
  });
  await Promise.all(workers);
}
