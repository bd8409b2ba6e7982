/** States of the page of one event. */
import type { Event } from '../../../lib/contract/events/responses.ts';
import { edit } from '../../support/world.ts';
import { ownEvent } from './scene.ts';
import { BUSY, delay, goOffline, refuse, type State, seeHeading, seeText, type Visit } from './state.ts';

const route = '/events/:eventId';

async function open(visit: Visit, { id, title }: Event): Promise<void> {
  await visit.page.goto(`/events/${id}`);
  await seeHeading(visit, title);
  await visit.page.getByRole('table').waitFor();
}

const shown = (name: string, of: (visit: Visit) => Event): State => ({
  name: `event/${name}`,
  route,
  reach: visit => open(visit, of(visit)),
});

export const EVENT_PAGE: State[] = [
  {
    name: 'event/loading',
    route,
    async reach(visit) {
      await delay(visit, /\/v1\/events\/evt_/);
      await visit.page.goto(`/events/${visit.scene.concert.id}`);
      await visit.page.getByRole('status', { name: visit.texts.app.loading }).waitFor();
    },
  },
  shown('open', ({ scene }) => scene.concert),
  shown('flight', ({ scene }) => scene.flight),
  shown('train', ({ scene }) => scene.trains[0] as Event),
  shown('many-sections', ({ scene }) => scene.arena),
  {
    name: 'event/upcoming',
    route,
    async reach(visit) {
      await open(visit, visit.scene.upcoming);
      await visit.page.getByRole('timer').waitFor();
    },
  },
  {
    name: 'event/sold-out',
    route,
    async reach(visit) {
      await open(visit, visit.scene.soldOut);
      await seeText(visit, visit.texts.events.event.sales.soldOut);
    },
  },
  {
    name: 'event/closed',
    route,
    async reach(visit) {
      await open(visit, visit.scene.closed);
      await seeText(visit, visit.texts.events.event.sales.closed);
    },
  },
  {
    name: 'event/cancelled',
    route,
    async reach(visit) {
      await open(visit, visit.scene.cancelled);
      await seeText(visit, visit.texts.events.event.sales.cancelled);
    },
  },
  {
    name: 'event/moved',
    route,
    async reach(visit) {
      const event = await ownEvent(visit);
      await edit(visit.world, visit.scene.organizer, event, { venue: 'Open-air stage, Potsdam' });
      await open(visit, event);
      await seeText(visit, 'Open-air stage, Potsdam');
    },
  },
  {
    name: 'event/not-found',
    route,
    answers: [404],
    async reach(visit) {
      await visit.page.goto('/events/evt_00000000000000000000000000');
      await seeHeading(visit, visit.texts.events.event.notFound.heading);
    },
  },
  {
    name: 'event/offline',
    route,
    isOffline: true,
    async reach(visit) {
      await open(visit, visit.scene.concert);
      await goOffline(visit);
      await seeText(visit, visit.texts.app.offline);
    },
  },
  {
    name: 'event/busy',
    route,
    answers: [503],
    async reach(visit) {
      await refuse(visit, /\/v1\/events\/evt_/, 'busy', BUSY);
      await visit.page.goto(`/events/${visit.scene.concert.id}`);
      await visit.page.getByRole('alert').waitFor();
    },
  },
];
