/** Scans at the door, online: who is admitted, who is not and why, and what each scan leaves in the history. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { DOORS_OPEN_HOURS_DEFAULT } from '../../../lib/domain/limits.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { bookPlaces, readBooking } from '../../support/bookings.ts';
import { codeOf, newNonce, scan, scanTicket } from '../../support/door.ts';
import { join } from '../../support/members.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOfAll } from '../../support/payments.ts';
import { cancel, edit, MINUTE, openWorld, type Person, publish, START, type World } from '../../support/world.ts';

/** Within the session of the door staff. */
const STARTS = START + 3 * 24 * 60 * MINUTE;
const DOORS = STARTS - 60 * MINUTE;
const ENDS = STARTS + 120 * MINUTE;
const iso = (epochMs: number): string => new Date(epochMs).toISOString();
const TIMES = { doorsAt: iso(DOORS), startsAt: iso(STARTS), endsAt: iso(ENDS) };
const SECTIONS = [
  { id: 'a', name: 'Stalls', kind: 'seated' as const, price: 100, rows: [{ row: 'A', name: 'Row A', count: 6 }] },
  { id: 'b', name: 'Balcony', kind: 'seated' as const, price: 100, rows: [{ row: 'A', count: 4 }] },
  { id: 'standing', name: 'Standing', kind: 'area' as const, price: 10, capacity: 60 },
];
const NORTH = { id: 'north', name: 'North', sections: ['a'] };
const YARD = { id: 'yard', name: 'Yard', areas: ['standing'] };
const ALL = { id: 'all', name: 'Everybody' };

let world: World;
let organizer: Person;
let staff: Person;
let owner: Person;
let event: Event;
let booking: Booking;
beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  staff = await join(world, organizer, await world.signedUp(), 'door-staff');
  owner = await world.person();
  event = await publish(world, { sections: SECTIONS, gates: [NORTH, YARD, ALL], ...TIMES }, organizer);
  booking = await bookPlaces(world, owner, event, {
    seats: ['a/A-1', 'a/A-2'],
    areas: [{ areaId: 'standing', quantity: 2 }],
  });
  world.now = DOORS;
});

const historyOf = async (of: Booking) => (await world.claimOf(of)).history;

describe('a scan', () => {
  it('admits a person and redeems the ticket, with one entry that says where, with what and when', async () => {
    const nonce = newNonce();
    const before = (await historyOf(booking)).length;
    world.now += MINUTE;
    const scannedAt = iso(world.now - 2_000);
    const { status, body } = await scanTicket(world, staff, booking, 1, {
      nonce,
      gate: 'north',
      device: 'Scanner 3',
      scannedAt,
    });
    expect([status, body]).toEqual([
      200,
      {
        outcome: 'admitted',
        direction: 'in',
        ticketId: `tkt_${booking.id.slice(4)}_1`,
        reference: booking.reference,
        place: { seatId: 'a/A-1', section: 'Stalls', row: 'Row A', seat: '1' },
        at: iso(world.now),
        scannedAt,
        gate: 'north',
        device: 'Scanner 3',
      },
    ]);
    const claim = await world.claimOf(booking);
    expect(claim.tickets).toEqual(['redeemed', 'valid', 'valid', 'valid']);
    expect(claim.history.slice(before)).toEqual([
      {
        action: 'ticket.admitted',
        at: world.now,
        actor: staff.userId,
        requestId: expect.any(String),
        from: 'valid',
        to: 'redeemed',
        scan: {
          ticket: 1,
          nonce,
          direction: 'in',
          outcome: 'admitted',
          gate: 'north',
          device: 'Scanner 3',
          scannedAt: world.now - 2_000,
        },
      },
    ]);
    expect((await readBooking(world, owner, booking)).places[0]?.tickets).toEqual([
      { id: body.ticketId, status: 'redeemed' },
    ]);
  });

  it('names the area of a ticket for standing places', async () => {
    const { body } = await scanTicket(world, staff, booking, 4, { gate: 'yard' });
    expect(body.place).toEqual({ areaId: 'standing', name: 'Standing' });
  });

  it('of a ticket that has admitted a person says where and when that was', async () => {
    const first = await scanTicket(world, staff, booking, 1, { gate: 'north', device: 'A' });
    world.now += MINUTE;
    const second = await scanTicket(world, staff, booking, 1, { gate: 'all' });
    expect([second.status, second.body.code]).toEqual([409, 'already-admitted']);
    expect(second.body.admission).toEqual({ at: first.body.at, scannedAt: first.body.at, gate: 'north', device: 'A' });
    expect((await historyOf(booking)).at(-1)).toMatchObject({
      action: 'ticket.refused',
      from: 'redeemed',
      to: 'redeemed',
      scan: { ticket: 1, outcome: 'duplicate', gate: 'all' },
    });
  });

  it('leaves the journal and the integrity of the event as they should be, whatever its outcome', async () => {
    await scanTicket(world, staff, booking, 1, { gate: 'north' });
    await scanTicket(world, staff, booking, 1, { gate: 'north' });
    await scanTicket(world, staff, booking, 1, { direction: 'out' });
    await scanTicket(world, staff, booking, 3);
    await cancel(world, organizer, booking, { tickets: [`tkt_${booking.id.slice(4)}_2`], reason: 'x' });
    await scanTicket(world, staff, booking, 2);
    expect((await historyOf(booking)).slice(-7).map(({ scan: kept, action }) => kept?.outcome ?? action)).toEqual([
      'admitted',
      'duplicate',
      'left',
      'admitted',
      'booking.places-cancelled',
      'payment.refunded',
      'void',
    ]);
    await publishHistoryOfAll(world);
    await expectJournalGivesClaim(world, booking);
    await expectIntegrity(world, event);
  });
});

describe('a person who leaves', () => {
  it('may come in again, once for each time', async () => {
    await scanTicket(world, staff, booking, 1);
    const left = await scanTicket(world, staff, booking, 1, { direction: 'out', gate: 'yard' });
    expect([left.status, left.body.outcome, left.body.direction, left.body.gate]).toEqual([200, 'left', 'out', 'yard']);
    expect((await historyOf(booking)).at(-1)).toMatchObject({
      action: 'ticket.left',
      from: 'redeemed',
      to: 'redeemed',
    });
    expect((await scanTicket(world, staff, booking, 1)).body.outcome).toBe('admitted');
    expect((await scanTicket(world, staff, booking, 1)).body.code).toBe('already-admitted');
  });

  it('is not inside without a scan on the way in, or after one on the way out', async () => {
    const never = await scanTicket(world, staff, booking, 1, { direction: 'out' });
    expect([never.status, never.body.code]).toEqual([409, 'not-inside']);
    await scanTicket(world, staff, booking, 1);
    await scanTicket(world, staff, booking, 1, { direction: 'out' });
    expect((await scanTicket(world, staff, booking, 1, { direction: 'out' })).body.code).toBe('not-inside');
  });

  it('may leave by any gate, with a void ticket, and after the end', async () => {
    await scanTicket(world, staff, booking, 1, { gate: 'north' });
    await cancel(world, organizer, booking, { reason: 'x' });
    world.now = ENDS + MINUTE;
    expect((await scanTicket(world, staff, booking, 1, { direction: 'out', gate: 'yard' })).body.outcome).toBe('left');
    world.now = ENDS - MINUTE;
    expect((await scanTicket(world, staff, booking, 1)).body.code).toBe('ticket-void');
  });
});

describe('a nonce', () => {
  it.each([
    ['an admission', 200, undefined, async () => {}],
    ['a duplicate', 409, 'already-admitted', () => scanTicket(world, staff, booking, 1, { gate: 'all' })],
    ['a void ticket', 409, 'ticket-void', () => cancel(world, organizer, booking, { reason: 'x' })],
  ])('that is repeated gets the same answer, and writes nothing: %s', async (_name, status, code, prepare) => {
    await prepare();
    const [nonce, once] = [newNonce(), { gate: 'north', device: 'A' }];
    const first = await scanTicket(world, staff, booking, 1, { nonce, ...once });
    expect([first.status, first.body.code]).toEqual([status, code]);
    const length = (await historyOf(booking)).length;
    world.now += 10 * MINUTE;
    await cancel(world, organizer, booking, { reason: 'later' });
    const again = await scanTicket(world, staff, booking, 1, { nonce, ...once });
    expect({ ...again.body, requestId: '' }).toEqual({ ...first.body, requestId: '' });
    const added = (await historyOf(booking)).slice(length).filter(entry => entry.scan);
    expect(added).toEqual([]);
  });

  it('of an admission gets its answer although the doors have closed, and the gate is gone', async () => {
    const nonce = newNonce();
    const first = await scanTicket(world, staff, booking, 1, { nonce, gate: 'north' });
    await edit(world, organizer, event, { gates: null });
    world.now = ENDS + MINUTE;
    expect((await scanTicket(world, staff, booking, 1, { nonce, gate: 'north' })).body).toEqual(first.body);
  });

  const others: [string, number, object][] = [
    ['another ticket of the booking', 2, {}],
    ['the other direction', 1, { direction: 'out' }],
    ['another gate', 1, { gate: 'all' }],
    ['another device', 1, { device: 'B' }],
  ];
  it.each(others)('is refused for another scan: %s', async (_name, number, changes) => {
    const [nonce, once] = [newNonce(), { gate: 'north', device: 'A' }];
    await scanTicket(world, staff, booking, 1, { nonce, ...once });
    const { status, body } = await scanTicket(world, staff, booking, number, { nonce, ...once, ...changes });
    expect([status, body.code]).toEqual([422, 'nonce-reused']);
  });

  it('of another member is refused, so that a copied request admits nobody', async () => {
    const nonce = newNonce();
    await scanTicket(world, staff, booking, 1, { nonce });
    const other = await join(world, organizer, await world.signedUp(), 'door-staff');
    expect((await scanTicket(world, other, booking, 1, { nonce })).body.code).toBe('nonce-reused');
  });

  it('may be used for a ticket of another booking, where it is another scan', async () => {
    const other = await bookPlaces(world, owner, event, { seats: ['a/A-3'] });
    const nonce = newNonce();
    await scanTicket(world, staff, booking, 1, { nonce });
    expect((await scanTicket(world, staff, other, 1, { nonce })).body.outcome).toBe('admitted');
  });

  it('of a scan that was refused for the moment may be used again', async () => {
    const nonce = newNonce();
    world.now = DOORS - 1;
    expect((await scanTicket(world, staff, booking, 1, { nonce })).body.code).toBe('doors-not-open');
    world.now = DOORS;
    expect((await scanTicket(world, staff, booking, 1, { nonce })).body.outcome).toBe('admitted');
  });
});

describe('a ticket is not admitted', () => {
  it('before the doors open, to the millisecond', async () => {
    world.now = DOORS - 1;
    const { status, body } = await scanTicket(world, staff, booking, 1);
    expect([status, body.code, body]).toEqual([
      409,
      'doors-not-open',
      expect.objectContaining({ opensAt: iso(DOORS) }),
    ]);
    world.now = DOORS;
    expect((await scanTicket(world, staff, booking, 1)).status).toBe(200);
  });

  it('12 hours before the start if the event does not say when its doors open', async () => {
    await edit(world, organizer, event, { doorsAt: null });
    const opens = STARTS - DOORS_OPEN_HOURS_DEFAULT * 60 * MINUTE;
    world.now = opens - 1;
    expect((await scanTicket(world, staff, booking, 1)).body).toMatchObject({
      code: 'doors-not-open',
      opensAt: iso(opens),
    });
    world.now = opens;
    expect((await scanTicket(world, staff, booking, 1)).status).toBe(200);
  });

  it('from the end of the event on', async () => {
    world.now = ENDS;
    const { status, body } = await scanTicket(world, staff, booking, 1);
    expect([status, body]).toEqual([409, expect.objectContaining({ code: 'event-over', endedAt: iso(ENDS) })]);
    world.now = ENDS - 1;
    expect((await scanTicket(world, staff, booking, 1)).status).toBe(200);
  });

  it('at a gate that is for others: the answer names the gates that admit it', async () => {
    const seat = await scanTicket(world, staff, booking, 1, { gate: 'yard' });
    expect([seat.status, seat.body.code, seat.body.gates]).toEqual([409, 'wrong-gate', ['north', 'all']]);
    const standing = await scanTicket(world, staff, booking, 3, { gate: 'north' });
    expect([standing.body.code, standing.body.gates]).toEqual(['wrong-gate', ['yard', 'all']]);
    expect((await historyOf(booking)).some(entry => entry.scan)).toBe(false);
  });

  it('at a gate that the event does not have, or has no longer', async () => {
    const { status, body } = await scanTicket(world, staff, booking, 1, { gate: 'south' });
    expect([status, body.code, body.errors]).toEqual([
      400,
      'validation-failed',
      [{ path: 'body.gate', message: 'is not a gate of the event' }],
    ]);
    await edit(world, organizer, event, { gates: [ALL] });
    expect((await scanTicket(world, staff, booking, 1, { gate: 'north' })).status).toBe(400);
    expect((await scanTicket(world, staff, booking, 1, { gate: 'all' })).status).toBe(200);
  });

  it('if its place was cancelled, by the owner or by the organizer', async () => {
    const at = world.now;
    await cancel(world, organizer, booking, { seats: ['a/A-2'], reason: 'x' });
    world.now += MINUTE;
    const { status, body } = await scanTicket(world, staff, booking, 2);
    expect([status, body]).toEqual([
      409,
      expect.objectContaining({ code: 'ticket-void', reason: 'cancelled', since: iso(at) }),
    ]);
    expect((await scanTicket(world, staff, booking, 1)).status).toBe(200);
  });

  it('if its code is of another version than the present one', async () => {
    const code = await codeOf(world, booking, 1, 2);
    const { status, body } = await scan(world, staff, event, { code });
    expect([status, body.code, body.reason]).toEqual([409, 'ticket-void', 'replaced']);
    expect(body).not.toHaveProperty('since');
    expect((await historyOf(booking)).at(-1)).toMatchObject({ from: 'valid', to: 'valid', scan: { outcome: 'void' } });
  });

  it('as soon as the event is cancelled, although its booking is not cancelled yet', async () => {
    // This function remembers the event as it was.
    await scanTicket(world, staff, booking, 1);
    await world.table.documents.send(
      new UpdateCommand({
        TableName: world.table.name,
        Key: eventKey(event.id),
        UpdateExpression: 'SET #state = :cancelled',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':cancelled': 'cancelled' },
      }),
    );
    const { status, body } = await scanTicket(world, staff, booking, 2);
    expect([status, body.code, body.reason]).toEqual([409, 'ticket-void', 'event-cancelled']);
    expect((await world.claimOf(booking)).tickets).toEqual(['redeemed', 'valid', 'valid', 'valid']);
    expect((await historyOf(booking)).filter(entry => entry.scan)).toHaveLength(1);
  });

  it('of another event: the answer names the event', async () => {
    const other = await publish(world, { sections: SECTIONS }, organizer);
    const { status, body } = await scan(world, staff, other, { code: await codeOf(world, booking, 1) });
    expect([status, body]).toEqual([
      409,
      expect.objectContaining({ code: 'ticket-of-other-event', eventId: event.id }),
    ]);
  });

  it('of a booking that does not exist, or that has fewer tickets, as after a restore', async () => {
    for (const facts of [
      { ...booking, id: `bkg_${'0'.repeat(25)}`, number: 1 },
      { ...booking, number: 5 },
    ]) {
      const { status, body } = await scan(world, staff, event, { code: await codeOf(world, facts, facts.number) });
      expect([status, body.code, body.reason]).toEqual([409, 'ticket-void', 'no-booking']);
    }
  });

  it('of a hold, which has no tickets', async () => {
    const held = await world.invoke<{ id: string }>('place-hold', {
      as: owner,
      key: newNonce(),
      params: { eventId: event.id },
      body: { seats: ['a/A-4'] },
    });
    const { body } = await scan(world, staff, event, {
      code: await codeOf(world, { id: held.body.id, eventId: event.id }, 1),
    });
    expect([body.code, body.reason]).toEqual(['ticket-void', 'no-booking']);
  });
});

describe('a code is invalid', () => {
  it.each([
    ['empty', () => '', 'malformed'],
    ['cut short', (code: string) => code.slice(0, -1), 'malformed'],
    ['cut in half', (code: string) => code.slice(0, code.length / 2), 'malformed'],
    ['with a space at its end', (code: string) => `${code} `, 'malformed'],
    ['a URL', () => 'https://example.org/ticket', 'malformed'],
    ['as long as a QR code can be (used to be a mistake of the device)', () => '7'.repeat(7_089), 'malformed'],
    ['of bytes that are no text', () => 'WIFI:S:Caf\ufffd;;', 'malformed'],
    [
      'of another algorithm',
      (code: string) => [b64({ alg: 'none', kid: 'x', typ: 'tkt' }), code.split('.')[1], code.split('.')[2]].join('.'),
      'malformed',
    ],
    [
      'with another ticket in it',
      (code: string) =>
        [
          code.split('.')[0],
          b64({ t: `${booking.id.slice(4)}_2`, e: event.id.slice(4), v: 1 }),
          code.split('.')[2],
        ].join('.'),
      'signature',
    ],
    [
      'with a key that nobody knows',
      (code: string) => [b64({ alg: 'EdDSA', kid: 'AAAAAAAA', typ: 'tkt' }), ...code.split('.').slice(1)].join('.'),
      'unknown-key',
    ],
  ])('if it is %s', async (_name, change, reason) => {
    const { status, body } = await scan(world, staff, event, { code: change(await codeOf(world, booking, 1)) });
    expect([status, body.code, body.reason]).toEqual([422, 'invalid-code', reason]);
  });

  const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
});

describe('the clock of a device', () => {
  it.each([
    ['in 1970', () => 0],
    ['before the booking', () => START - 1],
    ['in the future', () => world.now + 1],
  ])('does not matter: a time %s is left out', async (_name, time) => {
    const { status, body } = await scanTicket(world, staff, booking, 1, { scannedAt: iso(time()) });
    expect([status, body.scannedAt]).toEqual([200, body.at]);
    expect((await historyOf(booking)).at(-1)?.scan).not.toHaveProperty('scannedAt');
  });
});

describe('a request is refused', () => {
  const faults: [string, object, string][] = [
    ['without a code', { code: undefined }, 'body.code'],
    ['with a code and a ticket id', { ticketId: `tkt_${'0'.repeat(25)}_1` }, 'body.code'],
    ['with a number as its code', { code: 5 }, 'body.code'],
    ['with a very long code', { code: 'x'.repeat(7_090) }, 'body.code'],
    ['with a ticket id, without readmit', { code: undefined, ticketId: `tkt_${'0'.repeat(25)}_1` }, 'body.ticketId'],
    ['without a nonce', { nonce: undefined }, 'body.nonce'],
    ['with a nonce that is easily guessed', { nonce: 'x'.repeat(15) }, 'body.nonce'],
    ['with a long nonce', { nonce: 'x'.repeat(65) }, 'body.nonce'],
    ['with a nonce of other characters', { nonce: 'nonce with spaces in it' }, 'body.nonce'],
    ['with an empty gate', { gate: '' }, 'body.gate'],
    ['with a blank device', { device: ' ' }, 'body.device'],
    ['with a long device', { device: 'x'.repeat(31) }, 'body.device'],
    ['with another direction', { direction: 'up' }, 'body.direction'],
    ['with a time that is none', { scannedAt: 'yesterday' }, 'body.scannedAt'],
    ['with readmit: false', { readmit: false }, 'body.readmit'],
    ['with a reason, without readmit', { reason: 'x' }, 'body.reason'],
    ['with a long reason', { readmit: true, reason: 'x'.repeat(81) }, 'body.reason'],
    ['with an e-mail address as its reason', { readmit: true, reason: 'a@b.example' }, 'body.reason'],
    ['with readmit on the way out', { readmit: true, direction: 'out' }, 'body.direction'],
    ['with an unknown field', { seat: 'a/A-1' }, 'body'],
  ];
  it.each(faults)('%s', async (_name, changes, path) => {
    const code = await codeOf(world, booking, 1);
    const { status, body } = await scan(world, staff, event, { code, ...changes });
    expect([status, body.code]).toEqual([400, 'validation-failed']);
    expect(body.errors.map(error => error.path)).toContain(path);
    expect((await historyOf(booking)).some(entry => entry.scan)).toBe(false);
  });
});
