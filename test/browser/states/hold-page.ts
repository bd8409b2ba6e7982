/** States of the page of held places, where the visitor pays. */
import { hold, pay, release } from '../../support/world.ts';
import { ownEvent } from './scene.ts';
import { BUSY, delay, goOffline, press, refuse, type State, seeHeading, seeText, type Visit } from './state.ts';

const route = '/holds/:holdId';
const PAYMENTS = /\/v1\/bookings$/;

interface Held {
  id: string;
  eventId: string;
}

/** Holds two seats as a visitor with a session. */
async function held(visit: Visit, changes: Parameters<typeof ownEvent>[1] = {}, seats = ['stalls/A-1', 'stalls/A-2']) {
  const event = await ownEvent(visit, changes);
  const visitor = await visit.signIn();
  const { status, body } = await hold(visit.world, visitor, event, seats);
  if (status !== 201) throw new Error(`the hold was answered with ${status}: ${JSON.stringify(body)}`);
  return { visitor, event, hold: { id: body.id, eventId: event.id } };
}

async function open(visit: Visit, { id }: Held): Promise<void> {
  await visit.page.goto(`/holds/${id}`);
  await visit.page.getByRole('timer').waitFor();
  await seeHeading(visit, visit.texts.pay.heading);
}

/** Fills the form with a test card, and pays. */
async function payWith(visit: Visit, card: string): Promise<void> {
  await press(visit, visit.texts.pay.simulated.use(card));
  await visit.page.locator('form button[type=submit]').click();
}

const ACCEPTED = '4242 4242 4242 4242';
const DECLINED = '4000 0000 0000 0002';
const seeAlert = ({ page }: Visit): Promise<void> => page.getByRole('alert').first().waitFor();

export const HOLD_PAGE: State[] = [
  {
    name: 'hold/loading',
    route,
    async reach(visit) {
      await visit.signIn();
      await delay(visit, /\/v1\/holds\//);
      await visit.page.goto('/holds/hld_00000000000000000000000000');
      await visit.page.getByRole('status', { name: visit.texts.app.loading }).waitFor();
    },
  },
  { name: 'hold/held', route, reach: async visit => open(visit, (await held(visit)).hold) },
  {
    name: 'hold/last-minute',
    route,
    reach: async visit => open(visit, (await held(visit, { holdSeconds: 55 })).hold),
  },
  {
    name: 'hold/expired',
    route,
    async reach(visit) {
      const { hold } = await held(visit, { holdSeconds: 1 });
      await visit.page.goto(`/holds/${hold.id}`);
      await seeHeading(visit, visit.texts.hold.expired.heading);
    },
  },
  {
    name: 'hold/extended',
    route,
    async reach(visit) {
      await open(visit, (await held(visit, { holdSeconds: 90 })).hold);
      await press(visit, visit.texts.hold.extend);
      await visit.page.getByTestId('announcer').filter({ hasText: /\d/ }).waitFor({ state: 'attached' });
    },
  },
  {
    name: 'hold/card-faults',
    route,
    async reach(visit) {
      await open(visit, (await held(visit)).hold);
      await visit.page.getByLabel(visit.texts.pay.card.number).fill('1234 5678');
      await visit.page.locator('form button[type=submit]').click();
      await seeText(visit, visit.texts.pay.faults.number);
    },
  },
  {
    name: 'hold/declined',
    route,
    answers: [402],
    async reach(visit) {
      await open(visit, (await held(visit)).hold);
      await payWith(visit, DECLINED);
      await seeAlert(visit);
    },
  },
  {
    name: 'hold/paying',
    route,
    async reach(visit) {
      await open(visit, (await held(visit)).hold);
      await delay(visit, PAYMENTS);
      await payWith(visit, ACCEPTED);
      await seeText(visit, visit.texts.pay.working);
    },
  },
  {
    name: 'hold/undecided',
    route,
    async reach(visit) {
      await open(visit, (await held(visit)).hold);
      await pending(visit);
      await payWith(visit, ACCEPTED);
      await seeText(visit, visit.texts.pay.pendingHint);
    },
  },
  {
    name: 'hold/late',
    route,
    async reach(visit) {
      const { hold } = await held(visit);
      await open(visit, hold);
      await pending(visit, 'voided');
      await payWith(visit, ACCEPTED);
      await seeText(visit, visit.texts.pay.late);
    },
  },
  {
    name: 'hold/busy',
    route,
    answers: [503],
    async reach(visit) {
      await open(visit, (await held(visit)).hold);
      await refuse(visit, PAYMENTS, 'busy', BUSY);
      await payWith(visit, ACCEPTED);
      await seeText(visit, visit.texts.pay.takesLong);
    },
  },
  {
    name: 'hold/offline',
    route,
    isOffline: true,
    async reach(visit) {
      await open(visit, (await held(visit)).hold);
      await goOffline(visit);
      await seeText(visit, visit.texts.app.offline);
    },
  },
  {
    name: 'hold/give-back',
    route,
    async reach(visit) {
      await open(visit, (await held(visit)).hold);
      await press(visit, visit.texts.hold.giveBack.open);
      await visit.page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'hold/released',
    route,
    async reach(visit) {
      const { hold, visitor } = await held(visit);
      await release(visit.world, visitor, hold);
      await visit.page.goto(`/holds/${hold.id}`);
      await seeHeading(visit, visit.texts.hold.released.heading);
    },
  },
  {
    name: 'hold/booked',
    route,
    async reach(visit) {
      const { hold, visitor } = await held(visit);
      await pay(visit.world, visitor, hold);
      await visit.page.goto(`/holds/${hold.id}`);
      await seeHeading(visit, visit.texts.hold.confirmed.heading);
    },
  },
  {
    name: 'hold/free',
    route,
    async reach(visit) {
      const sections = [
        { id: 'room', name: 'Room', kind: 'seated' as const, price: 0, rows: [{ row: 'A', count: 4 }] },
      ];
      await open(visit, (await held(visit, { sections, prices: {} }, ['room/A-1'])).hold);
      await seeText(visit, visit.texts.pay.free);
    },
  },
  {
    name: 'hold/not-found',
    route,
    answers: [404],
    async reach(visit) {
      await visit.signIn();
      await visit.page.goto('/holds/hld_00000000000000000000000000');
      await seeAlert(visit);
    },
  },
];

/** The bank takes longer than any visitor looks, and then has this answer. */
async function pending({ page }: Visit, end: 'initiated' | 'voided' = 'initiated'): Promise<void> {
  const paymentId = 'pay_00000000000000000000000000';
  await page.route(PAYMENTS, route => route.fulfill({ status: 202, json: { paymentId, state: 'initiated' } }));
  await page.route(/\/v1\/payments\//, route => route.fulfill({ json: { id: paymentId, state: end } }));
}
