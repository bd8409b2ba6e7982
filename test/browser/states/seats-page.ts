/** States of the page on which a visitor chooses places. */
import type { Event } from '../../../lib/contract/events/responses.ts';
import { edit, hold, type Person } from '../../support/world.ts';
import { CODE, concert, ownEvent } from './scene.ts';
import { BUSY, delay, goOffline, press, refuse, type State, seeHeading, seeText, type Visit } from './state.ts';

const route = '/events/:eventId/seats';
const HOLDS = /\/v1\/events\/[^/]+\/holds$/;
const rival: Person = { userId: 'usr_rival', role: 'customer' };

async function open(visit: Visit, { id }: Event): Promise<void> {
  await visit.page.goto(`/events/${id}/seats`);
  await visit.page.getByTestId('selection').waitFor();
}

/** Opens the first section in the list, and chooses its seats at these numbers of the first row. */
async function choose({ page }: Visit, ...seats: number[]): Promise<void> {
  await page.locator('h3 button[aria-expanded]').first().click();
  for (const number of seats) await page.locator(`[data-at="0-${number - 1}"]`).click();
  await page
    .getByTestId('selection')
    .locator('li')
    .nth(seats.length - 1)
    .waitFor();
}

const holdThem = (visit: Visit): Promise<void> => press(visit, visit.texts.seats.chosen.hold);
const seeTotal = ({ page }: Visit): Promise<void> => page.locator('strong').filter({ hasText: '€' }).first().waitFor();
const seeAlert = ({ page }: Visit): Promise<void> => page.getByRole('alert').first().waitFor();

/** A visitor who is signed in has chosen two seats, and holds them while the service refuses. */
const refused = (name: string, status: 429 | 503): State => ({
  name: `seats/${name}`,
  route,
  answers: [status],
  async reach(visit) {
    await visit.signIn();
    await open(visit, visit.scene.concert);
    await choose(visit, 3, 4);
    if (status === 503) await refuse(visit, HOLDS, 'busy', BUSY);
    else await refuse(visit, HOLDS, 'rate-limited', { limit: 'holds', ...BUSY } as never);
    await holdThem(visit);
    await seeAlert(visit);
  },
});

const notice = (name: string, of: (visit: Visit) => Event, text: (visit: Visit) => string): State => ({
  name: `seats/${name}`,
  route,
  async reach(visit) {
    await open(visit, of(visit));
    await seeText(visit, text(visit));
  },
});

export const SEATS_PAGE: State[] = [
  {
    name: 'seats/loading',
    route,
    async reach(visit) {
      await delay(visit, /\/v1\/events\/[^/]+\/seats/);
      await visit.page.goto(`/events/${visit.scene.concert.id}/seats`);
      await visit.page.getByRole('status', { name: visit.texts.app.loading }).waitFor();
    },
  },
  { name: 'seats/signed-out', route, reach: visit => open(visit, visit.scene.concert) },
  {
    name: 'seats/chosen',
    route,
    async reach(visit) {
      const event = await ownEvent(visit);
      await hold(visit.world, rival, event, ['stalls/A-6', 'stalls/A-7', 'stalls/B-1']);
      await visit.signIn();
      await open(visit, event);
      await choose(visit, 3, 4);
      await seeTotal(visit);
    },
  },
  {
    name: 'seats/in-grid',
    route,
    async reach(visit) {
      await open(visit, visit.scene.concert);
      await choose(visit, 1);
      await visit.page.keyboard.press('ArrowDown');
      await visit.page.keyboard.press('ArrowRight');
      await visit.page.locator('[data-at="1-1"]:focus').waitFor();
    },
  },
  {
    name: 'seats/sign-in-dialog',
    route,
    async reach(visit) {
      await open(visit, visit.scene.concert);
      await choose(visit, 1, 2);
      await holdThem(visit);
      await visit.page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'seats/guest-link-sent',
    route,
    async reach(visit) {
      const { seats } = visit.texts;
      await open(visit, visit.scene.concert);
      await choose(visit, 1, 2);
      await holdThem(visit);
      await visit.page.getByLabel(seats.signIn.name).fill('Ada Sommer');
      await visit.page.getByLabel(seats.signIn.email).fill('ada@holdfast.example');
      await press(visit, seats.signIn.send);
      await seeText(visit, seats.signIn.sent('ada@holdfast.example'));
    },
  },
  {
    name: 'seats/lost',
    route,
    answers: [409],
    async reach(visit) {
      const event = await ownEvent(visit);
      await visit.signIn();
      await visit.page.route('**/seats?*since=*', request => request.abort());
      await open(visit, event);
      await choose(visit, 5, 6, 7);
      await hold(visit.world, rival, event, ['stalls/A-5', 'stalls/A-6']);
      await holdThem(visit);
      await seeAlert(visit);
    },
    // The page does not see the seats go before the visitor asks for them.
    complaints: /net::ERR_FAILED/,
  },
  refused('wait', 429),
  refused('busy', 503),
  notice(
    'sold-out',
    ({ scene }) => scene.soldOut,
    ({ texts }) => texts.seats.sale.soldOut,
  ),
  notice(
    'closed',
    ({ scene }) => scene.closed,
    ({ texts }) => texts.seats.sale.closed,
  ),
  notice(
    'cancelled',
    ({ scene }) => scene.cancelled,
    ({ texts }) => texts.seats.sale.cancelled,
  ),
  {
    name: 'seats/upcoming',
    route,
    async reach(visit) {
      await open(visit, visit.scene.upcoming);
      await visit.page.getByRole('status').filter({ hasText: /\d/ }).first().waitFor();
    },
  },
  {
    name: 'seats/best-available',
    route,
    async reach(visit) {
      await open(visit, visit.scene.concert);
      await press(visit, visit.texts.seats.best.open);
      await visit.page.getByRole('form', { name: visit.texts.seats.best.heading }).waitFor();
    },
  },
  {
    name: 'seats/areas',
    route,
    async reach(visit) {
      const { areas } = visit.texts.seats;
      await open(visit, visit.scene.concert);
      const adults = areas.more(areas.count('Standing', 'Adult'));
      await press(visit, adults);
      await press(visit, adults);
      await press(visit, areas.more(areas.count('Standing', 'Child under 15')));
      await visit.page.getByTestId('selection').locator('li').nth(1).waitFor();
    },
  },
  {
    name: 'seats/code',
    route,
    async reach(visit) {
      await visit.signIn();
      await open(visit, visit.scene.concert);
      await choose(visit, 1, 2);
      await visit.page.getByLabel(visit.texts.seats.code.label).fill(CODE);
      await press(visit, visit.texts.seats.code.apply);
      await seeText(visit, visit.texts.seats.code.unlocks);
    },
  },
  {
    name: 'seats/code-refused',
    route,
    answers: [422],
    async reach(visit) {
      await visit.signIn();
      await open(visit, visit.scene.concert);
      await choose(visit, 1, 2);
      await visit.page.getByLabel(visit.texts.seats.code.label).fill('NOSUCHCODE');
      await press(visit, visit.texts.seats.code.apply);
      await seeText(visit, visit.texts.problems['code-not-found']);
    },
  },
  {
    name: 'seats/wheelchair-places',
    route,
    async reach(visit) {
      await open(visit, visit.scene.concert);
      await visit.page.getByLabel(visit.texts.seats.legend.accessible).check();
      await visit.page.locator('h3 button[aria-expanded]').first().click();
      await visit.page.getByRole('grid').waitFor();
    },
  },
  {
    name: 'seats/too-many',
    route,
    async reach(visit) {
      await open(visit, await ownEvent(visit, { placesPerHoldMax: 2 }));
      await choose(visit, 1, 2);
      await visit.page.locator('[data-at="0-2"]').click();
      await visit.page
        .getByRole('status')
        .filter({ hasText: visit.texts.seats.chosen.most(2) })
        .first()
        .waitFor();
    },
  },
  { name: 'seats/arena', route, reach: visit => open(visit, visit.scene.arena) },
  {
    name: 'seats/cabin',
    route,
    async reach(visit) {
      await open(visit, visit.scene.flight);
      await choose(visit, 1);
    },
  },
  {
    name: 'seats/own-hold',
    route,
    async reach(visit) {
      const event = await ownEvent(visit);
      await hold(visit.world, await visit.signIn(), event, ['stalls/A-1', 'stalls/A-2']);
      await open(visit, event);
      await visit.page.getByRole('link', { name: visit.texts.seats.own.open }).waitFor();
    },
  },
  {
    name: 'seats/not-verified',
    route,
    answers: [403],
    async reach(visit) {
      const event = await ownEvent(visit, { requiresVerifiedEmail: true });
      await visit.signIn();
      await open(visit, event);
      await choose(visit, 1);
      await holdThem(visit);
      await seeAlert(visit);
    },
  },
  {
    name: 'seats/price-changed',
    route,
    answers: [409],
    async reach(visit) {
      const event = await ownEvent(visit);
      await visit.signIn();
      await open(visit, event);
      await choose(visit, 1);
      await seeTotal(visit);
      const { sections = [] } = concert();
      await edit(visit.world, visit.scene.organizer, event, {
        sections: sections.map(({ id, price }) => ({ id, price: price + 500 })),
      });
      await holdThem(visit);
      await seeAlert(visit);
    },
  },
  {
    name: 'seats/offline',
    route,
    isOffline: true,
    async reach(visit) {
      await visit.signIn();
      await open(visit, visit.scene.concert);
      await choose(visit, 1);
      await goOffline(visit);
      await seeText(visit, visit.texts.app.offline);
    },
  },
  {
    name: 'seats/not-found',
    route,
    answers: [404],
    async reach(visit) {
      await visit.page.goto('/events/evt_00000000000000000000000000/seats');
      await visit.page
        .getByRole('alert')
        .or(visit.page.getByRole('heading', { level: 1 }))
        .first()
        .waitFor();
      await seeHeading(visit, visit.texts.events.event.notFound.heading);
    },
  },
];
