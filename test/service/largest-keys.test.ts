/**
 * The longest texts of callers that become parts of keys. DynamoDB refuses a partition key of more than 2,048 bytes and a sort
 * key of more than 1,024, also in a query; the embedded engine does so too, and DynamoDB Local only in writes.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import { newEvent, newKey, openWorld, type Person, type ProblemFields, publish, type World } from '../support/world.ts';

let world: World;
let event: Event;
let as: Person;
beforeAll(async () => {
  world = await openWorld();
  event = await publish(world);
  as = await world.person('admin');
});

/** Characters of one, two and three bytes for each unit of UTF-16, and two that normalisation makes longer. */
const CHARACTERS = ['a', 'ä', '東', '🎸', '\ufdfa', '\u0958'];
const filled = (character: string, length: number): string => character.repeat(length / character.length);

describe.each(CHARACTERS)('the longest text of %j', character => {
  const refusalOf = async (body: unknown, key = newKey()) => {
    const answer = await world.invoke<ProblemFields>('place-hold', { as, key, params: { eventId: event.id }, body });
    return [answer.status, answer.body.code];
  };

  it('as the id of a seat names no place', async () => {
    const seatId = filled(character, 300);
    for (const named of [seatId, `${seatId.slice(0, 150)}/${seatId.slice(0, 148)}`, `a/${seatId.slice(0, 298)}`]) {
      // A text that NFC makes longer is refused for its length.
      expect([422, 400]).toContain((await refusalOf({ seats: [named] }))[0]);
    }
  });

  it('as the id of an area or section names no place', async () => {
    const id = filled(character, 90);
    expect(await refusalOf({ areas: [{ areaId: id, quantity: 1 }] })).toEqual([422, 'place-not-found']);
    expect(await refusalOf({ bestAvailable: { quantity: 1, sectionId: id } })).toEqual([422, 'place-not-found']);
  });

  it('as the id of a hold names none', async () => {
    const body = { holdId: filled(character, 100), paymentMethod: 'sim_ok' };
    const answer = await world.invoke<ProblemFields>('confirm-booking', { as, key: newKey(), body });
    expect([answer.status, answer.body.code]).toEqual([404, 'hold-not-found']);
  });

  it('as the name of a route or service is searched without an error', async () => {
    const name = filled(character, 100);
    for (const query of [{ service: name }, { origin: name, destination: name }, { q: name }] as Record<
      string,
      string
    >[]) {
      expect((await world.invoke('list-events', { query })).status).toBe(200);
    }
  });

  it('as the name of a route or service is published and found, or refused', async () => {
    const [name, number] = [filled(character, 100), filled(character, 20)];
    const changes = { service: { number, carrier: name }, route: { origin: name, destination: name } };
    const { status } = await world.invoke('publish-event', { as, body: newEvent(changes) });
    // NFC makes U+0958 longer than the field may be, and NFKC makes U+FDFA longer than a key may be.
    expect(status).toBe(['\ufdfa', '\u0958'].includes(character) ? 400 : 201);
  });

  it('as a refresh token or an access token is not valid', async () => {
    const refreshToken = filled(character, 5_000);
    expect((await world.invoke('refresh', { body: { refreshToken } })).status).toBe(401);
    expect((await world.invoke('logout', { body: { refreshToken } })).status).toBe(401);
    const headers = { authorization: `Bearer ${filled(character, 1_000)}` };
    expect((await world.invoke('read-profile', { headers })).status).toBe(401);
  });
});

it('the longest idempotency key and e-mail address are accepted', async () => {
  const key = 'k'.repeat(255);
  const body = { seats: ['a/A-1'] };
  expect((await world.invoke('place-hold', { as, key, params: { eventId: event.id }, body })).status).toBe(201);
  const email = `${'a'.repeat(64)}@${'x'.repeat(63)}.${'y'.repeat(63)}.${'z'.repeat(57)}.de`;
  expect(email.length).toBe(254 - 1);
  const registration = { email, password: 'a sentence that is long enough', name: 'Anna' };
  expect((await world.invoke('register', { body: registration })).status).toBe(201);
});
