/**
 * The step of the migration that adds the revocations of tickets which a function of an earlier version has cancelled. Such a function
 * changes the claim, and writes no revocation.
 */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { putRevocations } from '../../../lib/commands/migrate/put-revocations.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { revocationOf } from '../../../lib/table/claims/revocation-rows.ts';
import { migrate, migrationContextOf } from '../../support/migration.ts';
import { publishHistoryOfAll } from '../../support/payments.ts';
import { rowsOf } from '../../support/replay.ts';
import { cancel, edit, hold, MINUTE, openWorld, type Person, pay, publish, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let event: Event;
let owner: Person;
let booked: Hold;
beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await publish(world, {}, organizer);
  owner = await world.person();
  booked = await book(['a/A-1', 'a/A-2', 'a/A-3']);
  await migrate(world);
});

async function book(seats: string[], on = event): Promise<Hold> {
  const held = await hold(world, owner, on, seats);
  world.now += 1_000;
  expect((await pay(world, owner, held.body)).status).toBe(201);
  await publishHistoryOfAll(world);
  return held.body;
}

/** Cancels as an earlier version does: without the rows of revocations. */
async function cancelAsBefore({ id }: Hold, places: { seats?: string[] } = {}): Promise<void> {
  const kept = new Set((await revocationRows()).map(({ sk }) => sk));
  world.now += 1_000;
  expect((await cancel(world, owner, { id: id.replace('hld', 'bkg') }, places)).status).toBe(200);
  for (const { pk, sk } of (await revocationRows()).filter(row => !kept.has(row.sk))) {
    await world.table.documents.send(new DeleteCommand({ TableName: world.table.name, Key: { pk, sk } }));
  }
}

/** The revocations of all events, or of one. */
const revocationRows = async ({ id } = { id: '' }) =>
  (await rowsOf(world, `EVENT#${id}`)).filter(({ pk }) => String(pk).includes('#REVOCATIONS#'));
const revoked = async () =>
  (await revocationRows())
    .map(revocationOf)
    .sort((one, other) => one.position - other.position)
    .map(({ claimId, at, codes }) => [claimId, at, codes.map(({ number, version }) => `${number}.${version}`).join()]);

describe('the tickets that an earlier version has cancelled', () => {
  it('get the revocations that are missing, at the time of the migration, once', async () => {
    await cancelAsBefore(booked, { seats: ['a/A-2'] });
    await cancelAsBefore(booked);
    expect(await revoked()).toEqual([]);
    world.now += 60_000;
    const id = booked.id.slice(4);
    const [at, expected] = [
      world.now,
      [
        [id, world.now, '2.1'],
        [id, world.now, '1.1,3.1'],
      ],
    ];
    expect(await migrate(world, { isAgain: true })).toMatchObject({
      is: 'finished',
      changed: { 'put-revocations': 2 },
    });
    expect(await revoked()).toEqual(expected);
    world.now = at + 60_000;
    expect(await migrate(world, { isAgain: true })).toMatchObject({ is: 'finished', changed: {} });
    expect(await revoked()).toEqual(expected);
  });

  it('get each at the time of its write, however slowly the migration runs', async () => {
    await cancelAsBefore(booked, { seats: ['a/A-2'] });
    await cancelAsBefore(booked);
    const pace = async (): Promise<void> => {
      world.now += 10 * MINUTE;
    };
    const begun = world.now;
    expect(await putRevocations({ ...migrationContextOf(world), pace }, event.id)).toBe(2);
    const times = (await revoked()).map(([, at]) => Number(at) - begun);
    expect([times[0], times[1]]).toEqual([expect.any(Number), Number(times[0]) + 10 * MINUTE]);
  });

  it('get them from the first migration of a stage of format 2.1', async () => {
    await cancelAsBefore(booked);
    expect(await putRevocations(migrationContextOf(world), event.id)).toBe(1);
    expect(await putRevocations(migrationContextOf(world), event.id)).toBe(0);
  });

  it('get none if their event was cancelled or has ended, since it admits no ticket', async () => {
    await cancelAsBefore(booked, { seats: ['a/A-1'] });
    const other = await publish(world, {}, organizer);
    await cancelAsBefore(await book(['a/A-1'], other));
    expect((await edit(world, organizer, other, { status: 'cancelled' })).status).toBe(200);
    expect(await putRevocations(migrationContextOf(world), other.id)).toBe(0);
    expect(await revocationRows(other)).toEqual([]);
    const endsAt = Date.parse(event.endsAt);
    expect(await putRevocations({ ...migrationContextOf(world), now: () => endsAt }, event.id)).toBe(0);
    expect(await putRevocations({ ...migrationContextOf(world), now: () => endsAt - 1 }, event.id)).toBe(1);
  });

  it('are revoked once by two migrations at the same time', async () => {
    await cancelAsBefore(booked);
    const run = () => putRevocations(migrationContextOf(world), event.id);
    const added = await Promise.all([run(), run()]);
    expect([added.toSorted(), (await revocationRows()).length]).toEqual([[0, 1], 1]);
  });
});
