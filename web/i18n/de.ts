/** All texts of the app in German. The app loads one language. */

import type { Words } from '../../lib/messages/messages.ts';
import { ACCOUNT } from '../../lib/messages/web/de/account.ts';
import { APP } from '../../lib/messages/web/de/app.ts';
import { BOOKINGS } from '../../lib/messages/web/de/bookings.ts';
import { EVENTS } from '../../lib/messages/web/de/events.ts';
import { HOLD } from '../../lib/messages/web/de/hold.ts';
import { LINKS } from '../../lib/messages/web/de/links.ts';
import { PAY } from '../../lib/messages/web/de/pay.ts';
import { PROBLEMS } from '../../lib/messages/web/de/problems.ts';
import { RACE } from '../../lib/messages/web/de/race.ts';
import { SEATS } from '../../lib/messages/web/de/seats.ts';
import { TICKETS } from '../../lib/messages/web/de/tickets.ts';
import type { WebMessages } from '../../lib/messages/web/messages.ts';
import { WORDS } from '../../lib/messages/words/de.ts';

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
