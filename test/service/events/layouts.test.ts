/**
 * Layouts as organizers describe and edit them: seats with a gap between them are never given as neighbours, and the seat map
 * shows the rows as they are drawn. S1 to S5 are the field cases.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Availability, Event, SeatMap } from '../../../lib/contract/events/responses.ts';
import type { NewSeatedSection } from '../../../lib/contract/events/section-requests.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { editUntilTimeout } from '../../support/edits.ts';
import { runJobs } from '../../support/import.ts';
import {
  type ApiResponse,
  edit,
  hold,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  seatIdsOf,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
let random = 0;
beforeEach(async () => {
  random = 0;
  world = await openWorld({ random: () => random });
  organizer = await world.person('organizer');
});

type Rows = NewSeatedSection['rows'];
const publishRows = (rows: Rows, more: Partial<NewEvent> = {}): Promise<Event> =>
  publish(world, { sections: [{ id: 'a', name: 'A', kind: 'seated', price: 100, rows }], ...more }, organizer);

const best = async ({ id }: Event, quantity: number): Promise<ApiResponse<Hold & ProblemFields>> =>
  world.invoke('place-hold', {
    as: await world.person(),
    key: newKey(),
    params: { eventId: id },
    body: { bestAvailable: { quantity, adjacent: true } },
  });

/** Asks for adjacent seats until there are none left, with another random number each time. Returns their labels. */
async function allBlocks(event: Event, quantity: number): Promise<string[]> {
  const blocks: string[] = [];
  for (;;) {
    random = (random + 0.37) % 1;
    const { status, body } = await best(event, quantity);
    if (status !== 201) {
      expect([status, body.code]).toEqual([409, 'no-adjacent-seats']);
      return blocks.sort();
    }
    blocks.push(labelsOf(body));
  }
}

const labelsOf = (held: Hold): string =>
  seatIdsOf(held)
    .map(seatId => seatId.slice('a/'.length))
    .join(' ');

const changeRows = async (event: Event, changes: Omit<NonNullable<EventChanges['sections']>[number], 'id'>) => {
  const { status, body } = await edit(world, organizer, event, { sections: [{ id: 'a', ...changes }] });
  expect([status, body.errors]).toEqual([200, undefined]);
};

const seatMapOf = async ({ id }: Event): Promise<SeatMap> =>
  (await world.invoke<SeatMap>('read-seats', { params: { eventId: id }, query: { fresh: 'true' } })).body;

/** The drawing of section `a` in the seat map: each row with its numbers, and a bar for each gap. */
const drawingOf = async (event: Event): Promise<string[]> => {
  const { sections } = await seatMapOf(event);
  return (sections[0]?.rows ?? []).map(
    ({ row, seats }) => `${row}: ${seats.map(({ number, afterGap }) => (afterGap ? `| ${number}` : number)).join(' ')}`,
  );
};

describe('best available', () => {
  it('S1: two entries of one row have a gap between them', async () => {
    const rows: Rows = [
      { row: 'B', from: 1, to: 3 },
      { row: 'B', from: 8, to: 10 },
    ];
    const event = await publishRows(rows);
    expect((await best(event, 4)).body.code).toBe('no-adjacent-seats');
    expect(await allBlocks(event, 3)).toEqual(['B-1 B-2 B-3', 'B-8 B-9 B-10']);
  });

  it('S1: a gap stays one where the numbers follow each other', async () => {
    const event = await publishRows([
      { row: 'B', from: 1, to: 3 },
      { row: 'B', from: 4, to: 6 },
    ]);
    expect((await best(event, 4)).body.code).toBe('no-adjacent-seats');
    expect(await drawingOf(event)).toEqual(['B: 1 2 3 | 4 5 6']);
  });

  it('S2: odd and even numbers in two entries are never a pair across them', async () => {
    const event = await publishRows([
      { row: 'C', from: 1, to: 23, step: 2 },
      { row: 'C', from: 2, to: 24, step: 2 },
    ]);
    const pairs = await allBlocks(event, 2);
    expect(pairs).toHaveLength(12);
    for (const pair of pairs) {
      const [one = 0, other = 0] = pair.split(' ').map(label => Number(label.slice(2)));
      expect(other - one, pair).toBe(2);
    }
  });

  it('S3: a removed seat leaves a gap', async () => {
    const event = await publishRows([{ row: 'A', count: 3 }]);
    await changeRows(event, { removeSeats: ['A-2'] });
    expect((await best(event, 2)).body.code).toBe('no-adjacent-seats');
    expect(await drawingOf(event)).toEqual(['A: 1 | 3']);
  });

  it.each<[string, Rows, string, string[]]>([
    ['of odd numbers', [{ row: 'A', from: 1, to: 9, step: 2 }], 'A-5', ['A-1 A-3', 'A-7 A-9']],
    ['of numbers downwards', [{ row: 'A', from: 5, to: 1 }], 'A-3', ['A-2 A-1', 'A-5 A-4']],
    ['of listed seats', [{ row: 'A', seats: ['1', '1C', '2'].map(number => ({ number })) }], 'A-1C', []],
    [
      'at the join of two entries',
      [
        { row: 'A', from: 3, to: 1, step: -2 },
        { row: 'A', from: 2, to: 4, step: 2, joined: true },
      ],
      'A-1',
      ['A-2 A-4'],
    ],
  ])('S3: a removed seat leaves a gap in a row %s', async (_name, rows, seat, pairs) => {
    const event = await publishRows(rows);
    await changeRows(event, { removeSeats: [seat] });
    expect(await allBlocks(event, 2)).toEqual(pairs);
  });

  it('S4: the middle of a row is its middle as listed, and joined entries are neighbours there', async () => {
    const event = await publishRows([
      { row: 'A', from: 25, to: 1, step: -2 },
      { row: 'A', from: 2, to: 26, step: 2, joined: true },
    ]);
    expect(await drawingOf(event)).toEqual(['A: 25 23 21 19 17 15 13 11 9 7 5 3 1 2 4 6 8 10 12 14 16 18 20 22 24 26']);
    random = 0.5;
    expect(labelsOf((await best(event, 2)).body)).toBe('A-1 A-2');
    // The other pairs are divided from the middle on.
    expect(await allBlocks(event, 2)).toContain('A-5 A-3');
  });
});

describe('an edit of rows', () => {
  it('S5: draws an added row where it says, and best available counts it there', async () => {
    const event = await publishRows(['A', 'C'].map(row => ({ row, count: 4 })));
    await changeRows(event, { addRows: [{ row: 'B', count: 4, after: 'A' }] });
    expect(await drawingOf(event)).toEqual(['A: 1 2 3 4', 'B: 1 2 3 4', 'C: 1 2 3 4']);
    expect(await fromTheFront(event)).toEqual(['A', 'B', 'C']);
  });

  it('S5: puts rows before others and beside rows of the same request, also where rows have several entries', async () => {
    const event = await publishRows([
      { row: 'A', count: 2 },
      { row: 'D', count: 4 },
      { row: 'A', from: 5, to: 6 },
    ]);
    await changeRows(event, {
      addRows: [
        { row: 'C', count: 4, before: 'D' },
        { row: 'B', from: 3, to: 1, step: -2, after: 'A' },
        { row: 'B', from: 2, to: 4, step: 2, joined: true },
        { row: 'E', count: 1 },
        { row: 'A', from: 7, to: 7 },
        { row: 'A', from: 8, to: 8, joined: true },
      ],
    });
    expect(await drawingOf(event)).toEqual(['A: 1 2 | 5 6 | 7 8', 'B: 3 1 2 4', 'C: 1 2 3 4', 'D: 1 2 3 4', 'E: 1']);
    expect(await fromTheFront(event)).toEqual(['B', 'C', 'D']);
  });

  it('puts seats next to others, and they can be held at once', async () => {
    const event = await publishRows([
      { row: 'A', name: 'Front row', count: 2 },
      { row: 'A', from: 5, to: 6 },
    ]);
    await changeRows(event, {
      addSeats: [
        { after: 'A-2', seats: [{ number: '3' }] },
        { before: 'A-1', seats: [{ number: '0', label: 'A-zero', access: 'wheelchair' }] },
      ],
    });
    expect(await drawingOf(event)).toEqual(['A: 0 1 2 3 | 5 6']);
    const [row] = (await seatMapOf(event)).sections[0]?.rows ?? [];
    expect(row?.name).toBe('Front row');
    expect(row?.seats[0]).toMatchObject({ label: 'A-zero', access: 'wheelchair', status: 'available' });
    await changeRows(event, { addSeats: [{ before: 'A-5', seats: [{ number: '4' }], joined: true }] });
    expect(await drawingOf(event)).toEqual(['A: 0 1 2 3 4 5 6']);
    expect((await hold(world, await world.person(), event, ['a/A-zero', 'a/A-3', 'a/A-4'])).status).toBe(201);
    const { body } = await world.invoke<Availability>('read-availability', {
      params: { eventId: event.id },
      query: { fresh: 'true' },
    });
    expect(body).toMatchObject({ total: 7, available: 4, held: 3, blocked: 0 });
  });

  it('removes seats, then adds rows, then adds seats beside any of them', async () => {
    const event = await publishRows([{ row: 'A', count: 4 }]);
    await changeRows(event, {
      addSeats: [
        { after: 'B-1', seats: [{ number: '1a' }] },
        { after: 'B-1a', seats: [{ number: '1b' }] },
        { after: 'A-1', seats: [{ number: '2new' }], joined: true },
      ],
      addRows: [{ row: 'B', count: 2, before: 'A' }],
      removeSeats: ['A-2'],
    });
    expect(await drawingOf(event)).toEqual(['B: 1 1a 1b 2', 'A: 1 2new 3 4']);
  });

  it('that is sent twice adds its seats once', async () => {
    const event = await publishRows([{ row: 'A', count: 2 }]);
    const changes = { addSeats: [{ after: 'A-2', seats: [{ number: '3' }] }] };
    await changeRows(event, changes);
    await changeRows(event, changes);
    expect(await drawingOf(event)).toEqual(['A: 1 2 3']);
  });

  it('that a function leaves unfinished is continued, with the seats that it adds', async () => {
    const event = await publishRows([{ row: 'A', count: 2 }]);
    const sections = [
      {
        id: 'a',
        addRows: [{ row: 'B', count: 1, before: 'A' }],
        addSeats: [{ after: 'A-1', seats: [{ number: '1a' }] }],
      },
    ];
    const { status } = await editUntilTimeout(world, organizer, event, { sections });
    expect(status).toBe(202);
    expect(await drawingOf(event)).toEqual(['A: 1 2']);
    expect(await runJobs(world)).toMatchObject({ finished: 1 });
    expect(await drawingOf(event)).toEqual(['B: 1', 'A: 1 1a 2']);
    expect((await hold(world, await world.person(), event, ['a/B-1', 'a/A-1a'])).status).toBe(201);
  });

  it('that changes only the price does not write the layout, so it may name any number of sections', async () => {
    const sections = Array.from({ length: 60 }, (_, i) => ({
      id: `s${i}`,
      name: `S${i}`,
      kind: 'seated' as const,
      price: 1,
      rows: [{ row: 'A', count: 1 }],
    }));
    const event = await publish(world, { sections }, organizer);
    const { status } = await edit(world, organizer, event, { sections: sections.map(({ id }) => ({ id, price: 2 })) });
    expect(status).toBe(200);
  });
});

/** Books the middle of the best row again and again. Returns the rows in the order in which they are given. */
async function fromTheFront(event: Event): Promise<string[]> {
  const rows: string[] = [];
  for (random = 0; ; ) {
    const { status, body } = await best(event, 4);
    if (status !== 201) return rows;
    rows.push(labelsOf(body).split('-')[0] ?? '');
  }
}
