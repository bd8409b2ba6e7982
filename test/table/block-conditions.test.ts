/**
 * The conditions of blocks: a step changes the owner of a block, or lifts it, only if the block is still as it was read, also if
 * DynamoDB names only one of the reasons (P1, P2, P7).
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { Resize } from '../../lib/domain/area-resize.ts';
import { NO_EDIT } from '../../lib/domain/event-edits.ts';
import type { EditJob, LeasedEdit } from '../../lib/domain/event-jobs.ts';
import type { Bucket, EventFacts, Seat } from '../../lib/domain/model.ts';
import type { EventEdits } from '../../lib/ports/event-edits.ts';
import { bucketKey } from '../../lib/table/keys.ts';
import { setBlockedBy } from '../support/blocks.ts';
import { expectJournalGivesPlaces, readEventRows } from '../support/edits.ts';
import { hidingReasons } from '../support/hidden-reasons.ts';
import {
  bucketsOf,
  hold,
  holdPlaces,
  newKey,
  openWorld,
  type Person,
  publish,
  release,
  type World,
} from '../support/world.ts';

let world: World;
let event: Event;
let published: EventFacts;
let buyer: Person;
let edits: EventEdits;
let leased: LeasedEdit;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world, {
    sections: [
      { id: 'a', name: 'A', kind: 'seated', price: 1, rows: [{ row: 'A', count: 4 }] },
      { id: 'standing', name: 'Standing', kind: 'area', price: 1, capacity: 20, blocks: [{ quantity: 6 }] },
    ],
    placesPerHoldMax: 20,
  });
  published = (await world.service.dependencies.store.readEvent(event.id)) as EventFacts;
  buyer = await world.person();
  edits = world.service.dependencies.edits;
  const job: EditJob = {
    does: 'edit',
    id: `edt_${newKey()}`,
    edit: { ...NO_EDIT, blockNote: 'camera' },
    digest: 'd',
    origin: by(),
  };
  const lease = { now: world.now, leaseOf: newKey(), entries: await edits.readEntries(event.id) };
  leased = (await edits.begin(event.id, job, lease)) as LeasedEdit;
  world.now += 1;
});

const by = () => ({ at: world.now, actor: 'organizer', requestId: 'r' });
const seat = async (label: string): Promise<Seat | undefined> =>
  (await edits.readSeatsById(event.id, [`a/${label}`]))[0];
const bucket = async (): Promise<Bucket> => (await bucketsOf(world, event))[0] as Bucket;
const resize = async (does: Resize['does'], quantity: number, seen?: Bucket[]): Promise<void> => {
  const there = seen ?? (await bucketsOf(world, event));
  leased = await edits.resize(leased, 'standing', { does, shares: [{ bucket: 0, quantity }] }, there, by());
};
const own = (...labels: string[]) => labels.map(label => ({ seatId: `a/${label}`, blockedBy: leased.job.id }));
const expectJournalIsRight = async (): Promise<void> =>
  expectJournalGivesPlaces(published, await readEventRows(world, event), world.now);

describe.each([
  ['all reasons', false],
  ['one reason', true],
])('when DynamoDB names %s', (_name, isHidden) => {
  beforeEach(() => {
    if (isHidden) world.faults.wrap(hidingReasons);
  });

  it('the organizer becomes the owner of blocks that still have the owner that was read, and gets their note', async () => {
    leased = await edits.blockSeats(leased, ['a/A-1', 'a/A-2', 'a/A-3'], by());
    await setBlockedBy(world, event, 'a/A-2', 'edt_another');
    leased = await edits.unblockSeats(leased, own('A-3'), by());
    const { body: held } = await hold(world, buyer, event, ['a/A-3']);
    world.now += 1;
    leased = await edits.keepSeats(leased, own('A-1', 'A-2', 'A-3', 'A-4'), by());
    expect(await seat('A-1')).toMatchObject({ status: 'blocked', blockedBy: 'organizer', note: 'camera' });
    expect(await seat('A-2')).toMatchObject({ status: 'blocked', blockedBy: 'edt_another' });
    expect(await seat('A-3')).toMatchObject({ status: 'held', claimId: held.id.slice(4) });
    expect((await seat('A-4'))?.status).toBe('available');
  });

  it('a block with another owner than the one that was read is not lifted', async () => {
    leased = await edits.blockSeats(leased, ['a/A-1', 'a/A-2'], by());
    await setBlockedBy(world, event, 'a/A-1', 'edt_closing');
    leased = await edits.unblockSeats(leased, own('A-1', 'A-2'), by());
    expect(await seat('A-1')).toMatchObject({ status: 'blocked', blockedBy: 'edt_closing' });
    expect(await seat('A-2')).toEqual({ seatId: 'a/A-2', status: 'available', changedAt: expect.any(Number) });
  });

  it.each(['lift', 'retire'] as const)('a bucket never has fewer than 0 places of the organizer: %s', async does => {
    const seen = await bucketsOf(world, event);
    await resize(does, 4, seen);
    const before = await bucket();
    expect(before.blockedByOrganizer).toBe(2);
    await resize(does, 4, seen);
    expect(await bucket()).toEqual(before);
    await resize(does, 2);
    expect((await bucket()).blockedByOrganizer).toBe(0);
    await expectJournalIsRight();
  });
});

describe('the blocked places of a bucket', () => {
  it('become sold places only when they are lifted, and count as freed then', async () => {
    expect(await bucket()).toMatchObject({ capacity: 20, available: 14, blockedByOrganizer: 6, freed: 0 });
    await resize('lift', 2);
    expect(await bucket()).toMatchObject({ capacity: 20, available: 16, blockedByOrganizer: 4, freed: 2 });
    await resize('retire', 3);
    expect(await bucket()).toMatchObject({ capacity: 17, available: 16, blockedByOrganizer: 1, freed: 2 });
    await resize('raise-kept', 5);
    expect(await bucket()).toMatchObject({ capacity: 22, available: 16, blockedByOrganizer: 6, freed: 2 });
    await expectJournalIsRight();
  });

  it('are added to a bucket of an earlier version, and to a new one', async () => {
    await world.table.documents.send(
      new UpdateCommand({
        TableName: world.table.name,
        Key: bucketKey(event.id, 'standing', 0),
        UpdateExpression: 'SET available = available + blockedByOrganizer REMOVE blockedByOrganizer',
      }),
    );
    await resize('raise-kept', 3);
    expect(await bucket()).toMatchObject({ capacity: 23, available: 20, blockedByOrganizer: 3 });
    await resize('raise-kept', 4, []);
    expect(await bucket(), 'the bucket exists').toMatchObject({ capacity: 23 });
    leased = await edits.resize(
      leased,
      'standing',
      { does: 'raise-kept', shares: [{ bucket: 1, quantity: 4 }] },
      await bucketsOf(world, event),
      by(),
    );
    expect((await bucketsOf(world, event))[1]).toMatchObject({ capacity: 4, available: 0, blockedByOrganizer: 4 });
  });

  it('come from what the edit has withdrawn, all of it or a part, and once', async () => {
    const withdraw = async (quantity: number) => {
      leased = await edits.withdraw(leased, 'standing', [{ bucket: 0, quantity }], await bucketsOf(world, event), by());
    };
    await withdraw(5);
    await withdraw(4);
    // DynamoDB returns the members of a map in any order.
    const [first, second] = Object.keys((await bucket()).claims).sort() as [string, string];
    const chosen = [
      { areaId: 'standing', bucket: 0, id: first, quantity: 5, kept: 5 },
      { areaId: 'standing', bucket: 0, id: second, quantity: 4, kept: 1 },
    ];
    leased = await edits.keep(leased, chosen, by());
    const after = await bucket();
    expect(after).toMatchObject({ available: 5, blockedByOrganizer: 12 });
    expect(Object.entries(after.claims).map(([id, { quantity }]) => [id, quantity])).toEqual([[second, 3]]);
    leased = await edits.keep(leased, chosen, by());
    expect(await bucket()).toEqual(after);
    leased = await edits.shrink(leased, [after], by());
    expect(await bucket()).toMatchObject({ capacity: 17, available: 5, blockedByOrganizer: 12, claims: {} });
    await expectJournalIsRight();
  });

  it('are left as they are by a closing and by the holds of buyers', async () => {
    const held = (await holdPlaces(world, buyer, event, 14)).body;
    expect((await holdPlaces(world, buyer, event, 1)).body.code).toBe('area-sold-out');
    await release(world, buyer, held);
    leased = await edits.blockBuckets(leased, await bucketsOf(world, event), by());
    expect(await bucket()).toMatchObject({ available: 0, blocked: 14, blockedByOrganizer: 6 });
  });
});
