/** Facts that a ticket shows and that the service has in other places. Pure. */
import type { Schemas } from '../../../tools/client/src/types.ts';
import type { Gate } from './kept-tickets.ts';

export type TicketPlace = Schemas['BookedTicket']['place'];

/** The id of the section or area of a place. */
export const sectionIdOf = (place: TicketPlace): string =>
  'areaId' in place ? place.areaId : (place.seatId.split('/')[0] ?? '');

/** The names of the gates that lead to a place. A gate without sections leads to all. */
export const gatesTo = (place: TicketPlace, gates: readonly Gate[]): string[] =>
  gates
    .filter(({ sections }) => sections === undefined || sections.includes(sectionIdOf(place)))
    .map(({ name }) => name);
