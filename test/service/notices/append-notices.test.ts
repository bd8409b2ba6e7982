/** The log of an organization has each told entry once, in the order of its subject's history, however messages are delivered. */
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { NOTICES_PER_TRANSACTION } from '../../../lib/domain/limits.ts';
import { HOUR_MS } from '../../../lib/domain/time.ts';
import { claimKey, noticedKey, noticesPartition } from '../../../lib/table/keys.ts';
import {
  append,
  appendAll,
  messageAbout,
  messageOf,
  namesIn,
  openOutlets,
  organizationOf,
  positionsBySubject,
  publishAllOf,
  readLog,
  scanned,
  subjectIdOf,
} from '../../support/notices.ts';
import { join } from '../../support/organizations.ts';
import { cancel, edit, hold, openWorld, type Person, pay, publish, type World } from '../../support/world.ts';

const DAY_MS = 24 * HOUR_MS;

let world: World;
let organizer: Person;
let event: Event;
let customer: Person;
let seat = 0;

beforeAll(async () => {
  world = await openWorld();
  customer = await world.person();
});

beforeEach(async () => {
  // An organization of its own for each test, so that each one begins with an empty log.
  organizer = await world.person('organizer');
  seat = 0;
  event = await publish(world, { sections: [{ ...SECTION }] }, organizer);
});

const SECTION = { id: 'a', name: 'A', kind: 'seated' as const, price: 5_000, rows: [{ row: 'A', count: 200 }] };

/** A booking of this many seats. */
async function booked(seats = 1): Promise<Booking> {
  const names = Array.from({ length: seats }, () => `a/A-${++seat}`);
  const { body, status } = await hold(world, customer, event, names);
  expect(status).toBe(201);
  const paid = await pay(world, customer, body);
  expect(paid.status).toBe(201);
  return paid.body;
}

const about = (of: { id: string }, action: string) => messageAbout(world, organizer, of, action);

describe('a notice', () => {
  it('is in the log once when its message is delivered twice', async () => {
    const message = await about(await booked(), 'booking.confirmed');
    await appendAll(world, [message, message]);
    await appendAll(world, [message]);
    expect(await namesIn(world, organizer)).toEqual(['booking.confirmed']);
  });

  it('comes with all earlier ones of its booking when its message is delivered first', async () => {
    const booking = await booked(2);
    const early = await about(booking, 'booking.confirmed');
    await cancel(world, customer, booking, { seats: ['a/A-1'] });
    await appendAll(world, [await about(booking, 'booking.places-cancelled')]);
    await appendAll(world, [early]);
    expect(await namesIn(world, organizer)).toEqual(['booking.confirmed', 'booking.places-cancelled']);
  });

  it('follows the history of its event too, across the steps of an edit that are not told', async () => {
    await edit(world, organizer, event, { blockSeats: ['a/A-9'], title: 'Another' });
    await edit(world, organizer, event, { status: 'closed' });
    await appendAll(world, [await about(event, 'event.closed')]);
    const log = await readLog(world, organizer);
    expect(log.map(({ name }) => name)).toEqual(['event.published', 'event.edited', 'event.closed']);
    expect(log[1]).toMatchObject({ changed: ['title', 'blocks'], eventId: event.id });
    const [positions] = positionsBySubject(log).values();
    expect(positions).toEqual(positions?.toSorted((a, b) => a - b));
  });

  it('tells of a reopening, a deletion and a cancellation of an event', async () => {
    const others = [await publish(world, {}, organizer), await publish(world, {}, organizer)];
    await edit(world, organizer, event, { status: 'closed' });
    await edit(world, organizer, event, { status: 'open' });
    await edit(world, organizer, others[0] as Event, { status: 'cancelled' });
    await world.invoke('delete-event', { as: organizer, params: { eventId: others[1]?.id ?? '' } });
    const outlets = openOutlets();
    await publishAllOf(world, outlets, event, ...others);
    await appendAll(world, outlets.queued);
    const names = await namesIn(world, organizer);
    expect(names.toSorted()).toEqual([
      'event.cancelled',
      'event.closed',
      'event.deleted',
      ...others.map(() => 'event.published'),
      'event.published',
      'event.reopened',
    ]);
  });

  it('is the same on the bus and in the log, although its booking has changed in between', async () => {
    const booking = await booked(3);
    const outlets = openOutlets();
    await publishAllOf(world, outlets, booking);
    await cancel(world, customer, booking, { seats: ['a/A-2'] });
    await scanned(world, booking, { ticket: 1 });
    await publishAllOf(world, outlets, booking);
    await cancel(world, organizer, booking);
    await publishAllOf(world, outlets, booking);
    await appendAll(world, outlets.queued);
    const log = await readLog(world, organizer);
    const byId = Map.groupBy(outlets.published, ({ id }) => id);
    expect(log.map(({ id }) => id)).toEqual([...byId.keys()]);
    for (const notice of log) expect(byId.get(notice.id)).toEqual(byId.get(notice.id)?.map(() => notice));
  });

  it('of an event that a member published is in the log of the organization, not of the member', async () => {
    const member = await world.signedUp('organizer');
    await join(world, organizer, member, 'editor');
    const theirs = await publish(world, { organizationId: organizationOf(organizer) }, member);
    const outlets = openOutlets();
    await publishAllOf(world, outlets, theirs);
    expect(outlets.published.map(({ organizationId }) => organizationId)).toEqual([organizationOf(organizer)]);
    await appendAll(world, outlets.queued);
    expect((await readLog(world, organizer)).map(({ eventId }) => eventId)).toEqual([theirs.id]);
    expect(await readLog(world, member)).toEqual([]);
  });

  it('has no personal data: neither ids of people nor reasons nor labels of devices', async () => {
    const booking = await booked();
    await scanned(world, booking, { device: 'phone of Anna', nonce: 'nonce-of-anna' });
    await cancel(world, organizer, booking, { reason: 'Anna is ill' });
    await appendAll(world, [await about(booking, 'booking.cancelled')]);
    const text = JSON.stringify(await readLog(world, organizer));
    expect(text).toContain('ticket.admitted');
    expect(text).not.toMatch(/usr_|anna/i);
  });
});

describe('a worker', () => {
  it('appends more notices than a transaction takes, in their order', async () => {
    const bookings = [];
    for (let i = 0; i < NOTICES_PER_TRANSACTION + 5; i++) bookings.push(await booked());
    const outlets = openOutlets();
    await publishAllOf(world, outlets, ...bookings);
    expect(outlets.queued.length).toBe(2);
    await appendAll(world, outlets.queued);
    const log = await readLog(world, organizer, '7');
    expect(log.map(notice => 'bookingId' in notice && notice.bookingId)).toEqual(bookings.map(({ id }) => id));
  });

  it('appends a history that is longer than a transaction takes', async () => {
    const booking = await booked();
    for (let i = 0; i < 2 * NOTICES_PER_TRANSACTION + 3; i++) await scanned(world, booking, { nonce: `nonce-${i}` });
    await appendAll(world, [await about(booking, 'ticket.admitted')]);
    const [positions] = positionsBySubject(await readLog(world, organizer)).values();
    expect(positions?.length).toBe(2 * NOTICES_PER_TRANSACTION + 4);
    expect(positions).toEqual(positions?.toSorted((a, b) => a - b));
  });

  it('appends the others when one booking cannot be read, and appends that one once it can', async () => {
    const [sound, broken, later] = [await booked(), await booked(), await booked()];
    const claim = { TableName: world.table.name, Key: claimKey(subjectIdOf(broken)) };
    const row = (await rowsOf(claim.Key.pk))[0] as Record<string, unknown>;
    const put = (item: Record<string, unknown>) =>
      world.table.documents.send(new PutCommand({ TableName: claim.TableName, Item: item }));
    await put({ ...row, total: 'a lot' });
    const poisoned = await about(sound, 'booking.confirmed');
    const messages = [
      { ...poisoned, references: [...poisoned.references, { subjectId: subjectIdOf(broken), position: 2 }] },
      await about(later, 'booking.confirmed'),
    ];
    const failed = await append(world, messages);
    expect(failed.map(({ of }) => of)).toEqual([messages[0]]);
    expect(String(failed[0]?.error)).toMatch(/is malformed: total is not a number/);
    expect(await namesIn(world, organizer)).toEqual(['booking.confirmed', 'booking.confirmed']);
    await put(row);
    await appendAll(world, messages);
    expect((await readLog(world, organizer)).length).toBe(3);
  });

  it.each([
    ['a claim that does not exist', '1'.repeat(25), 0, /there is no claim/],
    ['an event that does not exist', `evt_${'1'.repeat(25)}`, 0, /has no entry 0/],
    ['a user', `usr_${'1'.repeat(25)}`, 0, /neither a claim nor an event/],
  ])('refuses a reference to %s, and appends the others', async (_what, subjectId, position, message) => {
    const sound = await about(await booked(), 'booking.confirmed');
    const failed = await append(world, [{ ...sound, references: [{ subjectId, position }] }, sound]);
    expect(failed.map(({ of }) => of.references[0]?.subjectId)).toEqual([subjectId]);
    expect(String(failed[0]?.error)).toMatch(message);
    expect(await namesIn(world, organizer)).toEqual(['booking.confirmed']);
  });

  it('refuses a reference to an entry that the history does not have, and tells nothing of the claim', async () => {
    const booking = await booked();
    const failed = await append(world, [messageOf(world, organizer, [[booking, 99]])]);
    expect(String(failed[0]?.error)).toMatch(/has no entry 99/);
    expect(await readLog(world, organizer)).toEqual([]);
  });

  it('refuses a message that names an organization to which the event does not belong', async () => {
    const stranger = await world.person('organizer');
    const message = await about(await booked(), 'booking.confirmed');
    const forged = { ...message, organizationId: organizationOf(stranger) };
    const failed = await append(world, [forged, { ...forged, references: [{ subjectId: event.id, position: 0 }] }]);
    expect(failed.length).toBe(2);
    for (const { error } of failed) expect(String(error)).toMatch(/is not of the organization/);
    expect(await readLog(world, stranger)).toEqual([]);
  });

  it('tells nothing about an entry that is only a step', async () => {
    const booking = await booked();
    await appendAll(world, [messageOf(world, organizer, [[booking, 1]])]);
    expect(await readLog(world, organizer)).toEqual([]);
  });

  it('writes nothing when there is nothing to tell', async () => {
    const message = await about(await booked(), 'booking.confirmed');
    await appendAll(world, [message]);
    world.faults.requests.length = 0;
    await appendAll(world, [message]);
    expect(world.faults.requests.map(({ name }) => name)).toEqual(['BatchGetCommand']);
  });

  it('appends to the logs of several organizations from one batch', async () => {
    const other = await world.person('organizer');
    const theirs = await publish(world, {}, other);
    const mine = await about(event, 'event.published');
    const yours = await messageAbout(world, other, theirs, 'event.published');
    await appendAll(world, [mine, yours, mine]);
    expect((await readLog(world, organizer)).map(({ eventId }) => eventId)).toEqual([event.id]);
    expect((await readLog(world, other)).map(({ eventId }) => eventId)).toEqual([theirs.id]);
  });
});

describe('the rule of 24 hours', () => {
  it('passes over an entry that was older than a day when its message was queued', async () => {
    const booking = await booked();
    const at = Date.parse(booking.confirmedAt);
    const { references } = await about(booking, 'booking.confirmed');
    const message = messageOf(world, organizer, []);
    await appendAll(world, [{ ...message, references, queuedAt: at + DAY_MS + 1 }]);
    expect(await readLog(world, organizer)).toEqual([]);
    await appendAll(world, [{ ...message, references, queuedAt: at + DAY_MS }]);
    expect(await namesIn(world, organizer)).toEqual(['booking.confirmed']);
  });

  it('passes over what a booking had before its organization got a log', async () => {
    const booking = await booked(2);
    await passTime(25 * HOUR_MS, async () => {
      await cancel(world, customer, booking, { seats: ['a/A-1'] });
      await appendAll(world, [await about(booking, 'booking.places-cancelled')]);
      expect(await namesIn(world, organizer)).toEqual(['booking.places-cancelled']);
    });
  });

  it('loses no entry of a log that has begun, although its message waited for days in the dead-letter queue', async () => {
    const [first, booking] = [await booked(), await booked(2)];
    await appendAll(world, [await about(first, 'booking.confirmed')]);
    const late = await about(booking, 'booking.confirmed');
    await passTime(3 * DAY_MS, async () => {
      await cancel(world, customer, booking, { seats: ['a/A-2'] });
      await appendAll(world, [await about(booking, 'booking.places-cancelled')]);
      await appendAll(world, [late]);
    });
    expect(await namesIn(world, organizer)).toEqual([
      'booking.confirmed',
      'booking.confirmed',
      'booking.places-cancelled',
    ]);
  });
});

describe('the rows of a log', () => {
  it('are one for each notice, its end and one mark for each subject, and never expire', async () => {
    const booking = await booked();
    await appendAll(world, [await about(booking, 'booking.confirmed')]);
    const rows = [
      ...(await rowsOf(noticesPartition(organizationOf(organizer)))),
      ...(await rowsOf(noticedKey(subjectIdOf(booking)).pk)),
    ];
    expect(rows.map(({ pk: _pk, json, since, ...row }) => ({ ...row, isNotice: json !== undefined }))).toEqual([
      { sk: '000000000001', isNotice: true },
      { sk: 'HEAD', last: 1, isNotice: false },
      { sk: 'NOTICED', entries: 3, isNotice: false },
    ]);
  });
});

async function passTime(ms: number, act: () => Promise<void>): Promise<void> {
  world.now += ms;
  try {
    await act();
  } finally {
    world.now -= ms;
  }
}

async function rowsOf(pk: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await world.table.documents.send(
    new QueryCommand({
      TableName: world.table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    }),
  );
  return Items;
}
