/**
 * The door of a stage of the commit 51e00f3f after its upgrade: tickets that this version did not sell get codes, are scanned, cancelled
 * and told, while the stage sells. Functions of that commit edit and cancel in between, as they do during the update and after a
 * rollback.
 */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { copySide } from '../../../lib/commands/separate-tables/copy-side.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Door, ScanResults } from '../../../lib/contract/tickets/door-responses.ts';
import type {
  BookedTicket,
  BookedTickets,
  Revocations,
  TicketKeySet,
} from '../../../lib/contract/tickets/responses.ts';
import { NOTICE_AGE_MAX_MS, REVOCATION_MARGIN_MS } from '../../../lib/domain/limits.ts';
import type { RevocationList } from '../../../lib/ports/tickets.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { readRow } from '../../../lib/table/queries.ts';
import { verifyRevocationList } from '../../../lib/tokens/revocation-lists.ts';
import { parseTicketKeySet } from '../../../lib/tokens/ticket-keys.ts';
import { scan } from '../../support/door.ts';
import { migrate } from '../../support/migration.ts';
import { appendAll, openOutlets, publishAllOf, readLog } from '../../support/notices.ts';
import { expectIntegrityOfAll, expectJournalGivesClaim, publishHistoryOfAll } from '../../support/payments.ts';
import { rowsOf } from '../../support/replay.ts';
import {
  bookingNamed,
  CHECKED,
  claimNamed,
  eventNamed,
  memberWith,
  openSoldStage,
  ownerOf,
  STAGE,
  ZOE,
} from '../../support/stage-of-51e00f3.ts';
import { fillTable } from '../../support/stages.ts';
import { cancel, edit, hold, MINUTE, newKey, openWorld, type Person, pay, type World } from '../../support/world.ts';

const { organizer } = STAGE;
const DOOR = memberWith('door-staff');
const CONCERT = eventNamed('concert');
const GATES = [
  { id: 'north', name: 'North', sections: ['a'] },
  { id: 'east', name: 'East', areas: ['standing'] },
];

let world: World;

const readConcert = async (): Promise<Event> =>
  (await world.invoke<Event>('read-event', { params: { eventId: CONCERT.id } })).body;
const ticketsOf = async (name: string, as = ownerOf(name)): Promise<BookedTicket[]> =>
  (await world.invoke<BookedTickets>('list-tickets', { as, params: { bookingId: bookingNamed(name).id } })).body
    .tickets;
async function codeOf(name: string, number: number): Promise<string> {
  const code = (await ticketsOf(name))[number - 1]?.code;
  if (code === undefined) throw new Error(`ticket ${number} of "${name}" has no code`);
  return code;
}
const ticketIdOf = (name: string, number: number): string => `tkt_${claimNamed(name).id.slice(4)}_${number}`;

async function revocations(since?: number): Promise<RevocationList> {
  const { body: keys } = await world.invoke<TicketKeySet>('read-ticket-keys');
  const { status, body } = await world.invoke<Revocations>('read-revocations', {
    as: DOOR,
    params: { eventId: CONCERT.id },
    query: since === undefined ? {} : { since: new Date(since).toISOString() },
  });
  expect(status).toBe(200);
  const list = await verifyRevocationList(body.revocations, parseTicketKeySet(JSON.stringify(keys)));
  if (!list) throw new Error('the list is not signed by the published keys');
  return list;
}
/** Reads all pages. */
async function readDoor(): Promise<Door> {
  const tickets: Door['tickets'] = [];
  for (let query: Record<string, string> = {}; ; ) {
    const { status, body } = await world.invoke<Door>('read-door', {
      as: DOOR,
      params: { eventId: CONCERT.id },
      query,
    });
    expect(status).toBe(200);
    tickets.push(...body.tickets);
    if (body.nextCursor === null) return { ...body, tickets };
    query = { cursor: body.nextCursor };
  }
}
const NAMES = new Map(Object.entries(STAGE.claims).map(([name, { id }]) => [id.slice(4), name]));
/** The tickets of a list, as `<booking>: <number>.<version>`. */
const named = ({ tickets }: RevocationList): string[] =>
  tickets.map(({ claimId, number, version }) => `${NAMES.get(claimId)}: ${number}.${version}`).sort();

/** The tickets of the concert that the commit had cancelled. */
const CANCELLED = [
  'cancelled booking: 1.1',
  'cancelled booking: 2.1',
  'cancelled by an admin: 1.1',
  'cancelled in two steps: 1.1',
  'cancelled in two steps: 2.1',
  'part cancelled by a member: 2.1',
  'part cancelled: 2.1',
  'part cancelled: 5.1',
  'refund of a part open: 1.1',
  'refund open: 1.1',
  'refund open: 2.1',
  'refund refused: 1.1',
  'unpublished cancellation: 1.1',
];

/** Edits the concert as the commit did: it put the whole row of the event, without what it did not know. */
async function editAsBefore(title: string): Promise<void> {
  const row = await readRow(world.table, eventKey(CONCERT.id));
  const Item = { ...row, title, version: Number(row?.version) + 1 };
  expect(Item).not.toHaveProperty('gates');
  await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
}

/** Cancels as the commit did: without the row of the revocation. */
async function cancelAsBefore(name: string, body: { seats?: string[] }): Promise<void> {
  const revoked = async () =>
    (await rowsOf(world, `EVENT#${CONCERT.id}#REVOCATIONS#`)).map(({ pk, sk }) => ({ pk, sk }));
  const before = new Set((await revoked()).map(({ sk }) => sk));
  expect((await cancel(world, memberWith('box-office'), bookingNamed(name), body)).status).toBe(200);
  for (const Key of (await revoked()).filter(({ sk }) => !before.has(sk))) {
    await world.table.documents.send(new DeleteCommand({ TableName: world.table.name, Key }));
  }
}

async function sell(seat: string, as: Person = ZOE): Promise<void> {
  const held = await hold(world, as, CONCERT, [seat]);
  expect([seat, held.status, held.body.code]).toEqual([seat, 201, undefined]);
  world.now += 10;
  expect((await pay(world, as, held.body)).status).toBe(201);
}

async function expectAllIntegrity(): Promise<void> {
  await publishHistoryOfAll(world);
  await expectIntegrityOfAll(world, CHECKED);
  for (const { id } of Object.values(STAGE.claims)) await expectJournalGivesClaim(world, { id });
}

describe.each([
  ['three tables', false],
  ['one table', true],
])('the door of an upgraded stage with %s', (_tables, sharedTables) => {
  beforeEach(async () => {
    ({ world } = await openSoldStage(sharedTables));
    await publishHistoryOfAll(world);
  });
  const openDoors = async (): Promise<void> => {
    world.now = Date.parse((await readConcert()).doorsAt ?? '');
  };

  it('has codes for tickets that were sold before, and none for those that were cancelled', async () => {
    const tickets = await ticketsOf('part cancelled');
    expect(tickets.map(({ status, code }) => [status, code !== undefined])).toEqual([
      ['valid', true],
      ['void', false],
      ['valid', true],
      ['valid', true],
      ['void', false],
    ]);
    expect(tickets.map(({ version }) => version)).toEqual([1, 1, 1, 1, 1]);
    expect((await ticketsOf('on cancelled')).map(({ status }) => status)).toEqual(['void', 'void', 'void']);
    expect((await ticketsOf('part cancelled', organizer)).filter(({ code }) => code !== undefined)).toEqual([]);
  });

  it('admits each of them once, by its gates, and lets no owner cancel a place that was used', async () => {
    expect((await edit(world, organizer, CONCERT, { gates: GATES })).body.gates).toEqual(GATES);
    const early = await scan(world, DOOR, CONCERT, { code: await codeOf('whole', 1) });
    expect([early.status, early.body.code]).toEqual([409, 'doors-not-open']);
    await editAsBefore('The doors open now');
    const doorsAt = new Date(world.now).toISOString();
    expect((await edit(world, organizer, CONCERT, { doorsAt })).body).toMatchObject({ gates: GATES });
    const atNorth = { code: await codeOf('whole', 1), gate: 'north', nonce: 'the-first-scan-of-all' };
    const scanned = await scan(world, DOOR, CONCERT, atNorth);
    expect([scanned.status, scanned.body.code]).toEqual([200, undefined]);
    expect((await scan(world, DOOR, CONCERT, atNorth)).body).toEqual(scanned.body);
    const again = await scan(world, DOOR, CONCERT, { code: atNorth.code, gate: 'north' });
    expect([again.status, again.body.code]).toEqual([409, 'already-admitted']);
    const standing = await scan(world, DOOR, CONCERT, { code: await codeOf('whole', 3), gate: 'north' });
    expect([standing.status, standing.body.code, standing.body.gates]).toEqual([409, 'wrong-gate', ['east']]);
    const ofAnother = await scan(world, DOOR, CONCERT, { code: await codeOf('free', 1) });
    expect([ofAnother.status, ofAnother.body.code]).toEqual([409, 'ticket-of-other-event']);
    const readmission = { code: atNorth.code, readmit: true as const, reason: 'the bag was left outside' };
    const [bySupervisor, byDoorStaff] = [
      await scan(world, memberWith('supervisor'), CONCERT, readmission),
      await scan(world, DOOR, CONCERT, readmission),
    ];
    expect([bySupervisor.status, byDoorStaff.status]).toEqual([200, 403]);
    const byFormer = await scan(world, memberWith('former'), CONCERT, { code: atNorth.code });
    expect(byFormer.status).toBe(403);
    const kept = await cancel(world, ZOE, bookingNamed('whole'), { seats: ['a/A-1'] });
    expect([kept.status, kept.body.code]).toEqual([409, 'ticket-redeemed']);
    expect((await cancel(world, ZOE, bookingNamed('whole'), { seats: ['a/A-2'] })).status).toBe(200);
    await sell('a/A-2');
    await expectAllIntegrity();
  });

  it('refuses codes that became void, online and by the list of revocations', async () => {
    const [code, replaced] = [await codeOf('second day', 1), await codeOf('second day', 2)];
    await migrate(world);
    world.now += REVOCATION_MARGIN_MS + 1;
    const first = await revocations();
    expect(named(first)).toEqual(CANCELLED);
    world.now += MINUTE;
    expect((await cancel(world, ownerOf('second day'), bookingNamed('second day'), { seats: ['a/C-5'] })).status).toBe(
      200,
    );
    const reissued = await world.invoke<BookedTicket>('reissue-ticket', {
      as: ownerOf('second day'),
      key: newKey(),
      params: { bookingId: bookingNamed('second day').id, ticketId: ticketIdOf('second day', 2) },
    });
    expect([reissued.status, reissued.body.version]).toEqual([200, 2]);
    const difference = ['second day: 1.1', 'second day: 2.1'];
    expect(named(await revocations(first.asOf))).toEqual(difference);
    expect(named(await revocations())).toEqual([...CANCELLED, ...difference].sort());
    await openDoors();
    for (const old of [code, replaced]) {
      const refused = await scan(world, DOOR, CONCERT, { code: old });
      expect([refused.status, refused.body.code]).toEqual([409, 'ticket-void']);
    }
    expect((await scan(world, DOOR, CONCERT, { code: reissued.body.code ?? '' })).status).toBe(200);
    await expectAllIntegrity();
  });

  it('learns by a migration which tickets an earlier version has cancelled meanwhile, also as a difference', async () => {
    const code = await codeOf('unpublished', 1);
    await migrate(world);
    world.now += 10 * MINUTE;
    const before = await revocations();
    await cancelAsBefore('unpublished', { seats: ['a/E-5'] });
    await publishHistoryOfAll(world);
    world.now += REVOCATION_MARGIN_MS;
    expect(named(await revocations())).toEqual(CANCELLED);
    // Online the claim decides, so the ticket is void at once.
    const online = await scan(world, DOOR, CONCERT, { code });
    expect([online.status, online.body.code]).toEqual([409, 'ticket-void']);
    expect(await migrate(world, { isAgain: true })).toMatchObject({
      is: 'finished',
      changed: { 'put-revocations': 1 },
    });
    expect(named(await revocations())).toEqual([...CANCELLED, 'unpublished: 1.1'].sort());
    const last = await revocations(world.now - MINUTE);
    expect(named(last)).toEqual(['unpublished: 1.1']);
    expect(last.tickets.length).toBeLessThan(before.tickets.length);
    await expectAllIntegrity();
  });

  it('gives a device all tickets, and takes its scans of places that an earlier version has cancelled meanwhile', async () => {
    await openDoors();
    const { tickets } = await readDoor();
    const statuses = new Map(tickets.map(({ id, status }) => [id, status]));
    expect([1, 2, 3, 4, 5].map(number => statuses.get(ticketIdOf('part cancelled', number)))).toEqual(
      (await ticketsOf('part cancelled')).map(({ status }) => status),
    );
    expect(tickets.filter(({ isInside }) => isInside)).toEqual([]);
    const [later, before, valid] = [
      await codeOf('second day', 1),
      await codeOf('second day', 2),
      await codeOf('whole', 1),
    ];
    world.now += 5 * MINUTE;
    await cancelAsBefore('second day', { seats: ['a/C-5', 'a/C-6'] });
    world.now += 5 * MINUTE;
    // The clock of the device stands in 1970.
    const ago = (minutes: number): string => new Date(20 * MINUTE - minutes * MINUTE).toISOString();
    const lines = [
      { code: later, nonce: 'scanned-before-the-cancellation', scannedAt: ago(8) },
      { code: before, nonce: 'scanned-after-the-cancellation', scannedAt: ago(2) },
      { code: valid, nonce: 'the-scan-of-a-valid-ticket', scannedAt: ago(1) },
    ];
    const report = async () => {
      const request = { as: DOOR, params: { eventId: CONCERT.id }, body: { sentAt: ago(0), lines } };
      return (await world.invoke<ScanResults>('report-scans', request)).body.results.map(({ result }) => result);
    };
    expect(await report()).toEqual(['void-later', 'void', 'admitted']);
    expect(await report()).toEqual(['void-later', 'void', 'admitted']);
    const inside = (await readDoor()).tickets.filter(ticket => ticket.isInside).map(({ id }) => id);
    expect(inside.sort()).toEqual([ticketIdOf('second day', 1), ticketIdOf('whole', 1)].sort());
    await migrate(world);
    expect(named(await revocations())).toEqual([...CANCELLED, 'second day: 1.1', 'second day: 2.1'].sort());
    await expectAllIntegrity();
  });

  it('calls all tickets of an event void that was cancelled before', async () => {
    const { status, body } = await world.invoke<Revocations>('read-revocations', {
      as: DOOR,
      params: { eventId: eventNamed('cancelled').id },
    });
    expect([status, body.all, body.count]).toEqual([200, true, 0]);
  });

  it('tells what happens since the upgrade, each booking in its order, and nothing that is older than a day', async () => {
    const outlets = openOutlets();
    const subjects = [...Object.values(STAGE.claims).map(({ id }) => ({ id })), CONCERT, eventNamed('closed')];
    const tell = async (): Promise<void> => {
      await publishHistoryOfAll(world);
      await publishAllOf(world, outlets, ...subjects);
      await appendAll(world, outlets.queued.splice(0));
    };
    const mark = world.now;
    await openDoors();
    expect(world.now - mark).toBeGreaterThan(NOTICE_AGE_MAX_MS);
    await tell();
    expect([outlets.published, await readLog(world, organizer)]).toEqual([[], []]);
    expect((await scan(world, DOOR, CONCERT, { code: await codeOf('part cancelled', 1) })).status).toBe(200);
    expect((await edit(world, organizer, CONCERT, { gates: GATES, title: 'Tonight' })).status).toBe(200);
    const byBoxOffice = {
      as: memberWith('box-office'),
      key: newKey(),
      params: { bookingId: bookingNamed('part cancelled').id },
    };
    expect(
      (await world.invoke('cancel-booking', { ...byBoxOffice, body: { areas: [{ areaId: 'standing', quantity: 1 }] } }))
        .status,
    ).toBe(200);
    // Messages come twice, and out of order.
    await tell();
    await tell();
    const log = await readLog(world, organizer);
    expect(log.map(({ name }) => name).sort()).toEqual([
      'booking.places-cancelled',
      'event.edited',
      'payment.refunded',
      'ticket.admitted',
    ]);
    const ofBooking = log.filter(({ name }) => name !== 'event.edited').map(({ name }) => name);
    expect(ofBooking).toEqual(['ticket.admitted', 'booking.places-cancelled', 'payment.refunded']);
    expect(new Set(outlets.published.map(({ id }) => id))).toEqual(new Set(log.map(({ id }) => id)));
    await expectAllIntegrity();
  });
});

describe('the door of an upgraded stage whose tables are separated', () => {
  it('keeps its scans, codes and notices, and tells nothing twice in the log', async () => {
    const after = await openWorld();
    after.now = STAGE.madeAt + 1_000;
    const before = await after.another({ sharedTables: true });
    await fillTable(before.table, STAGE.rows);
    world = before;
    await publishHistoryOfAll(world);
    world.now = Date.parse((await readConcert()).doorsAt ?? '');
    const code = await codeOf('whole', 1);
    expect((await scan(world, DOOR, CONCERT, { code })).status).toBe(200);
    const outlets = openOutlets();
    const tell = async (): Promise<void> => {
      await publishHistoryOfAll(world);
      await publishAllOf(world, outlets, claimNamed('whole'), claimNamed('second day'), CONCERT);
      await appendAll(world, outlets.queued.splice(0));
    };
    await tell();
    const log = await readLog(world, organizer);
    expect(log.map(({ name }) => name)).toEqual(['ticket.admitted']);
    const sides = { shared: before.table, separate: after.table, inUse: before.table };
    const run = { pace: async () => undefined, now: after.now, requireStopped: async () => undefined };
    await copySide(sides, run, { isBack: false, mayReplace: false, dryRun: false, call: 'npm run separate-tables' });
    // The copy of the journal is in the stream of its table, so its entries come again.
    world = after;
    await tell();
    expect(await readLog(world, organizer)).toEqual(log);
    const again = await scan(world, DOOR, CONCERT, { code });
    expect([again.status, again.body.code]).toEqual([409, 'already-admitted']);
    expect((await scan(world, DOOR, CONCERT, { code: await codeOf('second day', 1) })).status).toBe(200);
    await tell();
    expect((await readLog(world, organizer)).map(({ name }) => name)).toEqual([
      'ticket.admitted',
      'ticket.refused',
      'ticket.admitted',
    ]);
    await expectAllIntegrity();
  });
});
