/** Venue files: the example of the page can be published, a stadium fits, and faults are reported with their place. */

import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { SeedProgress } from '../../lib/cli/progress.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { importFile } from '../../lib/commands/seed-table.ts';
import { EventChanges } from '../../lib/contract/events/edit-requests.ts';
import { NewEvent } from '../../lib/contract/events/requests.ts';
import type { Event, SeatMap } from '../../lib/contract/events/responses.ts';
import { AddedRow, NewSection } from '../../lib/contract/events/section-requests.ts';
import { faultsOfEdit } from '../../lib/domain/event-edit-rules.ts';
import { editedEvent } from '../../lib/domain/event-edits.ts';
import { placesInAll } from '../../lib/domain/event-rules.ts';
import { seatedSections, seatsOf } from '../../lib/domain/layout.ts';
import { EVENT_BODY_BYTES_MAX } from '../../lib/domain/limits.ts';
import type { EventFacts, SeatedSection } from '../../lib/domain/model.ts';
import { faultsOfNewEvent } from '../../lib/domain/new-event-rules.ts';
import type { Import } from '../../lib/local/seed/import-event.ts';
import { importInto } from '../../lib/local/seed/seeding.ts';
import { readVenueFile } from '../../lib/local/seed/venue-file.ts';
import { LOCAL_IDENTITY, localTables } from '../../lib/local/settings.ts';
import { createStore } from '../../lib/table/store.ts';
import { connectTable } from '../../lib/table/table.ts';
import { eventDraftOf, eventEditOf } from '../../lib/usecases/events/event-requests.ts';
import { captureOutputOf } from '../support/captured-output.ts';
import { testEndpoint } from '../support/database.ts';
import { newEvent, newKey, openWorld, type ProblemFields, publish, START, type World } from '../support/world.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/venues.md'), 'utf8');
const [EXAMPLE = '', BLOCKS = '', CHANGES = ''] = [...PAGE.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => json);
const STADIUM = join(ROOT, 'docs/venues/stadium.json');

const folder = mkdtempSync(join(tmpdir(), 'holdfast-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function fileOf(content: unknown): string {
  files += 1;
  const file = join(folder, `venue-${files}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('the page about venue files', () => {
  it('shows an event that can be published, with the seats that it describes', () => {
    const event = NewEvent.parse(JSON.parse(EXAMPLE));
    expect(faultsOfNewEvent(eventDraftOf(event), START)).toEqual([]);
    expect(placesInAll(eventDraftOf(event))).toBe(12 + 10 + 24 + 2 + 150);
    const stalls = event.sections[0] as SeatedSection;
    const labels = [...seatsOf(stalls)].map(({ label }) => label);
    expect(labels.filter(label => label.startsWith('B'))).toEqual(
      [1, 2, 3, 4, 5, 8, 9, 10, 11, 12].map(number => `B-${number}`),
    );
    expect(labels.filter(label => label.startsWith('C')).slice(10, 14)).toEqual(['C-3', 'C-1', 'C-2', 'C-4']);
    const afterGaps = [...seatsOf(stalls)].filter(({ label, startsRun }) => startsRun && !/-(1|23)$/.test(label));
    expect(afterGaps.map(({ label }) => label)).toEqual(['B-8']);
    expect([...seatsOf(stalls)].slice(-2).map(({ rowName, access }) => [rowName, access])).toEqual([
      ['Beside the doors', 'wheelchair'],
      ['Beside the doors', 'companion'],
    ]);
    expect([...seatsOf(stalls)].find(({ label }) => label === 'B-8')?.attributes).toEqual({ view: 'restricted' });
    expect(labels.at(-1)).toBe('W-1-companion');
  });

  it('explains every field', () => {
    const sections = NewSection.def.options.flatMap(({ shape }) => Object.keys(shape));
    const rows = AddedRow.def.options.flatMap(({ shape }) => Object.keys(shape));
    const edits = ['removeRows', 'removeSeats', 'addRows', 'addSeats'];
    const fields = new Set([...Object.keys(NewEvent.shape), ...sections, ...rows, ...edits, 'number', 'label']);
    expect([...fields].filter(field => !PAGE.includes(`\`${field}\``))).toEqual([]);
  });
});

describe('the section with blocks on the page', () => {
  it('can be published', () => {
    const example = JSON.parse(EXAMPLE);
    const section = { name: 'Stalls', price: 1, ...JSON.parse(BLOCKS) };
    const draft = eventDraftOf(NewEvent.parse({ ...example, sections: [section] }));
    expect(faultsOfNewEvent(draft, START)).toEqual([]);
  });
});

describe('the changes of rows on the page', () => {
  it('can be made to the event that it shows, with the result that it describes', () => {
    const { event, sections } = eventDraftOf(NewEvent.parse(JSON.parse(EXAMPLE)));
    const facts = { event, sections } as unknown as EventFacts;
    const edit = eventEditOf(EventChanges.parse(JSON.parse(CHANGES)));
    expect(faultsOfEdit(facts, edit, START)).toEqual([]);
    const stalls = seatedSections(editedEvent(facts, edit))[0] as SeatedSection;
    const seats = [...seatsOf(stalls)];
    expect(seats.slice(0, 10).map(({ row }) => row)).toEqual(Array(10).fill('AA'));
    const afterGaps = seats.filter(({ startsRun, number }) => startsRun && !['1', '23'].includes(number));
    expect(afterGaps.map(({ label }) => label)).toEqual(['A-8']);
  });
});

describe('the theatre', () => {
  const THEATRE = join(ROOT, 'docs/venues/theatre.json');
  let world: World;
  let event: Event;
  let rows: SeatMap['sections'][number]['rows'];
  beforeAll(async () => {
    world = await openWorld();
    const file = await readVenueFile(THEATRE, START);
    expect(PAGE).toContain(`a city theatre of ${placesInAll(eventDraftOf(file))} places`);
    event = await publish(world, file);
    const { body } = await world.invoke<SeatMap>('read-seats', { params: { eventId: event.id } });
    rows = body.sections.flatMap(section => section.rows);
  });

  const best = async (bestAvailable: object) =>
    world.invoke<ProblemFields & { places: { seatId: string }[] }>('place-hold', {
      as: await world.person(),
      key: newKey(),
      params: { eventId: event.id },
      body: { bestAvailable },
    });
  const drawn = (label: string): string => {
    const { seats = [] } = rows.find(({ row }) => row === label) ?? {};
    return seats.map(({ number, afterGap, access }) => (afterGap ? '| ' : '') + number + (access?.[0] ?? '')).join(' ');
  };

  it('is drawn as the page draws it', () => {
    expect(drawn('A')).toBe('17 15 13 11 9 7 5 3 1 2 4 6 8 10 12 14 16 18');
    expect(drawn('H')).toBe('25 23 21 19 17 15 13 11 9 7 5 3 1 | 2 4 6 8 10 12 14 16 18 20 22 24 26');
    expect(drawn('M')).toBe(drawn('H'));
    expect(drawn('N')).toBe('25w 23c | 19 17 15 13 11 9 7 5 3 1 | 2 4 6 8 10 12 14 16 18 20 | 24c 26w');
    expect(drawn('Loge 3')).toBe('1 2 3 4');
    expect(drawn('6')).toBe('1 2 3 4 5 6 7 | 8 9 10 11 12 | 21 22 23 24 25 | 26 27 28 29 30 31 32');
    expect(rows.find(({ row }) => row === 'Königsloge')?.name).toBe('Royal box');
  });

  it('sells pairs as a box office would: the best ones in the front stalls, and never across a gap', async () => {
    const neighbours = new Set(
      rows.flatMap(({ seats }) =>
        seats.flatMap(({ seatId, afterGap, access }, i) => {
          const before = seats[i - 1];
          return before && !afterGap && !before.access && !access ? [`${before.seatId} ${seatId}`] : [];
        }),
      ),
    );
    const pairs: string[] = [];
    for (;;) {
      const { status, body } = await best({ quantity: 2, adjacent: true });
      if (status !== 201) break;
      pairs.push(body.places.map(({ seatId }) => seatId).join(' '));
    }
    expect(pairs[0]).toMatch(/^stalls\/[A-C]-[1-8] stalls\/[A-C]-[1-8]$/);
    expect(pairs.filter(pair => !neighbours.has(pair))).toEqual([]);
    expect(pairs.map(pair => pair.split('/')[0]).filter((id, i, all) => id !== all[i - 1])).toEqual([
      'stalls',
      'boxes',
      'rear-stalls',
      'balcony',
      'slips',
    ]);
    const together = { quantity: 2, adjacent: true, access: { wheelchair: 1, companion: 1 } };
    const given = [await best(together), await best(together), await best(together)];
    expect(given.map(({ status }) => status)).toEqual([201, 201, 409]);
    const seatIds = given.slice(0, 2).map(({ body }) =>
      body.places
        .map(({ seatId }) => seatId)
        .sort()
        .join(' '),
    );
    expect(seatIds.sort()).toEqual(['rear-stalls/N-23 rear-stalls/N-25', 'rear-stalls/N-24 rear-stalls/N-26']);
  });
});

describe('the stadium', () => {
  it('can be published, is as large as the page says, and fits into a request', async () => {
    const event = await readVenueFile(STADIUM, START);
    const bytes = readFileSync(STADIUM).length;
    expect(PAGE).toContain(
      `${placesInAll(eventDraftOf(event)).toLocaleString('en')} places in ${event.sections.length} sections`,
    );
    expect(PAGE).toContain(`and ${Math.round(bytes / 1000)} KB`);
    expect(bytes).toBeLessThan(60_000);
    const standing = eventDraftOf(event).sections.filter(({ kind }) => kind === 'area');
    expect(placesInAll({ sections: standing })).toBe(9_900);
    const seats = event.sections.flatMap(section =>
      section.kind === 'seated' ? [...seatsOf(section as SeatedSection)] : [],
    );
    const forAccess = (kind: string) => seats.filter(({ access }) => access === kind).length;
    expect([forAccess('wheelchair'), forAccess('companion')]).toEqual([60, 60]);
    expect(seats.filter(({ attributes }) => attributes?.view !== undefined)).toHaveLength(288);
    // Only attributes change within a row of a block.
    expect(seats.filter(({ startsRun, number }) => startsRun && number !== '1')).toEqual([]);
  });

  it('can be sent to the API as it is', async () => {
    const world = await openWorld();
    const body = readFileSync(STADIUM, 'utf8');
    const answer = await world.invoke<Event>('publish-event', { as: await world.person('organizer'), body });
    expect([answer.status, answer.body.status]).toEqual([202, 'preparing']);
  });

  it('is far below the limit, and so is the largest event of counted rows', () => {
    const sections = Array.from({ length: 200 }, (_, i) => ({
      id: `block-${i}`,
      name: `Block ${i}`,
      kind: 'seated' as const,
      price: 5_000,
      rows: Array.from({ length: 25 }, (_, row) => ({ row: String(row + 1), count: 20 })),
    }));
    const event = NewEvent.parse(newEvent({ sections }));
    expect([placesInAll(eventDraftOf(event)), faultsOfNewEvent(eventDraftOf(event), START)]).toEqual([100_000, []]);
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(EVENT_BODY_BYTES_MAX / 4);
  });
});

describe('rows', () => {
  const eventOf = (...rows: object[]) => newEvent({ sections: [{ ...SECTION, rows }] as never });
  const SECTION = { id: 'a', name: 'A', kind: 'seated', price: 1 };

  it.each<[string, object[], string]>([
    [
      'count away from their end',
      [{ row: 'A', from: 5, to: 4, step: 1 }],
      'sections.0.rows.0.step: must lead from `from` to `to`: positive upwards, negative downwards',
    ],
    ['have a step of zero', [{ row: 'A', from: 1, to: 4, step: 0 }], 'sections.0.rows.0.step'],
    [
      'are described in no valid way',
      [{ row: 'A', cuont: 5 }],
      'sections.0.rows.0: unknown field "cuont"\n  sections.0.rows.0: must have count, or from and to, or seats',
    ],
    [
      'are described twice',
      [{ row: 'A', count: 5, from: 1, to: 2 }],
      'sections.0.rows.0: send either count or from and to',
    ],
    [
      'overlap',
      [
        { row: 'A', count: 5 },
        { row: 'A', from: 5, to: 6 },
      ],
      'sections.0.rows.1: there are two seats a/A-5',
    ],
  ])('that %s are reported with their place', async (_name, rows, fault) => {
    await expect(readVenueFile(fileOf(eventOf(...rows)), START)).rejects.toThrow(fault);
  });
});

describe('a file that cannot be imported', () => {
  const read = (file: string, startsAt?: string) => readVenueFile(file, START, startsAt);

  it('is missing, or is no file', async () => {
    await expect(read(join(folder, 'none.json'))).rejects.toThrow(`There is no file ${join(folder, 'none.json')}.`);
    await expect(read(folder)).rejects.toThrow('cannot be read (EISDIR)');
  });

  it.each([
    ['{"a": 1,\n "b" 2}', "Expected ':' after property name, at line 2, column 6"],
    ['{\n"a": 1', 'at line 2, column 7'],
    ['', 'Unexpected end of JSON input, at line 1, column 1'],
    ['{\n  "kind": concert\n}', "Unexpected token 'c', at line 2, column 11"],
    ['{"title": "x\ny"}', 'Bad control character in string literal, at line 1, column 13'],
    ['{}\n\nx', 'Unexpected non-whitespace character after JSON, at line 3, column 1'],
  ])('is not JSON: %j', async (text, reason) => {
    const file = fileOf(text);
    const error = await read(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(new RegExp(`^${file} is not JSON: `));
    expect((error as Error).message).toContain(reason);
  });

  it('has the wrong form: every fault is listed with its path', async () => {
    const error = await read(fileOf(newEvent({ currency: 'euro', title: undefined, seats: [] } as never))).catch(
      thrown => thrown,
    );
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error.message).split('\n').slice(1).sort()).toEqual([
      '  currency: must be the three capital letters of a currency of ISO 4217, such as EUR',
      '  the event: unknown field "seats"',
      '  title: is missing',
    ]);
    const many = newEvent({ sections: [{ id: 'a', name: 'A', kind: 'seated', price: 1, rows: Array(50).fill({}) }] });
    await expect(read(fileOf(many))).rejects.toThrow('  and 80 more');
  });

  it('has an event that is over, unless it is moved', async () => {
    const file = fileOf(
      newEvent({
        startsAt: '2026-01-01T10:00:00Z',
        endsAt: '2026-01-01T12:00:00Z',
        salesCloseAt: '2026-01-01T09:00:00Z',
      }),
    );
    await expect(read(file)).rejects.toThrow(
      `The event in ${file} started at 2026-01-01T10:00:00Z. Change its startsAt, or move it with --starts-at <time>.`,
    );
    expect(await read(file, '2027-06-01T20:00:00Z')).toMatchObject({
      startsAt: '2027-06-01T20:00:00.000Z',
      endsAt: '2027-06-01T22:00:00.000Z',
      salesCloseAt: '2027-06-01T19:00:00.000Z',
    });
    await expect(read(file, 'tomorrow')).rejects.toThrow('--starts-at must be a time such as');
  });
});

describe('importing', () => {
  const event = NewEvent.parse(JSON.parse(EXAMPLE));
  const open = async () => {
    const world = await openWorld();
    const shown: SeedProgress[] = [];
    const run = (imported: Import, isOnDisk = false) =>
      importInto(world.connection, { gathering: isOnDisk ? 'transactions' : undefined }, imported, progress =>
        shown.push({ ...progress }),
      );
    return { world, shown, run };
  };

  test('publishes the whole event once for each organizer, and shows its progress', async () => {
    const { world, shown, run } = await open();
    const id = await run({ event });
    const facts = await world.service.dependencies.store.readEvent(id ?? '');
    expect(facts?.event).toMatchObject({ title: event.title, state: 'published' });
    expect(shown.at(-1)).toEqual({ title: event.title, places: 198, placesTotal: 198 });
    expect(await run({ event })).toBeUndefined();
    const other = await world.person('organizer');
    const organizer = `${other.userId}@holdfast.example`;
    const own = await run({ event, organizer }, true);
    expect((await world.service.dependencies.store.readEvent(own ?? ''))?.event.organizerId).toBe(other.userId);
    expect(await run({ event: { ...event, title: 'Another evening' } })).toBeDefined();
  });

  test('knows an event in UTC that an earlier version, without time zones, has imported', async () => {
    const { world, run } = await open();
    const inUtc = { ...event, timeZone: 'UTC' };
    await run({ event: inUtc });
    const { timeZone: _none, ...asBefore } = inUtc;
    const { store, accounts } = world.service.dependencies;
    const organizer = await accounts.readByEmail('organizer@holdfast.example');
    const digest = hash('sha256', JSON.stringify(asBefore), 'base64url');
    expect(await store.hasUniqueName(`import/${organizer?.id}/${digest}`)).toBe(true);
    expect(await run({ event: { ...inUtc, timeZone: 'Europe/Rome' } })).toBeDefined();
  });

  test('needs an account that may have events', async () => {
    const { world, run } = await open();
    await expect(run({ event, organizer: 'nobody@holdfast.example' })).rejects.toThrow(
      'There is no account nobody@holdfast.example. Register it first',
    );
    const { userId } = await world.person('admin');
    expect(await run({ event, organizer: `${userId}@holdfast.example` })).toBeDefined();
    await run({ event });
    await expect(run({ event, organizer: 'alice@holdfast.example' })).rejects.toThrow(
      'alice@holdfast.example has the role customer, not organizer. Give it the role: npm run grant-role',
    );
  });

  test('from a file prints what it did, or that it was done before', async () => {
    const file = fileOf(EXAMPLE);
    const variables = { DYNAMODB_ENDPOINT: await testEndpoint(), HOLDFAST_TABLE: 'imported' };
    const { lines } = await captureOutputOf(() => importFile(file, {}, variables));
    const [, id = ''] =
      /^Published "An evening of strings" with 198 places in 2 sections as (evt_\w+)\.\n$/.exec(lines.at(-1) ?? '') ??
      [];
    const clock = { pause: async () => {}, random: () => 0.5, stopwatch: () => 0, token: () => 'none' };
    const table = connectTable(
      { tables: localTables(variables), endpoint: variables.DYNAMODB_ENDPOINT, ...LOCAL_IDENTITY },
      clock,
    );
    expect((await createStore(table).readEvent(id))?.sections).toHaveLength(2);
    const again = await captureOutputOf(() => importFile(file, {}, variables));
    expect(again.lines.at(-1)).toContain('was imported into imported before. Nothing was added.');
  });

  test('needs an organizer outside of test stages, whatever the operator says, and a table that answers', async () => {
    const file = fileOf(EXAMPLE);
    const namesOfProd = { HOLDFAST_TABLE: 'S', HOLDFAST_ACCOUNTS_TABLE: 'A', HOLDFAST_JOURNAL_TABLE: 'J' };
    const aws = { ...namesOfProd, HOLDFAST_STAGE_KIND: 'test' };
    await expect(importFile(file, {}, aws)).rejects.toThrow('The event needs an organizer.');
    const local = { DYNAMODB_ENDPOINT: await testEndpoint(), HOLDFAST_TABLE: 'imported-prod' };
    await expect(importFile(file, { organizer: 'me@holdfast.example' }, local)).rejects.toThrow('There is no account');
    const nothing = importFile(file, {}, { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' });
    await expect(nothing).rejects.toThrow('No DynamoDB answers at DYNAMODB_ENDPOINT http://127.0.0.1:1');
  });
});
