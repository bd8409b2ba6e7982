/** Codes cannot be found by trying: requests with a code are limited for each caller and each address, in holds and quotes together. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { createCode } from '../../support/codes.ts';
import {
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  publishArea,
  type World,
} from '../../support/world.ts';

const LIMITS = { codes: { quota: 3, windowSeconds: 600 }, 'codes-address': { quota: 4, windowSeconds: 600 } };
const IP = '203.0.113.9';

describe('the limits on requests with a code', () => {
  let world: World;
  let organizer: Person;
  let event: Event;
  let buyer: Person;
  beforeEach(async () => {
    world = await openWorld({ rateLimits: LIMITS });
    organizer = await world.person('admin');
    event = await publishArea(world, 100);
    buyer = await world.person();
  });

  const areas = [{ areaId: 'standing', quantity: 1 }];
  const quote = (as: Person, code: unknown, ip = IP) =>
    world.invoke<ProblemFields & { limit: string }>('quote-places', {
      as,
      ip,
      params: { eventId: event.id },
      body: { areas, ...(code !== undefined && { code }) } as never,
    });
  const hold = (as: Person, code: unknown, ip = IP, key = newKey()) =>
    world.invoke<ProblemFields & { limit: string }>('place-hold', {
      as,
      ip,
      key,
      params: { eventId: event.id },
      body: { areas, ...(code !== undefined && { code }) } as never,
    });

  it('count holds and quotes of one caller together, whatever the code is, and leave out those without one', async () => {
    const code = await createCode(world, organizer, event);
    expect((await quote(buyer, 'UNKNOWN1')).body.code).toBe('code-not-found');
    expect((await hold(buyer, 17)).body.code).toBe('validation-failed');
    expect((await hold(buyer, code)).status).toBe(201);
    const refused = [await quote(buyer, code), await hold(buyer, code)];
    expect(refused.map(({ status, body }) => [status, body.code, body.limit])).toEqual([
      [429, 'rate-limited', 'codes'],
      [429, 'rate-limited', 'codes'],
    ]);
    expect([(await quote(buyer, undefined)).status, (await hold(buyer, undefined)).status]).toEqual([200, 201]);
    world.now += 10 * MINUTE;
    expect((await quote(buyer, code)).status).toBe(200);
  });

  it('count the callers of one address together, in whichever account they are', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => world.person()));
    const answers: (string | undefined)[] = [];
    for (const person of people) answers.push((await quote(person, 'UNKNOWN1')).body.limit);
    expect(answers).toEqual([undefined, undefined, undefined, undefined, 'codes-address']);
    expect((await quote(people[4] as Person, 'UNKNOWN1', '203.0.113.10')).body.code).toBe('code-not-found');
  });

  it('let a replay pass', async () => {
    const code = await createCode(world, organizer, event);
    const key = newKey();
    const held = await hold(buyer, code, IP, key);
    await quote(buyer, 'UNKNOWN1');
    await quote(buyer, 'UNKNOWN1');
    const replay = await hold(buyer, code, IP, key);
    expect([replay.status, replay.body]).toEqual([201, held.body]);
    expect((await hold(buyer, code)).body.limit).toBe('codes');
  });

  it('write no row for a request without a code: only the limit on quotes counts it', async () => {
    await quote(buyer, undefined);
    const from = world.faults.requests.length;
    await quote(buyer, undefined);
    const keys = world.faults.requests.slice(from).map(({ input }) => (input.Key as { pk: string }).pk);
    expect(keys).toEqual([expect.stringMatching(/^RATE#quote-places#/)]);
  });

  it('need a caller: no anonymous request can try a code', async () => {
    const { status } = await world.invoke('quote-places', {
      ip: IP,
      params: { eventId: event.id },
      body: { areas, code: 'UNKNOWN1' },
    });
    expect(status).toBe(401);
  });
});
