/**
 * The rows of the commit 51e00f3f, the last one without ticket codes, revocations, check-in and notices: events in all states, holds,
 * bookings that were cancelled whole or in part by owners, members and an administrator, open and refused refunds, unfinished jobs, an
 * organization with members, and a journal that is late by two bookings. This version sells from them with three tables and with one, and then
 * gives out codes, admits people and tells notices.
 *
 * The file was made in a clone of that commit: a test there called its API in a world on the embedded engine with the gateway of the
 * simulator, on two days, and wrote down all rows. A recording with one table has rows of the same kinds and sizes. Its first line has the people,
 * the events, the claims, the accounts at the gateway, and the calls with an idempotency key and their answers.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventSales } from '../../../lib/contract/administration/responses.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { EDIT_SETTLE_MS } from '../../../lib/domain/limits.ts';
import { oldFormatNotice } from '../../../lib/local/format-notice.ts';
import type { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { login, PASSWORD } from '../../support/accounts.ts';
import { runJobs } from '../../support/import.ts';
import { expectMigrated, migrate, stoppingAfter } from '../../support/migration.ts';
import {
  expectIntegrityOfAll,
  expectJournalGivesClaim,
  publishHistoryOfAll,
  reconcile,
} from '../../support/payments.ts';
import {
  bookingNamed,
  CHECKED,
  claimNamed,
  eventNamed,
  HANAKO,
  LUKASZ,
  memberWith,
  openSoldStage,
  ownerOf,
  paymentNamed,
  STAGE,
  ZOE,
} from '../../support/stage-of-51e00f3.ts';
import {
  cancel,
  edit,
  hold,
  holdPlaces,
  type Person,
  type ProblemFields,
  pay,
  readHold,
  sweep,
  type World,
} from '../../support/world.ts';

const { organizer, admin, rival } = STAGE;

let gateway: LedgerGateway;
let world: World;

const refundsMade = (name: string): number[] =>
  gateway.accounts.get(paymentNamed(name))?.refunds.map(({ amount }) => amount) ?? [];

const readEvent = async (name: string): Promise<Event> =>
  (await world.invoke<Event>('read-event', { params: { eventId: eventNamed(name).id } })).body;
const readSales = (as: Person) =>
  world.invoke<EventSales & ProblemFields>('read-sales', { as, params: { eventId: eventNamed('concert').id } });
const sell = async (seat: string, buyer = HANAKO, name = 'concert'): Promise<{ id: string }> => {
  const held = await hold(world, buyer, eventNamed(name), [seat]);
  expect([seat, held.status, held.body.code]).toEqual([seat, 201, undefined]);
  world.now += 10;
  expect((await pay(world, buyer, held.body)).status).toBe(201);
  return held.body;
};
const expectAllIntegrity = async (): Promise<void> => {
  await publishHistoryOfAll(world);
  await expectIntegrityOfAll(world, CHECKED);
  for (const { id } of Object.values(STAGE.claims)) await expectJournalGivesClaim(world, { id });
};

/** Runs the schedules until nothing is left to do but what waits for a bank or a person. */
async function finish(): Promise<void> {
  for (let run = 0; run < 4; run++) {
    world.now += EDIT_SETTLE_MS;
    await reconcile(world);
    await sweep(world);
    await publishHistoryOfAll(world);
    await runJobs(world, () => 1_000);
  }
}

const settlePayments = (): void => {
  for (const name of ['pending', 'pending on cancelling']) gateway.settle(paymentNamed(name), 'authorised');
};

describe.each([
  ['three tables', false],
  ['one table', true],
])('a stage of the commit 51e00f3f with %s', (_tables, sharedTables) => {
  beforeEach(async () => {
    ({ world, gateway } = await openSoldStage(sharedTables));
  });

  it('has integrity, also while its journal is late, and the journal gives each claim', async () => {
    await expectIntegrityOfAll(world, CHECKED);
    await expectAllIntegrity();
  });

  it('answers each idempotency key as it did', async () => {
    for (const { name, operation, as, key, params, body, status, answer } of STAGE.calls) {
      const again = await world.invoke<Record<string, unknown>>(operation, {
        as,
        key,
        ...(params ? { params } : {}),
        ...(body ? { body } : {}),
      });
      // A payment that the bank has not decided is continued.
      const replayed = status === 202 ? undefined : 'true';
      expect([name, again.status, again.headers['idempotent-replayed']]).toEqual([name, status, replayed]);
      // The record of a payment names the booking, which is presented as it is now.
      const { id, reference } = answer as Booking;
      expect(again.body).toMatchObject(operation === 'confirm-booking' && id ? { id, reference } : (answer as object));
    }
  });

  it('sells its held and its free places, and no place twice', async () => {
    for (const name of ['live', 'extended']) {
      expect([name, (await pay(world, ownerOf(name), claimNamed(name))).status]).toEqual([name, 201]);
    }
    await sell('a/C-1', ZOE);
    const late = await pay(world, LUKASZ, claimNamed('lapsed'));
    expect([late.status, late.body.code]).toEqual([409, 'hold-expired']);
    const taken = await hold(world, rival, eventNamed('concert'), ['a/A-1', 'a/A-8', 'a/D-8', 'a/E-3']);
    expect(taken.body.conflicts.map(({ reason }) => reason)).toEqual(['booked', 'blocked', 'blocked', 'booked']);
    // Five are booked, two are held, two lapse, and the organizer keeps four.
    for (const quantity of [10, 10]) {
      expect((await holdPlaces(world, await world.person(), eventNamed('concert'), quantity)).status).toBe(201);
    }
    const tooMany = await holdPlaces(world, await world.person(), eventNamed('concert'), 10);
    expect(tooMany.body.conflicts).toEqual([{ areaId: 'standing', reason: 'sold-out', available: 9 }]);
    await finish();
    expect((await readHold(world, LUKASZ, claimNamed('lapsed'))).body.status).toBe('expired');
    await expectAllIntegrity();
  });

  it('cancels its bookings whole and in part, and makes each of its open refunds once', async () => {
    expect((await cancel(world, ZOE, bookingNamed('whole'), { seats: ['a/A-2'] })).status).toBe(200);
    const byMember = { as: memberWith('box-office'), key: 'k', params: { bookingId: bookingNamed('journey').id } };
    expect((await world.invoke('cancel-booking', { ...byMember, body: { reason: 'no wagon' } })).status).toBe(200);
    const rest = await cancel(world, LUKASZ, bookingNamed('part cancelled'));
    expect(rest.body.refund).toMatchObject({ amount: { amount: 11_000 } });
    await finish();
    const names = ['whole', 'journey', 'part cancelled', 'refund open', 'refund of a part open', 'refund refused'];
    expect(names.map(refundsMade)).toEqual([[5_000], [5_800], [8_000, 11_000], [10_000], [5_000], []]);
    expect(gateway.faults).toEqual([]);
    await expectAllIntegrity();
  });

  it('finishes the jobs and the payments that were begun', async () => {
    settlePayments();
    await finish();
    world.now += 60 * 60 * 1_000;
    await finish();
    expect((await readEvent('editing')).title).toBe('edited');
    expect((await readEvent('editing')).sections.map(({ capacity }) => capacity)).toEqual([8, 8]);
    expect((await readEvent('cancelling')).status).toBe('cancelled');
    expect((await readEvent('preparing')).status).toBe('open');
    expect(refundsMade('on cancelling')).toEqual([5_000]);
    await sell('a/A-7', ZOE, 'editing');
    await expectAllIntegrity();
    await expectIntegrityOfAll(world, [['preparing', eventNamed('preparing').id]]);
  });

  it('keeps the rights of its members', async () => {
    const statusOf = async (as: Person) => (await readSales(as)).status;
    const readers = ['editor', 'box-office', 'finance', 'door-staff', 'supervisor', 'former'].map(memberWith);
    expect(await Promise.all(readers.map(statusOf))).toEqual([200, 200, 200, 403, 403, 403]);
    expect([await statusOf(admin), await statusOf(rival)]).toEqual([200, 403]);
    expect((await edit(world, memberWith('editor'), eventNamed('concert'), { title: 'Ours' })).status).toBe(200);
    expect((await login(world, 'zoe@holdfast.example', PASSWORD)).status).toBe(200);
  });

  it('is migrated while it sells, also when the migration stops in the middle', async () => {
    const notice = () => oldFormatNotice(world.table, 'npm run migrate');
    expect(await notice()).toBe('The table is of format 2.1; run `npm run migrate` while the service sells.');
    await migrate(world, stoppingAfter(4));
    await sell('a/C-1', ZOE);
    expect((await edit(world, organizer, eventNamed('concert'), { title: 'Later' })).status).toBe(200);
    await migrate(world);
    await expectMigrated(world, STAGE);
    expect(await notice()).toBeUndefined();
    expect((await readSales(organizer)).body).toMatchObject({ isComplete: true });
    await expectAllIntegrity();
    expect(await migrate(world)).toEqual({ is: 'current' });
    expect(await migrate(world, { isAgain: true })).toMatchObject({ is: 'finished', changed: {} });
  });
});
