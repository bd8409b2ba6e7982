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

const SEAT_IDS = PLACES.map(({ seatId }) => seatId);
const ADULT = { id: 'adult', name: 'Adult' };
const CHILD = { id: 'child', name: 'Child' };
const BOOKING_FEE = 100;

/** The price of the two seats for an adult and a child at half price, with a fee and a tax of 7 %. */
export const QUOTE = {
  eventId: EVENT_ID,
  places: [
    { ...PLACES[0], type: ADULT },
    { ...PLACES[1], type: CHILD, price: euros(SEAT_PRICE / 2) },
  ],
  total: euros(1.5 * SEAT_PRICE + BOOKING_FEE),
  lines: [
    {
      kind: 'places',
      sectionId: SECTION.id,
      name: SECTION.name,
      type: ADULT,
      quantity: 1,
      price: euros(SEAT_PRICE),
      amount: euros(SEAT_PRICE),
    },
    {
      kind: 'places',
      sectionId: SECTION.id,
      name: SECTION.name,
      type: CHILD,
      quantity: 1,
      price: euros(SEAT_PRICE / 2),
      amount: euros(SEAT_PRICE / 2),
    },
    { kind: 'fee', id: 'service', name: 'Service fee', quantity: 1, amount: euros(BOOKING_FEE) },
  ],
  taxes: [
    {
      percent: 7,
      gross: euros(1.5 * SEAT_PRICE + BOOKING_FEE),
      tax: euros(Math.round(((1.5 * SEAT_PRICE + BOOKING_FEE) * 7) / 107)),
    },
  ],
};

export const HOLD_EXAMPLES = {
  'place-hold': {
    requests: {
      best: { summary: 'The two best seats side by side', value: { bestAvailable: { quantity: 2 } } },
      seats: {
        summary: 'Two certain seats, at a certain price',
        value: { seats: SEAT_IDS, expectedTotal: 2 * SEAT_PRICE },
      },
      types: {
        summary: 'A seat for an adult and one for a child',
        value: { seats: [SEAT_IDS[0], { seat: SEAT_IDS[1], type: 'child' }] },
      },
      bestTypes: {
        summary: 'The three best seats, one of them for a child',
        value: { bestAvailable: { quantity: 3, types: [{ type: 'child', quantity: 1 }] } },
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
  'quote-places': {
    request: { seats: [SEAT_IDS[0], { seat: SEAT_IDS[1], type: 'child' }] },
    responses: { 200: QUOTE },
  },
  'list-holds': { responses: { 200: { items: [HOLD], nextCursor: null } } },
  'read-hold': { responses: { 200: HOLD } },
  'extend-hold': { responses: { 200: { ...HOLD, expiresAt: EXTENDED_UNTIL } } },
  'release-hold': {},
};
