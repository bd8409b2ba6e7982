/** All pages of the app in all their states. */
import { ACCOUNT_PAGES } from './account-pages.ts';
import { BOOKINGS_PAGES } from './bookings-pages.ts';
import { EVENT_PAGE } from './event-page.ts';
import { EVENTS_PAGE } from './events-page.ts';
import { HOLD_PAGE } from './hold-page.ts';
import { LINKS_PAGE } from './links-page.ts';
import { OTHER_PAGES } from './other-pages.ts';
import { SEATS_PAGE } from './seats-page.ts';
import type { State } from './state.ts';

export const STATES: readonly State[] = [
  ...EVENTS_PAGE,
  ...EVENT_PAGE,
  ...SEATS_PAGE,
  ...HOLD_PAGE,
  ...BOOKINGS_PAGES,
  ...ACCOUNT_PAGES,
  ...LINKS_PAGE,
  ...OTHER_PAGES,
];
