/** Readers of a large event's seat map: from a function's own copy, from the shared snapshot, and from all rows. */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { CPU_MS } from '../../lib/commands/shared/assumptions.ts';
import { seatsOf } from '../../lib/domain/layout.ts';
import type { EventFacts, SeatedSection } from '../../lib/domain/model.ts';
import { eventRow, sectionRow } from '../../lib/table/events/event-rows.ts';
import { availableSeatRow } from '../../lib/table/events/place-rows.ts';
import type { Table } from '../../lib/table/table.ts';
import type { MeteredService } from './metered-service.ts';
import type { Usage } from './usage.ts';

export interface MapUsage {
  seats: number;
  /** The compressed size of the whole map. */
  compressedBytes: number;
  /** A reader that has the current map already (304). */
  unchanged: Usage;
  ownCopy: Usage;
  shared: Usage;
  wholeMap: Usage;
  /** A page that asks for the changes of two seconds, which are those of about 17 seats. */
  changes: Usage;
}

const SECTIONS = 40;
const SECTION_SEATS = 250;
const SECOND_MS = 1_000;

export async function readMaps(one: MeteredService): Promise<MapUsage> {
  const other = await one.another();
  const eventId = await sellHalf(one);
  const path = `/v1/events/${eventId}/seats`;
  const headers = { 'accept-encoding': 'br' };
  let etag = '';
  const get = async (reader: MeteredService, cpuMs = 0, more = {}, query = ''): Promise<Usage> =>
    reader.usageOf(async () => {
      const answer = await reader.ask({ method: 'GET', path: path + query, headers: { ...headers, ...more }, cpuMs });
      if (![200, 304].includes(answer.status)) throw new Error(`${path} answered ${answer.status}`);
      etag = answer.headers.etag ?? '';
    });
  // The first read of each function reads the event too.
  for (const reader of [one, other]) await get(reader);
  one.now += 2 * SECOND_MS;
  const wholeMap = await get(one, CPU_MS.wholeMap);
  const shared = await get(other, CPU_MS.sharedMap);
  const ownCopy = await get(one);
  const unchanged = await get(one, 0, { 'if-none-match': etag });
  const since = new Date(one.now - 4 * SECOND_MS).toISOString();
  const changes = await get(one, 0, {}, `?since=${since}`);
  const head = unchanged.bytesOut;
  return {
    seats: SECTIONS * SECTION_SEATS,
    compressedBytes: ownCopy.bytesOut - head,
    unchanged,
    ownCopy,
    shared,
    wholeMap,
    changes,
  };
}

/** Makes an event in the middle of its sale. Its rows are written directly, and are the same each time. */
async function sellHalf({ table, now }: MeteredService): Promise<string> {
  const id = `evt_${'1'.repeat(25)}`;
  const sections = Array.from({ length: SECTIONS }, (_, i): SeatedSection => sectionOf(i));
  const event = {
    id,
    organizerId: 'usr_cost',
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
  const chance = dice();
  const rows = sections.flatMap(section =>
    groupsOf([...seatsOf(section)], chance).flatMap(({ seats, state }) =>
      seats.map(({ label }) => ({ ...availableSeatRow(id, section.id, label), ...state(now) })),
    ),
  );
  await writeAll(table, [...rows, ...sections.map(section => sectionRow(id, section)), eventRow({ event, sections })]);
  return id;
}

const sectionOf = (i: number): SeatedSection => ({
  id: `s${i + 1}`,
  name: `Section ${i + 1}`,
  kind: 'seated',
  price: 5_900,
  capacity: SECTION_SEATS,
  rows: [...'ABCDEFGHIJ'].map(row => ({ row, count: SECTION_SEATS / 10 })),
});

/**
 * Seats are sold in groups of one to four. Half of the seats are booked or held. Each group was sold at its own time.
 */
function groupsOf<Seat>(seats: Seat[], chance: () => number) {
  const groups = [];
  for (let at = 0; at < seats.length; ) {
    const size = 1 + Math.floor(chance() * 4);
    const [fate, age] = [chance(), Math.floor(chance() * 600 * SECOND_MS)];
    groups.push({ seats: seats.slice(at, at + size), state: (now: number) => stateOf(fate, now, age) });
    at += size;
  }
  return groups;
}

function stateOf(fate: number, now: number, age: number): object {
  const claimId = '2'.repeat(25);
  if (fate < 0.35) return { status: 'booked', claimId, changedAt: now - age };
  return fate < 0.5 ? { status: 'held', claimId, holdExpiresAt: now + 6_000 * SECOND_MS, changedAt: now - age } : {};
}

/** The same sequence of numbers in [0, 1) in each run. */
function dice(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

async function writeAll({ documents, name }: Table, rows: Record<string, unknown>[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(rows.length / 25) }, (_, i) => rows.slice(i * 25, (i + 1) * 25));
  const workers = Array.from({ length: 8 }, async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      const puts = batch.map(Item => ({ PutRequest: { Item } }));
      await documents.send(new BatchWriteCommand({ RequestItems: { [name]: puts } }));
    }
  });
  await Promise.all(workers);
}
