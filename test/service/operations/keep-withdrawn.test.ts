/**
 * Area places that an edit has withdrawn, and that the version before has left so, because it does not know blocked places. The
 * migration makes them blocks of the organizer.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { keepWithdrawn } from '../../../lib/commands/migrate/keep-withdrawn.ts';
import type { Block, Event } from '../../../lib/contract/events/responses.ts';
import { withdrawnFrom } from '../../../lib/domain/buckets.ts';
import { NO_EDIT } from '../../../lib/domain/event-edits.ts';
import { eventJobKey } from '../../../lib/table/keys.ts';
import { editUntilTimeout, readEventRows } from '../../support/edits.ts';
import { runJobs } from '../../support/import.ts';
import { migrate, migrationContextOf } from '../../support/migration.ts';
import { expectIntegrity } from '../../support/payments.ts';
import {
  bucketsOf,
  edit,
  expectBucketsAddUp,
  holdPlaces,
  openWorld,
  type Person,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
let event: Event;
beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await publish(
    world,
    { sections: [{ id: 'standing', name: 'Standing', kind: 'area', price: 3_000, capacity: 10 }] },
    organizer,
  );
  const blocking = { sections: [{ id: 'standing', blocked: 4 }] };
  expect((await editUntilTimeout(world, organizer, event, blocking, 1)).status).toBe(202);
  expect(await withdrawn()).toBe(4);
});

/** Removes the number of blocked places from the unfinished edit: the version before reads it without that number. */
async function forgetBlocked(): Promise<void> {
  await world.table.documents.send(
    new UpdateCommand({
      TableName: world.table.name,
      Key: eventJobKey(event.id),
      UpdateExpression: 'REMOVE #work.edit.sections[0].blocked',
      ExpressionAttributeNames: { '#work': 'work' },
    }),
  );
}

async function finishWithout(): Promise<void> {
  await forgetBlocked();
  expect((await runJobs(world, () => 1_000)).finished).toBe(1);
  expect((await readEventRows(world, event)).work?.work).toBeUndefined();
}

const keep = (on = world) => keepWithdrawn(migrationContextOf(on), event.id);
const withdrawn = async () => (await bucketsOf(world, event)).reduce((sum, bucket) => sum + withdrawnFrom(bucket), 0);
const listed = async () =>
  (await world.invoke<{ items: Block[] }>('list-blocks', { as: organizer, params: { eventId: event.id } })).body.items;

describe('places that the version before has left withdrawn', () => {
  // They were never sold again, and no edit could lift them.
  it('become blocks of the organizer, who can lift them', async () => {
    await finishWithout();
    expect(await listed()).toEqual([{ areaId: 'standing', quantity: 4, owner: 'edit' }]);
    const { length } = await bucketsOf(world, event);
    expect([await keep(), await keep()]).toEqual([length, 0]);
    expect(await listed()).toEqual([{ areaId: 'standing', quantity: 4, owner: 'organizer' }]);
    expect((await edit(world, organizer, event, { sections: [{ id: 'standing', blocked: 0 }] })).status).toBe(200);
    expect((await holdPlaces(world, await world.person(), event, 10)).status).toBe(201);
    await expectBucketsAddUp(world, event);
    await expectIntegrity(world, event);
  });

  it('are found by a whole migration, which counts them', async () => {
    await finishWithout();
    const { length } = await bucketsOf(world, event);
    expect(await migrate(world)).toMatchObject({ is: 'finished', changed: { 'keep-withdrawn': length } });
    expect(await withdrawn()).toBe(0);
  });

  it('are kept once, if the reply is lost', async () => {
    await finishWithout();
    const late = await world.another();
    late.faults.injectIntoTransactions('lost-reply');
    await keep(late);
    expect(await listed()).toEqual([{ areaId: 'standing', quantity: 4, owner: 'organizer' }]);
    await expectBucketsAddUp(world, event);
  });
});

it('places of an unfinished edit stay withdrawn until it ends', async () => {
  expect(await keep()).toBe(0);
  expect(await withdrawn()).toBe(4);
  expect((await runJobs(world, () => 1_000)).finished).toBe(1);
  expect(await listed()).toEqual([{ areaId: 'standing', quantity: 4, owner: 'organizer' }]);
});

it('an event whose edit a function is running is left for later', async () => {
  await finishWithout();
  const { edits, ids } = world.service.dependencies;
  const job = { does: 'edit', id: 'edt_other', edit: NO_EDIT, digest: '', origin: ORIGIN } as const;
  const entries = await edits.readEntries(event.id);
  await edits.begin(event.id, job, { now: world.now, leaseOf: ids.next(), entries });
  await expect(keep()).rejects.toMatchObject({ code: 'busy' });
  expect(await withdrawn()).toBe(4);
});
const ORIGIN = { at: 0, actor: 'system', requestId: 'r' };
