/** Examples of the holds function. */
import {
  EVENT_ID,
  EXTENDED_UNTIL,
  euros,
  HELD_AT,
  HELD_AT_MOST_UNTIL,
  HELD_UNTIL,
  HOLD_ID,
  SEAT_PRICE,
  SECTION,
} from '../example-facts.ts';

/** The two seats of the purchase. */
export const PLACES = ['1', '2'].map(seat => ({
  seatId: `${SECTION.id}/A-${seat}`,
  section: SECTION.name,
  row: 'A',
  seat,
  price: euros(SEAT_PRICE),
}));

export const HOLD = {
  id: HOLD_ID,
  eventId: EVENT_ID,
  status: 'active',
  places: PLACES,
  total: euros(2 * SEAT_PRICE),
  expiresAt: HELD_UNTIL,
  maxExpiresAt: HELD_AT_MOST_UNTIL,
  createdAt: HELD_AT,
};

export const HOLD_EXAMPLES = {
  'place-hold': {
    request: { seats: PLACES.map(({ seatId }) => seatId), expectedTotal: 2 * SEAT_PRICE },
    responses: { 201: HOLD },
  },
  'list-holds': { responses: { 200: { items: [HOLD], nextCursor: null } } },
  'read-hold': { responses: { 200: HOLD } },
  'extend-hold': { responses: { 200: { ...HOLD, expiresAt: EXTENDED_UNTIL } } },
  'release-hold': {},
};
