/** Examples of the holds function. */
import {
  ADULT,
  CHILD,
  EVENT_ID,
  EXTENDED_UNTIL,
  euros,
  HELD_AT,
  HELD_AT_MOST_UNTIL,
  HELD_UNTIL,
  HOLD_ID,
  SEAT_PRICE,
  SECTION,
  TAX_PERCENT,
} from '../example-facts.ts';

/** The two seats of the purchase. */
export const PLACES = ['1', '2'].map(seat => ({
  seatId: `${SECTION.id}/A-${seat}`,
  section: SECTION.name,
  row: 'A',
  seat,
  type: ADULT,
  price: euros(SEAT_PRICE),
}));
const SEAT_IDS = PLACES.map(({ seatId }) => seatId);

const lineOf = (type: typeof ADULT, quantity: number, price: number) => ({
  kind: 'places',
  sectionId: SECTION.id,
  name: SECTION.name,
  type,
  quantity,
  price: euros(price),
  amount: euros(quantity * price),
});
const taxesIn = (gross: number) => [
  {
    percent: TAX_PERCENT,
    gross: euros(gross),
    tax: euros(Math.round((gross * TAX_PERCENT) / (100 + TAX_PERCENT))),
  },
];
/** The lines of the total of the two seats, and the taxes in what is kept of it. */
export const salePartsOf = (kept: number) => ({ lines: [lineOf(ADULT, 2, SEAT_PRICE)], taxes: taxesIn(kept) });

/** The price of the two seats for an adult and a child. */
const QUOTE = {
  eventId: EVENT_ID,
  places: [PLACES[0], { ...PLACES[1], type: CHILD, price: euros(SEAT_PRICE / 2) }],
  total: euros(1.5 * SEAT_PRICE),
  lines: [lineOf(ADULT, 1, SEAT_PRICE), lineOf(CHILD, 1, SEAT_PRICE / 2)],
  taxes: taxesIn(1.5 * SEAT_PRICE),
};

export const HOLD = {
  id: HOLD_ID,
  eventId: EVENT_ID,
  status: 'active',
  places: PLACES,
  total: euros(2 * SEAT_PRICE),
  ...salePartsOf(2 * SEAT_PRICE),
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
