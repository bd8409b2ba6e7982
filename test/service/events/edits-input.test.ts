/** Invalid edits: the response names each wrong part of the body, and nothing is changed. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { EDIT_BODY_BYTES_MAX, LAYOUTS_PER_EDIT_MAX } from '../../../lib/domain/limits.ts';
import { readEventRows } from '../../support/edits.ts';
import {
  edit,
  MINUTE,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  START,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
let event: Event;
beforeAll(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await publish(
    world,
    {
      sections: [
        { id: 'a', name: 'A', kind: 'seated', price: 100, rows: ['A', 'B'].map(row => ({ row, count: 3 })) },
        { id: 'b', name: 'B', kind: 'seated', price: 100, rows: [{ row: 'A', count: 3 }] },
        { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 100 },
      ],
    },
    organizer,
  );
});

const at = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();
const seated = (id: string, rows: unknown[] = [{ row: 'A', count: 1 }]) => ({
  id,
  name: id,
  kind: 'seated',
  price: 1,
  rows,
});
const many = <Value>(count: number, make: (i: number) => Value): Value[] =>
  Array.from({ length: count }, (_, i) => make(i));
const a = (changes: object) => ({ sections: [{ id: 'a', ...changes }] });
const row = { row: 'C', count: 1 };

/** The name of each invalid edit, its body, and the paths of its errors. */
const INVALID: [string, unknown, string[]][] = [
  ['no changes', {}, ['body']],
  ['an array', [], ['body']],
  ['an unknown field', { colour: 'red' }, ['body']],
  [
    'wrong types',
    { title: 1, venue: [], startsAt: 0, holdSeconds: '60' },
    ['body.title', 'body.venue', 'body.startsAt', 'body.holdSeconds'],
  ],
  [
    'other types for lists',
    { sections: {}, blockSeats: 'a/A-1', removeSections: null },
    ['body.sections', 'body.blockSeats', 'body.removeSections'],
  ],
  [
    'empty lists',
    { sections: [], addSections: [], removeSections: [], blockSeats: [], unblockSeats: [] },
    ['body.sections', 'body.addSections', 'body.removeSections', 'body.blockSeats', 'body.unblockSeats'],
  ],
  ['an unknown status', { status: 'deleted' }, ['body.status']],
  ['a status and other changes', { status: 'closed', sections: [{ id: 'a', price: 1 }] }, ['body.status']],
  ['an unknown kind', { kind: 'opera' }, ['body.kind']],
  [
    'a section twice',
    {
      sections: [
        { id: 'a', price: 1 },
        { id: 'a', price: 2 },
      ],
    },
    ['body.sections'],
  ],
  ['a section to be removed twice', { removeSections: ['a', 'a'] }, ['body.removeSections']],
  ['a seat twice', { blockSeats: ['a/A-1', 'a/A-1'] }, ['body.blockSeats']],
  ['a row twice', a({ removeRows: ['A', 'A'] }), ['body.sections.0.removeRows']],
  [
    'ids that are properties of every object',
    {
      sections: [{ id: 'constructor', price: 1 }],
      removeSections: ['toString'],
      blockSeats: ['a/constructor', '__proto__/A-1'],
    },
    ['body.sections.0.id', 'body.removeSections.0', 'body.blockSeats.0', 'body.blockSeats.1'],
  ],
  ['an attribute named __proto__', '{"sections":[{"id":"a","attributes":{"__proto__":"x"}}]}', ['body']],
  ['a capacity of zero', { sections: [{ id: 'standing', capacity: 0 }] }, ['body.sections.0.capacity']],
  ['a negative capacity', { sections: [{ id: 'standing', capacity: -5 }] }, ['body.sections.0.capacity']],
  ['a fractional capacity', { sections: [{ id: 'standing', capacity: 1.5 }] }, ['body.sections.0.capacity']],
  ['a capacity of 100,000 beside seats', { sections: [{ id: 'standing', capacity: 100_000 }] }, ['body.sections']],
  ['a negative price', a({ price: -1 }), ['body.sections.0.price']],
  ['the capacity of a seated section', a({ capacity: 7 }), ['body.sections.0.capacity']],
  [
    'rows of an area',
    { sections: [{ id: 'standing', addRows: [row], removeSeats: ['A-1'] }] },
    ['body.sections.0.addRows', 'body.sections.0.removeSeats'],
  ],
  ['to remove an unknown row', a({ removeRows: ['B', 'Z'] }), ['body.sections.0.removeRows.1']],
  ['to remove an unknown seat', a({ removeSeats: ['A-1', 'A-9'] }), ['body.sections.0.removeSeats.1']],
  [
    'to block and unblock unknown seats',
    { blockSeats: ['a/A-1', 'a/A-9', 'standing/1', 'aA-1'], unblockSeats: ['x'] },
    ['body.blockSeats.1', 'body.blockSeats.2', 'body.blockSeats.3', 'body.unblockSeats.0'],
  ],
  ['to add an existing row', a({ addRows: [row, { row: 'A', count: 1 }] }), ['body.sections.0.addRows.1']],
  ['to add the same row twice', a({ addRows: [row, row] }), ['body.sections.0.addRows.1']],
  [
    'to remove and add the same seats',
    a({ removeRows: ['A'], addRows: [row, { row: 'A', count: 3 }] }),
    ['body.sections.0.addRows.1'],
  ],
  [
    'to block a seat that it removes',
    { ...a({ removeRows: ['A'] }), blockSeats: ['a/B-1', 'a/A-2'] },
    ['body.blockSeats.1'],
  ],
  [
    'to unblock a seat that it removes',
    { ...a({ removeSeats: ['A-2'] }), unblockSeats: ['a/A-2'] },
    ['body.unblockSeats.0'],
  ],
  [
    'to unblock a seat whose section it removes',
    { removeSections: ['b'], unblockSeats: ['b/A-2'] },
    ['body.unblockSeats.0'],
  ],
  ['to block and unblock a seat', { blockSeats: ['a/A-1'], unblockSeats: ['a/A-2', 'a/A-1'] }, ['body.unblockSeats.1']],
  [
    'to change a section that it removes',
    {
      removeSections: ['a'],
      sections: [
        { id: 'b', price: 1 },
        { id: 'a', price: 1 },
      ],
    },
    ['body.sections.1.id'],
  ],
  ['to leave a section without seats', a({ removeRows: ['A', 'B'] }), ['body.sections.0']],
  ['to leave an event without sections', { removeSections: ['a', 'b', 'standing'] }, ['body.removeSections']],
  ['to add an existing section', { addSections: [seated('c'), seated('a')] }, ['body.addSections.1.id']],
  [
    'to remove and add the same section',
    { removeSections: ['a'], addSections: [seated('a')] },
    ['body.addSections.0.id'],
  ],
  ['to add two sections with one id', { addSections: [seated('c'), seated('c')] }, ['body.addSections.1.id']],
  [
    'to add a section with the same seat twice',
    { addSections: [seated('c'), seated('d', [row, row])] },
    ['body.addSections.1.rows.1'],
  ],
  [
    'too many sections',
    { addSections: many(198, i => ({ id: `s${i}`, name: 'S', kind: 'area', price: 1, capacity: 1 })) },
    ['body.addSections'],
  ],
  ['too many places', a({ addRows: many(100, i => ({ row: `R${i}`, count: 100_000 })) }), ['body.sections']],
  [
    'seats of too many sections',
    { addSections: many(LAYOUTS_PER_EDIT_MAX + 1, i => seated(`s${i}`)) },
    ['body.sections'],
  ],
  [
    'rows beside unknown rows, beside themselves, and on two sides',
    a({
      addRows: [
        { ...row, after: 'Z' },
        { row: 'D', count: 1, before: 'D' },
        { row: 'E', count: 1, after: 'F' },
        { row: 'F', count: 1 },
      ],
    }),
    ['body.sections.0.addRows.0.after', 'body.sections.0.addRows.1.before', 'body.sections.0.addRows.2.after'],
  ],
  [
    'a row after and before others',
    a({ addRows: [{ ...row, after: 'A', before: 'B' }] }),
    ['body.sections.0.addRows.0'],
  ],
  [
    'a place for an existing row, and two for a new one',
    a({
      addRows: [
        { row: 'A', from: 4, to: 5, before: 'B' },
        { ...row, after: 'A' },
        { row: 'C', from: 2, to: 3, after: 'B' },
      ],
    }),
    ['body.sections.0.addRows.0.before', 'body.sections.0.addRows.2.after'],
  ],
  [
    'rows beside rows that it removes, whole or seat by seat',
    a({
      removeRows: ['A'],
      removeSeats: ['B-1', 'B-2', 'B-3'],
      addRows: [
        { ...row, after: 'A' },
        { row: 'D', count: 1, before: 'B' },
      ],
    }),
    ['body.sections.0.addRows.0.after', 'body.sections.0.addRows.1.before'],
  ],
  [
    'seats beside no seat, and beside two',
    a({
      addSeats: [
        { seats: [{ number: '9' }] },
        { after: 'A-1', before: 'A-2', seats: [{ number: '9' }] },
        { after: 'A-1', seats: [] },
      ],
    }),
    ['body.sections.0.addSeats.0', 'body.sections.0.addSeats.1', 'body.sections.0.addSeats.2.seats'],
  ],
  [
    'seats beside unknown and removed ones, and beside seats that come later',
    a({
      removeRows: ['B'],
      removeSeats: ['A-2'],
      addSeats: [
        { after: 'A-4', seats: [{ number: '9' }] },
        { before: 'A-2', seats: [{ number: '9' }] },
        { after: 'B-1', seats: [{ number: '9' }] },
        { after: 'A-11', seats: [{ number: '10' }] },
        { after: 'A-1', seats: [{ number: '11' }] },
      ],
    }),
    [0, 1, 2, 3].map(i => `body.sections.0.addSeats.${i}.${i === 1 ? 'before' : 'after'}`),
  ],
  [
    'to remove a seat and add it again beside another',
    a({ removeSeats: ['A-2'], addSeats: [{ after: 'A-1', seats: [{ number: '2' }] }] }),
    ['body.sections.0.addSeats.0'],
  ],
  [
    'to add an existing seat beside another',
    a({ addSeats: [{ after: 'A-1', seats: [{ number: '3' }] }] }),
    ['body.sections.0.addSeats.0.seats.0'],
  ],
  [
    'more seats beside others than an edit may name',
    a({
      addSeats: [500, 501].map(count => ({ after: 'A-1', seats: many(count, i => ({ number: `${count}.${i}` })) })),
    }),
    ['body.sections.0.addSeats'],
  ],
  [
    'seats of an area',
    { sections: [{ id: 'standing', addSeats: [{ after: 'A-1', seats: [{ number: '9' }] }] }] },
    ['body.sections.0.addSeats'],
  ],
  ['an end before the start', { endsAt: at(-1) }, ['body.endsAt']],
  ['a start in the past', { startsAt: at(-1) }, ['body.startsAt']],
  ['a start after the end', { startsAt: at(31 * 24 * 60) }, ['body.startsAt']],
  ['a start more than 31 days before the end', { startsAt: at(1), endsAt: at(31 * 24 * 60 + 2) }, ['body.endsAt']],
  ['sales that close after the start', { salesCloseAt: at(31 * 24 * 60) }, ['body.salesCloseAt']],
  ['sales that open when they close', { salesOpenAt: at(5), salesCloseAt: at(5) }, ['body.salesOpenAt']],
  [
    'malformed times',
    { startsAt: '2027-02-30T00:00:00Z', salesCloseAt: 'tomorrow' },
    ['body.startsAt', 'body.salesCloseAt'],
  ],
  ['limits out of range', { placesPerHoldMax: 41, holdSeconds: 0 }, ['body.placesPerHoldMax', 'body.holdSeconds']],
  ['too many seats', { blockSeats: many(1_001, i => `a/A-${i}`) }, ['body.blockSeats']],
];

describe('an invalid edit', () => {
  it.each(INVALID)('is refused with its paths: %s', async (_case, body, paths) => {
    const answer = await edit(world, organizer, event, body as EventChanges);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
    expect([...new Set(answer.body.errors.map(({ path }) => path))].sort()).toEqual([...paths].sort());
    const { journal, work } = await readEventRows(world, event);
    expect([journal.length, work?.work]).toEqual([1, undefined]);
  });

  it('larger than the maximum request size is answered with 413', async () => {
    const body = { title: 'x'.repeat(EDIT_BODY_BYTES_MAX) };
    const answer = await edit(world, organizer, event, body);
    expect([answer.status, answer.body.code]).toEqual([413, 'payload-too-large']);
  });

  it('of an unknown event is answered with 404', async () => {
    const unknown = { ...event, id: `evt_${'0'.repeat(25)}` };
    expect((await edit(world, organizer, unknown, { title: 'x' })).status).toBe(404);
    const answer = await world.invoke<ProblemFields>('delete-event', { as: organizer, params: { eventId: 'evt_x' } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });
});

describe('an edit of an event that has started', () => {
  it('may change its title, and may not move its start into the past', async () => {
    const own = await publish(world, {}, organizer);
    world.now = Date.parse(own.startsAt) + MINUTE;
    const admin = await world.person('admin');
    expect((await edit(world, admin, own, { title: 'It has started' })).status).toBe(200);
    const answer = await edit(world, admin, own, { startsAt: new Date(world.now - 1).toISOString() });
    expect(answer.body.errors.map(({ path }) => path)).toEqual(['body.startsAt']);
    world.now = START;
  });
});
