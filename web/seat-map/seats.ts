/** The seats of a map in columns: what is drawn of each, and its number by its id. */
import type { MapSeat, SeatMapModel, SeatStatus } from './view.ts';

export interface Seats {
  all: MapSeat[];
  numberOf(id: string): number | undefined;
  /** Prepares `numberOf`. Returns false if it was prepared before. */
  prepare(): boolean;
  /** The look of each seat: see `lookOf`. */
  look: Uint8Array;
}

/** Prices have so many colours. Further prices begin with the first colour again. */
export const PRICE_COLOURS = 8;

export const STATUSES: readonly SeatStatus[] = ['available', 'held', 'booked', 'blocked'];
const ACCESSES = [undefined, 'wheelchair', 'companion'] as const;

/** All that is different between the pictures of two seats, apart from their numbers. */
export interface Look {
  status: SeatStatus;
  access: 'wheelchair' | 'companion' | undefined;
  isFaint: boolean;
  /** The colour of its price. Seats that are not available have none. */
  price: number;
}

/** A look in one byte: two bits for the status, two for access, one for faint, three for the price. */
export const lookOf = ({ status, access, isFaint, price }: Look): number =>
  STATUSES.indexOf(status) |
  (ACCESSES.indexOf(access) << 2) |
  (Number(isFaint) << 4) |
  (status === 'available' ? (price % PRICE_COLOURS) << 5 : 0);

export const readLook = (look: number): Look => ({
  status: STATUSES[look & 3] ?? 'blocked',
  access: ACCESSES[(look >> 2) & 3],
  isFaint: (look & 16) !== 0,
  price: look >> 5,
});

export const isAvailable = (look: number): boolean => (look & 3) === 0;

export function columnsOf({ sections }: SeatMapModel, priceIndex: Map<number, number>): Seats {
  const all: MapSeat[] = [];
  for (const { rows } of sections) for (const { seats } of rows) for (const seat of seats) all.push(seat);
  const look = new Uint8Array(all.length);
  for (const [i, { status, access, price }] of all.entries()) {
    look[i] = lookOf({ status, access, isFaint: false, price: priceIndex.get(price) ?? 0 });
  }
  // The first drawing needs no index, and that of 50,000 seats takes as long as the drawing.
  let index: Map<string, number> | undefined;
  const prepared = (): Map<string, number> => {
    index ??= new Map(all.map((seat, i) => [seat.id, i]));
    return index;
  };
  return {
    all,
    numberOf: id => prepared().get(id),
    prepare: () => index === undefined && prepared() !== undefined,
    look,
  };
}

/** The colour of each price: the dearest price has the first. */
export function priceIndexOf({ sections, areas }: SeatMapModel): Map<number, number> {
  const prices = new Set(areas.map(({ price }) => price));
  for (const { rows } of sections) for (const { seats } of rows) for (const { price } of seats) prices.add(price);
  return new Map([...prices].sort((a, b) => b - a).map((price, i) => [price, i % PRICE_COLOURS]));
}
