/** The texts of the web app, by feature. Each language has a table of each. */

import type { AccountMessages } from './account.ts';
import type { AppMessages } from './app.ts';
import type { BookingsMessages } from './bookings.ts';
import type { EventsMessages } from './events.ts';
import type { HoldMessages } from './hold.ts';
import type { LinksMessages } from './links.ts';
import type { PayMessages } from './pay.ts';
import type { ProblemMessages } from './problems.ts';
import type { RaceMessages } from './race.ts';
import type { SeatsMessages } from './seats.ts';
import type { TicketsMessages } from './tickets.ts';

export interface WebMessages {
  app: AppMessages;
  account: AccountMessages;
  bookings: BookingsMessages;
  events: EventsMessages;
  links: LinksMessages;
  hold: HoldMessages;
  pay: PayMessages;
  problems: ProblemMessages;
  seats: SeatsMessages;
  race: RaceMessages;
  tickets: TicketsMessages;
}
