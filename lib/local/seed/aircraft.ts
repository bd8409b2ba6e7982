/** An Airbus A320 of 180 seats in two cabins: three rows of 2-2 in front, 28 rows of 3-3 behind, and no row 13. */
import type { NewSection } from '../../contract/events/section-requests.ts';

/** Prices in minor units. */
export const aircraftCabins = (prices: { business: number; economy: number }): NewSection[] => [
  cabin('business', 'Business', prices.business, numbers(1, 3), 'AC DF'),
  cabin('economy', 'Economy', prices.economy, numbers(4, 32), 'ABC DEF'),
];

/** Rows at the exits over the wings. */
const EXIT_ROWS = [12, 14];
const MISSING_ROW = 13;

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(row => row !== MISSING_ROW);

const cabin = (id: string, name: string, price: number, rows: number[], letters: string): NewSection => ({
  id,
  name,
  kind: 'seated',
  price,
  attributes: { cabin: id, pitch: id === 'business' ? '36 in' : '29 in' },
  rows: rows.map(row => ({ row: String(row), seats: seatsOf(row, letters) })),
});

/** The blank between the letters is the aisle. */
const seatsOf = (row: number, letters: string) =>
  [...letters].flatMap((letter, at) =>
    letter === ' '
      ? []
      : [{ number: letter, label: `${row}${letter}`, attributes: { position: position(letters, at), ...exit(row) } }],
  );

function position(letters: string, at: number): string {
  if (at === 0 || at === letters.length - 1) return 'window';
  return letters[at - 1] === ' ' || letters[at + 1] === ' ' ? 'aisle' : 'middle';
}

const exit = (row: number): { exitRow?: string } => (EXIT_ROWS.includes(row) ? { exitRow: 'yes' } : {});
