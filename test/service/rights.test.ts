/**
 * Acceptance scenario 14: no caller reads or changes another's resources; a foreign id is answered like an absent one
 * (P10).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../lib/contract/bookings/responses.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import {
  extend,
  hold,
  MINUTE,
  newEvent,
  newKey,
  openWorld,
  type Person,
  pay,
  publish,
  readHold,
  release,
  type World,
} from '../support/world.ts';

let world: World;
let event: Event;
let alice: Person;
let mallory: Person;
let held: Hold;
let booking: Booking;

beforeAll(async () => {
  world = await openWorld();
  event = await publish(world);
  alice = await world.person();
  mallory = await world.person();
  held = (await hold(world, alice, event, ['a/A-1'])).body;
  const other = (await hold(world, alice, event, ['a/A-2'])).body;
  booking = (await pay(world, alice, other)).body;
});

const tokenOf = (person: Person, at = world.now) => world.service.dependencies.accessTokens.sign(person, at);
const withoutRequestId = (body: object) => ({ ...body, requestId: undefined });

describe('the hold of another customer', () => {
  const absent = { id: `hld_${'9'.repeat(25)}` };

  it.each([
    ['read', (id: { id: string }) => readHold(world, mallory, id)],
    ['released', (id: { id: string }) => release(world, mallory, id)],
    ['extended', (id: { id: string }) => extend(world, mallory, id)],
    ['paid', (id: { id: string }) => pay(world, mallory, id)],
  ] as const)('cannot be %s: the response is that of an absent hold, and nothing changes', async (_verb, attempt) => {
    const before = await world.claimOf(held);
    const foreign = await attempt(held);
    const missing = await attempt(absent);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'hold-not-found']);
    expect(withoutRequestId(foreign.body)).toEqual(withoutRequestId(missing.body));
    expect(await world.claimOf(held)).toEqual(before);
  });

  it('is not in the list of holds', async () => {
    const { body } = await world.invoke<{ items: Hold[] }>('list-holds', { as: mallory });
    expect(body.items).toEqual([]);
  });

  it('is reported in a conflict without its id and owner', async () => {
    const { body } = await hold(world, mallory, event, ['a/A-1']);
    const text = JSON.stringify(body);
    expect(text).not.toContain(held.id.slice(4));
    expect(text).not.toContain(alice.userId);
  });
});

describe('the booking of another customer', () => {
  it('is answered like an absent one', async () => {
    const read = (as: Person, bookingId: string) => world.invoke<object>('read-booking', { as, params: { bookingId } });
    const foreign = await read(mallory, booking.id);
    const missing = await read(mallory, `bkg_${'9'.repeat(25)}`);
    expect(foreign.status).toBe(404);
    expect(withoutRequestId(foreign.body)).toEqual(withoutRequestId(missing.body));
    expect((await read(alice, booking.id)).status).toBe(200);
    const { body } = await world.invoke<{ items: Booking[] }>('list-bookings', { as: mallory });
    expect(body.items).toEqual([]);
  });

  it('does not exist before it is confirmed, also for its owner', async () => {
    const bookingId = held.id.replace('hld_', 'bkg_');
    expect((await world.invoke('read-booking', { as: alice, params: { bookingId } })).status).toBe(404);
  });
});

describe('a role', () => {
  const publishAs = (as?: Person) =>
    world.invoke<{ code: string }>('publish-event', { ...(as && { as }), body: newEvent() });

  it('of an organizer or admin is required to publish events', async () => {
    expect((await publishAs()).body.code).toBe('unauthenticated');
    expect((await publishAs(await world.signedUp())).body.code).toBe('forbidden');
    expect((await publishAs(await world.person('organizer'))).status).toBe(201);
    expect((await publishAs(await world.person('admin'))).status).toBe(201);
  });

  it('of an organizer or admin is required to create demo customers, whose tokens work', async () => {
    const createCustomers = (as: Person) =>
      world.invoke<{ items: { email: string; accessToken: string }[] }>('create-demo-customers', {
        as,
        body: { count: 3 },
      });
    expect((await createCustomers(await world.signedUp())).status).toBe(403);
    for (const role of ['organizer', 'admin'] as const) {
      const { status, body } = await createCustomers(await world.person(role));
      expect([status, body.items.length]).toEqual([201, 3]);
      const token = body.items[0]?.accessToken ?? '';
      expect((await world.invoke('read-profile', { token })).status).toBe(200);
    }
  });

  it.each<[string, () => Promise<string>]>([
    ['malformed', async () => 'nonsense'],
    ['unsigned', async () => `${(await tokenOf(alice)).split('.').slice(0, 2).join('.')}.`],
    ['tampered with', async () => `${(await tokenOf(alice)).slice(0, -4)}AAAA`],
    ['an hour old', () => tokenOf(alice, world.now - 60 * MINUTE)],
  ])('is not granted to a token that is %s: 401, counted and logged without the token', async (_name, makeToken) => {
    const lines: unknown[] = [];
    const { dependencies } = world.service;
    const { log } = dependencies;
    dependencies.log = { ...log, info: (...line: unknown[]) => lines.push(line) };
    world.countedMetrics.length = 0;
    const token = await makeToken();
    const { status, headers, body } = await world.invoke<{ requestId: string }>('list-holds', { token });
    dependencies.log = log;
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="holdfast"']);
    expect(world.countedMetrics).toEqual(['AuthenticationFailed']);
    const fields = { operation: 'list-holds', requestId: body.requestId, because: 'the token is not valid' };
    expect(lines).toMatchObject([['authentication failed', fields]]);
    expect(JSON.stringify(lines)).not.toContain(token);
  });

  it('that is not sufficient is counted as a failed authorization', async () => {
    world.countedMetrics.length = 0;
    const customer = await world.signedUp();
    world.countedMetrics.length = 0;
    expect((await publishAs(customer)).status).toBe(403);
    expect(world.countedMetrics).toEqual(['AuthorizationFailed']);
  });

  it('is not granted without a token: 401 with a challenge', async () => {
    const answer = await world.invoke<{ code: string }>('place-hold', {
      key: newKey(),
      params: { eventId: event.id },
      body: { seats: ['a/A-3'] },
    });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers['www-authenticate']).toContain('Bearer');
  });
});
