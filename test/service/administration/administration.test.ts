/** The administration API: statistics, bookings, live holds, unfinished payments, occupancy and the journal. */
import { beforeAll, describe, expect, it } from 'vitest';
import type {
  JournalEntry,
  LiveHold,
  Occupancy,
  SoldBooking,
  Stats,
  UnfinishedPayment,
} from '../../../lib/contract/administration/responses.ts';
import type { Booking, Payment } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { OperationId } from '../../../lib/contract/routes.ts';
import { FEED_DAYS_DEFAULT, PAYMENT_NEEDS_PERSON_SECONDS } from '../../../lib/domain/limits.ts';
import { publishHistory } from '../../../lib/usecases/administration/publish-history.ts';
import { book, cancel, stuckPayment } from '../../support/administration.ts';
import { publishHistoryOf, reconcile } from '../../support/payments.ts';
import {
  expire,
  hold,
  holdPlaces,
  MINUTE,
  newEvent,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  release,
  type World,
} from '../../support/world.ts';

const DAY = 24 * 60 * MINUTE;

type ListOf<Item> = { items: Item[]; nextCursor: string | null } & ProblemFields;
type Query = Record<string, string>;

let world: World;
let admin: Person;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  world = await openWorld();
  admin = await world.person('admin');
  alice = await world.person();
  bob = await world.person();
});

const read = <Body>(operation: OperationId, query: Query = {}, as = admin) =>
  world.invoke<Body & ProblemFields>(operation, { as, query });

/** Reads all pages of a list. */
async function all<Item>(operation: OperationId, query: Query = {}, as = admin): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null | undefined;
  do {
    const { status, body } = await read<ListOf<Item>>(operation, { ...query, ...(cursor && { cursor }) }, as);
    if (status !== 200) throw new Error(`${operation} answered ${status}: ${JSON.stringify(body)}`);
    items.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor);
  return items;
}

const idsOf = (items: { id: string }[]): string[] => items.map(({ id }) => id);
const money = (amount: number, currency = 'EUR') => ({ amount, currency });

describe('stats', () => {
  const stats = async (query?: Query) => (await read<Stats>('read-stats', query)).body;

  it('count holds, bookings and their amounts, and subtract cancelled bookings from the net amount', async () => {
    const event = await publish(world);
    const { body: active } = await hold(world, alice, event, ['a/A-1']);
    const { body: released } = await hold(world, alice, event, ['a/A-2']);
    await release(world, alice, released);
    const { body: lapsing } = await hold(world, alice, event, ['a/A-3']);
    const confirmed = await book(world, alice, event, ['a/A-4', 'a/A-5']);
    const cancelled = await book(world, bob, event, ['a/A-6']);
    await cancel(world, bob, cancelled);
    world.now += 10 * MINUTE;
    await expire(world, lapsing);
    for (const claim of [active, released, lapsing, confirmed]) await publishHistoryOf(world, claim);
    expect(await stats({ eventId: event.id })).toEqual({
      holds: { active: 1, confirmed: 2, released: 1, expired: 1 },
      bookings: { confirmed: 1, cancelled: 1 },
      revenue: [
        {
          currency: 'EUR',
          gross: money(15_000),
          refunded: money(5_000),
          net: money(10_000),
          captured: money(15_000),
          returned: money(5_000),
        },
      ],
      asOf: new Date(world.now).toISOString(),
    });
  });

  it('add up all events, separately for each currency', async () => {
    const before = await stats();
    const taka = await publish(world, { currency: 'BDT' });
    await book(world, alice, taka, ['a/A-1']);
    await book(world, alice, await publish(world), ['a/A-1']);
    const after = await stats();
    expect(after.bookings.confirmed - before.bookings.confirmed).toBe(2);
    expect(after.revenue.map(({ currency }) => currency)).toEqual(['BDT', 'EUR']);
    expect(after.revenue[0]?.net).toEqual(money(5_000, 'BDT'));
    const netOf = ({ revenue }: Stats) => revenue.find(({ currency }) => currency === 'EUR')?.net.amount ?? 0;
    expect(netOf(after) - netOf(before)).toBe(5_000);
  });

  it('are zero for an event without claims', async () => {
    const { id } = await publish(world);
    expect(await stats({ eventId: id })).toMatchObject({ holds: { active: 0 }, revenue: [] });
  });
});

describe('bookings', () => {
  let event: Event;
  let bookings: Booking[];
  beforeAll(async () => {
    event = await publish(world);
    bookings = [];
    for (const [i, seat] of ['a/A-1', 'a/A-2', 'a/A-3', 'a/A-4', 'a/A-5'].entries()) {
      bookings.push(await book(world, i % 2 === 0 ? alice : bob, event, [seat]));
      world.now += MINUTE;
    }
    await cancel(world, bob, bookings[1] as Booking);
  });
  const newestFirst = (...positions: number[]) => positions.map(i => bookings[i]?.id);

  it('are listed newest first, as their owners see them, with the id of the customer', async () => {
    const items = await all<SoldBooking>('find-bookings', { eventId: event.id });
    expect(idsOf(items)).toEqual(newestFirst(4, 3, 2, 1, 0));
    expect(items[0]).toEqual({
      ...bookings[4],
      payment: { ...bookings[4]?.payment, state: 'captured' },
      customerId: alice.userId,
    });
    expect(items[3]).toMatchObject({ status: 'cancelled', customerId: bob.userId, refund: { status: 'refunded' } });
  });

  it.each(['1', '2', '3', '100'])('are listed once each in pages of %s', async limit => {
    const items = await all<SoldBooking>('find-bookings', { eventId: event.id, limit });
    expect(idsOf(items)).toEqual(newestFirst(4, 3, 2, 1, 0));
  });

  it('are filtered by customer, status and time', async () => {
    const found = async (query: Query) =>
      idsOf(await all<SoldBooking>('find-bookings', { eventId: event.id, limit: '2', ...query }));
    const at = (i: number): string => bookings[i]?.confirmedAt as string;
    expect(await found({ customerId: alice.userId })).toEqual(newestFirst(4, 2, 0));
    expect(await found({ status: 'cancelled' })).toEqual(newestFirst(1));
    expect(await found({ customerId: bob.userId, status: 'confirmed' })).toEqual(newestFirst(3));
    expect(await found({ from: at(1), to: at(4) })).toEqual(newestFirst(3, 2, 1));
    expect(await found({ customerId: alice.userId, from: at(1), to: at(4) })).toEqual(newestFirst(2));
    expect(await found({ from: at(4), to: at(1) })).toEqual([]);
    expect(await found({ customerId: admin.userId })).toEqual([]);
  });

  it('older than the default period are found with `from` or with a customer', async () => {
    const other = await openWorld();
    const buyer = await other.person();
    const started = other.now;
    const far = {
      startsAt: new Date(other.now + 300 * DAY).toISOString(),
      endsAt: new Date(other.now + 301 * DAY).toISOString(),
    };
    const booking = await book(other, buyer, await publish(other, far), ['a/A-1']);
    other.now += 2 * FEED_DAYS_DEFAULT * DAY;
    const root = await other.person('admin');
    const pageOf = async (query: Query) =>
      (await other.invoke<ListOf<SoldBooking>>('find-bookings', { as: root, query })).body;
    expect(await pageOf({})).toEqual({ items: [], nextCursor: null });
    expect(idsOf((await pageOf({ customerId: buyer.userId })).items)).toEqual([booking.id]);
    const { items, nextCursor } = await pageOf({ from: new Date(started).toISOString() });
    expect([idsOf(items), nextCursor]).toEqual([[booking.id], null]);
  });

  it('refuse the cursor of another caller or query, and an invented position', async () => {
    const query = { eventId: event.id, limit: '2' };
    const { nextCursor } = (await read<ListOf<SoldBooking>>('find-bookings', query)).body;
    const cursor = nextCursor as string;
    const codeOf = async (changed: Query, as = admin) =>
      (await read<ProblemFields>('find-bookings', { ...query, cursor, ...changed }, as)).body.code;
    expect(await codeOf({})).toBeUndefined();
    expect(await codeOf({}, await world.person('admin'))).toBe('validation-failed');
    expect(await codeOf({ status: 'confirmed' })).toBe('validation-failed');
    const binding = Buffer.from(cursor, 'base64url').toString('utf8').slice(0, 16);
    const forged = (position: string) => Buffer.from(`${binding}${position}`).toString('base64url');
    expect(await codeOf({ cursor: forged('9999999999999999#a#1') })).toBeUndefined();
    expect(await codeOf({ cursor: forged('00000000000000#~') })).toBeUndefined();
    expect(await codeOf({ cursor: forged('99999999999999#a b') })).toBe('validation-failed');
  });
});

describe('holds', () => {
  it('are listed while they are active, newest first, with age and owner', async () => {
    const event = await publish(world, { holdSeconds: 600 });
    const placed = [];
    for (const [i, seat] of ['a/A-1', 'a/A-2', 'a/A-3', 'a/A-4'].entries()) {
      const { body } = await hold(world, i % 2 === 0 ? alice : bob, event, [seat]);
      placed.push(body);
      world.now += 90_500;
    }
    await release(world, alice, placed[2] as { id: string });
    const booked = await book(world, bob, event, ['a/B-1']);
    for (const held of placed) await publishHistoryOf(world, held);
    const found = (query: Query = {}) => all<LiveHold>('find-holds', { eventId: event.id, limit: '1', ...query });
    const [fourth, second, first, ...others] = await found();
    expect(others).toEqual([]);
    expect([fourth?.id, second?.id, first?.id]).toEqual([placed[3]?.id, placed[1]?.id, placed[0]?.id]);
    expect(fourth).toEqual({ ...placed[3], customerId: bob.userId, ageSeconds: 90 });
    expect(first?.ageSeconds).toBe(362);
    expect(idsOf(await found({ customerId: bob.userId }))).toEqual([placed[3]?.id, placed[1]?.id]);
    expect(booked.status).toBe('confirmed');
    // A lapsed hold is not listed, although no job has expired it.
    world.now = Date.parse(placed[1]?.expiresAt ?? '');
    expect(idsOf(await found())).toEqual([placed[3]?.id]);
    world.now = Date.parse(placed[3]?.expiresAt ?? '');
    expect(await found()).toEqual([]);
  });
});

describe('payments', () => {
  const unfinished = (query?: Query) => all<UnfinishedPayment>('find-payments', query);
  const settle = (paymentId: string, reason = 'Paid back in cash', as = admin) =>
    world.invoke<Payment & ProblemFields>('settle-payment', { as, params: { paymentId }, body: { reason } });

  it('that are unfinished are listed oldest first, and can be filtered by whether they need a person', async () => {
    const event = await publish(world);
    const stuck = await stuckPayment(world, alice, event, ['a/A-1']);
    const stuckSince = new Date(world.now).toISOString();
    world.now += 1_000;
    const { body: held } = await hold(world, bob, event, ['a/A-2']);
    const { gateway } = world.service.dependencies;
    world.service.dependencies.gateway = { ...gateway, authorise: async () => ({ says: 'pending' }) };
    const { status, body: accepted } = await pay(world, bob, held);
    world.service.dependencies.gateway = gateway;
    expect(status).toBe(202);
    const { paymentId: pending } = accepted as unknown as { paymentId: string };
    const items = await unfinished({ limit: '1' });
    expect(items.map(({ paymentId }) => paymentId)).toEqual([stuck, pending]);
    expect(items[0]).toEqual({
      paymentId: stuck,
      holdId: `hld_${stuck.slice(4, -2)}`,
      bookingId: `bkg_${stuck.slice(4, -2)}`,
      eventId: event.id,
      customerId: alice.userId,
      state: 'captured',
      wanted: 'refunded',
      amount: money(5_000),
      since: stuckSince,
      refunds: [{ number: 1, amount: money(5_000), state: 'initiated', stuckSince }],
      needsPerson: true,
      stuckSince,
    });
    expect(items[1]).toMatchObject({ state: 'initiated', wanted: 'captured', needsPerson: false });
    expect(items[1]).not.toHaveProperty('bookingId');
    const idsWhere = async (needsPerson: string) =>
      (await unfinished({ needsPerson })).map(({ paymentId }) => paymentId);
    expect([await idsWhere('true'), await idsWhere('false')]).toEqual([[stuck], [pending]]);
    world.now += PAYMENT_NEEDS_PERSON_SECONDS * 1000;
    expect(await idsWhere('true')).toEqual([stuck, pending]);
    // One is settled by the admin; the reconciler gives up the other, which is old enough.
    expect((await settle(stuck)).status).toBe(200);
    await reconcile(world);
    expect(await unfinished()).toEqual([]);
  });

  it('that are stuck are settled once, with admin and reason in the history, and count as returned', async () => {
    const event = await publish(world);
    const stuck = await stuckPayment(world, alice, event, ['a/A-1']);
    const answer = await settle(stuck);
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        id: stuck,
        holdId: `hld_${stuck.slice(4, -2)}`,
        bookingId: `bkg_${stuck.slice(4, -2)}`,
        state: 'refunded',
        amount: money(5_000),
      },
    ]);
    const again = await settle(stuck, 'Another reason', await world.person('admin'));
    expect([again.status, again.body]).toEqual([200, answer.body]);
    const claim = await world.claimOf({ id: `hld_${stuck.slice(4, -2)}` });
    const { action, from, to, actor, reason } = claim.history.at(-1) ?? {};
    expect({ action, from, to, actor, reason }).toEqual({
      action: 'payment.refunded',
      from: 'captured',
      to: 'refunded',
      actor: admin.userId,
      reason: 'Paid back in cash',
    });
    expect(claim.payments[0]).not.toHaveProperty('stuckSince');
    await publishHistoryOf(world, { id: `hld_${claim.id}` });
    const { body } = await read<Stats>('read-stats', { eventId: event.id });
    expect(body.revenue[0]).toMatchObject({ net: money(0), captured: money(5_000), returned: money(5_000) });
    const { body: booking } = await world.invoke<Booking>('read-booking', {
      as: alice,
      params: { bookingId: `bkg_${claim.id}` },
    });
    expect(booking.refund).toEqual({ status: 'refunded', amount: money(5_000) });
  });

  it('are settled once by two concurrent calls, also when a reply was lost', async () => {
    const event = await publish(world);
    const stuck = await stuckPayment(world, alice, event, ['a/A-1']);
    let lost = 1;
    world.faults.inject(({ name }) => (name === 'UpdateCommand' && lost-- > 0 ? 'lost-reply' : undefined));
    const answers = await Promise.all([settle(stuck), settle(stuck, 'Me too')]);
    world.faults.clear();
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { history } = await world.claimOf({ id: `hld_${stuck.slice(4, -2)}` });
    expect(history.filter(({ action }) => action === 'payment.refunded')).toHaveLength(1);
  });

  it('cannot be settled when they are not stuck, or do not exist', async () => {
    const booking = await book(world, alice, await publish(world), ['a/A-1']);
    const { id } = booking.payment as { id: string };
    const refused = await settle(id);
    expect([refused.status, refused.body.code]).toEqual([409, 'payment-not-stuck']);
    await cancel(world, alice, booking);
    expect((await settle(id)).body.code).toBe('payment-not-stuck');
    expect((await settle(id.replace(/1$/, '2'))).body.code).toBe('payment-not-found');
    expect((await settle(`pay_${'9'.repeat(25)}_1`)).body.code).toBe('payment-not-found');
    expect((await settle('nonsense')).body.code).toBe('payment-not-found');
    expect((await settle(id, '')).body.code).toBe('validation-failed');
  });
});

describe('occupancy', () => {
  const sections = [
    ...(newEvent().sections ?? []),
    { id: 'standing', name: 'Standing', kind: 'area' as const, price: 3_000, capacity: 50 },
  ];

  it('counts the places of an event and of each section', async () => {
    const event = await publish(world, { sections });
    await book(world, alice, event, ['a/A-1', 'a/A-2']);
    await hold(world, bob, event, ['a/A-3']);
    await holdPlaces(world, bob, event, 8);
    const { body } = await read<ListOf<Occupancy>>('read-occupancy', { eventId: event.id });
    expect(body.nextCursor).toBeNull();
    expect(body.items).toEqual([
      {
        eventId: event.id,
        title: event.title,
        startsAt: event.startsAt,
        timeZone: 'UTC',
        capacity: 150,
        held: 9,
        booked: 2,
        available: 139,
        blocked: 0,
        percentage: 7.3,
        sections: [
          { id: 'a', name: 'Section A', capacity: 100, held: 1, booked: 2, available: 97, blocked: 0, percentage: 3 },
          {
            id: 'standing',
            name: 'Standing',
            capacity: 50,
            held: 8,
            booked: 0,
            available: 42,
            blocked: 0,
            percentage: 16,
          },
        ],
        asOf: new Date(world.now).toISOString(),
      },
    ]);
  });

  it('lists the own events for an organizer, and all events for an admin', async () => {
    const organizer = await world.person('organizer');
    const own: string[] = [];
    for (let i = 0; i < 7; i++) {
      const startsAt = new Date(world.now + (i + 1) * DAY).toISOString();
      const endsAt = new Date(world.now + (i + 1) * DAY + MINUTE).toISOString();
      own.push((await publish(world, { startsAt, endsAt }, organizer)).id);
      await publish(world, { startsAt, endsAt });
    }
    const eventsOf = async (query: Query, as: Person) =>
      (await all<Occupancy>('read-occupancy', query, as)).map(({ eventId }) => eventId);
    expect(await eventsOf({}, organizer)).toEqual(own);
    expect(await eventsOf({ limit: '2' }, organizer)).toEqual(own);
    const allEvents = await eventsOf({ limit: '3' }, admin);
    expect(allEvents.filter(id => own.includes(id))).toEqual(own);
    expect(new Set(allEvents).size).toBe(allEvents.length);
    expect(allEvents.length).toBeGreaterThanOrEqual(14);
    const from = new Date(world.now + 2 * DAY).toISOString();
    const to = new Date(world.now + 4 * DAY).toISOString();
    expect(await eventsOf({ from, to }, organizer)).toEqual(own.slice(1, 3));
  });

  it('refuses an organizer the event of another, and does not find an unknown event', async () => {
    const { id } = await publish(world);
    const organizer = await world.person('organizer');
    const refused = await read('read-occupancy', { eventId: id }, organizer);
    expect([refused.status, refused.body.code]).toEqual([403, 'not-your-event']);
    const missing = await read('read-occupancy', { eventId: `evt_${'9'.repeat(25)}` });
    expect([missing.status, missing.body.code]).toEqual([404, 'event-not-found']);
  });
});

describe('the journal', () => {
  let event: Event;
  let booking: Booking;
  let holdId: string;
  beforeAll(async () => {
    event = await publish(world);
    world.now += 10;
    booking = await book(world, alice, event, ['a/A-1', 'a/A-2']);
    holdId = booking.id.replace('bkg', 'hld');
    await cancel(world, alice, booking);
    world.now += 10;
    const { body: other } = await hold(world, bob, event, ['a/B-1']);
    await publishHistoryOf(world, other);
  });
  const journal = (query: Query) => all<JournalEntry>('read-journal', query);
  const actionsOf = (entries: JournalEntry[]) => entries.map(({ action }) => action);
  const ACTIONS = [
    'payment.refunded',
    'booking.cancelled',
    'payment.captured',
    'booking.confirmed',
    'payment.initiated',
    'hold.placed',
  ];

  it.each(['1', '2', '5', '100'])('lists all entries of a hold, newest first, in pages of %s', async limit => {
    const entries = await journal({ holdId, limit });
    expect(actionsOf(entries)).toEqual(ACTIONS);
    expect(idsOf(entries)).toEqual(ACTIONS.map((_, i) => `${holdId}/${ACTIONS.length - 1 - i}`));
    expect(await journal({ bookingId: booking.id, limit })).toEqual(entries);
  });

  it('has actor, action, states, request id and amount in each entry, and no IP address', async () => {
    const [refunded, cancelled, , confirmed, initiated, placed] = await journal({ holdId });
    const common = { at: expect.any(String), eventId: event.id, holdId, customerId: alice.userId };
    const requestId = expect.any(String);
    const payment = { id: booking.payment?.id, amount: money(10_000) };
    expect(placed).toEqual({
      ...common,
      id: `${holdId}/0`,
      action: 'hold.placed',
      actor: alice.userId,
      from: null,
      to: 'active',
      requestId,
      expiresAt: expect.any(String),
      total: money(10_000),
    });
    expect(initiated?.payment).toEqual({ ...payment, method: 'sim_ok' });
    expect(confirmed).toMatchObject({ actor: 'system', from: 'active', to: 'confirmed', bookingId: booking.id });
    expect(confirmed).toMatchObject({ total: money(10_000), payment });
    expect(cancelled).toMatchObject({ actor: alice.userId, payment: { ...payment, wanted: 'refunded' } });
    expect(refunded).toMatchObject({ from: 'captured', to: 'refunded' });
    expect(JSON.stringify(await journal({ eventId: event.id }))).not.toContain('192.0.2.1');
  });

  it.each(['1', '3', '100'])('lists all entries of an event, newest first, in pages of %s', async limit => {
    const entries = await journal({ eventId: event.id, limit });
    expect(actionsOf(entries)).toEqual(['hold.placed', ...ACTIONS, 'event.published']);
  });

  it('is filtered by customer, action and time, alone and combined', async () => {
    const found = async (query: Query) => actionsOf(await journal({ eventId: event.id, limit: '2', ...query }));
    expect(await found({ customerId: bob.userId })).toEqual(['hold.placed']);
    expect(await found({ action: 'hold.placed' })).toEqual(['hold.placed', 'hold.placed']);
    expect(await found({ action: 'booking.cancelled', customerId: bob.userId })).toEqual([]);
    expect(await found({ holdId, action: 'booking.confirmed' })).toEqual(['booking.confirmed']);
    const [, cancelled, captured] = await journal({ holdId });
    const [from, to] = [captured?.at as string, cancelled?.at as string];
    expect(await found({ customerId: alice.userId, from, to })).toEqual([
      'payment.captured',
      'booking.confirmed',
      'payment.initiated',
    ]);
    expect(await found({ holdId, from: to })).toEqual(['payment.refunded', 'booking.cancelled']);
    expect(await journal({ holdId, bookingId: `bkg_${'9'.repeat(25)}` })).toEqual([]);
    expect(await journal({ holdId: `hld_${'9'.repeat(25)}` })).toEqual([]);
  });

  it('includes the entries of accounts and events', async () => {
    const { userId } = await world.person('organizer');
    await world.invoke('change-role', { as: admin, params: { userId }, body: { role: 'customer' } });
    const [changed] = await journal({ customerId: userId });
    expect(changed).toMatchObject({ action: 'user.role-changed', actor: admin.userId, userId, to: 'customer' });
    expect(await journal({ eventId: event.id, action: 'event.published' })).toMatchObject([{ from: null }]);
  });

  it('is paged over several days, and over a day with more entries than one query returns', async () => {
    const other = await openWorld();
    const [root, buyer] = [await other.person('admin'), await other.person()];
    const long = await publish(other);
    const placed: string[] = [];
    for (let day = 0; day < 3; day++) {
      for (let i = 0; i < 4; i++) {
        const { body } = await hold(other, buyer, long, [`a/${'ABC'[day]}-${i + 1}`]);
        await publishHistoryOf(other, body);
        placed.unshift(body.id);
        other.now += 1_000;
      }
      other.now += DAY;
    }
    // More entries on one day than one query of a shard returns.
    const claim = await other.claimOf({ id: placed[0] as string });
    const manyEntries = Array.from({ length: 500 }, (_, i) => ({
      claim: {
        ...claim,
        id: String(i).padStart(25, '0'),
        history: [{ ...(claim.history[0] as never as object), at: other.now + i }],
      },
      entriesBefore: 0,
    })) as never;
    await publishHistory(other.service.dependencies, manyEntries);
    other.now += 1_000;
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Query = { action: 'hold.placed', limit: '100', ...(cursor !== null && { cursor }) };
      const { body } = await other.invoke<ListOf<JournalEntry>>('read-journal', { as: root, query });
      found.push(...body.items.map(entry => entry.holdId ?? ''));
      cursor = body.nextCursor;
    } while (cursor !== null);
    const manyHoldIds = Array.from({ length: 500 }, (_, i) => `hld_${String(499 - i).padStart(25, '0')}`);
    expect(found).toEqual([...manyHoldIds, ...placed]);
  });

  it('refuses malformed filters', async () => {
    for (const query of [{ action: 'Nonsense' }, { holdId: 'x' }, { from: 'yesterday' }, { customerId: '1' }]) {
      expect((await read('read-journal', query as Query)).body.code).toBe('validation-failed');
    }
  });
});
