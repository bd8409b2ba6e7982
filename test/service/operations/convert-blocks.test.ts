/**
 * The blocks of version 0.5, which stored an edit as the owner of a seat that an organizer had blocked. They are tested before the
 * migration, and while its step makes the organizer the owner beside edits and sales.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { convertBlocks } from '../../../lib/commands/migrate/convert-blocks.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Block, Event } from '../../../lib/contract/events/responses.ts';
import { outdateBlocks, setBlockedBy } from '../../support/blocks.ts';
import { finishEdits } from '../../support/edit-cases.ts';
import { editUntilTimeout, readEventRows } from '../../support/edits.ts';
import { runJobs } from '../../support/import.ts';
import { migrationContextOf } from '../../support/migration.ts';
import { expectIntegrity } from '../../support/payments.ts';
import { edit, hold, holdPlaces, openWorld, type Person, publish, type World } from '../../support/world.ts';

const KEPT = ['a/A-1', 'a/A-2'];

let world: World;
let organizer: Person;
let buyer: Person;
let event: Event;
beforeEach(async () => {
  world = await openWorld();
  [organizer, buyer] = await Promise.all([world.person('organizer'), world.person()]);
  const rows = ['A', 'B'].map(row => ({ row, count: 3 }));
  const sections: NewEvent['sections'] = [
    { id: 'a', name: 'A', kind: 'seated', price: 100, rows },
    { id: 'standing', name: 'S', kind: 'area', price: 10, capacity: 10 },
  ];
  event = await publish(world, { sections }, organizer);
  await edit(world, organizer, event, { blockSeats: KEPT });
  expect(await outdateBlocks(world, event)).toEqual(KEPT);
});

const convert = (on = world) => convertBlocks(migrationContextOf(on), event.id);
const owners = async () => {
  const { seats } = await readEventRows(world, event);
  return Object.fromEntries(seats.flatMap(({ seatId, blockedBy }) => (blockedBy ? [[seatId, blockedBy]] : [])));
};
const endOf = async (action: string) =>
  (await readEventRows(world, event)).journal.find(entry => entry.action === action)?.to;
const listed = async () => {
  const ask = { as: organizer, params: { eventId: event.id } };
  return (await world.invoke<{ items: Block[] }>('list-blocks', ask)).body.items;
};

describe('before a migration', () => {
  it('an organizer unblocks the seats that an edit of an earlier version blocked', async () => {
    expect((await edit(world, organizer, event, { unblockSeats: ['a/A-1'] })).status).toBe(200);
    expect((await hold(world, buyer, event, ['a/A-1'])).status).toBe(201);
    expect(await owners()).not.toHaveProperty(['a/A-1']);
  });

  it('an organizer reads them as its own, and a new edit of them makes them its own', async () => {
    expect(await listed()).toEqual(KEPT.map(seatId => ({ seatId, owner: 'organizer' })));
    await edit(world, organizer, event, { blockSeats: ['a/A-1'], blockNote: 'camera' });
    expect((await owners())['a/A-1']).toBe('organizer');
    expect((await listed())[0]).toEqual({ seatId: 'a/A-1', owner: 'organizer', note: 'camera' });
  });

  it('an edit that was begun by an earlier version, and is finished by this one, leaves the blocks to the organizer', async () => {
    await editUntilTimeout(world, organizer, event, { blockSeats: ['a/B-1'] }, 1);
    expect((await owners())['a/B-1']).toMatch(/^edt_/);
    expect((await runJobs(world, () => 1_000)).finished).toBe(1);
    expect((await owners())['a/B-1']).toBe('organizer');
  });

  it('an unblocking is done although a migration changes the owner of the blocks meanwhile', async () => {
    const late = await world.another();
    const isDecided = async () => (await readEventRows(world, event)).facts?.event.version === 2;
    let isOvertaken = false;
    late.faults.beforeRequests(async ({ name }) => {
      if (isOvertaken || name !== 'TransactWriteCommand' || !(await isDecided())) return;
      isOvertaken = true;
      expect(await convert()).toBe(2);
    });
    expect((await edit(late, organizer, event, { unblockSeats: ['a/A-1'] })).status).toBe(200);
    expect(isOvertaken).toBe(true);
    expect(await owners()).toEqual({ 'a/A-2': 'organizer' });
  });
});

describe('the migration of blocks', () => {
  it('makes the organizer the owner of each block, once, and changes nothing else of the seats', async () => {
    const before = (await readEventRows(world, event)).seats;
    expect([await convert(), await convert()]).toEqual([2, 0]);
    const after = before.map(seat => (seat.blockedBy ? { ...seat, blockedBy: 'organizer' } : seat));
    expect((await readEventRows(world, event)).seats).toEqual(after);
    await expectIntegrity(world, event);
  });

  it.each(['closed', 'cancelled'] as const)('of an event that was %s leaves the blocks of that edit', async status => {
    await edit(world, organizer, event, { status });
    await finishEdits(world);
    expect(await convert()).toBe(2);
    const end = await endOf(`event.${status}`);
    expect(await owners()).toEqual({
      ...Object.fromEntries(KEPT.map(seatId => [seatId, 'organizer'])),
      ...Object.fromEntries(['a/A-3', 'a/B-1', 'a/B-2', 'a/B-3'].map(seatId => [seatId, end])),
    });
  });

  it('of an event that was closed, and cancelled before that ended, leaves the blocks of both edits', async () => {
    await editUntilTimeout(world, organizer, event, { status: 'closed' }, 2);
    const held = Object.values(await owners()).length;
    await edit(world, organizer, event, { status: 'cancelled' });
    await finishEdits(world);
    expect(held).toBeGreaterThan(2);
    const [closing, cancelling] = [await endOf('event.closed'), await endOf('event.cancelled')];
    await setBlockedBy(world, event, 'a/B-3', cancelling as string);
    expect(await convert()).toBe(2);
    const ends = Object.entries(await owners()).filter(([seatId]) => !KEPT.includes(seatId));
    expect(new Set(ends.map(([, owner]) => owner))).toEqual(new Set([closing, cancelling]));
  });

  it('leaves the blocks of an unfinished edit, so that they are lifted when it is refused', async () => {
    await holdPlaces(world, buyer, event, 2);
    const changes = { blockSeats: ['a/B-1'], sections: [{ id: 'standing', capacity: 1 }] };
    expect((await editUntilTimeout(world, organizer, event, changes, 1)).status).toBe(202);
    const unfinished = (await owners())['a/B-1'];
    expect(await convert()).toBe(2);
    expect((await owners())['a/B-1']).toBe(unfinished);
    expect((await runJobs(world, () => 1_000)).finished).toBe(1);
    expect(await endOf('event.edit-refused')).toBe(unfinished);
    expect(Object.keys(await owners())).toEqual(KEPT);
  });

  it('leaves a seat that was removed, because it is added for sale', async () => {
    await edit(world, organizer, event, { sections: [{ id: 'a', removeSeats: ['A-1'] }] });
    expect(await convert()).toBe(1);
    expect((await owners())['a/A-1']).toMatch(/^edt_/);
  });

  it('does not touch a seat that was unblocked and sold since it was read', async () => {
    const late = await world.another();
    let isOvertaken = false;
    late.faults.beforeRequests(async ({ name }) => {
      if (isOvertaken || name !== 'UpdateCommand') return;
      isOvertaken = true;
      await edit(world, organizer, event, { unblockSeats: KEPT });
      await hold(world, buyer, event, ['a/A-1']);
    });
    expect(await convert(late)).toBe(0);
    expect(await owners()).toEqual({});
    expect(await world.seatStatus(event, 'a/A-1')).toBe('held');
    await expectIntegrity(world, event);
  });

  it('leaves the block of a closing that began after the event was read', async () => {
    const late = await world.another();
    let reads = 0;
    late.faults.beforeRequests(async ({ name }) => {
      // The second query is that of the seats.
      if (name !== 'QueryCommand' || ++reads !== 2) return;
      await edit(world, organizer, event, { status: 'closed' });
      await finishEdits(world);
    });
    expect(await convert(late)).toBe(2);
    expect((await owners())['a/B-1']).toBe(await endOf('event.closed'));
  });
});
