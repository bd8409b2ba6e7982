/** A concert in an arena of 5,904 seats: floor blocks, a lower and an upper ring, and boxes. */
import type { NewSeatedSection, NewSection } from '../../contract/events/section-requests.ts';

/** All sections, the most expensive first. Prices in euro cents. */
export const arenaSections = (): NewSection[] => [
  ...numbered(10, 1).map(n => section(`box-${n}`, `Box ${n}`, { level: 'box', gate: 'VIP' }, 18_900, rows('AB', 4))),
  ...numbered(4, 1).map(n => section(`floor-${n}`, `Floor ${n}, front`, floor(n), 12_900, rows('ABCDEFGHIJ', 14))),
  ...numbered(4, 5).map(n => section(`floor-${n}`, `Floor ${n}, rear`, floor(n), 9_900, rows('ABCDEFGHIJ', 14))),
  ...numbered(16, 101).map(n => section(`${n}`, `Section ${n}`, ring('100', n), facing(n, 8_900, 6_900), lowerRows)),
  ...numbered(16, 201).map(n => section(`${n}`, `Section ${n}`, ring('200', n), facing(n, 5_900, 3_900), upperRows)),
];

const numbered = (count: number, from: number): number[] => Array.from({ length: count }, (_, i) => from + i);

type Rows = NewSeatedSection['rows'];

/** One row for each letter. Each row has `growth` more seats than the one before. */
const rows = (letters: string, count: number, growth = 0): Rows =>
  [...letters].map((row, i) => ({ row, count: count + Math.floor(i * growth) }));
const lowerRows = rows('ABCDEFGHJKLM', 12, 0.5);
const upperRows = rows('ABCDEFGHJK', 12);

const section = (
  id: string,
  name: string,
  attributes: Record<string, string>,
  price: number,
  layout: Rows,
): NewSection => ({
  id,
  name,
  kind: 'seated',
  price,
  attributes,
  rows: layout,
});

const floor = (n: number) => ({ level: 'floor', gate: n % 2 === 0 ? 'South' : 'North' });
const GATES = ['North', 'East', 'South', 'West'];
const ring = (level: string, n: number) => ({
  level,
  gate: GATES[Math.floor(((n % 100) - 1) / 4) % GATES.length] as string,
});

/** Sections behind the stage cost less. */
const facing = (n: number, front: number, behind: number): number => ((n % 100) % 16 > 8 ? behind : front);
