/** States of the page that finds events. */
import { BUSY, delay, goOffline, press, refuse, type State, seeHeading, seeText, type Visit } from './state.ts';

const LIST = /\/v1\/events(\?|$)/;
const route = '/events';

const seeConcert = ({ page, scene }: Visit): Promise<void> =>
  page.getByRole('link', { name: scene.concert.title }).first().waitFor();

export const EVENTS_PAGE: State[] = [
  {
    name: 'events/loading',
    route,
    async reach(visit) {
      await delay(visit, LIST);
      await visit.page.goto('/events');
      await visit.page.getByRole('status', { name: visit.texts.app.loading }).waitFor();
    },
  },
  {
    name: 'events/some',
    route: '/',
    async reach(visit) {
      await visit.page.goto('/');
      await seeConcert(visit);
    },
  },
  {
    name: 'events/found',
    route,
    async reach(visit) {
      await visit.page.goto('/events?q=north&place=berlin');
      await seeConcert(visit);
    },
  },
  {
    name: 'events/none-found',
    route,
    async reach(visit) {
      await visit.page.goto('/events?q=opera+of+nowhere');
      await seeHeading(visit, visit.texts.events.empty.heading);
    },
  },
  {
    name: 'events/nothing-yet',
    route,
    async reach(visit) {
      await visit.page.route(LIST, answer => answer.fulfill({ json: { items: [], nextCursor: null } }));
      await visit.page.goto('/events');
      await seeText(visit, visit.texts.events.empty.nothingYet);
    },
  },
  {
    name: 'events/wrong-days',
    route,
    async reach(visit) {
      await visit.page.goto('/events?from=2027-05-02&to=2027-05-01');
      await press(visit, visit.texts.events.search.submit);
      await seeText(visit, visit.texts.events.search.wrongOrder);
    },
  },
  {
    name: 'events/trains',
    route,
    async reach(visit) {
      await visit.page.goto('/events?kind=train');
      await visit.page.locator('summary').first().click();
      await visit.page.locator('details[open] a').first().waitFor();
    },
  },
  {
    name: 'events/flights',
    route,
    async reach(visit) {
      await visit.page.goto('/events?kind=flight&origin=Dhaka&destination=Bangkok');
      await visit.page.getByRole('link', { name: visit.scene.flight.title }).first().waitFor();
    },
  },
  {
    name: 'events/no-journey',
    route,
    async reach(visit) {
      await visit.page.goto('/events?kind=train&origin=Dhaka&destination=Paris');
      await seeText(visit, visit.texts.events.empty.adviceForJourneys);
    },
  },
  {
    name: 'events/offline',
    route,
    isOffline: true,
    async reach(visit) {
      await visit.page.goto('/events');
      await seeConcert(visit);
      await goOffline(visit);
      await seeText(visit, visit.texts.app.offline);
    },
  },
  {
    name: 'events/busy',
    route,
    answers: [503],
    async reach(visit) {
      await refuse(visit, LIST, 'busy', BUSY);
      await visit.page.goto('/events');
      await visit.page.getByRole('alert').waitFor();
    },
  },
];
