/** The times of an event: its zone, its local day, its sales window, and the lists that show it. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/domain/time.ts';
import { seed } from '../../../lib/local/seed/seed.ts';
import {
  edit,
  hold,
  MINUTE,
  newEvent,
  openWorld,
  type ProblemFields,
  pay,
  publish,
  START,
  type World,
} from '../../support/world.ts';

let world: World;
const iso = (at: number): string => new Date(at).toISOString();
interface List {
  items: Event[];
  nextCursor: string | null;
}
const list = async (query: Record<string, string> = {}, here = world): Promise<List> => {
  const { status, body } = await here.invoke<List>('list-events', { query });
  expect(status).toBe(200);
  return body;
};
const titlesOf = async (query: Record<string, string> = {}): Promise<string[]> =>
  (await list(query)).items.map(({ title }) => title);
const errorsOf = async (changes: object): Promise<string[]> => {
  const as = await world.person('organizer');
  const body = { ...newEvent(), ...changes };
  const refused = await world.invoke<ProblemFields>('publish-event', { as, body });
  expect([refused.status, refused.body.code]).toEqual([400, 'validation-failed']);
  return refused.body.errors.map(({ path, message }) => `${path}: ${message}`);
};
const at = (startsAt: number, hours = 2) => ({ startsAt: iso(startsAt), endsAt: iso(startsAt + hours * HOUR_MS) });

beforeEach(async () => {
  world = await openWorld();
});

describe('the zone of an event', () => {
  it('T11: is answered as it was named, beside the times in UTC', async () => {
    const times = { startsAt: '2027-03-15T19:00:00+01:00', endsAt: '2027-03-15t20:30:00.5+01:00' };
    const event = await publish(world, { ...times, timeZone: 'Europe/Vienna' });
    expect(event).toMatchObject({
      startsAt: '2027-03-15T18:00:00.000Z',
      endsAt: '2027-03-15T19:30:00.500Z',
      salesCloseAt: '2027-03-15T18:00:00.000Z',
      timeZone: 'Europe/Vienna',
    });
    const read = await world.invoke<Event>('read-event', { params: { eventId: event.id } });
    expect(read.body).toEqual(event);
    expect((await list()).items).toEqual([event]);
  });

  it('is UTC by default, an alias is not replaced, and the case is that of IANA', async () => {
    expect((await publish(world)).timeZone).toBe('UTC');
    expect((await publish(world, { timeZone: 'Asia/Kolkata' })).timeZone).toBe('Asia/Kolkata');
    expect((await publish(world, { timeZone: 'asia/kolkata' })).timeZone).toBe('Asia/Kolkata');
  });

  it('is refused if it is an offset, an abbreviation or no place', async () => {
    const message =
      'body.timeZone: must be the IANA time zone of a place, such as Europe/Vienna, not an offset or an abbreviation';
    for (const timeZone of ['+01:00', 'EST5EDT', 'Europe/Wien'])
      expect(await errorsOf({ timeZone })).toEqual([message]);
    expect(await errorsOf({ timeZone: 1 })).toHaveLength(1);
  });

  it('may be changed, which moves the event to another day but not to another instant', async () => {
    const as = await world.person('organizer');
    const event = await publish(world, { ...at(Date.parse('2027-03-15T23:30:00Z')) }, as);
    expect(await titlesOf({ date: '2027-03-15' })).toEqual([event.title]);
    const { status, body } = await edit(world, as, event, { timeZone: 'Europe/Vienna' });
    expect([status, body]).toEqual([200, { ...event, timeZone: 'Europe/Vienna' }]);
    expect(await titlesOf({ date: '2027-03-15' })).toEqual([]);
    expect(await titlesOf({ date: '2027-03-16' })).toEqual([event.title]);
    expect((await edit(world, as, event, { timeZone: 'EST' as never })).status).toBe(400);
  });

  it('is shown in bookings as the event has it now, and not for an event that was deleted', async () => {
    const as = await world.person('organizer');
    const event = await publish(world, { timeZone: 'Europe/Vienna' }, as);
    const buyer = await world.person();
    const booked = await pay(world, buyer, (await hold(world, buyer, event, ['a/A-1'])).body);
    expect(booked.body.event).toMatchObject({ title: event.title, timeZone: 'Europe/Vienna' });
    await edit(world, as, event, { timeZone: 'Europe/Berlin' });
    const query = { params: { bookingId: booked.body.id } };
    const zoneNow = async () =>
      (await world.invoke<Booking>('read-booking', { as: buyer, ...query })).body.event.timeZone;
    expect(await zoneNow()).toBe('Europe/Berlin');
    const listed = await world.invoke<{ items: Booking[] }>('list-bookings', { as: buyer });
    expect(listed.body.items[0]?.event.timeZone).toBe('Europe/Berlin');
    const { events } = world.service.dependencies;
    world.service.dependencies.events = { ...events, cached: async () => undefined };
    expect(await zoneNow()).toBeUndefined();
  });

  it('is UTC for an event that is stored without one', async () => {
    const { store } = world.service.dependencies;
    const { id } = await publish(world);
    const facts = await store.readEvent(id);
    expect(facts?.event.timeZone).toBe('UTC');
  });
});

describe('a search for a day', () => {
  it('T12: finds the events that start on it at their own place', async () => {
    const event = await publish(world, {
      ...at(Date.parse('2027-12-31T23:30:00-05:00')),
      timeZone: 'America/New_York',
    });
    expect(event.startsAt).toBe('2028-01-01T04:30:00.000Z');
    expect(await titlesOf({ date: '2027-12-31' })).toEqual([event.title]);
    expect(await titlesOf({ date: '2028-01-01' })).toEqual([]);
  });

  it('finds the first and the last instant of the day, of each event in its own zone', async () => {
    const places: [string, string, number][] = [
      ['Pacific/Kiritimati', '2027-03-27T10:00:00Z', 24],
      ['Europe/Vienna', '2027-03-27T23:00:00Z', 23],
      ['UTC', '2027-03-28T00:00:00Z', 24],
      ['America/St_Johns', '2027-03-28T02:30:00Z', 24],
      ['Pacific/Pago_Pago', '2027-03-28T11:00:00Z', 24],
    ];
    for (const [timeZone, first, hours] of places) {
      const [begins, ends] = [Date.parse(first), Date.parse(first) + hours * HOUR_MS];
      for (const startsAt of [begins - 1, begins, ends - 1, ends]) {
        await publish(world, { title: `${timeZone} ${startsAt - begins}`, timeZone, ...at(startsAt) });
      }
    }
    const expected = places.flatMap(([timeZone, , hours]) => [`${timeZone} 0`, `${timeZone} ${hours * HOUR_MS - 1}`]);
    expect((await titlesOf({ date: '2027-03-28', limit: '100' })).toSorted()).toEqual(expected.toSorted());
  });

  it('has one cache entry and one cursor for an instant in any offset', async () => {
    for (const title of ['One', 'Two']) await publish(world, { title, ...at(START + DAY_MS) });
    const utc = { from: '2027-03-01T12:00:00.000Z', limit: '1' };
    const first = await world.invoke<List>('list-events', { query: utc });
    const same = { from: '2027-03-01T13:00:00+01:00', limit: '1' };
    expect((await world.invoke('list-events', { query: same })).headers['x-cache-status']).toBe('HIT');
    const withSpace = { from: '2027-03-01T13:00:00 01:00', limit: '1', cursor: first.body.nextCursor ?? '' };
    expect((await list(withSpace)).items).toHaveLength(1);
  });
});

describe('the sales window', () => {
  it('T13: of a festival that has begun and sells until its end is open, and lists show it', async () => {
    const festival = await publish(world, { ...at(START + DAY_MS, 48), salesCloseAt: iso(START + 3 * DAY_MS) });
    world.now = START + 2 * DAY_MS;
    expect((await list()).items).toMatchObject([{ id: festival.id, status: 'open' }]);
    const buyer = await world.person();
    const held = await hold(world, buyer, festival, ['a/A-1']);
    expect([held.status, (await pay(world, buyer, held.body)).status]).toEqual([201, 201]);
    world.now = START + 3 * DAY_MS - 1;
    expect((await hold(world, buyer, festival, ['a/A-2'])).status).toBe(201);
    world.now += 1;
    const late = await hold(world, buyer, festival, ['a/A-3']);
    expect([late.status, late.body]).toMatchObject([
      409,
      { code: 'sales-not-open', closedAt: iso(START + 3 * DAY_MS) },
    ]);
    expect((await list()).items).toEqual([]);
  });

  it('may be published for an event that has begun, if it sells on, but not for a journey', async () => {
    const running = { ...at(START - HOUR_MS, 3), salesCloseAt: iso(START + HOUR_MS) };
    expect((await publish(world, running)).status).toBe('open');
    expect(await errorsOf({ ...running, salesCloseAt: iso(START) })).toEqual([
      'body.startsAt: must be in the future, or salesCloseAt must',
    ]);
    expect(await errorsOf({ ...at(START - HOUR_MS, 3) })).toHaveLength(1);
    expect(await errorsOf({ ...running, kind: 'bus' })).toContain('body.startsAt: must be in the future');
  });

  it('may close at the end of an event, and at the departure of a journey, but no later', async () => {
    const times = at(START + DAY_MS);
    const [departs, after] = [iso(START + DAY_MS), iso(START + DAY_MS + 1)];
    expect((await publish(world, { ...times, salesCloseAt: times.endsAt })).salesCloseAt).toBe(times.endsAt);
    expect(await errorsOf({ ...times, salesCloseAt: iso(START + DAY_MS + 2 * HOUR_MS + 1) })).toEqual([
      'body.salesCloseAt: must not be after endsAt',
    ]);
    for (const kind of ['flight', 'train', 'bus', 'ferry'] as const) {
      await publish(world, { ...times, kind, salesCloseAt: departs });
      expect(await errorsOf({ ...times, kind, salesCloseAt: after })).toEqual([
        'body.salesCloseAt: must not be after startsAt',
      ]);
    }
  });

  it('names the field of an edit by which sales would close too late', async () => {
    const as = await world.person('organizer');
    const times = at(START + DAY_MS);
    const event = await publish(world, { ...times, salesCloseAt: times.endsAt }, as);
    const earlier = iso(START + DAY_MS + HOUR_MS);
    const refused = await edit(world, as, event, { endsAt: earlier });
    expect(refused.body.errors).toEqual([
      { path: 'body.endsAt', message: `must not be before salesCloseAt, which is ${times.endsAt}` },
    ]);
    expect((await edit(world, as, event, { endsAt: earlier, salesCloseAt: earlier })).status).toBe(200);
    const train = await publish(world, { ...times, kind: 'train', salesCloseAt: iso(START + 20 * HOUR_MS) }, as);
    const moved = await edit(world, as, train, { startsAt: iso(START + 19 * HOUR_MS) });
    expect(moved.body.errors.map(({ path }) => path)).toEqual(['body.startsAt']);
  });

  it('moves with the start if it closed at the start', async () => {
    const as = await world.person('organizer');
    const event = await publish(world, at(START + DAY_MS), as);
    const moved = at(START + 2 * DAY_MS);
    expect((await edit(world, as, event, moved)).body).toMatchObject({ ...moved, salesCloseAt: moved.startsAt });
  });

  it('of an event that has begun may be changed, and so may its other facts', async () => {
    const as = await world.person('organizer');
    const times = at(START + DAY_MS);
    const event = await publish(world, times, as);
    world.now = START + DAY_MS + 1;
    const renamed = await edit(world, as, event, { title: 'It has begun', ...times });
    expect([renamed.status, renamed.body.status]).toEqual([200, 'closed']);
    const reopened = await edit(world, as, event, { salesCloseAt: times.endsAt });
    expect([reopened.status, reopened.body.status]).toEqual([200, 'open']);
    expect((await hold(world, await world.person(), event, ['a/A-1'])).status).toBe(201);
  });

  it('recovers a late payment until it closes, also after the start', async () => {
    const times = at(START + MINUTE, 2);
    const event = await publish(world, { ...times, salesCloseAt: times.endsAt });
    const buyer = await world.person();
    const slow = { ...world.service.dependencies.gateway };
    world.service.dependencies.gateway = {
      ...slow,
      authorise: async (payment, now) => {
        world.now = START + HOUR_MS;
        return slow.authorise(payment, now);
      },
    };
    const held = await hold(world, buyer, event, ['a/A-1']);
    expect((await pay(world, buyer, held.body)).status).toBe(201);
  });
});

describe('the length of an event', () => {
  it('is at most 31 days', async () => {
    await publish(world, at(START + DAY_MS, 31 * 24));
    expect(await errorsOf({ startsAt: iso(START + DAY_MS), endsAt: iso(START + 32 * DAY_MS + 1) })).toEqual([
      'body.endsAt: must be at most 31 days after startsAt',
    ]);
    expect(await errorsOf({ startsAt: '4999-12-31T00:00:00Z', endsAt: '5000-01-01T00:00:00Z' })).toEqual([
      'body.endsAt: must be before the year 5000',
    ]);
  });

  it('that is stored longer stays readable, sellable and editable in all but its times', async () => {
    const as = await world.person('organizer');
    const times = at(START + DAY_MS);
    const event = await publish(world, times, as);
    const { store, events } = world.service.dependencies;
    const readEvent = store.readEvent;
    const endsAt = START + 100 * DAY_MS;
    store.readEvent = async id => {
      const facts = await readEvent(id);
      return facts && { ...facts, event: { ...facts.event, endsAt } };
    };
    await events.fresh(event.id);
    expect((await hold(world, await world.person(), event, ['a/A-1'])).status).toBe(201);
    expect((await edit(world, as, event, { title: 'Long', endsAt: iso(endsAt) })).body).toMatchObject({
      title: 'Long',
    });
    expect((await edit(world, as, event, { endsAt: iso(endsAt - 1) })).body.errors).toMatchObject([
      { path: 'body.endsAt' },
    ]);
  });
});

describe('lists of events', () => {
  it('T14: show a cancelled event only to a search for cancelled ones', async () => {
    const as = await world.person('organizer');
    const event = await publish(world, {}, as);
    await edit(world, as, event, { status: 'cancelled' });
    expect(await titlesOf()).toEqual([]);
    expect(await titlesOf({ from: '2027-03-01T00:00:00Z' })).toEqual([]);
    expect((await list({ status: 'cancelled' })).items).toMatchObject([{ id: event.id, status: 'cancelled' }]);
    expect(await titlesOf({ status: 'open,upcoming,closed' })).toEqual([]);
  });

  it('show events by their statuses, one or several, in any order and once for a repeated one', async () => {
    const as = await world.person('organizer');
    const named = (title: string, more = {}) => publish(world, { title, ...at(START + DAY_MS), ...more }, as);
    await named('open');
    await named('upcoming', { salesOpenAt: iso(START + HOUR_MS) });
    await edit(world, as, await named('cancelled'), { status: 'cancelled' });
    await edit(world, as, await named('closed'), { status: 'closed' });
    const found = async (status: string): Promise<string[]> => (await titlesOf({ status })).toSorted();
    for (const status of ['open', 'upcoming', 'closed', 'cancelled']) expect(await found(status)).toEqual([status]);
    expect(await found('upcoming,open')).toEqual(['open', 'upcoming']);
    expect(await found('cancelled,closed,open,upcoming,open')).toEqual(['cancelled', 'closed', 'open', 'upcoming']);
    const { headers } = await world.invoke('list-events', { query: { status: 'open,upcoming' } });
    expect(headers['x-cache-status']).toBe('HIT');
    const preparing = await world.invoke<ProblemFields>('list-events', { query: { status: 'preparing' } });
    expect(preparing.body.errors).toEqual([
      { path: 'query.status', message: 'preparing goes together with organizer' },
    ]);
    for (const status of ['', 'ended', 'open,', 'OPEN', 'open upcoming']) {
      const refused = await world.invoke<ProblemFields>('list-events', { query: { status } });
      expect(refused.body.errors).toEqual([
        { path: 'query.status', message: 'must be one or more of preparing, upcoming, open, closed, cancelled' },
      ]);
    }
  });

  it('show what has not ended, and ended events too from a time or on a day that a search names', async () => {
    await publish(world, { title: 'Over', ...at(START + HOUR_MS, 1) });
    await publish(world, { title: 'Running', ...at(START + HOUR_MS + 1, 29 * 24) });
    await publish(world, { title: 'Later', ...at(START + 20 * DAY_MS) });
    world.now = START + 10 * DAY_MS;
    expect(await titlesOf()).toEqual(['Running', 'Later']);
    expect(await titlesOf({ to: iso(START + DAY_MS) })).toEqual(['Running']);
    expect(await titlesOf({ from: iso(START) })).toEqual(['Over', 'Running', 'Later']);
    expect(await titlesOf({ from: iso(START), to: iso(START + DAY_MS), status: 'closed' })).toEqual([
      'Over',
      'Running',
    ]);
    expect(await titlesOf({ date: iso(START).slice(0, 10) })).toEqual(['Over', 'Running']);
    expect(await titlesOf({ status: 'closed' })).toEqual(['Running']);
  });

  it('continue after an event that an edit has given a key of another form, by cursors of earlier releases too', async () => {
    const as = await world.person('organizer');
    const events: Event[] = [];
    for (const title of ['One', 'Two', 'Three'])
      events.push(await publish(world, { title, ...at(START + DAY_MS) }, as));
    const [first, second] = events.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const page = await list({ limit: '1' });
    expect(page.items[0]?.id).toBe(first?.id);
    const cursor = Buffer.from(page.nextCursor ?? '', 'base64url').toString();
    const later = `_${String(START + DAY_MS + HOUR_MS).padStart(14, '0')}_concert`;
    for (const form of [cursor, `${cursor}${later}`]) {
      const next = await list({ limit: '1', cursor: Buffer.from(form).toString('base64url') });
      expect(next.items[0]?.id).toBe(second?.id);
    }
  });
});

describe('the demonstration data', () => {
  it('T10: `kind=flight&limit=1` returned none with a cursor, and now returns the flight without one', async () => {
    await seed(world.service.dependencies, world.now, () => {});
    const { items, nextCursor } = await list({ kind: 'flight', limit: '1' });
    expect(items).toMatchObject([{ kind: 'flight', timeZone: 'Asia/Dhaka' }]);
    expect(nextCursor).toBeNull();
  });
});
