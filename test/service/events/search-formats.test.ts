/** Searches over events of format 1, whose keys have the old folding, and of today's format: before, during and after migration. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { EVENT_KINDS } from '../../../lib/domain/model.ts';
import { searchNameInFormat1 } from '../../../lib/domain/search-folding.ts';
import { eventRow, eventSummaryOf } from '../../../lib/table/events/event-rows.ts';
import {
  dateIndexKey,
  eventKey,
  parseEventSortKey,
  routePartition,
  servicePartition,
} from '../../../lib/table/keys.ts';
import { readRow } from '../../../lib/table/queries.ts';
import { MINUTE, newEvent, openWorld, type ProblemFields, publish, START, type World } from '../../support/world.ts';

const DAY = 24 * 60 * MINUTE;
let world: World;
let elapsed = 1;
beforeEach(async () => {
  world = await openWorld({ stopwatch: () => elapsed });
});

const journey = (origin: string, destination: string, day: number, number = 'LH 400'): Partial<NewEvent> => ({
  kind: 'flight',
  title: `${origin}, day ${day}`,
  startsAt: new Date(START + day * DAY).toISOString(),
  endsAt: new Date(START + day * DAY + 60 * MINUTE).toISOString(),
  service: { number, carrier: 'Air' },
  route: { origin, destination },
});

/** Rewrites the row as version 0.5 wrote it. */
async function toFormat1({ id }: Event): Promise<void> {
  const row = (await readRow(world.table, eventKey(id))) ?? {};
  const { format: _format, ...facts } = row;
  const { event } = eventSummaryOf(row);
  const old = `${String(event.startsAt).padStart(14, '0')}#${id}`;
  const keys = {
    dateSk: old,
    ...(event.route && { routePk: routePartition(event.route, searchNameInFormat1), routeSk: old }),
    ...(event.service && { servicePk: servicePartition(event.service.number, searchNameInFormat1), serviceSk: old }),
  };
  await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: { ...facts, ...keys } }));
}

/** Rewrites the row as this version writes it. */
async function migrate({ id }: Event): Promise<void> {
  const row = (await readRow(world.table, eventKey(id))) ?? {};
  const { event, sections } = eventSummaryOf(row);
  await world.table.documents.send(
    new PutCommand({ TableName: world.table.name, Item: { ...eventRow({ event, sections: [] }), sections } }),
  );
}

interface Found {
  items: Event[];
  nextCursor: string | null;
}
const search = async (query: Record<string, string>): Promise<Found> => {
  elapsed += 10_000;
  const { status, body } = await world.invoke<Found>('list-events', { query });
  expect(status).toBe(200);
  return body;
};
const titlesOf = async (query: Record<string, string>): Promise<string[]> =>
  (await search(query)).items.map(({ title }) => title);

/** Reads all pages of one event each, and acts before each page. */
async function walk(query: Record<string, string>, act: (page: number) => Promise<void> = async () => {}) {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page === 0 || cursor; page++) {
    await act(page);
    const found: Found = await search({ ...query, limit: '1', ...(cursor && { cursor }) });
    seen.push(...found.items.map(({ title }) => title));
    cursor = found.nextCursor;
  }
  return seen;
}

// After a rollback, the version before refused the cursors that it had made of rows of this version.
it.each(EVENT_KINDS)('the version before can page through a list with events of kind %s', kind => {
  const listed = { id: `evt_${'z'.repeat(25)}`, kind, startsAt: START, endsAt: START + DAY };
  const { dateSk } = dateIndexKey(listed);
  expect(dateSk).toMatch(/^\d{14,16}#(~|[a-z0-9_]{1,60}(#\d{1,6})?)$/);
  const position = `${String(START).padStart(14, '0')}#${listed.id}`;
  expect(parseEventSortKey(dateSk)).toEqual({ position, endsAt: START + DAY, kind });
});

describe('a route', () => {
  it('T6: with バリ does not find パリ, in either format', async () => {
    const events = [
      await publish(world, journey('バリ', 'ローマ', 1)),
      await publish(world, journey('パリ', 'ローマ', 2)),
    ];
    expect(await titlesOf({ origin: 'バリ', destination: 'ローマ' })).toEqual(['バリ, day 1']);
    for (const event of events) await toFormat1(event);
    expect(await titlesOf({ origin: 'バリ', destination: 'ローマ' })).toEqual(['バリ, day 1']);
    expect(await titlesOf({ origin: 'ハリ', destination: 'ローマ' })).toEqual([]);
  });

  it.each([
    ['Łódź', 'Łódź'],
    ['Łódź', 'ŁÓDŹ'],
    ['Saint-Denis', 'saint-denis'],
  ])('T7: finds a row of format 1 from %s by %s, and a new one also by what people type', async (origin, typed) => {
    await toFormat1(await publish(world, journey(origin, 'Ulm', 1)));
    await publish(world, journey(origin, 'Ulm', 2));
    expect(await titlesOf({ origin: typed, destination: 'ulm' })).toEqual([`${origin}, day 1`, `${origin}, day 2`]);
  });

  it('finds a row of format 1 that lacks a mark only by the letters of its own key', async () => {
    const event = await publish(world, journey('Łódź', 'Ulm', 1));
    await toFormat1(event);
    expect(await titlesOf({ origin: 'lodz', destination: 'ulm' })).toEqual([]);
    await migrate(event);
    expect(await titlesOf({ origin: 'lodz', destination: 'ulm' })).toEqual(['Łódź, day 1']);
  });

  it('T9: whose name is too long for a key is refused, and a search for it finds nothing', async () => {
    const long = '\ufdfa'.repeat(100);
    const as = await world.person('organizer');
    const began = performance.now();
    for (const route of [
      { origin: long, destination: 'Ulm' },
      { origin: 'Ulm', destination: long },
    ]) {
      const { status, body } = await world.invoke<ProblemFields>('publish-event', { as, body: newEvent({ route }) });
      expect([status, body.code]).toEqual([400, 'validation-failed']);
    }
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await titlesOf({ origin: long, destination: 'Ulm' })).toEqual([]);
    expect(await titlesOf({ origin: long, destination: long })).toEqual([]);
    expect(await titlesOf({ service: long })).toEqual([]);
    expect(await titlesOf({ q: long })).toEqual([]);
  });

  it('of hundred characters of any script can be published and found', async () => {
    for (const letter of ['ह', '東', 'ẞ', 'ŉ', '각', 'ǰ']) {
      const name = letter.repeat(100);
      await publish(world, journey(name, name, 1));
      expect(await titlesOf({ origin: name, destination: name })).toEqual([`${name}, day 1`]);
    }
  });
});

it('T8: service LH 400 is found as LH400, lh-400 and LH 400 in full width', async () => {
  await publish(world, journey('Ulm', 'Rome', 1));
  for (const service of ['LH400', 'lh-400', 'ＬＨ　４００', 'LH\u00a0400']) {
    expect(await titlesOf({ service })).toEqual(['Ulm, day 1']);
  }
});

describe('pages over both formats', () => {
  const query = { origin: 'Saint-Denis', destination: 'Ulm' };
  const days = [1, 2, 3, 4, 5, 6];
  let events: Event[];
  const titles = days.map(day => `Saint-Denis, day ${day}`);
  beforeEach(async () => {
    events = [];
    for (const day of days) events.push(await publish(world, journey('Saint-Denis', 'Ulm', day)));
    for (const event of events.filter((_, i) => i % 2 === 0)) await toFormat1(event);
  });

  it('have every event once, in the order of the starts', async () => {
    expect(await titlesOf(query)).toEqual(titles);
    expect(await walk(query)).toEqual(titles);
  });

  it('have events of the same start once each', async () => {
    const same = [];
    for (let i = 0; i < 6; i++) same.push(await publish(world, journey('Saint-Denis', 'Ulm', 3)));
    for (const event of same.filter((_, i) => i % 2 === 0)) await toFormat1(event);
    expect((await walk(query)).toSorted()).toEqual([...titles, ...same.map(({ title }) => title)].toSorted());
  });

  it.each(days.map((_, i) => i))('lose and repeat nothing when event %i is migrated before any page', async which => {
    for (let at = 0; at <= days.length; at++) {
      for (const event of events.filter((_, i) => i % 2 === 0)) await toFormat1(event);
      const seen = await walk(query, async page => {
        if (page === at) await migrate(events[which] as Event);
      });
      expect(seen, `migrated before page ${at}`).toEqual(titles);
    }
  });

  it('lose and repeat nothing when an event is migrated between the two reads of a page', async () => {
    for (const [i, event] of events.entries()) {
      if (i % 2 === 1) continue;
      let queries = 0;
      world.faults.beforeRequests(async ({ name }) => {
        if (name !== 'QueryCommand') return;
        queries += 1;
        // Before the second read of the page on which the event is found.
        if (queries === 2 * i + 2) {
          queries += 100;
          await migrate(event);
        }
      });
      expect(await walk(query)).toEqual(titles);
      world.faults.clear();
    }
  });

  it('are one query where both formats have the same key', async () => {
    await publish(world, journey('Ulm', 'Rome', 1));
    elapsed += 10_000;
    world.faults.requests.length = 0;
    await search({ origin: 'ulm', destination: 'rome' });
    expect(world.faults.requests.map(({ name }) => name)).toEqual(['QueryCommand', 'BatchGetCommand']);
  });
});
