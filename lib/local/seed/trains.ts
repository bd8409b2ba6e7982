/** Three trains of two coaches with 25 seats each, and their departures. */
import type { NewSeatedSection, NewSection } from '../../contract/events/section-requests.ts';

export interface Train {
  number: string;
  name: string;
  origin: string;
  destination: string;
  /** Local time of departure, in Bangladesh. */
  departs: string;
  minutes: number;
  /** In poisha, by coach. */
  prices: { ac: number; chair: number };
}

export const CARRIER = 'Bangladesh Railway';
export const TIME_ZONE = 'Asia/Dhaka';
/** Bangladesh has no daylight saving time. */
export const UTC_OFFSET = '+06:00';

export const TRAINS: readonly Train[] = [
  {
    number: '702',
    name: 'Subarna Express',
    origin: 'Dhaka',
    destination: 'Chattogram',
    departs: '16:30',
    minutes: 310,
    prices: { ac: 85_500, chair: 40_500 },
  },
  {
    number: '709',
    name: 'Parabat Express',
    origin: 'Dhaka',
    destination: 'Sylhet',
    departs: '06:30',
    minutes: 405,
    prices: { ac: 71_900, chair: 37_500 },
  },
  {
    number: '753',
    name: 'Silk City Express',
    origin: 'Dhaka',
    destination: 'Rajshahi',
    departs: '14:40',
    minutes: 350,
    prices: { ac: 77_100, chair: 40_500 },
  },
];

export const coachesOf = ({ prices }: Train): NewSection[] => [
  coach('ac', 'Coach KA, air-conditioned', 'snigdha', prices.ac),
  coach('chair', 'Coach KHA, chair', 'shovan-chair', prices.chair),
];

const coach = (id: string, name: string, service: string, price: number): NewSection => ({
  id,
  name,
  kind: 'seated',
  price,
  attributes: { class: service },
  rows: rowsOf(SEATS_PER_COACH),
});

const SEATS_PER_COACH = 25;

/** Two seats on each side of the corridor, numbered across: window, aisle, corridor, aisle, window. */
const ACROSS = [
  { position: 'window', corridorSide: 'left' },
  { position: 'aisle', corridorSide: 'left' },
  { position: 'aisle', corridorSide: 'right' },
  { position: 'window', corridorSide: 'right' },
] as const;

/** The last row has one seat, beside the door. */
function rowsOf(seats: number): NewSeatedSection['rows'] {
  return Array.from({ length: Math.ceil(seats / ACROSS.length) }, (_, row) => ({
    row: String(row + 1),
    seats: ACROSS.flatMap((attributes, at) => {
      const number = String(row * ACROSS.length + at + 1);
      return Number(number) > seats ? [] : [{ number, label: number, attributes: { ...attributes } }];
    }),
  }));
}
