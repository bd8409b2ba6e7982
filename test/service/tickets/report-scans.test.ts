/** Reports of devices that decided without a network: each line has its result, whatever else is in the report or happens meanwhile. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { SCANS_PER_REPORT_MAX } from '../../../lib/domain/limits.ts';
import { busy } from '../../../lib/domain/refusals.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { codeOf, scanTicket } from '../../support/door.ts';
import { join, leave } from '../../support/members.ts';
import { lineOf, report, resultsOf } from '../../support/offline-devices.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOfAll } from '../../support/payments.ts';
import { cancel, edit, MINUTE, newKey, openWorld, type Person, publish, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let door: Person;
let alice: Person;
let event: Event;
let booking: Booking;

beforeEach(async () => {
  world = await openWorld();
  [organizer, door, alice] = await Promise.all([world.person('organizer'), world.signedUp(), world.person()]);
  event = await publish(world, {}, organizer);
  await join(world, organizer, door, 'door-staff');
  booking = await bookPlaces(world, alice, event, { seats: ['a/A-1', 'a/A-2'] });
  world.now += 60 * MINUTE;
});

const send = (lines: unknown[], more: object = {}) => resultsOf(report(world, door, event, lines, more));
const line = async (number = 1, more: object = {}) => lineOf(world, await codeOf(world, booking, number), more);
const minutesAgo = (minutes: number) => new Date(world.now - minutes * MINUTE).toISOString();
const scansIn = async () => (await world.claimOf(booking)).history.flatMap(({ scan }) => scan ?? []);
/** Books the places of an event whose doors are open. */
async function tonight(): Promise<void> {
  const startsAt = new Date(world.now + 60 * MINUTE).toISOString();
  const endsAt = new Date(world.now + 120 * MINUTE).toISOString();
  event = await publish(world, { startsAt, endsAt, gates: [{ id: 'north', name: 'North' }] }, organizer);
  booking = await bookPlaces(world, alice, event, { seats: ['a/A-1', 'a/A-2'] });
}
/** Publishes all histories, and checks journal and counts. */
async function expectBalanced(): Promise<void> {
  await publishHistoryOfAll(world);
  await expectJournalGivesClaim(world, booking);
  await expectIntegrity(world, event);
}

describe('a report', () => {
  it('redeems tickets, and says for each line what it was', async () => {
    const [one, two, again] = [await line(1, { gate: 'north' }), await line(2), await line(1)];
    const results = await send([one, two, again], { device: 'Scanner 3' });
    expect(results).toEqual([
      {
        nonce: one.nonce,
        result: 'admitted',
        ticketId: booking.places[0]?.tickets[0]?.id,
        place: { seatId: 'a/A-1', section: 'Section A', row: 'A', seat: '1' },
      },
      expect.objectContaining({ nonce: two.nonce, result: 'admitted' }),
      expect.objectContaining({
        nonce: again.nonce,
        result: 'duplicate',
        admission: {
          nonce: one.nonce,
          at: new Date(world.now).toISOString(),
          scannedAt: one.scannedAt,
          gate: 'north',
          device: 'Scanner 3',
        },
      }),
    ]);
    const claim = await world.claimOf(booking);
    expect(claim.tickets).toEqual(['redeemed', 'redeemed']);
    expect(claim.history.at(-3)).toMatchObject({ action: 'ticket.admitted', actor: door.userId, at: world.now });
    await expectBalanced();
  });

  it('without lines has no results, and one of 201 lines is refused', async () => {
    expect(await send([])).toEqual([]);
    const most = Array.from({ length: SCANS_PER_REPORT_MAX }, () => ({}));
    expect(await send(most)).toHaveLength(SCANS_PER_REPORT_MAX);
    const { status, body } = await report(world, door, event, [...most, await line()]);
    expect([status, body.code, body.errors[0]?.path]).toEqual([400, 'validation-failed', 'body.lines']);
    expect(await scansIn()).toEqual([]);
  });

  it('keeps all lines of a booking in one write, in their order', async () => {
    const lines = [await line(1), await line(1, { direction: 'out' }), await line(1), await line(2)];
    world.faults.requests.length = 0;
    expect((await send(lines)).map(({ result }) => result)).toEqual(['admitted', 'left', 'admitted', 'admitted']);
    expect(world.faults.requests.filter(({ name }) => name === 'UpdateCommand')).toHaveLength(1);
  });

  it('of other members or strangers changes nothing', async () => {
    const finance = await world.signedUp();
    await join(world, organizer, finance, 'finance');
    for (const as of [finance, await world.signedUp()]) {
      const { status, body } = await report(world, as, event, [await line()]);
      expect([status, body.code]).toEqual([403, 'not-your-event']);
    }
    expect(await scansIn()).toEqual([]);
  });
});

describe('a line that is no scan of a ticket of the event has its reason, and the others are kept:', () => {
  const expectInvalid = async (bad: unknown, expected: object) => {
    const results = await send([await line(1), bad, await line(2)]);
    expect(results.map(({ result }) => result)).toEqual(['admitted', 'invalid', 'admitted']);
    expect(results[1]).toMatchObject(expected);
  };

  it('a code that is cut short', async () => {
    const cut = await line();
    await expectInvalid({ ...cut, code: cut.code.slice(0, -1) }, { nonce: cut.nonce, reason: 'malformed' });
  });

  it('a QR code whose bytes are no text: it used to refuse the whole report, again and again', async () => {
    await expectInvalid(lineOf(world, 'WIFI:S:Caf\ufffd;;'), { reason: 'malformed' });
  });

  it('a QR code that is as long as one can be: the line used to be malformed, and not the code', async () => {
    await expectInvalid(lineOf(world, '7'.repeat(7_089)), { reason: 'malformed' });
  });

  it('a code with another signature', async () => {
    const [one, other] = [await line(1), await codeOf(world, booking, 2)];
    const forged = `${one.code.slice(0, one.code.lastIndexOf('.'))}${other.slice(other.lastIndexOf('.'))}`;
    await expectInvalid({ ...one, code: forged }, { reason: 'signature' });
  });

  it('a code with a key that is not ours', async () => {
    const one = await line();
    const [, ...rest] = one.code.split('.');
    const head = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: 'theirs', typ: 'tkt' })).toString('base64url');
    await expectInvalid({ ...one, code: [head, ...rest].join('.') }, { reason: 'unknown-key' });
  });

  it('a code of another event', async () => {
    const other = await publish(world, {}, organizer);
    const foreign = await bookPlaces(world, alice, other, { seats: ['a/A-1'] });
    const code = await codeOf(world, foreign, 1);
    await expectInvalid(lineOf(world, code), { reason: 'other-event', eventId: other.id });
    expect((await world.claimOf(foreign)).tickets).toEqual(['valid']);
  });

  it('a signed code of a booking that is not there, or that has fewer tickets', async () => {
    const lost = { ...booking, id: `bkg_${'0'.repeat(25)}` };
    await expectInvalid(lineOf(world, await codeOf(world, lost, 1)), { reason: 'no-booking' });
    expect(await send([lineOf(world, await codeOf(world, booking, 3))])).toMatchObject([{ reason: 'no-booking' }]);
    expect(await send([lineOf(world, await codeOf(world, booking, 1, 2))])).toMatchObject([{ reason: 'no-booking' }]);
  });

  it('a code of a hold that was never paid', async () => {
    const { body: held } = await world.invoke<{ id: string }>('place-hold', {
      as: alice,
      key: 'held',
      params: { eventId: event.id },
      body: { seats: ['a/B-1'] },
    });
    const code = await codeOf(world, { ...booking, id: `bkg_${held.id.slice(4)}` }, 1);
    await expectInvalid(lineOf(world, code), { reason: 'no-booking' });
  });

  it.each([
    ['a text', 'x', []],
    ['null', null, []],
    ['a list', [], []],
    ['without a nonce', { nonce: undefined }, ['nonce']],
    ['with a nonce that is too short', { nonce: 'short' }, ['nonce']],
    ['with a nonce of other characters', { nonce: 'a nonce of words' }, ['nonce']],
    ['without a code', { code: undefined }, ['code']],
    ['with a number as code', { code: 1 }, ['code']],
    ['without a time', { scannedAt: undefined }, ['scannedAt']],
    ['with a local time', { scannedAt: '2027-03-01T12:00:00' }, ['scannedAt']],
    ['with a direction of its own', { direction: 'up' }, ['direction']],
    ['with a gate that is no id', { gate: 'the north' }, ['gate']],
    ['with a member that is not known', { isReadmission: true }, ['']],
  ])('a line %s', async (_, bad, paths) => {
    const whole = await line();
    const isObject = typeof bad === 'object' && bad !== null && !Array.isArray(bad);
    const results = await send([isObject ? { ...whole, ...bad } : bad, whole]);
    expect(results.map(({ result }) => result)).toEqual(['invalid', 'admitted']);
    expect(results[0]?.reason).toBe('malformed-line');
    if (paths.length > 0) expect(results[0]?.errors?.map(({ path }) => path)).toEqual(paths);
  });

  it('a nonce of another ticket of the booking', async () => {
    const one = await line(1);
    const results = await send([one, await line(2, { nonce: one.nonce })]);
    expect(results).toMatchObject([{ result: 'admitted' }, { result: 'invalid', reason: 'nonce-reused' }]);
  });
});

describe('the clock of a device', () => {
  it('may be in 1970: the time of the report corrects it', async () => {
    const results = await send([await line(1, { scannedAt: '1970-01-01T00:05:00Z' })], {
      sentAt: '1970-01-01T00:15:00Z',
    });
    expect(results).toMatchObject([{ result: 'admitted' }]);
    expect(await scansIn()).toMatchObject([{ scannedAt: world.now - 10 * MINUTE }]);
  });

  it('may have another offset from UTC: such lines used to be malformed, unlike online', async () => {
    const scannedAt = new Date(world.now - 10 * MINUTE + 60 * MINUTE).toISOString().replace('Z', '+01:00');
    const sentAt = new Date(world.now - 90 * MINUTE).toISOString().replace('Z', '-01:30');
    expect(await send([await line(1, { scannedAt })], { sentAt })).toMatchObject([{ result: 'admitted' }]);
    expect(await scansIn()).toMatchObject([{ scannedAt: world.now - 10 * MINUTE }]);
  });

  it('may show local time: a report with an offset from UTC used to be refused, and its lines were lost', async () => {
    const results = await send([await line(1, { scannedAt: '1970-01-01T07:05:00+06:00' })], {
      sentAt: '1970-01-01T02:15:00+01:00',
    });
    expect(results).toMatchObject([{ result: 'admitted' }]);
    expect(await scansIn()).toMatchObject([{ scannedAt: world.now - 10 * MINUTE }]);
    expect(await send([await line(2, { scannedAt: '1970-01-01T07:05:00' })])).toMatchObject([
      { result: 'invalid', reason: 'malformed-line', errors: [{ path: 'scannedAt' }] },
    ]);
  });

  it('may have been set in between: then the time is unknown, and the ticket is redeemed all the same', async () => {
    const [early, late] = [
      await line(1, { scannedAt: '1970-01-01T00:05:00Z' }),
      await line(2, { scannedAt: minutesAgo(-1) }),
    ];
    expect((await send([early, late])).map(({ result }) => result)).toEqual(['admitted', 'admitted']);
    for (const scan of await scansIn()) expect(scan).not.toHaveProperty('scannedAt');
  });
});

describe('a person who came in by a code that was replaced afterwards', () => {
  // Such a ticket stayed valid. Its owner entered, had the code replaced, and got the money back after the report.
  it('has used the ticket: its owner used to cancel the place and get the money back', async () => {
    const entered = await line(1);
    world.now += MINUTE;
    const params = { bookingId: booking.id, ticketId: booking.places[0]?.tickets[0]?.id ?? '' };
    expect((await world.invoke('reissue-ticket', { as: alice, key: newKey(), params })).status).toBe(200);
    world.now += MINUTE;
    expect(await send([entered])).toMatchObject([{ result: 'void-later' }]);
    expect((await world.claimOf(booking)).tickets).toEqual(['redeemed', 'valid']);
    const { status, body } = await cancel(world, alice, booking, { seats: ['a/A-1'] });
    expect([status, body.code]).toEqual([409, 'ticket-redeemed']);
    await expectBalanced();
  });
});

describe('gates, times and the state of the event', () => {
  it('refuse no line: the doors are not open, and the gate is not one of the event', async () => {
    expect(await send([await line(1, { gate: 'nowhere' })])).toMatchObject([{ result: 'admitted' }]);
  });

  it('refuse no line after the event', async () => {
    world.now = Date.parse(event.endsAt) + 60 * MINUTE;
    const late = await join(world, organizer, await world.signedUp(), 'supervisor');
    expect(await resultsOf(report(world, late, event, [await line(1)]))).toMatchObject([{ result: 'admitted' }]);
  });

  it('of a cancelled event say which people came in before', async () => {
    const [before, after] = [await line(1, { scannedAt: minutesAgo(0) }), await codeOf(world, booking, 2)];
    world.now += 10 * MINUTE;
    expect((await edit(world, organizer, event, { status: 'cancelled' } as never)).status).toBe(200);
    world.now += 10 * MINUTE;
    const results = await send([before, lineOf(world, after)]);
    expect(results).toMatchObject([
      { result: 'void-later', voidSince: minutesAgo(10) },
      { result: 'void', voidSince: minutesAgo(10) },
    ]);
    await expectBalanced();
  });

  it('of a member who was removed meanwhile are kept when another member sends them', async () => {
    const lines = [await line(1), await line(2)];
    await leave(world, organizer, door);
    const refused = await report(world, door, event, lines);
    expect([refused.status, refused.body.code]).toEqual([403, 'not-your-event']);
    expect(await scansIn()).toEqual([]);
    door = await join(world, organizer, await world.signedUp(), 'door-staff');
    expect((await send(lines)).map(({ result }) => result)).toEqual(['admitted', 'admitted']);
  });

  it('of a deleted event: its members still report, and it is absent for others', async () => {
    const late = await line(1);
    world.now += MINUTE;
    await cancel(world, organizer, booking, { reason: 'Moved' });
    const deleted = await world.invoke('delete-event', { as: organizer, params: { eventId: event.id } });
    expect(deleted.status).toBe(204);
    expect(await send([late])).toMatchObject([{ result: 'void-later', place: { seatId: 'a/A-1', seat: 'A-1' } }]);
    const { status, body } = await report(world, await world.signedUp(), event, [late]);
    expect([status, body.code]).toEqual([404, 'event-not-found']);
    const unknown = await report(world, door, { id: `evt_${'0'.repeat(25)}` }, [late]);
    expect(unknown.status).toBe(404);
  });
});

describe('a report that is repeated', () => {
  it('has the same results and keeps nothing again, whatever happened since', async () => {
    const lines = [await line(1), await line(1), await line(2, { direction: 'out' })];
    const first = await send(lines);
    const kept = await scansIn();
    world.now += 5 * MINUTE;
    await cancel(world, organizer, booking, { reason: 'Ill' });
    expect((await send(lines)).map(({ result }) => result)).toEqual(first.map(({ result }) => result));
    expect(await scansIn()).toEqual(kept);
    await expectBalanced();
  });

  it('after its reply was lost on the way to DynamoDB has the results of the first one', async () => {
    const lines = [await line(1), await line(1)];
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? 'lost-reply' : undefined));
    const results = await send(lines);
    world.faults.clear();
    expect(results.map(({ result }) => result)).toEqual(['admitted', 'duplicate']);
    expect(await scansIn()).toHaveLength(2);
    expect((await send(lines)).map(({ result }) => result)).toEqual(['admitted', 'duplicate']);
  });
});

describe('a line that could not be decided', () => {
  it('says busy, the others are decided, and it is sent again', async () => {
    const other = await bookPlaces(world, alice, event, { seats: ['a/C-1'] });
    const [busyLine, fine] = [await line(1), lineOf(world, await codeOf(world, other, 1))];
    world.faults.inject(({ name, input }) =>
      name === 'UpdateCommand' && JSON.stringify(input).includes(booking.id.slice(4)) ? 'throttle' : undefined,
    );
    expect(await send([busyLine, fine])).toMatchObject([
      { nonce: busyLine.nonce, result: 'busy' },
      { nonce: fine.nonce, result: 'admitted' },
    ]);
    world.faults.clear();
    expect(await send([busyLine, fine])).toMatchObject([{ result: 'admitted' }, { result: 'admitted' }]);
    await expectBalanced();
  });

  it('says busy if no booking can be read', async () => {
    world.faults.inject(({ name, input }) =>
      name === 'BatchGetCommand' && JSON.stringify(input).includes('CLAIM#') ? 'request-throttle' : undefined,
    );
    expect(await send([await line(1), {}])).toMatchObject([{ result: 'busy' }, { result: 'invalid' }]);
    world.faults.clear();
    expect(await scansIn()).toEqual([]);
  });

  // An invented key name makes the keys be read again. While that failed, the whole report was answered with 503.
  it('says busy if its key is not known and the keys cannot be read: it used to refuse the lines with known keys', async () => {
    const { ticketCodes } = world.service.dependencies;
    const [known, unknown] = [await line(1), await line(2, { code: 'a code of a key that is not known' })];
    const verify = (code: string) => (code === unknown.code ? Promise.reject(busy()) : ticketCodes.verify(code));
    Object.assign(world.service.dependencies, { ticketCodes: { ...ticketCodes, verify } });
    expect(await send([known, unknown])).toEqual([
      expect.objectContaining({ result: 'admitted' }),
      { nonce: unknown.nonce, result: 'busy' },
    ]);
  });
});

describe('a race', () => {
  /** Runs `act` once, after the report has read the booking and before it writes. */
  const between = (act: () => Promise<unknown>): void => {
    let isDone = false;
    world.faults.beforeRequests(async ({ name }) => {
      if (isDone || name !== 'UpdateCommand') return;
      isDone = true;
      await act();
    });
  };

  it('of two devices with the same ticket: one admits, the other one is told of it', async () => {
    const second = await world.another();
    const [one, other] = [await line(1), await line(1)];
    const theirs: object[] = [];
    between(async () => theirs.push(...(await resultsOf(report(second, door, event, [other])))));
    const mine = await send([one]);
    expect(theirs).toMatchObject([{ result: 'admitted' }]);
    expect(mine).toMatchObject([{ result: 'duplicate', admission: { nonce: other.nonce } }]);
    await expectBalanced();
  });

  it('of the same report sent twice at once keeps each line once', async () => {
    const second = await world.another();
    const lines = [await line(1), await line(2), await line(1)];
    const theirs: object[] = [];
    between(async () => theirs.push(...(await resultsOf(report(second, door, event, lines)))));
    expect(await send(lines)).toEqual(theirs);
    expect(await scansIn()).toHaveLength(3);
  });

  it('with a cancellation: the line is judged by the booking as it is then', async () => {
    const second = await world.another();
    const [before, after] = [await line(1, { scannedAt: minutesAgo(1) }), await line(1)];
    between(() => cancel(second, alice, booking, { seats: ['a/A-1'] }));
    const results = await send([before, after]);
    expect(results).toMatchObject([{ result: 'void-later' }, { result: 'void' }]);
    expect((await world.claimOf(booking)).tickets).toEqual(['void', 'valid']);
    await expectBalanced();
  });

  it('with a scan online: one admits, and the other one is told of it', async () => {
    await tonight();
    const second = await world.another();
    const mine = await line(1);
    between(async () => expect((await scanTicket(second, door, booking, 1, { gate: 'north' })).status).toBe(200));
    expect(await send([mine])).toMatchObject([{ result: 'duplicate', admission: { gate: 'north' } }]);
    const later = await scanTicket(world, door, booking, 1);
    expect([later.status, later.body.code]).toEqual([409, 'already-admitted']);
    await expectBalanced();
  });

  it('of a device with itself: the scan that got no answer online is reported later with its nonce', async () => {
    await tonight();
    const mine = await line(1);
    const online = await scanTicket(world, door, booking, 1, { nonce: mine.nonce });
    expect(online.status).toBe(200);
    expect(await send([mine])).toMatchObject([{ result: 'admitted' }]);
    expect(await scansIn()).toHaveLength(1);
    const [offline] = [await line(2)];
    expect(await send([offline])).toMatchObject([{ result: 'admitted' }]);
    const twice = await scanTicket(world, door, booking, 2, { nonce: offline.nonce });
    expect(twice.status).toBe(200);
    expect(await scansIn()).toHaveLength(2);
  });

  it('of many devices at once: each ticket is admitted once, and every line is kept', async () => {
    const devices = await Promise.all(Array.from({ length: 8 }, () => world.another()));
    const lines = await Promise.all(devices.map(async () => [await line(1), await line(2)]));
    const all = (
      await Promise.all(devices.map((device, i) => resultsOf(report(device, door, event, lines[i] ?? []))))
    ).flat();
    expect(all.filter(({ result }) => result === 'admitted')).toHaveLength(2);
    expect(all.filter(({ result }) => result === 'duplicate')).toHaveLength(14);
    expect(await scansIn()).toHaveLength(16);
    await expectBalanced();
  });
});
