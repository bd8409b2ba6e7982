/** The examples of the OpenAPI document are requests that work: one purchase, with the ids that the responses bring. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Booking, Cancellation } from '../../lib/contract/bookings/responses.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import { EXAMPLES } from '../../lib/contract/examples.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import type { OperationId } from '../../lib/contract/routes.ts';
import { newKey, openWorld, type Person, type ProblemFields, type World } from '../support/world.ts';

let world: World;
let buyer: Person;
let organizer: Person;
let admin: Person;
let event: Event;

beforeAll(async () => {
  world = await openWorld();
  [buyer, organizer, admin] = [await world.person(), await world.person('organizer'), await world.person('admin')];
  const published = await world.invoke<Event>('publish-event', { as: organizer, body: bodyOf('publish-event') });
  expect(published.status).toBe(201);
  event = published.body;
});

/** The example of an operation, with other values for some fields, such as ids. */
function bodyOf(operation: OperationId, name = '', values: object = {}): object {
  const { request, requests = {} } = EXAMPLES[operation];
  const example = name === '' ? request : requests[name]?.value;
  if (typeof example !== 'object' || example === null) throw new Error(`${operation} has no example ${name}`);
  return { ...example, ...values };
}
const namesOf = (operation: OperationId): string[] => Object.keys(EXAMPLES[operation].requests ?? {});

async function holdBy(name: string): Promise<Hold> {
  const params = { eventId: event.id };
  const as = await world.person();
  const answer = await world.invoke<Hold>('place-hold', {
    as,
    key: newKey(),
    params,
    body: bodyOf('place-hold', name),
  });
  expect([answer.status, answer.body]).toMatchObject([201, { status: 'active' }]);
  await world.invoke('release-hold', { as, params: { holdId: answer.body.id } });
  return answer.body;
}

async function book(): Promise<Booking> {
  const params = { eventId: event.id };
  const body = bodyOf('place-hold', 'seats');
  const held = await world.invoke<Hold>('place-hold', { as: buyer, key: newKey(), params, body });
  const paying = bodyOf('confirm-booking', '', { holdId: held.body.id });
  const paid = await world.invoke<Booking>('confirm-booking', { as: buyer, key: newKey(), body: paying });
  expect(paid.status).toBe(201);
  return paid.body;
}

describe('a hold', () => {
  it.each(namesOf('place-hold'))('of the example %s is placed', async name => {
    expect((await holdBy(name)).eventId).toBe(event.id);
  });

  it('without places is no example: {} is refused', async () => {
    const params = { eventId: event.id };
    const { status, body } = await world.invoke<ProblemFields>('place-hold', {
      as: buyer,
      key: newKey(),
      params,
      body: {},
    });
    expect([status, body.code]).toEqual([400, 'validation-failed']);
  });
});

describe('a booking', () => {
  it.each(namesOf('cancel-booking'))('is cancelled by the example %s', async name => {
    const { id } = await book();
    const request = { as: buyer, params: { bookingId: id }, body: bodyOf('cancel-booking', name) };
    const { status, body } = await world.invoke<Cancellation>('cancel-booking', { ...request, key: newKey() });
    expect([status, body.booking.status]).toEqual([200, name === 'whole' ? 'cancelled' : 'confirmed']);
    await world.invoke('cancel-booking', { ...request, key: newKey(), body: {} });
  });

  it('is cancelled as a whole without a body, and without a media type', async () => {
    const { id, total } = await book();
    const request = { as: buyer, params: { bookingId: id }, key: newKey() };
    const { status, body } = await world.invoke<Cancellation>('cancel-booking', request);
    expect([status, body.booking.status, body.refund.amount]).toEqual([200, 'cancelled', total]);
  });
});

describe('other operations', () => {
  it.each(namesOf('edit-event'))('edit an event by the example %s', async name => {
    const own = await world.invoke<Event>('publish-event', { as: organizer, body: bodyOf('publish-event') });
    const params = { eventId: own.body.id };
    const { status } = await world.invoke('edit-event', { as: organizer, params, body: bodyOf('edit-event', name) });
    expect([200, 202]).toContain(status);
  });

  it('register, sign in, and change the password of an account', async () => {
    const registered = await world.invoke<{ accessToken: string; user: { id: string } }>('register', {
      body: bodyOf('register'),
    });
    expect(registered.status).toBe(201);
    const { email, password } = bodyOf('register') as { email: string; password: string };
    expect((await world.invoke('login', { body: bodyOf('login', '', { email, password }) })).status).toBe(200);
    const userId = registered.body.user.id;
    const changed = await world.invoke<{ role: string }>('change-role', {
      as: admin,
      params: { userId },
      body: bodyOf('change-role'),
    });
    expect([changed.status, changed.body.role]).toEqual([200, 'organizer']);
  });

  it('change the payment simulator, and create customers', async () => {
    const simulator = bodyOf('change-payment-simulator');
    expect((await world.invoke('change-payment-simulator', { as: admin, body: simulator })).status).toBe(200);
    expect((await world.invoke('change-payment-simulator', { as: admin })).status).toBe(200);
    expect(
      (await world.invoke('create-demo-customers', { as: admin, body: bodyOf('create-demo-customers') })).status,
    ).toBe(201);
  });
});
