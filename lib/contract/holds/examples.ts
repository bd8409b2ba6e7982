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
    requests: {
      best: { summary: 'The two best seats side by side', value: { bestAvailable: { quantity: 2 } } },
      seats: {
        summary: 'Two certain seats, at a certain price',
        value: { seats: PLACES.map(({ seatId }) => seatId), expectedTotal: 2 * SEAT_PRICE },
      },
      areas: {
        summary: 'Three places without numbers',
        value: { areas: [{ areaId: 'standing', quantity: 3 }] },
      },
      wheelchair: {
        summary: 'A wheelchair seat and its companion',
        value: { bestAvailable: { quantity: 2, access: { wheelchair: 1, companion: 1 } } },
      },
    },
    responses: { 201: HOLD },
  },
  'list-holds': { responses: { 200: { items: [HOLD], nextCursor: null } } },
  'read-hold': { responses: { 200: HOLD } },
  'extend-hold': { responses: { 200: { ...HOLD, expiresAt: EXTENDED_UNTIL } } },
  'release-hold': {},
};
