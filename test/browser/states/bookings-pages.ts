/** States of the list of bookings, and of one booking with its tickets. */

import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { cancel, edit, hold, pay } from '../../support/world.ts';
import { ownEvent } from './scene.ts';
import {
  BUSY,
  delay,
  goOffline,
  press,
  refuse,
  type State,
  seeHeading,
  seeText,
  type Visit,
  type Visitor,
} from './state.ts';

const LIST = '/bookings';
const ONE = '/bookings/:bookingId';

interface Booked {
  visitor: Visitor;
  event: Event;
  booking: Booking;
}

async function book(
  visit: Visit,
  visitor: Visitor,
  seats = ['stalls/A-1', 'stalls/A-2'],
  changes: Partial<NewEvent> = {},
): Promise<Booked> {
  const event = await ownEvent(visit, changes);
  const held = await hold(visit.world, visitor, event, seats);
  const { status, body } = await pay(visit.world, visitor, held.body);
  if (status !== 201) throw new Error(`paying was answered with ${status}: ${JSON.stringify(body)}`);
  return { visitor, event, booking: body };
}

async function open(visit: Visit, { booking, event }: Pick<Booked, 'booking' | 'event'>): Promise<void> {
  await visit.page.goto(`/bookings/${booking.id}`);
  await seeHeading(visit, event.title);
  await visit.page.getByRole('heading', { name: visit.texts.bookings.sums }).waitFor();
}

/** A visitor who looks at the booking of two seats, after this has happened to it. */
const after = (name: string, happen: (visit: Visit, booked: Booked) => Promise<unknown>): State => ({
  name: `booking/${name}`,
  route: ONE,
  async reach(visit) {
    const booked = await book(visit, await visit.signIn());
    await happen(visit, booked);
    await open(visit, booked);
  },
});

export const BOOKINGS_PAGES: State[] = [
  {
    name: 'bookings/loading',
    route: LIST,
    async reach(visit) {
      await visit.signIn();
      await delay(visit, /\/v1\/bookings/);
      await visit.page.goto('/bookings');
      await visit.page.getByRole('status', { name: visit.texts.app.loading }).waitFor();
    },
  },
  {
    name: 'bookings/empty',
    route: LIST,
    async reach(visit) {
      await visit.signIn();
      await visit.page.goto('/bookings');
      await seeHeading(visit, visit.texts.bookings.empty.heading);
    },
  },
  {
    name: 'bookings/some',
    route: LIST,
    async reach(visit) {
      const { world, scene, page } = visit;
      const visitor = await visit.signIn();
      await book(visit, visitor);
      const part = await book(visit, visitor, ['balcony/A-1', 'balcony/A-2'], { title: 'An evening of chamber music' });
      await cancel(world, visitor, part.booking, { seats: ['balcony/A-1'] });
      const whole = await book(visit, visitor, ['balcony/B-1'], { title: 'A night at the opera' });
      await cancel(world, visitor, whole.booking);
      const gone = await book(visit, visitor, ['stalls/B-1'], { title: 'A concert that was cancelled' });
      await edit(world, scene.organizer, gone.event, { status: 'cancelled' });
      const held = await ownEvent(visit, { title: 'A hold that is not paid' });
      await hold(world, visitor, held, ['stalls/C-1', 'stalls/C-2']);
      await page.goto('/bookings');
      await page.getByRole('link', { name: 'A night at the opera' }).waitFor();
      await page.getByRole('link', { name: visit.texts.bookings.holds.toHold }).waitFor();
    },
  },
  {
    name: 'bookings/no-such-reference',
    route: LIST,
    async reach(visit) {
      await book(visit, await visit.signIn());
      await visit.page.goto('/bookings?reference=ABCD-EFGH');
      await seeText(visit, visit.texts.bookings.notFound('ABCD-EFGH'));
    },
  },
  {
    name: 'bookings/signed-out',
    route: '/signin',
    async reach(visit) {
      await visit.page.goto('/bookings');
      await seeHeading(visit, visit.texts.account.signIn.heading);
    },
  },
  {
    name: 'bookings/busy',
    route: LIST,
    answers: [503],
    async reach(visit) {
      await visit.signIn();
      await refuse(visit, /\/v1\/bookings/, 'busy', BUSY);
      await visit.page.goto('/bookings');
      await visit.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'bookings/offline',
    route: LIST,
    isOffline: true,
    async reach(visit) {
      await book(visit, await visit.signIn());
      await visit.page.goto('/bookings');
      await visit.page.getByRole('list').first().waitFor();
      await goOffline(visit);
      await seeText(visit, visit.texts.app.offline);
    },
  },
  {
    name: 'booking/loading',
    route: ONE,
    async reach(visit) {
      await visit.signIn();
      await delay(visit, /\/v1\/bookings/);
      await visit.page.goto('/bookings/bkg_00000000000000000000000000');
      await visit.page.getByRole('status', { name: visit.texts.app.loading }).waitFor();
    },
  },
  after('tickets', async () => {}),
  {
    name: 'booking/second-ticket',
    route: ONE,
    async reach(visit) {
      const booked = await book(visit, await visit.signIn());
      await open(visit, booked);
      await press(visit, visit.texts.tickets.next);
      await seeText(visit, visit.texts.ticket.numbered(2, 2));
    },
  },
  after('partly-cancelled', ({ world }, { visitor, booking }) =>
    cancel(world, visitor, booking, { seats: ['stalls/A-1'] }),
  ),
  after('cancelled', ({ world }, { visitor, booking }) => cancel(world, visitor, booking)),
  after('event-cancelled', ({ world, scene }, { event }) =>
    edit(world, scene.organizer, event, { status: 'cancelled' }),
  ),
  after('event-moved', ({ world, scene }, { event }) =>
    edit(world, scene.organizer, event, {
      venue: 'Open-air stage, Potsdam',
      startsAt: new Date(Date.parse(event.startsAt) + 3_600_000).toISOString(),
      endsAt: new Date(Date.parse(event.endsAt) + 3_600_000).toISOString(),
    }),
  ),
  {
    name: 'booking/cancel-dialog',
    route: ONE,
    async reach(visit) {
      const booked = await book(visit, await visit.signIn());
      await open(visit, booked);
      await press(visit, visit.texts.bookings.cancel.start);
      await visit.page.getByRole('dialog').locator('label').nth(1).click();
      await seeText(visit, visit.texts.bookings.cancel.final);
    },
  },
  {
    name: 'booking/cancel-done',
    route: ONE,
    async reach(visit) {
      const { cancel: words } = visit.texts.bookings;
      await open(visit, await book(visit, await visit.signIn()));
      await press(visit, words.start);
      await visit.page.getByRole('dialog').locator('label').nth(1).click();
      await press(visit, words.confirm(1));
      await seeText(visit, words.done);
    },
  },
  {
    name: 'booking/new-code',
    route: ONE,
    async reach(visit) {
      await open(visit, await book(visit, await visit.signIn()));
      await press(visit, visit.texts.tickets.reissue.start);
      await visit.page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'booking/offline',
    route: ONE,
    isOffline: true,
    async reach(visit) {
      await open(visit, await book(visit, await visit.signIn()));
      await goOffline(visit);
      await seeText(visit, visit.texts.tickets.offlineCode);
    },
  },
  {
    name: 'booking/not-found',
    route: ONE,
    answers: [404],
    async reach(visit) {
      await visit.signIn();
      await visit.page.goto('/bookings/bkg_00000000000000000000000000');
      await visit.page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'booking/signed-out',
    route: '/signin',
    async reach(visit) {
      await visit.page.goto('/bookings/bkg_00000000000000000000000000');
      await seeHeading(visit, visit.texts.account.signIn.heading);
    },
  },
];
