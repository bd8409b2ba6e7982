/** Adds what requests need to reach more than absence: events, holds, bookings and an organization with a member. */
import { expect } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import { EXAMPLES } from '../../lib/contract/examples.ts';
import { bookPlaces } from '../support/bookings.ts';
import { codeOf } from '../support/door.ts';
import { join } from '../support/organizations.ts';
import { hold, MINUTE, pay, publish, publishArea } from '../support/world.ts';
import type { Known } from './known.ts';
import type { Fuzzed } from './service.ts';

export async function addSales({ world, people, send }: Fuzzed, known: Known): Promise<void> {
  const { customer, organizer, member } = people;
  const body = EXAMPLES['publish-event'].request as object;
  const example = await world.invoke<Event>('publish-event', { as: organizer, body });
  expect(example.status).toBe(201);
  const events = [example.body, await publish(world, {}, organizer), await publishArea(world, 50)];
  const seated = events[1] as Event;
  for (const seat of ['a/A-1', 'a/A-2', 'a/A-3']) {
    const held = await hold(world, customer, seated, [seat]);
    known.learn(JSON.stringify(held.body));
    if (seat !== 'a/A-3') known.learn(JSON.stringify((await pay(world, customer, held.body)).body));
  }
  const tonight = await publish(world, tonightIn(world.now), organizer);
  const booking = await bookPlaces(world, customer, tonight, { seats: ['a/A-1', 'a/A-2'] });
  for (const number of [1, 2]) known.learn(JSON.stringify({ code: await codeOf(world, booking, number) }));
  await join(world, organizer, member, 'editor');
  for (const event of events) known.learn(JSON.stringify(event));
  for (const path of ['/v1/admin/users', '/v1/events', `/v1/events/${seated.id}/seats`, '/v1/organizations']) {
    known.learn((await send('admin', { method: 'GET', path, headers: {} })).text);
  }
  known.learn((await send('organizer', { method: 'GET', path: '/v1/organizations', headers: {} })).text);
}

/** An event whose doors are open, with the gate of the examples. */
const tonightIn = (now: number) => ({
  startsAt: new Date(now + 60 * MINUTE).toISOString(),
  endsAt: new Date(now + 600 * MINUTE).toISOString(),
  gates: [{ id: 'north', name: 'North' }],
});
