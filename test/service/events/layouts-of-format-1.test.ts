/**
 * Events whose layouts or jobs were stored by an older version, which had no gaps in layouts. They are read with their gaps, sold,
 * edited, and written in the present format by the next edit.
 */
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event, SeatMap } from '../../../lib/contract/events/responses.ts';
import type { NewSeatedSection } from '../../../lib/contract/events/section-requests.ts';
import { NO_EDIT } from '../../../lib/domain/event-edits.ts';
import type { LeasedEdit } from '../../../lib/domain/event-jobs.ts';
import { seatedSections, seatsOf } from '../../../lib/domain/layout.ts';
import { LAYOUTS_PER_EDIT_MAX } from '../../../lib/domain/limits.ts';
import type { LayoutRow } from '../../../lib/domain/model.ts';
import { eventJobKey, sectionKey } from '../../../lib/table/keys.ts';
import { runEdit } from '../../../lib/usecases/events/run-edit.ts';
import { editUntilTimeout } from '../../support/edits.ts';
import { publishLargeEvent, runJobs } from '../../support/import.ts';
import {
  edit,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
});

type Rows = NewSeatedSection['rows'];
const section = (id: string, rows: Rows): NewEvent['sections'][number] => ({
  id,
  name: id,
  kind: 'seated',
  price: 100,
  rows,
});
const listed = (...numbers: number[]): LayoutRow => ({ row: 'A', seats: numbers.map(n => ({ number: String(n) })) });

/** Stores a layout as the older version did, and lets the caches of the event expire. */
async function storeInFormat1({ id }: Event, sectionId: string, rows?: LayoutRow[]): Promise<void> {
  await world.table.documents.send(
    new UpdateCommand({
      TableName: world.table.name,
      Key: sectionKey(id, sectionId),
      UpdateExpression: rows ? 'SET #rows = :rows REMOVE #format' : 'REMOVE #format',
      ExpressionAttributeNames: { '#format': 'format', ...(rows && { '#rows': 'rows' }) },
      ...(rows && { ExpressionAttributeValues: { ':rows': rows } }),
    }),
  );
  world.now += MINUTE;
}

const storedJob = async ({ id }: Event) =>
  (await world.table.documents.send(new GetCommand({ TableName: world.table.name, Key: eventJobKey(id) }))).Item;
const storedLayout = async ({ id }: Event, sectionId: string) =>
  (await world.table.documents.send(new GetCommand({ TableName: world.table.name, Key: sectionKey(id, sectionId) })))
    .Item;

const publishRows = (rows: Rows): Promise<Event> => publish(world, { sections: [section('a', rows)] }, organizer);
const publishStored = async (rows: LayoutRow[]): Promise<Event> => {
  const event = await publishRows(rows as Rows);
  await storeInFormat1(event, 'a', rows);
  return event;
};

const best = async ({ id }: Event, quantity: number) =>
  world.invoke<ProblemFields & { places: { seatId: string }[] }>('place-hold', {
    as: await world.person(),
    key: newKey(),
    params: { eventId: id },
    body: { bestAvailable: { quantity, adjacent: true } },
  });
const pairsOf = async (event: Event): Promise<string[]> => {
  const pairs: string[] = [];
  for (;;) {
    const { status, body } = await best(event, 2);
    if (status !== 201) return pairs.sort();
    pairs.push(body.places.map(({ seatId }) => seatId).join(' '));
  }
};
const drawingOf = async ({ id }: Event): Promise<string[]> => {
  const { body } = await world.invoke<SeatMap>('read-seats', { params: { eventId: id }, query: { fresh: 'true' } });
  return (body.sections[0]?.rows ?? []).map(
    ({ row, seats }) => `${row}: ${seats.map(({ number, afterGap }) => (afterGap ? `| ${number}` : number)).join(' ')}`,
  );
};
const isStoredInFormat1 = async ({ id }: Event): Promise<boolean[]> => {
  const facts = await world.service.dependencies.store.readEvent(id);
  return facts ? seatedSections(facts).map(own => own.isStoredInFormat1 === true) : [];
};

describe('a layout of format 1', () => {
  it.each<[string, LayoutRow[], string[]]>([
    ['of a row that had lost its middle seat', [listed(1, 3)], []],
    ['of a row of odd numbers that had lost a seat', [listed(1, 3, 7, 9)], []],
    ['of a longer row that had lost a seat', [listed(1, 2, 4, 5, 6)], ['a/A-1 a/A-2', 'a/A-4 a/A-5']],
    [
      'of odd and even numbers',
      [
        { row: 'A', from: 1, to: 3, step: 2 },
        { row: 'A', from: 2, to: 4, step: 2 },
      ],
      ['a/A-1 a/A-3', 'a/A-2 a/A-4'],
    ],
  ])('S3: %s never gives a pair across a gap', async (_name, rows, pairs) => {
    expect(await pairsOf(await publishStored(rows))).toEqual(pairs);
  });

  it('S3: keeps its gaps when seats are removed and added, and is then stored in the present format', async () => {
    const event = await publishStored([listed(1, 2, 4, 5, 6)]);
    expect(await isStoredInFormat1(event)).toEqual([true]);
    const changes = { removeSeats: ['A-5'], addSeats: [{ after: 'A-2', seats: [{ number: '3' }] }] };
    expect((await edit(world, organizer, event, { sections: [{ id: 'a', ...changes }] })).status).toBe(200);
    expect(await drawingOf(event)).toEqual(['A: 1 2 3 | 4 | 6']);
    expect(await isStoredInFormat1(event)).toEqual([false]);
    expect((await storedLayout(event, 'a'))?.format).toBe(2);
  });

  it('is written anew by any edit, with the same seats in the same order', async () => {
    const event = await publishStored([listed(1, 2, 4), { row: 'B', count: 2 }, { row: 'A', from: 8, to: 9 }]);
    const seats = async () => {
      const facts = await world.service.dependencies.store.readEvent(event.id);
      return facts ? seatedSections(facts).flatMap(own => [...seatsOf(own)]) : [];
    };
    const [before, drawn] = [await seats(), await drawingOf(event)];
    expect((await edit(world, organizer, event, { title: 'Renamed' })).status).toBe(200);
    expect(await storedLayout(event, 'a')).toMatchObject({ format: 2, rows: [listed(1, 2), listed(4), {}, {}] });
    expect(await seats()).toEqual(before);
    expect(drawn).toEqual(['A: 1 2 | 4 | 8 9', 'B: 1 2']);
    expect(await drawingOf(event)).toEqual(drawn);
  });

  it('is written anew by an edit that changes nothing, as many of them at once as one edit may change', async () => {
    const more = 3;
    const ids = Array.from({ length: LAYOUTS_PER_EDIT_MAX + more }, (_, i) => `s${i}`);
    const event = await publish(world, { sections: ids.map(id => section(id, [{ row: 'A', count: 1 }])) }, organizer);
    for (const id of ids) await storeInFormat1(event, id);
    const old = async () => (await isStoredInFormat1(event)).filter(is => is).length;
    expect(await old()).toBe(ids.length);
    await editNothing(event);
    expect(await old()).toBe(more);
    await editNothing(event);
    expect(await old()).toBe(0);
  });
});

async function editNothing({ id }: Event): Promise<void> {
  const { dependencies } = world.service;
  const origin = { at: world.now, actor: 'system', requestId: 'upgrade' };
  const job = { does: 'edit' as const, id: 'edt_nothing', edit: NO_EDIT, digest: 'nothing', origin };
  const entries = await dependencies.edits.readEntries(id);
  const leased = await dependencies.edits.begin(id, job, { now: world.now, leaseOf: newKey(), entries });
  expect(await runEdit(dependencies, world.call(), leased as LeasedEdit, () => 1)).toEqual({ is: 'done' });
}

describe('an edit that the older version began', () => {
  it('adds its rows with their gaps', async () => {
    const event = await publishRows([{ row: 'A', count: 2 }]);
    const rows = [{ ...listed(1, 2, 4), row: 'B' }];
    const changes = {
      sections: [{ id: 'a', addRows: rows as Rows }],
      addSections: [section('b', [listed(1, 3)] as Rows)],
    };
    expect((await editUntilTimeout(world, organizer, event, changes)).status).toBe(202);
    await world.table.documents.send(
      new UpdateCommand({
        TableName: world.table.name,
        Key: eventJobKey(event.id),
        UpdateExpression: 'REMOVE #work.#edit.#format',
        ConditionExpression: '#work.#edit.#format = :format',
        ExpressionAttributeNames: { '#work': 'work', '#edit': 'edit', '#format': 'format' },
        ExpressionAttributeValues: { ':format': 2 },
      }),
    );
    expect(await runJobs(world)).toMatchObject({ finished: 1 });
    expect(await drawingOf(event)).toEqual(['A: 1 2', 'B: 1 2 | 4']);
    expect(await storedLayout(event, 'b')).toMatchObject({ format: 2, rows: [listed(1), listed(3)] });
    const entries = await world.service.dependencies.store.readJournal(event.id);
    expect(entries.at(-1)?.edit?.sections[0]?.addRows).toEqual([
      { ...listed(1, 2), row: 'B' },
      { ...listed(4), row: 'B' },
    ]);
  });
});

describe('an import that the older version began', () => {
  it('is continued where it stopped, and writes every place', async () => {
    const numbers = Array.from({ length: 600 }, (_, i) => 3 * i + (i % 3));
    const list = listed(...numbers);
    const standing = { id: 'standing', name: 'S', kind: 'area' as const, price: 1, capacity: 10_001 };
    const event = await publishLargeEvent(world, { sections: [section('a', [list] as Rows), standing] });
    let left = 24;
    expect(await runJobs(world, () => left--)).toMatchObject({ unfinished: 1 });
    await storeInFormat1(event, 'a', [list]);
    const { store } = world.service.dependencies;
    const facts = await store.readEvent(event.id);
    if (!facts) throw new Error('the event is missing');
    // A section of 600 seats has 24 batches, and the area 9.
    expect((await storedJob(event))?.work).toMatchObject({ does: 'prepare', progress: { done: 20, of: 33 } });
    expect((await store.readSeats(facts)).size).toBeLessThan(numbers.length);
    expect(seatedSections(facts)[0]?.rows.length).toBeGreaterThan(1);
    expect(await runJobs(world)).toMatchObject({ finished: 1 });
    expect([...(await store.readSeats(facts)).keys()].sort()).toEqual(numbers.map(n => `a/A-${n}`).sort());
  });
});
