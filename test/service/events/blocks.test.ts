/**
 * Places that an organizer keeps from sale: blocked by the venue file or by an edit, each with an owner. Only the organizer's
 * blocks can be lifted by the organizer, and closing leaves them alone (P1, P2).
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Block, Event } from '../../../lib/contract/events/responses.ts';
import type { Bucket, EventFacts, Seat } from '../../../lib/domain/model.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { finishEdits } from '../../support/edit-cases.ts';
import { expectConsistent, readEventRows } from '../../support/edits.ts';
import { largeEvent, publishLargeEvent, runJobs } from '../../support/import.ts';
import { rowsOf } from '../../support/replay.ts';
import {
  bucketsOf,
  countsOf,
  edit,
  hold,
  holdPlaces,
  newEvent,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  release,
  type World,
} from '../../support/world.ts';

const SECTIONS: NewEvent['sections'] = [
  {
    id: 'a',
    name: 'A',
    kind: 'seated',
    price: 100,
    rows: [
      { row: 'A', count: 4 },
      { row: 'B', count: 3 },
      { row: 'C', count: 2 },
    ],
    blocks: [{ seats: ['A-1', 'A-2'], note: 'camera' }, { rows: ['C'] }],
  },
  {
    id: 'standing',
    name: 'Standing',
    kind: 'area',
    price: 10,
    capacity: 120,
    blocks: [
      { quantity: 30, note: 'guests' },
      { quantity: 20, note: 'press' },
    ],
  },
];

let world: World;
let organizer: Person;
let buyer: Person;
beforeEach(async () => {
  world = await openWorld();
  [organizer, buyer] = await Promise.all([world.person('organizer'), world.person()]);
});

const publishEvent = (changes: Partial<NewEvent> = {}): Promise<Event> =>
  publish(world, { sections: SECTIONS, placesPerHoldMax: 40, ...changes }, organizer);
const factsOf = async ({ id }: Event): Promise<EventFacts> =>
  (await world.service.dependencies.store.readEvent(id)) as EventFacts;
const blocksOf = async ({ id }: Event, query: Record<string, string> = {}): Promise<Block[]> => {
  const { body } = await world.invoke<{ items: Block[] }>('list-blocks', {
    as: organizer,
    params: { eventId: id },
    query: { limit: '1000', ...query },
  });
  return body.items;
};
const changed = async (event: Event, changes: EventChanges) => {
  const answer = await edit(world, organizer, event, changes);
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return answer.body;
};
const seatOf = async ({ id }: Event, seatId: string): Promise<Seat | undefined> =>
  (await world.service.dependencies.edits.readSeatsById(id, [seatId]))[0];
const sumOf = (buckets: Bucket[]) =>
  buckets.reduce(
    (sum, bucket) => ({
      capacity: sum.capacity + bucket.capacity,
      available: sum.available + bucket.available,
      blocked: sum.blocked + bucket.blocked,
      kept: sum.kept + (bucket.blockedByOrganizer ?? 0),
    }),
    { capacity: 0, available: 0, blocked: 0, kept: 0 },
  );
const standing = async (event: Event) => sumOf(await bucketsOf(world, event));
const block = (quantity: number, note?: string): EventChanges => ({
  sections: [{ id: 'standing', blocked: quantity }],
  ...(note !== undefined && { blockNote: note }),
});

const CAMERA = { owner: 'organizer', note: 'camera' };
const PUBLISHED: unknown[] = [
  { seatId: 'a/A-1', ...CAMERA },
  { seatId: 'a/A-2', ...CAMERA },
  { seatId: 'a/C-1', owner: 'organizer' },
  { seatId: 'a/C-2', owner: 'organizer' },
  { areaId: 'standing', owner: 'organizer', quantity: 30, note: 'guests' },
  { areaId: 'standing', owner: 'organizer', quantity: 20, note: 'press' },
];

describe('the blocks of a venue file', () => {
  it('are published as blocked rows, with the organizer as owner and their notes', async () => {
    const event = await publishEvent();
    expect(await blocksOf(event)).toEqual(PUBLISHED);
    expect(await seatOf(event, 'a/A-1')).toEqual({
      seatId: 'a/A-1',
      status: 'blocked',
      blockedBy: 'organizer',
      note: 'camera',
      changedAt: 0,
    });
    expect((await hold(world, buyer, event, ['a/A-1'])).body.code).toBe('seats-unavailable');
    expect((await holdPlaces(world, buyer, event, 40)).status).toBe(201);
    expect((await holdPlaces(world, buyer, event, 31)).body).toMatchObject({
      code: 'area-sold-out',
      conflicts: [{ areaId: 'standing', available: 30 }],
    });
    expect(await countsOf(world, event)).toEqual({ available: 30, held: 40, booked: 0 });
  });

  it('are no part of public answers', async () => {
    const event = await publishEvent();
    const params = { eventId: event.id };
    for (const operation of ['read-event', 'read-seats', 'read-availability'] as const) {
      expect(JSON.stringify((await world.invoke(operation, { params })).body)).not.toMatch(
        /camera|guests|press|organizer"/,
      );
    }
    expect(JSON.stringify((await world.invoke('list-events')).body)).not.toMatch(/guests/);
    expect(JSON.stringify(event)).not.toMatch(/camera|guests/);
  });

  it('are not in the stored layout, so that nothing can bring them back after they were lifted', async () => {
    const event = await publishEvent();
    const stored = (await rowsOf(world, `EVENT#${event.id}`)).filter(({ blocks }) => blocks !== undefined);
    expect(stored).toEqual([]);
    await changed(event, { unblockSeats: ['a/A-1'] });
    await changed(event, { sections: [{ id: 'a', addRows: [{ row: 'D', count: 1 }] }] });
    expect((await factsOf(event)).sections[0]).not.toHaveProperty('blocks');
    expect((await seatOf(event, 'a/A-1'))?.status).toBe('available');
  });

  it('of a large event are written by its import, and ignored after it', async () => {
    const { sections = [] } = largeEvent();
    const event = await publishLargeEvent(world, {
      sections: sections.map(section =>
        section.kind === 'area'
          ? { ...section, blocks: [{ quantity: 60, note: 'guests' }] }
          : { ...section, blocks: [{ seats: ['A-1'], note: 'camera' }] },
      ),
    });
    expect((await factsOf(event)).sections[0]).toHaveProperty('blocks');
    expect((await runJobs(world)).finished).toBe(1);
    const facts = await factsOf(event);
    const seats = [...(await world.service.dependencies.store.readSeats(facts)).values()];
    const blocked = seats.filter(({ status }) => status === 'blocked');
    expect(blocked).toHaveLength(sections.filter(({ kind }) => kind === 'seated').length);
    expect(new Set(blocked.map(({ blockedBy, note }) => `${blockedBy} ${note}`))).toEqual(
      new Set(['organizer camera']),
    );
    expect(await standing(event)).toMatchObject({ kept: 60, blocked: 0 });
    expect(facts.sections.filter(({ kind }) => kind === 'seated').some(section => 'blocks' in section)).toBe(false);
  });

  it.each([
    [{ seats: ['A-9'] }, 'sections.0.blocks.0.seats.0: a has no seat A-9'],
    [{ rows: ['Z'] }, 'sections.0.blocks.0.rows.0: a has no row Z'],
    [{ rows: ['A'], seats: ['A-1'] }, 'sections.0.blocks.0.seats.0: A-1 is blocked twice'],
    [{ note: 'nothing' }, 'must name seats or rows'],
    [{ seats: ['A-1'], note: 'x'.repeat(201) }, 'sections.0.blocks.0.note'],
  ])('are refused if they are wrong: %j', async (wrong, message) => {
    const [seated] = SECTIONS;
    const body = { ...newEvent(), sections: [{ ...seated, blocks: [wrong] }] };
    const answer = await world.invoke<ProblemFields>('publish-event', { as: organizer, body });
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toContain(message);
  });

  it('of an area are refused above its capacity', async () => {
    const [, area] = SECTIONS;
    const body = { ...newEvent(), sections: [{ ...area, blocks: [{ quantity: 100 }, { quantity: 21 }] }] };
    const answer = await world.invoke<ProblemFields>('publish-event', { as: organizer, body });
    expect(answer.body.detail).toBe(
      'body.sections.0.blocks: block 121 places together; the capacity of standing is 120',
    );
  });
});

describe('blocked seats', () => {
  it('belong to the organizer once the edit is decided, with its note', async () => {
    const event = await publishEvent();
    await changed(event, { blockSeats: ['a/A-3', 'a/B-1'], blockNote: 'stage' });
    expect(await seatOf(event, 'a/A-3')).toMatchObject({ status: 'blocked', blockedBy: 'organizer', note: 'stage' });
    await changed(event, { blockSeats: ['a/B-2'] });
    expect(await seatOf(event, 'a/B-2')).not.toHaveProperty('note');
    expect(await blocksOf(event, { owner: 'edit' })).toEqual([]);
  });

  it('can get another note, and keep theirs without one', async () => {
    const event = await publishEvent();
    await changed(event, { blockSeats: ['a/A-1'], blockNote: 'crane' });
    expect((await seatOf(event, 'a/A-1'))?.note).toBe('crane');
    await changed(event, { blockSeats: ['a/A-1', 'a/A-3'] });
    expect((await seatOf(event, 'a/A-1'))?.note).toBe('crane');
  });

  it('are sold again without owner and note', async () => {
    const event = await publishEvent();
    await changed(event, { unblockSeats: ['a/A-1', 'a/B-1'] });
    expect(Object.keys((await seatOf(event, 'a/A-1')) ?? {})).toEqual(['seatId', 'status', 'changedAt']);
    expect((await hold(world, buyer, event, ['a/A-1'])).status).toBe(201);
  });

  it('of a refused edit are sold again, but not those that the organizer had blocked before', async () => {
    const event = await publishEvent();
    await hold(world, buyer, event, ['a/B-1']);
    const { body } = await edit(world, organizer, event, { blockSeats: ['a/A-1', 'a/A-3', 'a/B-1'], blockNote: 'x' });
    expect(body.code).toBe('seats-unavailable');
    expect((await seatOf(event, 'a/A-3'))?.status).toBe('available');
    expect(await seatOf(event, 'a/A-1')).toMatchObject({ status: 'blocked', blockedBy: 'organizer', note: 'camera' });
  });

  it('that are removed, and added again later, are for sale', async () => {
    const event = await publishEvent();
    await changed(event, { sections: [{ id: 'a', removeSeats: ['A-1'] }] });
    expect(await seatOf(event, 'a/A-1')).toMatchObject({
      status: 'blocked',
      blockedBy: expect.stringMatching(/^organizer:edt_/),
    });
    expect(await blocksOf(event)).not.toContainEqual(expect.objectContaining({ seatId: 'a/A-1' }));
    await changed(event, {
      sections: [{ id: 'a', addRows: [{ row: 'A', seats: [{ number: '1' }] }] }],
    });
    expect(Object.keys((await seatOf(event, 'a/A-1')) ?? {})).toEqual(['seatId', 'status', 'changedAt']);
  });

  it('need the note to stand beside them', async () => {
    const event = await publishEvent();
    const { status, body } = await edit(world, organizer, event, { title: 'X', blockNote: 'no seats' });
    expect([status, body.detail]).toEqual([400, expect.stringContaining('needs blockSeats')]);
  });
});

describe('the blocked places of an area', () => {
  it('are as many as the organizer says, and the newest are sold first', async () => {
    const event = await publishEvent();
    await changed(event, block(70, 'crew'));
    expect(await standing(event)).toEqual({ capacity: 120, available: 50, blocked: 0, kept: 70 });
    expect((await blocksOf(event)).slice(4)).toEqual([
      { areaId: 'standing', owner: 'organizer', quantity: 30, note: 'guests' },
      { areaId: 'standing', owner: 'organizer', quantity: 20, note: 'press' },
      { areaId: 'standing', owner: 'organizer', quantity: 20, note: 'crew' },
    ]);
    await changed(event, block(35));
    expect((await blocksOf(event)).slice(4)).toEqual([
      { areaId: 'standing', owner: 'organizer', quantity: 30, note: 'guests' },
      { areaId: 'standing', owner: 'organizer', quantity: 5, note: 'press' },
    ]);
    await changed(event, block(0));
    expect(await standing(event)).toEqual({ capacity: 120, available: 120, blocked: 0, kept: 0 });
    expect(await holdPlaces(world, buyer, event, 40)).toMatchObject({ status: 201 });
  });

  it('cannot be more than are left, and then nothing changes', async () => {
    const event = await publishEvent();
    await holdPlaces(world, buyer, event, 40);
    const { body } = await edit(world, organizer, event, block(81));
    expect(body).toMatchObject({ code: 'area-sold-out', conflicts: [{ areaId: 'standing', available: 30 }] });
    expect(await standing(event)).toMatchObject({ available: 30, kept: 50 });
    await changed(event, block(80));
    expect(await standing(event)).toMatchObject({ available: 0, kept: 80 });
  });

  it('are not sold places: a capacity below both says both numbers', async () => {
    const event = await publishEvent();
    await holdPlaces(world, buyer, event, 40);
    const { body } = await edit(world, organizer, event, { sections: [{ id: 'standing', capacity: 89 }] });
    expect(body).toMatchObject({ code: 'capacity-below-sold', areaId: 'standing', sold: 40, blocked: 50 });
    expect(body.detail).toBe('40 places of standing are held or booked, and 50 are blocked.');
    await changed(event, { sections: [{ id: 'standing', capacity: 90 }] });
    expect(await standing(event)).toMatchObject({ capacity: 90, available: 0, kept: 50 });
  });

  it.each([
    ['places for the organizer alone, when all others are sold', { capacity: 140, blocked: 70 }, { available: 0 }],
    ['places for sale, while others are blocked', { capacity: 180, blocked: 60 }, { available: 50 }],
    ['blocked places that no longer exist', { capacity: 90, blocked: 20 }, { available: 0 }],
    ['places that are sold again, while others no longer exist', { capacity: 110, blocked: 10 }, { available: 30 }],
    ['nothing but places for sale', { capacity: 120, blocked: 0 }, { available: 50 }],
    ['many more of both', { capacity: 1_000, blocked: 700 }, { available: 230 }],
  ])('change together with the capacity: %s', async (_name, change, { available }) => {
    const event = await publishEvent();
    const published = await factsOf(event);
    for (const quantity of [40, 30]) await pay(world, buyer, (await holdPlaces(world, buyer, event, quantity)).body);
    await changed(event, { sections: [{ id: 'standing', ...change }] });
    const { capacity, blocked: kept } = change;
    expect(await standing(event)).toEqual({ capacity, available, blocked: 0, kept });
    expect((await factsOf(event)).sections[1]).toMatchObject({ capacity });
    // The rows of the event do not say which seats were published blocked.
    const sections = published.sections.map(section => ({
      ...section,
      blocks: SECTIONS.find(({ id }) => id === section.id)?.blocks,
    }));
    await expectConsistent(world, { ...published, sections } as EventFacts);
  });

  it('are described by added sections too, and seats with them', async () => {
    const event = await publishEvent();
    const [seated, area] = SECTIONS;
    await changed(event, {
      addSections: [{ ...seated, id: 'b', name: 'B' } as never, { ...area, id: 'lawn', name: 'Lawn' } as never],
    });
    expect((await blocksOf(event)).slice(6)).toEqual(
      PUBLISHED.map(one => JSON.parse(JSON.stringify(one).replace('a/', 'b/').replace('standing', 'lawn'))),
    );
    expect((await hold(world, buyer, event, ['b/A-1'])).body.code).toBe('seats-unavailable');
    expect((await hold(world, buyer, event, ['b/A-3'])).status).toBe(201);
    expect((await factsOf(event)).sections[2]).not.toHaveProperty('blocks');
  });

  it.each([
    [{ id: 'standing', blocked: 121 }, 'sections.0.blocked: must be at most the capacity, 120'],
    [{ id: 'standing', capacity: 10, blocked: 11 }, 'sections.0.blocked: must be at most the capacity, 10'],
    [{ id: 'a', blocked: 1 }, 'sections.0.blocked: a has seats: use blockSeats'],
  ])('are refused if they are wrong: %j', async (section, message) => {
    const { status, body } = await edit(world, organizer, await publishEvent(), { sections: [section] });
    expect([status, body.detail]).toEqual([400, `body.${message}`]);
  });
});

describe('an event that is closed', () => {
  it('keeps the blocks of the organizer, and the closing owns only the places that were left', async () => {
    const event = await publishEvent();
    await hold(world, buyer, event, ['a/A-3']);
    await holdPlaces(world, buyer, event, 10);
    await edit(world, organizer, event, { status: 'closed' });
    await finishEdits(world);
    const { facts, journal } = await readEventRows(world, event);
    const closing = journal.find(({ action }) => action === 'event.closed')?.to;
    expect(facts?.event.closedBy).toBe(closing);
    expect(await seatOf(event, 'a/A-1')).toMatchObject({ blockedBy: 'organizer', note: 'camera' });
    expect(await seatOf(event, 'a/A-4')).toMatchObject({ blockedBy: closing });
    expect(await standing(event)).toMatchObject({ available: 0, kept: 50, blocked: 60 });
    const [owners, ofOrganizer] = [await blocksOf(event), await blocksOf(event, { owner: 'organizer' })];
    expect(ofOrganizer).toEqual(PUBLISHED);
    expect(owners.filter(({ owner }) => owner === 'edit')).toContainEqual({
      areaId: 'standing',
      owner: 'edit',
      quantity: 60,
    });
  });

  it('and opened again lets the organizer lift the own blocks, but not those of the closing', async () => {
    const event = await publishEvent();
    await edit(world, organizer, event, { status: 'closed' });
    await finishEdits(world);
    // A later version opens events again.
    await world.table.documents.send(
      new UpdateCommand({
        TableName: world.table.name,
        Key: eventKey(event.id),
        UpdateExpression: 'SET #state = :published',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':published': 'published' },
      }),
    );
    await changed(event, { unblockSeats: ['a/A-1', 'a/A-4'], sections: [{ id: 'standing', blocked: 0 }] });
    expect((await seatOf(event, 'a/A-1'))?.status).toBe('available');
    expect((await seatOf(event, 'a/A-4'))?.status).toBe('blocked');
    expect(await standing(event)).toMatchObject({ available: 50, kept: 0, blocked: 70 });
  });

  it('by a deletion that is refused has the blocks of the organizer as before', async () => {
    const event = await publishEvent();
    const held = (await hold(world, buyer, event, ['a/A-3'])).body;
    const refused = await world.invoke<ProblemFields>('delete-event', { as: organizer, params: { eventId: event.id } });
    expect(refused.body.code).toBe('event-has-bookings');
    expect(await blocksOf(event)).toEqual(PUBLISHED);
    await release(world, buyer, held);
    expect((await world.invoke('delete-event', { as: organizer, params: { eventId: event.id } })).status).toBe(204);
    expect(await seatOf(event, 'a/A-1')).toMatchObject({
      blockedBy: expect.stringMatching(/^organizer:edt_/),
      note: 'camera',
    });
  });
});

interface Page {
  items: unknown[];
  nextCursor: string | null;
}

describe('the list of blocks', () => {
  it('has full pages until the last one', async () => {
    const event = await publishEvent();
    const pages: number[] = [];
    const items: unknown[] = [];
    let cursor: string | null = null;
    do {
      const { body }: { body: Page } = await world.invoke<Page>('list-blocks', {
        as: organizer,
        params: { eventId: event.id },
        query: { limit: '2', ...(cursor !== null && { cursor }) },
      });
      pages.push(body.items.length);
      items.push(...body.items);
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect([pages, items]).toEqual([[2, 2, 2], PUBLISHED]);
  });

  it('reads the next sections when some have no blocks, and is empty without blocks', async () => {
    const rows = [{ row: 'A', count: 4 }];
    const plain = Array.from(
      { length: 20 },
      (_, i) => ({ id: `s${i}`, name: `S${i}`, kind: 'seated', price: 1, rows }) as const,
    );
    const event = await publishEvent({ sections: [...plain, ...SECTIONS] });
    expect(await blocksOf(event)).toEqual(PUBLISHED);
    expect(await blocksOf(event, { owner: 'edit' })).toEqual([]);
  });

  it('is refused to other organizers, and for a cursor of another event', async () => {
    const event = await publishEvent();
    const params = { eventId: event.id };
    const other = await world.invoke<ProblemFields>('list-blocks', { as: await world.person('organizer'), params });
    expect([other.status, other.body.code]).toEqual([403, 'not-your-event']);
    const { body } = await world.invoke<{ nextCursor: string }>('list-blocks', {
      as: organizer,
      params,
      query: { limit: '1' },
    });
    const foreign = await world.invoke<ProblemFields>('list-blocks', {
      as: organizer,
      params: { eventId: (await publishEvent()).id },
      query: { limit: '1', cursor: body.nextCursor },
    });
    expect([foreign.status, foreign.body.code]).toEqual([400, 'validation-failed']);
  });
});
