/** Buyers of the web app, and the steps that most journeys share. */

import type { BrowserContextOptions } from 'playwright-core';
import type { NewEvent } from '../../lib/contract/events/requests.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import { DAY_MS, HOUR_MS } from '../../lib/domain/time.ts';
import { newEmail, PASSWORD, register } from './accounts.ts';
import type { Visitor, WebApp } from './web-app.ts';
import { hold, type Person, pay, publish } from './world.ts';

export interface Buyer extends Visitor {
  person: Person;
  email: string;
}

/** A visitor with an account, signed in at the address. */
export async function openBuyer(app: WebApp, then?: string, options?: BrowserContextOptions): Promise<Buyer> {
  const { user } = (await register(app.world)).body;
  const visitor = await app.visitor(options);
  await visitor.signIn(user.email, PASSWORD, then);
  return Object.assign(visitor, { person: { userId: user.id, role: user.role }, email: user.email });
}

/** An event a month from now, with a title of its own. */
export function publishSoon(app: WebApp, changes: Partial<NewEvent> = {}): Promise<Event> {
  const startsAt = app.world.now + 30 * DAY_MS;
  return publish(app.world, {
    title: `Evening ${newEmail().slice(0, 8)}`,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + 2 * HOUR_MS).toISOString(),
    ...changes,
  });
}

export const seatsPage = ({ id }: Event): string => `/events/${id}/seats`;

/** Buys through the API, and returns the address of the booking. */
export async function book(app: WebApp, person: Person, event: Event, seats: string[]): Promise<string> {
  const held = await hold(app.world, person, event, seats);
  const { body } = await pay(app.world, person, held.body);
  return `/bookings/${body.id}`;
}

export const seatOf = ({ page }: Pick<Visitor, 'page'>, row: string, number: number) =>
  page.getByRole('gridcell', { name: new RegExp(`Row.${row}, Seat.${number},`) });

export async function chooseTwo(visitor: Visitor): Promise<void> {
  const { page, press } = visitor;
  await press(page.getByRole('button', { name: /^Section A,/ }));
  await press(seatOf(visitor, 'A', 1));
  await press(seatOf(visitor, 'A', 2));
}

/** Chooses two seats, and holds them. */
export async function holdTwo(visitor: Visitor): Promise<void> {
  await chooseTwo(visitor);
  await visitor.press(visitor.page.getByRole('button', { name: 'Hold these seats' }));
  await visitor.page.waitForURL('**/holds/**');
}

/** Pays with the test card whose number ends like this. */
export async function payWith({ page, press }: Visitor, ending: string): Promise<void> {
  await press(page.getByRole('button', { name: new RegExp(`${ending}$`) }));
  await press(page.getByRole('button', { name: /^Pay / }));
}
