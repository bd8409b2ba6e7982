/** Tickets with their codes, new codes, and the void tickets of an event, as callers meet them. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type {
  BookedTicket,
  BookedTickets,
  Revocations,
  TicketKeySet,
} from '../../../lib/contract/tickets/responses.ts';
import { REISSUES_PER_CLAIM_MAX, REVOCATION_MARGIN_MS, REVOCATIONS_VALID_MS } from '../../../lib/domain/limits.ts';
import { revocationsIn } from '../../../lib/domain/revocations.ts';
import type { RevocationList } from '../../../lib/ports/tickets.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { verifyRevocationList } from '../../../lib/tokens/revocation-lists.ts';
import { verifyTicketCode } from '../../../lib/tokens/ticket-codes.ts';
import { type TicketKeySet as KeySet, parseTicketKeySet } from '../../../lib/tokens/ticket-keys.ts';
import { bookPlaces, expectBalanced } from '../../support/bookings.ts';
import { join } from '../../support/organizations.ts';
import { redeemTicket } from '../../support/tickets.ts';
import {
  type ApiResponse,
  cancel,
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
let gateway: LedgerGateway;
let organizer: Person;
let scanner: Person;
let alice: Person;
let event: Event;
let keys: KeySet;

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  organizer = await world.person('organizer');
  alice = await world.signedUp();
  scanner = await world.signedUp();
  await join(world, organizer, scanner, 'door-staff');
  event = await publish(
    world,
    {
      sections: [
        { id: 'main', name: 'Main', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: 20 }] },
        { id: 'standing', name: 'Standing', kind: 'area', price: 1_000, capacity: 100 },
      ],
      placesPerHoldMax: 40,
    },
    organizer,
  );
  keys = parseTicketKeySet(JSON.stringify((await world.invoke<TicketKeySet>('read-ticket-keys')).body));
});

const seats = (...numbers: number[]): string[] => numbers.map(number => `main/A-${number}`);
const book = (body: object): Promise<Booking> => bookPlaces(world, alice, event, body);
const ticketsOf = async ({ id }: Booking, as = alice) =>
  (await world.invoke<BookedTickets>('list-tickets', { as, params: { bookingId: id } })).body.tickets;
const ticketId = ({ id }: Booking, number: number): string => `tkt_${id.slice(4)}_${number}`;
const askNamed = <Body>(
  operation: 'reissue-ticket' | 'read-ticket-qr',
  booking: Booking,
  number: number,
  { as = alice, key }: { as?: Person; key?: string } = {},
): Promise<ApiResponse<Body>> =>
  world.invoke<Body>(operation, {
    as,
    params: { bookingId: booking.id, ticketId: ticketId(booking, number) },
    ...(key !== undefined && { key }),
  });
const reissue = (booking: Booking, number: number, key = newKey(), as = alice) =>
  askNamed<BookedTicket & ProblemFields>('reissue-ticket', booking, number, { key, as });

const askRevocations = (query: object = {}, as = scanner) =>
  world.invoke<Revocations & ProblemFields>('read-revocations', {
    as,
    params: { eventId: event.id },
    query: { ...query },
  });
async function revocations(query: object = {}): Promise<RevocationList> {
  const { status, body } = await askRevocations(query);
  expect(status).toBe(200);
  const list = await verifyRevocationList(body.revocations, keys);
  if (!list) throw new Error('the list is not signed by the published keys');
  expect({ ...body, revocations: undefined }).toEqual({
    asOf: new Date(list.asOf).toISOString(),
    expiresAt: new Date(list.expiresAt).toISOString(),
    all: list.all,
    count: list.tickets.length,
  });
  return list;
}
const named = ({ tickets }: RevocationList, { id }: Booking) =>
  tickets.filter(({ claimId }) => claimId === id.slice(4)).map(({ number, version }) => [number, version]);

describe('the tickets of a booking', () => {
  it('have codes that the published keys verify, each for its ticket and event', async () => {
    const booking = await book({ seats: seats(1, 2), areas: [{ areaId: 'standing', quantity: 2 }] });
    const tickets = await ticketsOf(booking);
    expect(tickets.map(({ code, ...shown }) => shown)).toEqual([
      {
        id: ticketId(booking, 1),
        status: 'valid',
        version: 1,
        place: { seatId: 'main/A-1', section: 'Main', row: 'A', seat: '1' },
      },
      {
        id: ticketId(booking, 2),
        status: 'valid',
        version: 1,
        place: { seatId: 'main/A-2', section: 'Main', row: 'A', seat: '2' },
      },
      { id: ticketId(booking, 3), status: 'valid', version: 1, place: { areaId: 'standing', name: 'Standing' } },
      { id: ticketId(booking, 4), status: 'valid', version: 1, place: { areaId: 'standing', name: 'Standing' } },
    ]);
    for (const [i, { code = '' }] of tickets.entries()) {
      expect(await verifyTicketCode(code, keys)).toEqual({
        facts: { claimId: booking.id.slice(4), number: i + 1, eventId: event.id, version: 1 },
      });
    }
  });

  it('are shown without codes to members who read bookings, and to no one else', async () => {
    const booking = await book({ seats: seats(1) });
    const member = await world.signedUp();
    await join(world, organizer, member, 'supervisor');
    for (const as of [organizer, member, await world.person('admin')]) {
      const [ticket] = await ticketsOf(booking, as);
      expect([ticket?.status, ticket?.code]).toEqual(['valid', undefined]);
    }
    for (const as of [scanner, await world.person(), await world.person('organizer')]) {
      for (const operation of ['read-ticket-qr', 'reissue-ticket'] as const) {
        const { status } = await askNamed(operation, booking, 1, {
          as,
          ...(operation === 'reissue-ticket' && { key: newKey() }),
        });
        expect(status).toBe(404);
      }
      expect(await world.invoke('list-tickets', { as, params: { bookingId: booking.id } })).toMatchObject({
        status: 404,
        body: { code: 'booking-not-found' },
      });
    }
  });

  it('have no code once their place is cancelled, and keep their numbers', async () => {
    const booking = await book({ seats: seats(1, 2, 3) });
    await cancel(world, alice, booking, { seats: seats(2) });
    const tickets = await ticketsOf(booking);
    expect(tickets.map(({ status, code }) => [status, code !== undefined])).toEqual([
      ['valid', true],
      ['void', false],
      ['valid', true],
    ]);
    const image = await askNamed<ProblemFields>('read-ticket-qr', booking, 2);
    expect([image.status, image.body]).toMatchObject([409, { code: 'ticket-void', reason: 'cancelled' }]);
  });

  it('have no codes once the event is cancelled', async () => {
    const booking = await book({ seats: seats(1) });
    await edit(world, organizer, event, { status: 'cancelled' });
    world.now += MINUTE;
    expect((await ticketsOf(booking)).map(({ status, code }) => [status, code])).toEqual([['void', undefined]]);
    expect((await askNamed<ProblemFields>('read-ticket-qr', booking, 1)).body).toMatchObject({
      code: 'ticket-void',
      reason: 'event-cancelled',
    });
    expect((await reissue(booking, 1)).body).toMatchObject({ code: 'ticket-void', reason: 'event-cancelled' });
  });

  it('keep their code after they were used, so that a person can come in again', async () => {
    const booking = await book({ seats: seats(1) });
    const [before] = await ticketsOf(booking);
    await redeemTicket(world, booking, 1);
    expect((await ticketsOf(booking))[0]).toEqual({ ...before, status: 'redeemed' });
  });

  it('are drawn as an SVG image of 61 modules with a border of 4', async () => {
    const booking = await book({ seats: seats(1) });
    const { status, body, headers } = await askNamed<string>('read-ticket-qr', booking, 1);
    expect([status, headers['content-type']]).toEqual([200, 'image/svg+xml']);
    expect(body).toMatch(/^<svg [^>]*viewBox="0 0 276 276"/);
    expect(headers['cache-control']).toContain('no-store');
  });

  it('exist only within their own booking', async () => {
    const [one, two] = [await book({ seats: seats(1) }), await book({ seats: seats(2) })];
    const asked = { as: alice, params: { bookingId: one.id, ticketId: ticketId(two, 1) } };
    for (const request of [asked, { ...asked, params: { ...asked.params, ticketId: ticketId(one, 2) } }]) {
      expect((await world.invoke<ProblemFields>('read-ticket-qr', request)).body.code).toBe('ticket-not-found');
      expect((await world.invoke<ProblemFields>('reissue-ticket', { ...request, key: newKey() })).body.code).toBe(
        'ticket-not-found',
      );
    }
  });

  it('do not exist for a hold', async () => {
    const held = await world.invoke<{ id: string }>('place-hold', {
      as: alice,
      key: newKey(),
      params: { eventId: event.id },
      body: { seats: seats(9) },
    });
    const { status } = await world.invoke('list-tickets', {
      as: alice,
      params: { bookingId: held.body.id.replace('hld', 'bkg') },
    });
    expect(status).toBe(404);
  });
});

describe('a new code', () => {
  it('has the next version, and makes the earlier one void from then on', async () => {
    const booking = await book({ seats: seats(1, 2) });
    const before = await ticketsOf(booking);
    const { status, body } = await reissue(booking, 2);
    expect([status, body]).toMatchObject([200, { id: ticketId(booking, 2), version: 2, status: 'valid' }]);
    expect(await ticketsOf(booking)).toEqual([before[0], body]);
    expect(body.code).not.toBe(before[1]?.code);
    expect(named(await revocations(), booking)).toEqual([[2, 1]]);
    await expectBalanced(world, gateway, booking, 10_000);
  });

  it('is given once for a key, and a repeated call gets the same code', async () => {
    const booking = await book({ seats: seats(1) });
    const key = newKey();
    const [first, again] = [await reissue(booking, 1, key), await reissue(booking, 1, key)];
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const other = await reissue(await book({ seats: seats(2) }), 1, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
  });

  it('is given twice to two calls at once, with two versions, of which the last is valid', async () => {
    const booking = await book({ seats: seats(1) });
    const given = await Promise.all([reissue(booking, 1), reissue(booking, 1)]);
    expect(given.map(({ body }) => body.version).sort()).toEqual([2, 3]);
    const last = given.find(({ body }) => body.version === 3)?.body;
    expect((await ticketsOf(booking))[0]).toEqual(last);
    expect(named(await revocations(), booking)).toEqual([[1, 2]]);
  });

  it('is not given for a used or a void ticket', async () => {
    const booking = await book({ seats: seats(1, 2) });
    await redeemTicket(world, booking, 1);
    await cancel(world, alice, booking, { seats: seats(2) });
    expect((await reissue(booking, 1)).body).toMatchObject({
      code: 'ticket-redeemed',
      ticketIds: [ticketId(booking, 1)],
    });
    expect((await reissue(booking, 2)).body).toMatchObject({ code: 'ticket-void', reason: 'cancelled' });
    expect((await world.claimOf({ id: booking.id.replace('bkg', 'hld') })).ticketVersions).toBeUndefined();
  });

  it('is not given while the ticket is cancelled at the same time', async () => {
    for (let round = 1; round <= 5; round += 1) {
      const booking = await book({ seats: seats(round, round + 10) });
      const [given, cancelled] = await Promise.all([
        reissue(booking, 1),
        cancel(world, alice, booking, { seats: seats(round) }),
      ]);
      expect(cancelled.status).toBe(200);
      const version = given.status === 200 ? 2 : 1;
      if (given.status !== 200) expect(given.body.code).toBe('ticket-void');
      expect(named(await revocations(), booking)).toEqual([[1, version]]);
    }
  });

  it('is refused after as many as a booking may have', async () => {
    const booking = await book({ seats: seats(1) });
    for (let i = 0; i < REISSUES_PER_CLAIM_MAX; i += 1) expect((await reissue(booking, 1)).status).toBe(200);
    const { status, body } = await reissue(booking, 1);
    expect([status, body]).toMatchObject([409, { code: 'too-many-reissues', reissuesMax: REISSUES_PER_CLAIM_MAX }]);
    expect((await ticketsOf(booking))[0]?.version).toBe(REISSUES_PER_CLAIM_MAX + 1);
  });
});

describe('the void tickets of an event', () => {
  it('are none at first, as of the time of the request, for a day', async () => {
    await book({ seats: seats(1) });
    expect(await revocations()).toEqual({
      eventId: event.id,
      asOf: world.now,
      expiresAt: world.now + REVOCATIONS_VALID_MS,
      all: false,
      tickets: [],
    });
  });

  it('are named after each kind of cancellation, with the version of their last code', async () => {
    const [part, whole, byMember, byAdmin] = [
      await book({ seats: seats(1, 2, 3), areas: [{ areaId: 'standing', quantity: 2 }] }),
      await book({ seats: seats(4, 5) }),
      await book({ seats: seats(6) }),
      await book({ seats: seats(7) }),
    ];
    await reissue(part, 2);
    await cancel(world, alice, part, { seats: seats(2), areas: [{ areaId: 'standing', quantity: 1 }] });
    await cancel(world, alice, whole, {});
    await cancel(world, organizer, byMember, { reason: 'moved' });
    await cancel(world, await world.person('admin'), byAdmin, { reason: 'flooded' });
    const list = await revocations();
    expect([part, whole, byMember, byAdmin].map(booking => named(list, booking))).toEqual([
      [
        [2, 2],
        [5, 1],
      ],
      [
        [1, 1],
        [2, 1],
      ],
      [[1, 1]],
      [[1, 1]],
    ]);
    await cancel(world, alice, part, {});
    expect(named(await revocations(), part)).toEqual([
      [1, 1],
      [2, 2],
      [3, 1],
      [4, 1],
      [5, 1],
    ]);
  });

  it('are stored with the claim: the rows are what its history gives', async () => {
    const booking = await book({ seats: seats(1, 2, 3) });
    await reissue(booking, 1);
    await cancel(world, alice, booking, { seats: seats(1) });
    await reissue(booking, 2);
    await cancel(world, alice, booking, {});
    const claim = await world.claimOf({ id: booking.id.replace('bkg', 'hld') });
    const rows = await world.service.dependencies.tickets.readRevocations(event.id);
    expect(rows.sort((a, b) => a.position - b.position)).toEqual(
      revocationsIn(claim).map(revocation => ({
        ...revocation,
        claimId: claim.id,
        at: claim.history[revocation.position]?.at,
      })),
    );
    expect(rows).toHaveLength(4);
  });

  it('include those of a booking whose payment the gateway took back', async () => {
    gateway.faultOf = call => (call === 'capture' ? 'refused' : undefined);
    const booking = await book({ seats: seats(1) });
    const claim = await world.claimOf({ id: booking.id.replace('bkg', 'hld') });
    expect(claim.status).toBe('cancelled');
    expect(named(await revocations(), booking)).toEqual([[1, 1]]);
  });

  it('are all tickets once the event is cancelled, and also after it was deleted', async () => {
    await book({ seats: seats(1) });
    await edit(world, organizer, event, { status: 'cancelled' });
    expect(await revocations()).toMatchObject({ all: true, tickets: [] });
    expect(await revocations({ since: new Date(world.now).toISOString() })).toMatchObject({ all: true });
    const removed = await world.invoke('delete-event', { as: organizer, params: { eventId: event.id } });
    expect(removed.status).toBe(204);
    expect(await revocations()).toMatchObject({ all: true, tickets: [] });
    const stranger = await askRevocations({}, await world.signedUp());
    expect([stranger.status, stranger.body.code]).toEqual([404, 'event-not-found']);
  });

  it('since a time are those that were written since then, less the margin for slow transactions', async () => {
    const [early, late] = [await book({ seats: seats(1) }), await book({ seats: seats(2) })];
    await cancel(world, alice, early, {});
    const first = await revocations();
    const since = new Date(first.asOf).toISOString();
    world.now += REVOCATION_MARGIN_MS;
    await cancel(world, alice, late, {});
    const difference = await revocations({ since });
    expect(difference.since).toBe(first.asOf);
    expect([named(difference, early), named(difference, late)]).toEqual([[[1, 1]], [[1, 1]]]);
    const later = await revocations({
      since: new Date(first.asOf + REVOCATION_MARGIN_MS + 1).toISOString().replace('Z', '+00:00'),
    }).catch(() => undefined);
    expect(later).toBeUndefined();
    world.now += 1;
    const next = await revocations({ since: new Date(first.asOf + REVOCATION_MARGIN_MS + 1).toISOString() });
    expect([named(next, early), named(next, late)]).toEqual([[], [[1, 1]]]);
  });

  it.each(['x', '', '2027-03-01', '1970-01-01T00:00:00', '2999-01-01T00:00:00Z'])(
    'since %j are refused: it is not the time of an earlier list',
    async since => {
      const { status, body } = await askRevocations({ since });
      expect([status, body.code, body.errors?.[0]?.path]).toEqual([400, 'validation-failed', 'query.since']);
    },
  );

  it('since 1970 are all of them', async () => {
    const booking = await book({ seats: seats(1) });
    await cancel(world, alice, booking, {});
    expect(named(await revocations({ since: '1970-01-01T00:00:00Z' }), booking)).toEqual([[1, 1]]);
  });

  it('of another event are not in the list', async () => {
    const other = await publish(world, {}, organizer);
    const booking = await bookPlaces(world, alice, other, { seats: ['a/A-1'] });
    await cancel(world, alice, booking, {});
    expect((await revocations()).tickets).toEqual([]);
  });

  it('are found by a list that is read after the cancellation, however the cancellation and the list overlap', async () => {
    for (let seat = 1; seat <= 20; seat += 1) {
      const booking = await book({ seats: seats(seat) });
      const cancelling = cancel(world, alice, booking, {});
      const meanwhile = revocations();
      await cancelling;
      const after = await revocations();
      await meanwhile;
      expect(named(after, booking)).toEqual([[1, 1]]);
    }
  });
});
