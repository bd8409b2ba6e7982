/** Limits on places: one person with many accounts, and what an honest buyer notices of the limits. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import type { RateLimitSetting } from '../../../lib/contract/rate-limits.ts';
import { PAYMENT_WINDOW_SECONDS } from '../../../lib/domain/limits.ts';
import { MEMBER_ROLES, ownOrganizationOf } from '../../../lib/domain/organization.ts';
import { newEmail, PASSWORD } from '../../support/accounts.ts';
import { join } from '../../support/organizations.ts';
import {
  type ApiResponse,
  cancel,
  extend,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  release,
  type World,
} from '../../support/world.ts';

const SECOND = 1_000;
const JSON_TYPE = { 'content-type': 'application/json' };
const ADDRESS = '198.51.100.7';
const ROWS = Array.from({ length: 30 }, (_, i) => `R${i}`);
const HALL = [
  { id: 'a', name: 'Hall', kind: 'seated' as const, price: 5_000, rows: ROWS.map(row => ({ row, count: 20 })) },
];

type Answer = ApiResponse<Hold & ProblemFields & { limit?: string; retryAfterSeconds?: number }>;

let world: World;
let event: Event;
let alice: Person;
let free: string[];

async function open(rateLimits: RateLimitSetting = {}): Promise<void> {
  world = await openWorld({ rateLimits });
  event = await publish(world, { sections: HALL });
  alice = await world.person();
  free = ROWS.flatMap(row => Array.from({ length: 20 }, (_, i) => `a/${row}-${i + 1}`));
}
beforeEach(() => open());

interface Ask {
  at?: { id: string };
  ip?: string;
  key?: string;
  seats?: string[];
  by?: World;
}

/** Asks for a number of free seats, or for certain ones. */
const holdSeats = (
  as: Person,
  count: number,
  { at = event, ip = ADDRESS, key = newKey(), seats, by = world }: Ask = {},
) =>
  by.invoke<Answer['body']>('place-hold', {
    as,
    ip,
    key,
    params: { eventId: at.id },
    body: { seats: seats ?? free.splice(0, count) },
  });

/** A row of people, each with the account that an attacker would register. */
const people = (count: number) => Promise.all(Array.from({ length: count }, () => world.person()));

const limitOf = ({ status, body }: Answer): unknown[] => [status, body.code, body.limit, body.retryAfterSeconds];

async function heldSeats(): Promise<number> {
  const request = { params: { eventId: event.id }, query: { fresh: 'true' }, ip: '203.0.113.200' };
  return (await world.invoke<{ held: number }>('read-availability', request)).body.held;
}

describe('A1: one address with ten fresh accounts, five holds of ten seats each and every extension', () => {
  /** Plays the attack until its holds could not be extended any more, and returns the most seats that it had at once. */
  async function attack(): Promise<number> {
    const tokens: string[] = [];
    for (let i = 0; i < 10; i++) {
      const body = { email: newEmail(), password: PASSWORD, name: 'Throw-away' };
      tokens.push((await world.invoke<{ accessToken: string }>('register', { ip: ADDRESS, body })).body.accessToken);
    }
    const holds: { id: string; token: string }[] = [];
    const call = (token: string) => ({ token, ip: ADDRESS, key: newKey() });
    let most = 0;
    for (let second = 0; second < 3 * 300; second += 20) {
      for (const { id, token } of holds) await world.invoke('extend-hold', { ...call(token), params: { holdId: id } });
      for (const token of tokens) {
        for (let i = 0; i < (second < 60 ? 5 : 1); i++) {
          const body = { bestAvailable: { quantity: 10, adjacent: false } };
          const request = { ...call(token), params: { eventId: event.id }, body };
          const { status, body: held } = await world.invoke<Hold>('place-hold', request);
          if (status === 201) holds.push({ id: held.id, token });
        }
      }
      most = Math.max(most, await heldSeats());
      world.now += 20 * SECOND;
    }
    return most;
  }

  it('keep at most 60 of 600 seats', async () => {
    const most = await attack();
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(60);
  });

  it('kept 500 seats and more while limits counted calls only', async () => {
    await open({
      'hold-places': { quota: 100, windowSeconds: 1 },
      'hold-places-event': { quota: 100, windowSeconds: 1 },
      'hold-places-address': { quota: 10_000, windowSeconds: 1 },
      'place-hold-address': { quota: 10_000, windowSeconds: 1 },
    });
    expect(await attack()).toBeGreaterThanOrEqual(500);
  });
});

describe('a customer', () => {
  it('was told to wait a second by a repeated refusal: each refusal tells the time from which there is room', async () => {
    await holdSeats(alice, 10);
    for (let i = 0; i < 3; i++) {
      expect(limitOf(await holdSeats(alice, 1))).toEqual([429, 'rate-limited', 'hold-places-event', 300]);
    }
  });

  it('holds at most 10 places of an event in its hold time, and the refusal says which limit and how long', async () => {
    expect((await holdSeats(alice, 6)).status).toBe(201);
    world.now += 100 * SECOND;
    expect((await holdSeats(alice, 4)).status).toBe(201);
    const refused = await holdSeats(alice, 1);
    expect(limitOf(refused)).toEqual([429, 'rate-limited', 'hold-places-event', 200]);
    expect(refused.headers).toMatchObject({
      'retry-after': '200',
      'ratelimit-policy': '"hold-places-event";q=10;w=300',
      ratelimit: '"hold-places-event";r=0;t=200',
    });
    expect(refused.body.detail).toBe('The limit hold-places-event allows 10 places in 300 s. Try again in 200 s.');
    world.now += 200 * SECOND - 1;
    expect((await holdSeats(alice, 1)).status).toBe(429);
    world.now += 1;
    expect((await holdSeats(alice, 6)).status).toBe(201);
    expect((await holdSeats(alice, 1)).status).toBe(429);
  });

  it('is told how many places are left if fewer would be allowed', async () => {
    await holdSeats(alice, 8);
    const refused = await holdSeats(alice, 3);
    expect(limitOf(refused)).toEqual([429, 'rate-limited', 'hold-places-event', 300]);
    expect(refused.headers.ratelimit).toBe('"hold-places-event";r=2;t=300');
    expect((await holdSeats(alice, 2)).status).toBe(201);
  });

  it('holds at most 20 places over all events', async () => {
    const others = [await publish(world, { sections: HALL }), await publish(world, { sections: HALL })];
    const at = (i: number) => ({ at: others[i] as Event });
    expect((await holdSeats(alice, 10)).status).toBe(201);
    expect((await holdSeats(alice, 10, at(0))).status).toBe(201);
    expect(limitOf(await holdSeats(alice, 1, at(1)))).toEqual([429, 'rate-limited', 'hold-places', 300]);
  });

  it('counts the places of areas and of the best seats as well', async () => {
    const standing = { id: 'standing', name: 'Standing', kind: 'area' as const, price: 100, capacity: 100 };
    const mixed = await publish(world, { sections: [...HALL, standing] });
    const ask = (body: object) =>
      world.invoke('place-hold', { as: alice, ip: ADDRESS, key: newKey(), params: { eventId: mixed.id }, body });
    expect((await ask({ seats: ['a/R0-1'], areas: [{ areaId: 'standing', quantity: 4 }] })).status).toBe(201);
    expect((await ask({ bestAvailable: { quantity: 5 } })).status).toBe(201);
    expect((await ask({ seats: ['a/R5-1'] })).status).toBe(429);
  });

  it.each<[string, (json: string) => object]>([
    ['a byte order mark', json => ({ body: `\ufeff${json}` })],
    ['white space', json => ({ body: ` \n${json}\t` })],
    ['a repeated member', json => ({ body: json.replace('{', '{"seats":["a/R29-20"],') })],
  ])('counts the places of a body with %s as well', async (_what, changed) => {
    const ask = (count: number) => {
      const json = JSON.stringify({ seats: free.splice(0, count) });
      const request = { as: alice, ip: ADDRESS, key: newKey(), params: { eventId: event.id } };
      return world.invoke('place-hold', { ...request, headers: JSON_TYPE, ...changed(json) });
    };
    expect((await ask(10)).status).toBe(201);
    expect((await ask(1)).status).toBe(429);
  });

  it('has the window of the event’s hold time, if that is longer', async () => {
    const slow = await publish(world, { sections: HALL, holdSeconds: 1_200 });
    expect((await holdSeats(alice, 10, { at: slow })).status).toBe(201);
    world.now += 1_200 * SECOND - 1;
    expect((await holdSeats(alice, 1, { at: slow })).status).toBe(429);
    world.now += 1;
    expect((await holdSeats(alice, 1, { at: slow })).status).toBe(201);
  });

  it('refuses to extend a booking whose places are all cancelled, which was a 500', async () => {
    const { body: held } = await holdSeats(alice, 1);
    const { body: booked } = await pay(world, alice, held);
    expect((await cancel(world, alice, booked)).status).toBe(200);
    const { status, body } = await extend(world, alice, held);
    expect([status, body.code]).toEqual([409, 'hold-not-extendable']);
  });

  it('extends at most 5 times in 300 s, and each extension counts the places again', async () => {
    const { body: held } = await holdSeats(alice, 1);
    for (let i = 0; i < 5; i++) {
      world.now += SECOND;
      expect((await extend(world, alice, held)).status).toBe(200);
    }
    expect(limitOf(await extend(world, alice, held))).toEqual([429, 'rate-limited', 'extend-hold', 296]);

    const bob = await world.person();
    const { body: large } = await holdSeats(bob, 6);
    world.now += SECOND;
    expect(limitOf(await extend(world, bob, large))).toEqual([429, 'rate-limited', 'hold-places-event', 299]);
    expect((await holdSeats(bob, 4)).status).toBe(201);
  });

  it('is never asked to wait for more places than the limit has: too-many-places names the maximum', async () => {
    const wide = await publish(world, { sections: HALL, placesPerHoldMax: 40 });
    const { status, body } = await holdSeats(alice, 11, { at: wide });
    expect([status, body]).toMatchObject([422, { code: 'too-many-places', placesMax: 10 }]);
    expect((await holdSeats(alice, 10, { at: wide })).status).toBe(201);
  });

  it('gets the places of a refused hold back, but not its call', async () => {
    const bob = await world.person();
    const taken = free.slice(0, 8);
    expect((await holdSeats(bob, 0, { seats: taken })).status).toBe(201);
    for (let i = 0; i < 4; i++) expect((await holdSeats(alice, 0, { seats: taken })).status).toBe(409);
    free.splice(0, 8);
    expect((await holdSeats(alice, 9)).status).toBe(201);
    expect(limitOf(await holdSeats(alice, 1))).toEqual([429, 'rate-limited', 'place-hold', 60]);
  });

  it('does not get places back by a release, so holding and releasing in turn is limited too', async () => {
    const { body: held } = await holdSeats(alice, 10);
    await release(world, alice, held);
    expect((await holdSeats(alice, 1)).status).toBe(429);
  });

  it('is limited exactly at the edge: of many holds at once only as many get through as have room', async () => {
    const functions = [world, await world.another({ rateLimits: {} }), await world.another({ rateLimits: {} })];
    await holdSeats(alice, 7);
    const answers = await Promise.all([0, 1, 2, 1].map(i => holdSeats(alice, 2, { by: functions[i] as World })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 429, 429, 429]);
  });
});

describe('an address', () => {
  it('holds at most 60 places, also by many customers and from many addresses of one IPv6 network', async () => {
    const many = await people(7);
    for (const [i, person] of many.slice(0, 6).entries()) {
      expect((await holdSeats(person, 10, { ip: `2001:db8:1:2::${i}` })).status).toBe(201);
    }
    const last = many[6] as Person;
    const refused = await holdSeats(last, 1, { ip: '2001:db8:1:2:ffff::1' });
    expect(limitOf(refused)).toEqual([429, 'rate-limited', 'hold-places-address', 300]);
    // The refusal has not used up what the customer has left elsewhere.
    expect((await holdSeats(last, 10, { ip: '2001:db8:1:3::1' })).status).toBe(201);
  });

  it('is one address as IPv4 and as IPv4 in IPv6', async () => {
    const many = await people(7);
    const forms = ['192.0.2.9', '::ffff:192.0.2.9', '::FFFF:c000:0209'];
    for (const [i, person] of many.slice(0, 6).entries()) await holdSeats(person, 10, { ip: forms[i % 3] as string });
    expect((await holdSeats(many[6] as Person, 1, { ip: '192.0.2.9' })).status).toBe(429);
  });

  it('asks for at most 60 holds in 60 s', async () => {
    await open({ 'hold-places-address': { quota: 500, windowSeconds: 300 } });
    for (const person of await people(15)) {
      for (let i = 0; i < 4; i++) expect((await holdSeats(person, 1)).status).toBe(201);
    }
    expect(limitOf(await holdSeats(alice, 1))).toEqual([429, 'rate-limited', 'place-hold-address', 60]);
    expect((await holdSeats(alice, 1, { ip: '198.51.100.8' })).status).toBe(201);
  });

  it('may get a quota above one row: it is divided among rows, and the sum is never exceeded', async () => {
    await open({
      'hold-places-address': { quota: 250, windowSeconds: 300 },
      'place-hold-address': { quota: 1_000, windowSeconds: 60 },
    });
    let held = 0;
    for (const person of await people(40)) if ((await holdSeats(person, 10)).status === 201) held += 10;
    expect(held).toBeGreaterThan(150);
    expect(held).toBeLessThanOrEqual(250);
  });

  it('registers 10 accounts in 300 s and 50 a day', async () => {
    const register = () => world.invoke<ProblemFields>('register', { ip: ADDRESS, body: {} });
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 10; j++) expect((await register()).status).toBe(400);
      expect((await register()).status).toBe(429);
      world.now += 300 * SECOND;
    }
    const refused = await register();
    expect(refused.body).toMatchObject({ limit: 'register-day', retryAfterSeconds: 86_400 - 1_500 });
    expect((await world.invoke('register', { ip: '198.51.100.8', body: {} })).status).toBe(400);
  });
});

describe('the limits on places leave out', () => {
  it('the organizer of the event and every admin, but not another organizer', async () => {
    const organizer = await world.person('organizer');
    const own = await publish(world, { sections: HALL, placesPerHoldMax: 40 }, organizer);
    const tryTwice = async (as: Person) => [
      (await holdSeats(as, 10, { at: own })).status,
      (await holdSeats(as, 10, { at: own })).status,
    ];
    expect(await tryTwice(organizer)).toEqual([201, 201]);
    expect(await tryTwice(await world.person('admin'))).toEqual([201, 201]);
    expect(await tryTwice(await world.person('organizer'))).toEqual([201, 429]);
  });

  it.each(MEMBER_ROLES)('members of the organization of the event, who may be customers: %s', async role => {
    const organizer = await world.person('organizer');
    const own = await publish(world, { sections: HALL, placesPerHoldMax: 40 }, organizer);
    const member = await world.signedUp();
    await join(world, organizer, member, role);
    for (let i = 0; i < 4; i++) expect((await holdSeats(member, 10, { at: own })).status).toBe(201);
    // More places than the limits allow at once.
    expect((await holdSeats(member, 30, { at: own })).status).toBe(201);
    expect((await holdSeats(member, 10)).status).toBe(201);
    expect((await holdSeats(member, 1)).status).toBe(429);
  });

  it('a member no more from the removal on', async () => {
    const organizer = await world.person('organizer');
    const own = await publish(world, { sections: HALL, placesPerHoldMax: 40 }, organizer);
    const member = await world.signedUp();
    await join(world, organizer, member, 'box-office');
    for (let i = 0; i < 3; i++) expect((await holdSeats(member, 10, { at: own })).status).toBe(201);
    const params = { organizationId: ownOrganizationOf(organizer.userId), memberId: member.userId };
    expect((await world.invoke('remove-member', { as: organizer, params })).status).toBe(204);
    expect((await holdSeats(member, 10, { at: own })).status).toBe(429);
    expect((await holdSeats(member, 30, { at: own })).body.code).toBe('too-many-places');
  });

  it('members without a read before a sale that no limit refuses, and after 60 refusals of a stranger', async () => {
    const reads = (from: World) =>
      from.faults.requests.filter(({ input }) => JSON.stringify(input.Key ?? {}).includes('ORGANIZATION#')).length;
    world.faults.requests.length = 0;
    await holdSeats(alice, 10);
    expect(reads(world)).toBe(0);
    for (let i = 0; i < 70; i++) expect((await holdSeats(alice, 1)).status).toBe(429);
    expect(reads(world)).toBe(60);
    world.now += 60 * SECOND;
    await holdSeats(alice, 1);
    expect(reads(world)).toBe(61);
  });

  it('no caller whose row as a member cannot be read', async () => {
    await holdSeats(alice, 10);
    world.faults.inject(({ input }) =>
      JSON.stringify(input.Key ?? {}).includes('ORGANIZATION#') ? 'request-throttle' : undefined,
    );
    expect((await holdSeats(alice, 1)).status).toBe(429);
  });

  it('listed addresses and networks, for all of their customers', async () => {
    const by = await world.another({ rateLimits: {}, exemptAddresses: ['198.51.100.0/24', '2001:db8::/32'] });
    for (const ip of ['198.51.100.7', '::ffff:198.51.100.8', '2001:db8:5::1']) {
      for (let i = 0; i < 2; i++) expect((await holdSeats(alice, 10, { by, ip })).status).toBe(201);
    }
    expect((await holdSeats(alice, 10, { by, ip: '203.0.113.7' })).status).toBe(201);
    expect((await holdSeats(alice, 1, { by, ip: '203.0.113.7' })).status).toBe(429);
  });

  it('demonstration customers, as to the address: an admin of a test stage makes many of them', async () => {
    const admin = await world.person('admin');
    const made = await world.invoke<{ items: { accessToken: string }[] }>('create-demo-customers', {
      as: admin,
      body: { count: 12 },
    });
    for (const { accessToken: token } of made.body.items) {
      const body = { seats: free.splice(0, 10) };
      const request = { token, ip: ADDRESS, key: newKey(), params: { eventId: event.id }, body };
      expect((await world.invoke('place-hold', request)).status).toBe(201);
    }
  });
});

describe('A2: one hold by one key, sent seven times within the limit of five', () => {
  it('is answered with 201 and six replays', async () => {
    const seats = free.splice(0, 8);
    const answers: Answer[] = [];
    for (let i = 0; i < 7; i++) answers.push(await holdSeats(alice, 0, { key: 'one', seats }));
    expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(201));
    expect(answers.map(({ headers }) => headers['idempotent-replayed'])).toEqual([undefined, ...Array(6).fill('true')]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    // The replays have taken no places.
    expect((await holdSeats(alice, 2)).status).toBe(201);
    expect((await holdSeats(alice, 1)).status).toBe(429);
  });

  it('is answered at most 60 times a minute once the limit is used up', async () => {
    const seats = free.splice(0, 1);
    const send = () => holdSeats(alice, 0, { key: 'one', seats });
    for (let i = 0; i < 65; i++) expect((await send()).status).toBe(201);
    expect((await send()).status).toBe(429);
    world.now += 60 * SECOND;
    expect((await send()).status).toBe(201);
  });

  it('is answered to its own caller only, and another key is still refused', async () => {
    const seats = free.splice(0, 1);
    for (let i = 0; i < 6; i++) await holdSeats(alice, 0, { key: 'one', seats });
    expect((await holdSeats(alice, 1, { key: 'two' })).status).toBe(429);
    const bob = await world.person();
    for (let i = 0; i < 5; i++) await holdSeats(bob, 1);
    expect((await holdSeats(bob, 0, { key: 'one', seats })).status).toBe(429);
  });

  it('was answered with 500 over the limit if its key was too long for a row: now it is refused', async () => {
    for (let i = 0; i < 5; i++) await holdSeats(alice, 1);
    for (const key of ['k'.repeat(256), 'k'.repeat(3_000), 'ü'.repeat(2_000), ' ']) {
      expect(limitOf(await holdSeats(alice, 1, { key }))).toEqual([429, 'rate-limited', 'place-hold', 60]);
    }
  });

  it('is answered for extensions and payments as well', async () => {
    const { body: held } = await holdSeats(alice, 1);
    for (let i = 0; i < 7; i++) expect((await extend(world, alice, held, 'extend-once')).status).toBe(200);
    for (let i = 0; i < 5; i++) expect((await pay(world, alice, held, { key: 'pay-once' })).status).toBe(201);
  });
});

describe('a hold that pays', () => {
  it('keeps its places for a minute after the window at most, which docs/security.md says', async () => {
    const { body: held } = await holdSeats(alice, 10);
    world.now += 299 * SECOND;
    expect((await pay(world, alice, held, { paymentMethod: 'sim_declined' })).status).toBe(402);
    const { expiresAt } = await world.claimOf(held);
    expect(expiresAt - world.now).toBe(PAYMENT_WINDOW_SECONDS * SECOND);
  });
});

describe('the counters of places', () => {
  it('let a hold pass while they cannot be reached, and count again afterwards', async () => {
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? 'throttle' : undefined));
    expect((await holdSeats(alice, 10)).status).toBe(201);
    expect((await holdSeats(alice, 10)).status).toBe(201);
    world.faults.clear();
    expect((await holdSeats(alice, 10)).status).toBe(201);
    expect((await holdSeats(alice, 1)).status).toBe(429);
  });

  it('keep the places of a refused hold counted if they cannot be given back', async () => {
    const taken = free.splice(0, 8);
    await holdSeats(await world.person(), 0, { seats: taken });
    let updates = 0;
    world.faults.inject(({ name }) => {
      if (name !== 'UpdateCommand') return undefined;
      updates += 1;
      return updates > 2 ? 'lost-request' : undefined;
    });
    expect((await holdSeats(alice, 0, { seats: taken })).status).toBe(409);
    world.faults.clear();
    expect(limitOf(await holdSeats(alice, 3))).toEqual([429, 'rate-limited', 'hold-places-event', 300]);
  });

  it('do not use up the limit by the retries that a 503 asks for', async () => {
    const seats = free.splice(0, 8);
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? { conflictOn: 3 } : undefined));
    for (let i = 0; i < 3; i++) expect((await holdSeats(alice, 0, { key: 'one', seats })).status).toBe(503);
    world.faults.clear();
    expect((await holdSeats(alice, 0, { key: 'one', seats })).status).toBe(201);
    expect((await holdSeats(alice, 3)).status).toBe(429);
  });

  it('count for a function whose clock is behind, and do not shorten the window', async () => {
    const behind = await world.another({ rateLimits: {}, skew: -400 });
    expect((await holdSeats(alice, 5)).status).toBe(201);
    expect((await holdSeats(alice, 5, { by: behind })).status).toBe(201);
    expect((await holdSeats(alice, 1)).status).toBe(429);
    world.now += 300 * SECOND - 401;
    expect((await holdSeats(alice, 1)).status).toBe(429);
    expect((await holdSeats(alice, 1, { by: behind })).status).toBe(429);
  });

  it('count nothing for a request that is not valid, or whose event does not exist', async () => {
    const seats = free.splice(0, 10);
    expect((await holdSeats(alice, 0, { seats: [...seats, ...seats] })).status).toBe(400);
    expect((await holdSeats(alice, 0, { seats, at: { id: `evt_${'0'.repeat(25)}` } })).status).toBe(404);
    expect((await holdSeats(alice, 0, { seats })).status).toBe(201);
  });
});
