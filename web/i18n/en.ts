/** All texts of the app in English. The app loads one language. */

import type { Words } from '../../lib/messages/messages.ts';
import { ACCOUNT } from '../../lib/messages/web/en/account.ts';
import { APP } from '../../lib/messages/web/en/app.ts';
import { BOOKINGS } from '../../lib/messages/web/en/bookings.ts';
import { EVENTS } from '../../lib/messages/web/en/events.ts';
import { HOLD } from '../../lib/messages/web/en/hold.ts';
import { LINKS } from '../../lib/messages/web/en/links.ts';
import { PAY } from '../../lib/messages/web/en/pay.ts';
import { PROBLEMS } from '../../lib/messages/web/en/problems.ts';
import { RACE } from '../../lib/messages/web/en/race.ts';
import { SEATS } from '../../lib/messages/web/en/seats.ts';
import { TICKETS } from '../../lib/messages/web/en/tickets.ts';
import type { WebMessages } from '../../lib/messages/web/messages.ts';
import { WORDS } from '../../lib/messages/words/en.ts';

export const messages: Words & WebMessages = {
  ...WORDS,
  app: APP,
  account: ACCOUNT,
  events: EVENTS,
  links: LINKS,
  hold: HOLD,
  pay: PAY,
  problems: PROBLEMS,
  seats: SEATS,
  bookings: BOOKINGS,
  race: RACE,
  tickets: TICKETS,
};
