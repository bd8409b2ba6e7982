/** Examples of the events function. */
import {
  ADULT,
  AREA_PRICE,
  CHILD,
  ENDS_AT,
  EVENT_ID,
  euros,
  HELD_AT,
  ORGANIZATION_ID,
  SEAT_PRICE,
  SECTION,
  STARTS_AT,
  TAX_PERCENT,
  TIME_ZONE,
  TITLE,
  VENUE,
} from '../example-facts.ts';
import { CODE_EXAMPLES } from './code-examples.ts';

const DESCRIPTION = 'Works by Haydn and Pärt.\nOne interval.';
const IMAGE_URL = 'https://images.example/winter-concert.jpg';

const GATES = [
  { id: 'north', name: 'North entrance', sections: [SECTION.id] },
  { id: 'yard', name: 'From the yard', areas: ['standing'] },
];

/** A child pays half the price of an adult, beside one. The prices include a tax. The back row is cheaper. */
const CHILD_TYPE = { ...CHILD, percent: 50, placesMax: 50, onlyWith: [ADULT.id] };
const BACK = { id: 'back', name: 'Back row', sectionId: SECTION.id, rows: ['C'] };
const TYPES = { ticketTypes: [ADULT, CHILD_TYPE], taxPercent: TAX_PERCENT };
const NEW_PRICES = { ...TYPES, tiers: [{ ...BACK, price: 3_500 }] };
const PRICES = { ...TYPES, tiers: [{ ...BACK, price: euros(3_500) }] };

const NEW_EVENT = {
  kind: 'concert',
  title: TITLE,
  description: DESCRIPTION,
  imageUrl: IMAGE_URL,
  venue: VENUE,
  doorsAt: '2030-12-14T18:30:00+01:00',
  startsAt: '2030-12-14T19:30:00+01:00',
  endsAt: '2030-12-14T22:00:00+01:00',
  timeZone: TIME_ZONE,
  currency: 'EUR',
  placesPerCustomerMax: 6,
  sections: [
    {
      ...SECTION,
      kind: 'seated',
      price: SEAT_PRICE,
      rows: [
        { row: 'A', count: 4 },
        { row: 'B', from: 1, to: 4 },
        {
          row: 'C',
          seats: [{ number: '1', access: 'wheelchair' }, { number: '1c', access: 'companion' }, { number: '2' }],
        },
      ],
      blocks: [{ seats: ['C-2'], note: 'for the press' }],
    },
    { id: 'standing', name: 'Standing', kind: 'area', price: AREA_PRICE, capacity: 200 },
  ],
  gates: GATES,
  prices: NEW_PRICES,
};

export const EVENT = {
  id: EVENT_ID,
  organizationId: ORGANIZATION_ID,
  kind: 'concert',
  title: TITLE,
  startsAt: STARTS_AT,
  endsAt: ENDS_AT,
  timeZone: TIME_ZONE,
  doorsAt: '2030-12-14T17:30:00.000Z',
  venue: VENUE,
  description: DESCRIPTION,
  imageUrl: IMAGE_URL,
  salesCloseAt: STARTS_AT,
  status: 'open',
  holdSeconds: 600,
  placesPerHoldMax: 10,
  placesPerCustomerMax: 6,
  cancellationClosesMinutes: 1_440,
  currency: 'EUR',
  sections: [
    { ...SECTION, kind: 'seated', price: SEAT_PRICE, capacity: 11 },
    { id: 'standing', name: 'Standing', kind: 'area', price: AREA_PRICE, capacity: 200 },
  ],
  gates: GATES,
  prices: PRICES,
};

const { description: _long, gates: _many, prices: _more, ...LISTED_EVENT } = EVENT;

const COUNTS = { total: 11, available: 8, held: 2, booked: 0, blocked: 1 };
const SEATS = [
  { seatId: 'stalls/A-1', label: 'A-1', number: '1', status: 'held' },
  { seatId: 'stalls/A-2', label: 'A-2', number: '2', status: 'available' },
];

const BACK_SEAT = { seatId: 'stalls/C-2', label: 'C-2', number: '2', status: 'blocked', tier: BACK.id };
const BACK_ROW = { row: 'C', name: 'C', seats: [{ ...BACK_SEAT, price: euros(3_500) }] };

export const EVENT_EXAMPLES = {
  ...CODE_EXAMPLES,
  'publish-event': {
    request: NEW_EVENT,
    responses: { 201: EVENT, 202: { ...EVENT, status: 'preparing' } },
  },
  'list-events': { responses: { 200: { items: [LISTED_EVENT], nextCursor: null } } },
  'read-event': { responses: { 200: EVENT } },
  'edit-event': {
    requests: {
      title: { summary: 'Another title', value: { title: `${TITLE}: second evening` } },
      times: {
        summary: 'Another start, and fewer standing places',
        value: { startsAt: '2030-12-14T20:00:00+01:00', sections: [{ id: 'standing', capacity: 180 }] },
      },
      blocks: { summary: 'A seat that is not sold', value: { blockSeats: ['stalls/B-4'], blockNote: 'a camera' } },
      prices: {
        summary: 'Another maximum of children, and a fee',
        value: {
          prices: {
            ...NEW_PRICES,
            ticketTypes: [ADULT, { ...CHILD_TYPE, placesMax: 80 }],
            fees: [{ id: 'print', name: 'Printed ticket', per: 'ticket', amount: 100, isRefundable: false }],
          },
        },
      },
      reopen: { summary: 'Sales again, after `closed`', value: { status: 'open' } },
      cancel: { summary: 'The end of its sales, with refunds', value: { status: 'cancelled' } },
    },
    responses: {
      200: { ...EVENT, startsAt: '2030-12-14T19:00:00.000Z' },
      202: { ...EVENT, startsAt: '2030-12-14T19:00:00.000Z' },
    },
  },
  'delete-event': {},
  'read-availability': {
    responses: {
      200: {
        total: 211,
        available: 208,
        held: 2,
        booked: 0,
        blocked: 1,
        sections: [
          { id: 'stalls', ...COUNTS },
          { id: 'standing', total: 200, available: 200, held: 0, booked: 0, blocked: 0 },
        ],
        ticketTypes: [{ id: 'child', total: 50, available: 49, held: 1, booked: 0, blocked: 0 }],
        asOf: HELD_AT,
      },
    },
  },
  'list-blocks': {
    responses: {
      200: { items: [{ seatId: 'stalls/C-2', owner: 'organizer', note: 'for the press' }], nextCursor: null },
    },
  },
  'read-seats': {
    responses: {
      200: {
        kind: 'map',
        sections: [
          { id: SECTION.id, price: euros(SEAT_PRICE), rows: [{ row: 'A', name: 'A', seats: SEATS }, BACK_ROW] },
        ],
        asOf: HELD_AT,
      },
    },
  },
  'read-event-page': {},
};
